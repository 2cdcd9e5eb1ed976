"""The frame of every benchmark: its options, its exit code, and clean-up however it ends."""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

import uvloop

from benchmarks.report import Report

INTERRUPTED = 130


class Wrong(Exception):
    """What was measured did wrong, so no figure of it counts: exit code 1. The text says what it did."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a benchmark was asked to run. `quick`: end within 45 s and leave out rows that need longer."""

    quick: bool
    json: bool


Measure = Callable[[Options, Report], Coroutine[object, object, None]]


def main(measure: Measure, *, name: str, title: str, reference: str) -> int:
    """Run a benchmark by its command line; the exit code: 0, also when a goal is missed, and 1 when something is wrong.

    `name` follows `python -m benchmarks.`; `reference` is what ours stands beside. SIGINT and SIGTERM end it cleanly.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=title)
    parser.add_argument("--quick", action="store_true", help="end within 45 s")
    parser.add_argument("--json", action="store_true", help="print one JSON object per row")
    given = parser.parse_args()
    options = Options(given.quick, given.json)
    report = Report(title, reference, as_json=options.json)
    code = 0
    try:
        code = _run(measure(options, report))
    except* Wrong as several:
        sys.stderr.writelines(f"Wrong: {wrong}\n" for wrong in every(several))
        code = 1
    report.show()
    return code


def _run(work: Coroutine[object, object, None]) -> int:
    try:
        uvloop.run(_stoppable(work))
    except (asyncio.CancelledError, KeyboardInterrupt):
        return INTERRUPTED
    return 0


async def _stoppable(work: Coroutine[object, object, None]) -> None:
    """As SIGINT does by itself, SIGTERM cancels, so that every `finally` is reached and no child is left behind."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await work


def every(group: BaseExceptionGroup[Wrong]) -> list[Wrong]:
    """All of them, however deep they lie in groups of groups."""
    nested = [every(each) if isinstance(each, BaseExceptionGroup) else [each] for each in group.exceptions]
    return [wrong for some in nested for wrong in some]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least `share` (0 to 1) of them do not exceed: the nearest rank.

    Raises ValueError when there are none.
    """
    if not values:
        raise ValueError("no values, no percentile")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
