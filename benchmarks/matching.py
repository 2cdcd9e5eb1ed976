"""What finding a partner costs: in a natural stream of people, and with so many waiting.

Each family of rows is a module of its own: line_memory.py for the line in the memory of one process, line_million.py
for a very long one, line_redis.py for the line that processes share. Measured as in Docker's image, where the search is
compiled (docs/matching.md), and beside it as it is written.
"""

from __future__ import annotations

import json
import os
import sys

from benchmarks import line_memory, line_million, line_redis
from benchmarks.children import answer
from benchmarks.harness import Options, main
from benchmarks.machine import Bystanders, stalls
from benchmarks.report import Report, Row
from tests.compiled import compiled, environment, is_compiled

LIMIT = 300.0
"""Seconds that measuring it as it is written may take."""


async def measure(options: Options, report: Report) -> None:
    bystanders = Bystanders()
    await line_memory.measure(options, report)
    report.doing("The same, not compiled")
    for row in (await answer("-m", "benchmarks.line_memory", *sys.argv[1:], "--json", seconds=LIMIT)).splitlines():
        shown = json.loads(row)
        if shown["unit"] != "%":
            what = f"{shown['what']}, not compiled"
            report.add(Row(what, shown["value"], shown["unit"], shown["reference"]))
    await line_redis.measure(line_redis.QUICK if options.quick else line_redis.FULL, report)
    if not options.quick:
        await line_million.million(report)
    report.note(
        "Natural: match or wait, 20 people a second of the line's clock, all rules, each match settled; reference: a "
        "dictionary that gives whoever waits to whoever comes, without any rule. With so many waiting: all restored, "
        "each partner found replaced by another; reference: rules and score asked about everybody."
    )
    report.note(
        "Rates are of the best slice, on one core; percentiles of the slice where they were lowest; ours and the "
        "reference take turns. Everything there before is out of the garbage collector's sight, as after Bauta's start."
    )
    times, share = stalls()
    report.note(
        f"While memory is read at random, this machine stands still {times:,.0f} times a second, {share:.0%} of the "
        "time. What is slowest in memory may be that."
    )
    report.note(f"Others used {bystanders.share():.0%} of this machine's {os.cpu_count()} cores meanwhile.")


if __name__ == "__main__":
    if not is_compiled():  # go on as a process that is
        arguments = [sys.executable, "-P", "-m", "benchmarks.matching", *sys.argv[1:]]
        os.execve(sys.executable, arguments, environment(compiled()))  # noqa: S606 - this Python, and no shell
    sys.exit(main(measure, name="matching", title="Matching: how quickly a partner is found", reference="bare"))
