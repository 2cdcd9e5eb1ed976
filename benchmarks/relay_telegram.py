"""Telegram's rows of the relay benchmark: latency, a minute at a high rate, the maximum; beside the bot that copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmarks.report import Report, Row, at_least
from benchmarks.sides import IN_FLIGHT, Slices, latencies, milliseconds
from benchmarks.stage import Talk

HIGH: Final = 500.0
"""Messages per second for a minute. No reference stands beside it: the bot that copies cannot keep up."""


async def latency(talks: Sequence[Talk], rate: float, slices: Slices, report: Report) -> None:
    """What each bot adds to a message's way."""
    report.doing(f"Saying {rate:g} messages a second to Telegram, {slices.count} times {slices.seconds:g} s to each")
    for _ in range(slices.count):
        for talk in talks:
            for side in (talk.ours, talk.reference):
                await side.steady(rate, slices)
    for talk in talks:
        what, ours, reference = f"{rate:g}/s in {talk.rooms} rooms", talk.ours, talk.reference
        report.add(*latencies(f"added latency at {what}", ours, reference, p50=8.0, p99=25.0))
        report.add(milliseconds(f"CPU per message at {what}", ours.measured.each, reference.measured.each))


async def high(talks: Sequence[Talk], slices: Slices, report: Report) -> None:
    """A rate at which a backlog would show."""
    report.doing(f"Saying {HIGH:g} messages a second to Telegram for {slices.seconds:g} s, to each crowd")
    for talk in talks:
        side = talk.ours.anew()
        for _ in range(slices.count):
            await side.steady(HIGH, slices)
        what = f"{HIGH:g}/s in {talk.rooms} rooms"
        report.add(*latencies(f"added latency at {what}", side, p99=50.0))
        report.add(milliseconds(f"CPU per message at {what}", side.measured.each))
        report.add(Row(f"{what}: once and in order", len(side.measured.latencies), "messages"))


async def maximum(talks: Sequence[Talk], slices: Slices, report: Report) -> None:
    """What each bot carries when there is always more to do."""
    report.doing(f"Keeping {IN_FLIGHT} on their way through each bot, {slices.count} times {slices.seconds:g} s")
    for _ in range(slices.count):
        for talk in talks:
            for side in (talk.ours, talk.reference):
                await side.flood(slices)
    for talk in talks:
        ours, reference = talk.ours.measured, talk.reference.measured
        both = ours.carried / ours.seconds, reference.carried / reference.seconds
        report.add(Row(f"maximum in {talk.rooms} rooms", both[0], "messages/s", both[1], at_least(round(both[1], 1))))
        what = f"CPU per message at the maximum in {talk.rooms} rooms"
        report.add(milliseconds(what, ours.each_at_full, reference.each_at_full))
