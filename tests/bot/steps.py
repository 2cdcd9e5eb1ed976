"""Regular expressions matched as the re module matches them, by backtracking, and every step of it counted.

So that a test can say how much work a text makes, instead of how long a machine took.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

WORD, DIGIT, SPACE = re.compile(r"\w"), re.compile(r"\d"), re.compile(r"\s")
CATEGORIES: dict[Any, Callable[[str], bool]] = {
    op.CATEGORY_WORD: lambda c: WORD.match(c) is not None,
    op.CATEGORY_NOT_WORD: lambda c: WORD.match(c) is None,
    op.CATEGORY_DIGIT: lambda c: DIGIT.match(c) is not None,
    op.CATEGORY_NOT_DIGIT: lambda c: DIGIT.match(c) is None,
    op.CATEGORY_SPACE: lambda c: SPACE.match(c) is not None,
    op.CATEGORY_NOT_SPACE: lambda c: SPACE.match(c) is None,
}
Groups = dict[int, tuple[int, int]]


@dataclass
class Counter:
    """One expression over one text. `steps`: places of the text held against a part of the expression."""

    pattern: re.Pattern[str]
    text: str
    steps: int = 0
    _groups: Groups = field(default_factory=dict)
    _lists: dict[int, list[Any]] = field(default_factory=dict)  # of parts, by what re has parsed
    _fitting: dict[tuple[int, int, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._parsed = parser.parse(self.pattern.pattern, self.pattern.flags & ~re.UNICODE)
        self._folded = bool(self.pattern.flags & re.IGNORECASE)

    def found(self) -> list[tuple[int, int]]:
        """What `finditer` finds."""
        spans, at = list[tuple[int, int]](), 0
        parts = self._parts(self._parsed)
        while at <= len(self.text):
            self._groups = {}
            end = next(self._sequence(parts, 0, at), None)
            if end is None:
                at += 1
                continue
            spans.append((at, end))
            at = end if end > at else at + 1
        return spans

    def fits_from_the_beginning(self) -> bool:
        """What `match` tells."""
        return next(self._sequence(self._parts(self._parsed), 0, 0), None) is not None

    def _parts(self, parsed: Any) -> list[Any]:
        found = self._lists.get(id(parsed))
        if found is None:
            found = self._lists[id(parsed)] = list(parsed)
        return found

    def _sequence(self, parts: Sequence[Any], first: int, at: int) -> Iterator[int]:
        """Where the parts from `first` on may end, in the order in which re tries them."""
        if first == len(parts):
            yield at
            return
        for middle in self._part(parts[first], at):
            yield from self._sequence(parts, first + 1, middle)

    def _part(self, part: tuple[Any, Any], at: int) -> Iterator[int]:
        self.steps += 1
        text, (kind, value) = self.text, part
        if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            if at < len(text) and self._fits_here(kind, value, text[at]):
                yield at + 1
        elif kind in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, body = value
            ends = self._repeated(self._parts(body), least, int(most), at)
            yield from islice(ends, 1) if kind is op.POSSESSIVE_REPEAT else ends
        elif kind is op.SUBPATTERN:
            group, _, _, body = value
            for end in self._sequence(self._parts(body), 0, at):
                if group is not None:
                    self._groups[group] = (at, end)
                yield end
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from self._sequence(self._parts(branch), 0, at)
        elif kind is op.GROUPREF:
            start, end = self._groups[value]
            if text.startswith(text[start:end], at):
                yield at + end - start
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            direction, body = value
            start = at if direction > 0 else at - body.getwidth()[0]
            there = start >= 0 and next(self._sequence(self._parts(body), 0, start), None) is not None
            if there == (kind is op.ASSERT):
                yield at
        elif kind is op.AT:
            if self._at(value, at):
                yield at
        else:
            raise NotImplementedError(str(kind))

    def _repeated(self, body: Sequence[Any], least: int, most: int, at: int) -> Iterator[int]:
        """Greedily; without recursion, since a text is longer than Python's stack is deep."""
        open_: list[tuple[int, Iterator[int]]] = [(at, self._sequence(body, 0, at) if most else iter(()))]
        while open_:
            here, tries = open_[-1]
            further = next(tries, None)
            if further is not None and not (further == here and len(open_) > least):
                deeper = self._sequence(body, 0, further) if len(open_) < most else iter(())
                open_.append((further, deeper))
                continue
            open_.pop()
            if len(open_) >= least:
                yield here

    def _fits_here(self, kind: Any, value: Any, character: str) -> bool:
        """As `_fits`, which is asked once: the same part is held against the same character again and again."""
        asked = (kind, value if isinstance(value, int) else id(value), character)
        found = self._fitting.get(asked)
        if found is None:
            found = self._fitting[asked] = self._fits(kind, value, character)
        return found

    def _fits(self, kind: Any, value: Any, character: str) -> bool:
        if kind is op.ANY:
            return character != "\n"
        forms = {character, character.lower(), character.upper()} if self._folded else {character}
        if kind is op.LITERAL:
            return any(ord(form) == value for form in forms if len(form) == 1)
        if kind is op.NOT_LITERAL:
            return all(ord(form) != value for form in forms if len(form) == 1)
        negated = bool(value) and value[0][0] is op.NEGATE
        inside = any(_inside(each, form) for each in value for form in forms if len(form) == 1)
        return inside != negated

    def _at(self, where: Any, at: int) -> bool:
        text = self.text
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return at == 0
        if where is op.AT_END:
            return at == len(text) or (at == len(text) - 1 and text[at] == "\n")
        before = at > 0 and WORD.match(text[at - 1]) is not None
        after = at < len(text) and WORD.match(text[at]) is not None
        if where is op.AT_BOUNDARY:
            return before != after
        raise NotImplementedError(str(where))


def _inside(member: Any, character: str) -> bool:
    kind, value = member
    if kind is op.CATEGORY:
        return CATEGORIES[value](character)
    first, last = value if kind is op.RANGE else (value, value) if kind is op.LITERAL else (1, 0)
    return int(first) <= ord(character) <= int(last)
