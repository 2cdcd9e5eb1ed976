"""`python -m benchmarks.moderation`: what it costs that people can be reported, and how fast it is.

Each row has a part of its own, which gives its rows; a part that is added goes into `PARTS`.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from benchmarks import moderation_gate, moderation_queue, moderation_receipt
from benchmarks.harness import Options, main
from benchmarks.report import Report, Row
from tests.contracts.stores import STORES

Part = Callable[[Options, Report], Awaitable[Sequence[Row]]]


async def queue(options: Options, report: Report) -> Sequence[Row]:
    """A page of the moderators' queue."""
    report.doing("Opening 10,000 cases")
    return await moderation_queue.rows(("sqlite",) if options.quick else tuple(STORES))


PARTS: Final[tuple[Part, ...]] = (moderation_gate.rows, queue, moderation_receipt.rows)


async def measure(options: Options, report: Report) -> None:
    for part in PARTS:
        report.add(*await part(options, report))


if __name__ == "__main__":
    sys.exit(main(measure, name="moderation", title="What moderation costs", reference="beside it"))
