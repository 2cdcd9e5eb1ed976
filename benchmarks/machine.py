"""How busy the machine was with other things, and how often it stands still: without that, figures say little."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from random import Random
from time import perf_counter_ns
from typing import Final

READ: Final = 300_000
"""Numbers that are read at random: some 10 MB, as the memory of a line of thousands."""
STEP: Final = 100  # numbers that are read between two looks at the clock
LASTS: Final = 1.0  # seconds
LONG: Final = 5
"""A step that takes so many times what steps usually do is one in which the machine did something else."""


class Bystanders:
    """The share of the machine that others used, from its making until it is asked."""

    def __init__(self) -> None:
        self._busy = _busy()
        self._own = _own()
        self._began = time.monotonic()

    def share(self) -> float:
        """0 to 1 of all cores. Asked after our children have ended: only then are theirs told from others' seconds."""
        others = (_busy() - self._busy) - (_own() - self._own)
        return min(1.0, max(0.0, others / (time.monotonic() - self._began) / (os.cpu_count() or 1)))


def stalls() -> tuple[float, float]:
    """How often in a second this machine stands still while its memory is read at random, and which part of the time
    (0 to 1). Where a host shares itself among many machines it may be a quarter, in pieces of more than a tenth of a
    millisecond: then what is slowest of anything short is made of these."""
    random = Random(1)
    numbers = [float(at) for at in range(READ)]
    places = [random.randrange(READ) for _ in range(200 * STEP)]
    steps: list[int] = []
    ends = time.monotonic() + LASTS
    while time.monotonic() < ends:
        for start in range(0, len(places), STEP):
            began, total = perf_counter_ns(), 0.0
            for at in places[start : start + STEP]:
                total += numbers[at]
            steps.append(perf_counter_ns() - began)
    usual = sorted(steps)[len(steps) // 2]
    long = [each for each in steps if each > LONG * usual]
    return len(long) / LASTS, sum(long) / sum(steps)


def _busy() -> float:
    """Seconds all cores together have been busy since boot (proc(5), /proc/stat: all but idle and iowait)."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
