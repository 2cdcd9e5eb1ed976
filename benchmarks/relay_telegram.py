"""Telegram's rows of the relay benchmark: latency and the maximum, beside the bot that copies."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import Report, Row, at_least
from benchmarks.sides import IN_FLIGHT, Slices, latencies, milliseconds
from benchmarks.stage import Talk


async def latency(talks: Sequence[Talk], rate: float, slices: Slices, report: Report, where: str = "") -> None:
    """What each bot adds to a message's way. `where` names what else is not as usual."""
    report.doing(f"Saying {rate:g} messages a second to Telegram, {slices.count} times {slices.seconds:g} s to each")
    for _ in range(slices.count):
        for talk in talks:
            for side in (talk.ours, talk.reference):
                await side.steady(rate, slices)
    for talk in talks:
        what, ours, reference = f"{rate:g}/s in {talk.rooms} rooms{where}", talk.ours, talk.reference
        report.add(*latencies(f"added latency at {what}", ours, reference, p50=8.0, p99=25.0))
        report.add(milliseconds(f"CPU per message at {what}", ours.measured.each, reference.measured.each))


async def maximum(talks: Sequence[Talk], slices: Slices, report: Report, where: str = "") -> None:
    """What each bot carries when there is always more to do."""
    report.doing(f"Keeping {IN_FLIGHT} on their way through each bot, {slices.count} times {slices.seconds:g} s")
    for _ in range(slices.count):
        for talk in talks:
            for side in (talk.ours, talk.reference):
                await side.flood(slices)
    for talk in talks:
        ours, reference = talk.ours.measured, talk.reference.measured
        both = ours.carried / ours.seconds, reference.carried / reference.seconds
        what = f"{talk.rooms} rooms{where}"
        report.add(Row(f"maximum in {what}", both[0], "messages/s", both[1], at_least(round(both[1], 1))))
        report.add(milliseconds(f"CPU per message at the maximum in {what}", ours.each_at_full, reference.each_at_full))
