"""A minute at a high rate, in a few rooms and in many: whether a backlog builds up, and whether all arrives in order.

No reference stands beside it: the bot that copies cannot keep up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.contestants import UNPACED
from benchmarks.ears import open_ears
from benchmarks.on_telegram import telegram
from benchmarks.report import Report, Row
from benchmarks.rooms import TOKENS, talking
from benchmarks.sides import Slices, latencies, milliseconds
from benchmarks.stage import blameless

HIGH: Final = 500.0
"""Messages per second."""


async def high(directory: Path, rooms: int, slices: Slices, report: Report) -> None:
    """Raises Wrong when not everything arrives once and in order, also when somebody is asked to slow down."""
    report.doing(f"Saying {HIGH:g} messages a second to Telegram for {slices.seconds:g} s, in {rooms} rooms")
    async with telegram() as messenger, open_ears(messenger) as ears:
        account = await messenger.account(TOKENS[0])
        async with talking(directory, account, ears, rooms, UNPACED) as side:
            for _ in range(slices.count):
                await side.steady(HIGH, slices)
        await blameless(messenger)
    what = f"{HIGH:g}/s in {rooms} rooms"
    report.add(*latencies(f"added latency at {what}", side, p99=50.0))
    report.add(milliseconds(f"CPU per message at {what}", side.measured.each))
    report.add(Row(f"{what}: once and in order", len(side.traffic.heard), "messages"))
