"""Counts what a regular expression costs on a text: a matcher that tries what Python's does, step by step.

It reads the tree that `re` itself parses, tries in the same order and gives up at the same places, without the
shortcuts of the real one: an upper bound that is the same on every machine. Slow, for texts of some hundred characters.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]
C: Any = re._constants  # type: ignore[attr-defined]

SINGLE = frozenset({C.LITERAL, C.NOT_LITERAL, C.ANY, C.IN})
REPEATS = frozenset({C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT})


class Counting:
    """One expression. `steps`: how often anything was tried so far."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
        self.flags = pattern.flags
        self.steps = 0
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._fits: dict[tuple[int, int], Callable[[str], object]] = {}

    def match(self, text: str, at: int = 0) -> int | None:
        """Where a match that begins at `at` ends."""
        self._text, self._groups = text, {}
        return next(self._sequence(self.tree, 0, at, self.flags), None)

    def scan(self, text: str) -> list[tuple[int, int]]:
        """All matches from left to right, as `finditer` finds them."""
        found, at = [], 0
        while at <= len(text):
            end = self.match(text, at)
            if end is not None:
                found.append((at, end))
            at = end if end is not None and end > at else at + 1
        return found

    # --- each yields the ends that are possible, in the order in which they are tried ---

    def _sequence(self, nodes: Sequence[Any], place: int, at: int, flags: int) -> Iterator[int]:
        if place == len(nodes):
            yield at
            return
        for end in self._node(nodes[place], at, flags):
            yield from self._sequence(nodes, place + 1, end, flags)

    def _node(self, node: Any, at: int, flags: int) -> Iterator[int]:
        self.steps += 1
        kind, inner = node
        if kind in SINGLE:
            if at < len(self._text) and self._fit(node, flags)(self._text[at]):
                yield at + 1
        elif kind in REPEATS:
            least, most, nodes = inner
            yield from self._repeat(kind, least, most, nodes, at, flags)
        elif kind is C.BRANCH:
            for each in inner[1]:
                yield from self._sequence(each, 0, at, flags)
        elif kind is C.SUBPATTERN:
            group, more, fewer, nodes = inner
            for end in self._sequence(nodes, 0, at, (flags | more) & ~fewer):
                if group is not None:
                    self._groups[group] = (at, end)
                yield end
        elif kind is C.ATOMIC_GROUP:
            yield from self._first(inner, at, flags)
        elif kind in (C.ASSERT, C.ASSERT_NOT):
            direction, nodes = inner
            start = at if direction > 0 else at - nodes.getwidth()[0]
            there = start >= 0 and next(self._sequence(nodes, 0, start, flags), None) is not None
            if there == (kind is C.ASSERT):
                yield at
        elif kind is C.AT:
            if self._at(inner, at, flags):
                yield at
        elif kind is C.GROUPREF:
            start, end = self._groups.get(inner, (0, -1))
            if end >= start and self._text.startswith(self._text[start:end], at):
                yield at + end - start
        else:
            raise NotImplementedError(kind)

    def _repeat(self, kind: Any, least: int, most: Any, nodes: Any, at: int, flags: int) -> Iterator[int]:
        most = len(self._text) + 1 if most is C.MAXREPEAT else most
        if len(nodes) == 1 and nodes[0][0] in SINGLE:
            fits, end = self._fit(nodes[0], flags), at
            if kind is C.MIN_REPEAT:
                while end - at < least or end - at <= most:
                    if end - at >= least:
                        yield end
                    self.steps += 1
                    if end >= len(self._text) or end - at == most or not fits(self._text[end]):
                        return
                    end += 1
                return
            while end - at < most and end < len(self._text) and fits(self._text[end]):
                self.steps += 1
                end += 1
            while end - at >= least:
                yield end
                if kind is C.POSSESSIVE_REPEAT:
                    return
                self.steps += 1
                end -= 1
        elif kind is C.POSSESSIVE_REPEAT:
            count = 0
            while count < most:
                after = next(self._sequence(nodes, 0, at, flags), None)
                if after is None or after == at:
                    break
                at, count = after, count + 1
            if count >= least:
                yield at
        else:
            yield from self._times(kind is C.MAX_REPEAT, least, most, nodes, at, flags)

    def _times(self, greedy: bool, least: int, most: int, nodes: Any, at: int, flags: int) -> Iterator[int]:
        self.steps += 1
        if least <= 0 and not greedy:
            yield at
        if most > 0:
            for end in self._sequence(nodes, 0, at, flags):
                if end > at or least > 0:
                    yield from self._times(greedy, least - 1, most - 1, nodes, end, flags)
        if least <= 0 and greedy:
            yield at

    def _first(self, nodes: Any, at: int, flags: int) -> Iterator[int]:
        end = next(self._sequence(nodes, 0, at, flags), None)
        if end is not None:
            yield end

    def _fit(self, node: Any, flags: int) -> Callable[[str], object]:
        key = id(node), flags
        if key not in self._fits:
            state = _parser.State()
            state.flags = flags
            single = _parser.SubPattern(state, [node])
            self._fits[key] = _compiler.compile(single, flags).match
        return self._fits[key]

    def _at(self, where: Any, at: int, flags: int) -> bool:
        text = self._text
        if where in (C.AT_BEGINNING, C.AT_BEGINNING_STRING):
            lines = where is C.AT_BEGINNING and flags & re.MULTILINE
            return at == 0 or bool(lines and text[at - 1] == "\n")
        if where is C.AT_END_STRING:
            return at == len(text)
        if where is C.AT_END:
            return at == len(text) or (text[at] == "\n" and bool(flags & re.MULTILINE or at == len(text) - 1))
        word = re.compile(r"\w", flags & re.ASCII)
        here = at < len(text) and word.match(text[at]) is not None
        before = at > 0 and word.match(text[at - 1]) is not None
        return (here != before) == (where is C.AT_BOUNDARY)


def example(nodes: Any, random: Random, flags: int = 0, groups: dict[int, str] | None = None) -> str:
    """A text that the tree's nodes match, but for what they look at around it."""
    groups = {} if groups is None else groups
    return "".join(_example(node, random, flags, groups) for node in nodes)


def _example(node: Any, random: Random, flags: int, groups: dict[int, str]) -> str:
    kind, inner = node
    if kind is C.LITERAL:
        return chr(inner)
    if kind in SINGLE:
        state = _parser.State()
        state.flags = flags
        fits = _compiler.compile(_parser.SubPattern(state, [node]), flags).match
        common = "a1 .-/:_@#()[]<>\"'\\`*~|?=&%+,;!^$~é\u200b\n\t\u0661◆\ud800\u0301ZK9\u3000{}"
        return random.choice([char for char in common if fits(char)] or [""])
    if kind in REPEATS:
        least, most, nodes = inner
        count = random.randint(least, min(most if isinstance(most, int) else least + 3, least + 3))
        return "".join(example(nodes, random, flags, groups) for _ in range(count))
    if kind is C.BRANCH:
        return example(random.choice(inner[1]), random, flags, groups)
    if kind is C.SUBPATTERN:
        found = example(inner[3], random, flags, groups)
        if inner[0] is not None:
            groups[inner[0]] = found
        return found
    if kind is C.ATOMIC_GROUP:
        return example(inner, random, flags, groups)
    return groups.get(inner, "") if kind is C.GROUPREF else ""
