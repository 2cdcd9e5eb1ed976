"""How busy the machine was with other things meanwhile: without that, absolute figures say little."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path


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


def _busy() -> float:
    """Seconds all cores together have been busy since boot (proc(5), /proc/stat: all but idle and iowait)."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
