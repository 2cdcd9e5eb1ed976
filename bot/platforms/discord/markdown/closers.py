"""Where formatting that opens somewhere in a text closes: the rules of simple-markdown, looked up instead of searched.

Discord's client matches one regular expression per style at the place where the style opens:

    emphasis   *…*     what follows the first * is no white space; inside, ** counts as one, and white space is not
                       followed by a single *; the closing * is not followed by another
    emphasis   _…_     inside, __ counts as one; what follows the closing _ is no letter, digit or _ (ASCII)
    strong     **…**   closes at the first ** that no * follows
    underline  __…__   closes at the first __ that no _ follows
    code       `…`     closes at the next run of exactly as many backticks

A backslash takes the mark behind it out of the count, except in code. Whether such an expression matches depends only
on the runs of the mark behind it, so one pass over the text answers for every place in it, in logarithmic time at most.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

_RUNS: Final = re.compile(r"\\[\s\S]|\*+|_+")
_BACKTICKS: Final = re.compile(r"`+")
_BRACKETS: Final = re.compile(r"\\[\s\S]|[\[\]]")
WHITE: Final = frozenset("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
"""White space as the client's language counts it."""


def is_word(char: str) -> bool:
    """A letter, digit or underscore of ASCII."""
    return char == "_" or (char.isascii() and char.isalnum())


@dataclass(slots=True)
class _Runs:
    """The runs of one mark that no backslash touches, as [start, end)."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    after_white: list[bool] = field(default_factory=list)
    pairs: list[int] = field(default_factory=list)
    """Where the last two marks of a run of two or more begin."""
    next_odd: list[int] = field(default_factory=list)
    """By run: the first run of odd length from there on."""

    def close(self) -> None:
        self.next_odd = [0] * len(self.starts)
        following = len(self.starts)
        for run in reversed(range(len(self.starts))):
            if (self.ends[run] - self.starts[run]) % 2:
                following = run
            self.next_odd[run] = following


class Closers:
    """The closing marks of one text. Every answer is where the closing mark begins, or None."""

    def __init__(self, text: str) -> None:
        self._text = text

    def strong(self, at: int) -> int | None:
        return self._pair(self._marks["*"], at)

    def underline(self, at: int) -> int | None:
        return self._pair(self._marks["_"], at)

    def emphasis(self, at: int) -> int | None:
        """For the single `*` or `_` at `at`."""
        text, mark = self._text, self._text[at]
        if mark == "*" and (at + 1 >= len(text) or text[at + 1] in WHITE):
            return None
        runs = self._marks[mark]
        run = bisect_right(runs.starts, at) - 1
        if run < 0 or runs.ends[run] <= at:
            return None
        rest = runs.ends[run] - at - 1
        if rest % 2:
            return self._closes(runs.ends[run], mark) if rest > 1 else None
        run = runs.next_odd[run + 1] if run + 1 < len(runs.starts) else len(runs.starts)
        if run == len(runs.starts):
            return None
        if mark == "*" and runs.after_white[run] and runs.ends[run] - runs.starts[run] == 1:
            return None
        return self._closes(runs.ends[run], mark)

    def code(self, at: int) -> tuple[int, int] | None:
        """For the run of backticks at `at`: how many of them open, and where as many close.

        The most that have a partner count; what is left over belongs to the code.
        """
        found = _BACKTICKS.match(self._text, at)
        length = len(found[0]) if found else 0
        for opening, places in self._backticks:
            if opening <= length:
                nearest = bisect_left(places, at + length)
                if nearest < len(places):
                    return opening, places[nearest]
        return None

    def twice(self, mark: str, at: int) -> int | None:
        """The first `~~` or `||` behind the one at `at` and at least one character, whatever stands before it."""
        if at + 3 > self._last(mark):
            return None
        return self._text.index(mark, at + 3)

    def bracket(self, at: int) -> int | None:
        """The `]` that belongs to the `[` at `at`."""
        return self._partners.get(at)

    def fence(self, at: int) -> int | None:
        """The first three backticks from `at` on."""
        return self._text.index("```", at) if at <= self._last("```") else None

    def _pair(self, runs: _Runs, at: int) -> int | None:
        nearest = bisect_left(runs.pairs, at + 3)
        return runs.pairs[nearest] if nearest < len(runs.pairs) else None

    def _closes(self, end: int, mark: str) -> int | None:
        """Whether the run that ends at `end` may close an emphasis there. Nothing but an end may follow `_`."""
        if mark == "_" and end < len(self._text) and is_word(self._text[end]):
            return None
        return end - 1

    @cached_property
    def _marks(self) -> dict[str, _Runs]:
        marks = {"*": _Runs(), "_": _Runs()}
        before = -1  # where the last backslash's pair ended
        for found in _RUNS.finditer(self._text):
            start, end = found.span()
            if found[0][0] == "\\":
                before = end
                continue
            runs = marks[found[0][0]]
            runs.starts.append(start)
            runs.ends.append(end)
            runs.after_white.append(start > 0 and start != before and self._text[start - 1] in WHITE)
            if end - start >= 2:
                runs.pairs.append(end - 2)
        for runs in marks.values():
            runs.close()
        return marks

    @cached_property
    def _backticks(self) -> list[tuple[int, list[int]]]:
        """Where runs of backticks begin, by their length, the longest first."""
        places: dict[int, list[int]] = {}
        for found in _BACKTICKS.finditer(self._text):
            places.setdefault(len(found[0]), []).append(found.start())
        return sorted(places.items(), reverse=True)

    @cached_property
    def _partners(self) -> dict[int, int]:
        partners, open_ = {}, []
        for found in _BRACKETS.finditer(self._text):
            if found[0] == "[":
                open_.append(found.start())
            elif found[0] == "]" and open_:
                partners[open_.pop()] = found.start()
        return partners

    def _last(self, mark: str) -> int:
        if mark not in self._lasts:
            self._lasts[mark] = self._text.rfind(mark)
        return self._lasts[mark]

    @cached_property
    def _lasts(self) -> dict[str, int]:
        return {}
