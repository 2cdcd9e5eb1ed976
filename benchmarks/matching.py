"""What finding a partner costs: in a natural stream of people, and with so many waiting.

Each family of rows is a module of its own: line_memory.py for the line in the memory of one process, line_million.py
for a very long one, line_redis.py for the line that processes share.
"""

from __future__ import annotations

import os
import sys

from benchmarks import line_memory, line_million, line_redis
from benchmarks.harness import Options, main
from benchmarks.machine import Bystanders
from benchmarks.report import Report


async def measure(options: Options, report: Report) -> None:
    bystanders = Bystanders()
    plan = line_memory.QUICK if options.quick else line_memory.FULL
    await line_memory.natural(plan, report)
    await line_memory.constant(plan, report)
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
    report.note(f"Others used {bystanders.share():.0%} of this machine's {os.cpu_count()} cores meanwhile.")


if __name__ == "__main__":
    sys.exit(main(measure, name="matching", title="Matching: how quickly a partner is found", reference="bare"))
