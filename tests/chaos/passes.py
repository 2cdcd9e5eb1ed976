"""The file through which a test and the failpoints of a process know of each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.failpoints import HEADER, NAMES, VARIABLE, opened


class Passes:
    """One file, for all lives of a process. What was counted outlives each of them."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(bytes(8 * (HEADER + len(NAMES))))
        self._numbers = opened(str(path))
        self.settings: Mapping[str, str] = {VARIABLE: str(path)}

    def arm(self, name: str, nth: int = 1) -> None:
        """Die at the `nth` pass of a failpoint from now on."""
        self._numbers[0] = 0
        self._numbers[1] = nth
        self._numbers[0] = NAMES.index(name) + 1

    def disarm(self) -> None:
        self._numbers[0] = 0

    def of(self, name: str) -> int:
        """How often a failpoint was passed, in all lives."""
        return self._numbers[HEADER + NAMES.index(name)]
