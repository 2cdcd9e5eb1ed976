"""Whom a process was given, and when it let go of them: a line of JSON each, on disk before anything comes of it.

All processes read the same clock, so that their lines can be put in order.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from matching.ticket import Match


class Ledger:
    """One process's. A kill leaves at most the last line half."""

    def __init__(self, folder: Path, owner: str, clock: Callable[[], float]) -> None:
        self._file = os.open(folder / f"{owner}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._clock = clock

    def given(self, match: Match, by: str) -> None:
        """The line gave these two away; `by` a find or a tick."""
        members = [one.member for one in match.tickets]
        self._note({"match": match.id, "of": members, "claimed": match.claimed_at, "by": by, "at": self._clock()})

    def let_go(self, match: Match, why: str) -> None:
        """To be noted before the line hears of it: from now on others may be given them."""
        self._note({"over": match.id, "why": why, "at": self._clock()})

    def _note(self, entry: dict[str, object]) -> None:
        os.write(self._file, json.dumps(entry).encode() + b"\n")

    def close(self) -> None:
        os.close(self._file)


@dataclass(slots=True)
class Given:
    """A match as the ledgers have it, in times of the common clock. `over`: when it was let go; None: it never was."""

    match: str
    members: tuple[str, str]
    by: str
    claimed_at: float
    noted_at: float
    over: float | None = None
    why: str = ""


def read(folder: Path) -> Iterable[Given]:
    """All matches in all ledgers. Raises AssertionError where one match was given twice."""
    found: dict[str, Given] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for row in file.read_bytes().splitlines():
            if not row.endswith(b"}"):  # cut off by the kill
                continue
            entry = json.loads(row)
            if "over" in entry:
                found[entry["over"]].over = entry["at"]
                found[entry["over"]].why = entry["why"]
                continue
            assert entry["match"] not in found, "one match was given twice"
            one, other = entry["of"]
            found[entry["match"]] = Given(entry["match"], (one, other), entry["by"], entry["claimed"], entry["at"])
    return found.values()
