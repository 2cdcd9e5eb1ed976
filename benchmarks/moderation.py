"""`python -m benchmarks.moderation`: what it costs that people can be reported.

Each row has a part of its own, which gives its rows; a part that is added goes into `PARTS`.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from benchmarks import moderation_gate
from benchmarks.harness import Options, main
from benchmarks.report import Report, Row

Part = Callable[[Options, Report], Awaitable[Sequence[Row]]]

PARTS: Final[tuple[Part, ...]] = (moderation_gate.rows,)


async def measure(options: Options, report: Report) -> None:
    for part in PARTS:
        report.add(*await part(options, report))


if __name__ == "__main__":
    sys.exit(main(measure, name="moderation", title="What moderation costs", reference="without"))
