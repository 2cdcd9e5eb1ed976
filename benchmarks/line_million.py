"""A line of a million, in a process of its own, whose memory is the line's and that of the tickets it was given."""

from __future__ import annotations

import asyncio
import json
import os
import resource
from pathlib import Path
from typing import Final

from benchmarks.children import ROOT, answer
from benchmarks.line_memory import PATIENT, Line, best_rate, lowest
from benchmarks.report import Report, Row, at_most
from config import garbage

MILLION: Final = 1_000_000
SLICES: Final = 4
FINDS: Final = 2_000
LIMIT: Final = 600.0
"""Seconds it may take."""


async def million(report: Report) -> None:
    report.doing(f"Letting {MILLION:,} wait")
    found = os.environ.get("PYTHONPATH", "")  # as this process does, the compiled search if there is one
    shown = json.loads(await answer("-P", "-m", "benchmarks.line_million", seconds=LIMIT, path=found or str(ROOT)))
    report.add(
        Row("memory 1M, resident", shown["resident"] / 2**30, "GiB", goal=at_most(2.0)),
        Row("memory 1M", shown["rate"], "finds/s"),
        Row("memory 1M, find p99", shown["p99"], "µs"),
    )


async def _measured() -> None:
    line = Line(3, PATIENT)
    await line.fill(MILLION)
    garbage.settled()
    slices = [await line.kept(FINDS) for _ in range(SLICES)]
    print(json.dumps({"resident": _resident(), "rate": best_rate(slices), "p99": lowest(slices, 0.99)}))


def _resident() -> int:
    """Bytes of memory this process has now (proc(5), /proc/PID/statm)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    asyncio.run(_measured())
