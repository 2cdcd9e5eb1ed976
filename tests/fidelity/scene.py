"""Two people in a room: one does something, and what both then see is held against what was before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from bot.fidelity import Way
from tests.fidelity import samples
from tests.fidelity.arrived import WORDS, Arrived, Seat, Sent
from tests.fidelity.played import check

SEND: Final = "Send"
"""The button below the question whether something should go on."""
SO_FAR, SEEN = "so far", "seen"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of `sent`.

    `arrived`: what the reader got of it, `told`: what the bot said to the reader meanwhile, `answered`: to the sender.
    `changed`: what stood there before and reads differently now. `asked`: the question that came first.
    """

    sent: Sent
    arrived: tuple[Arrived, ...] = ()
    told: tuple[Arrived, ...] = ()
    answered: tuple[Arrived, ...] = ()
    changed: tuple[tuple[Arrived, Arrived], ...] = ()
    gone: tuple[Arrived, ...] = ()
    asked: Arrived | None = None

    @property
    def first(self) -> Arrived:
        assert self.arrived, f"nothing arrived, the sender was told {self.answered}"
        return self.arrived[0]

    @property
    def refusals(self) -> list[str]:
        """What the sender was told at the very message."""
        return [notice.text for notice in self.answered if notice.answers == self.sent.id]

    @property
    def nothing(self) -> bool:
        """Nobody saw anything of it."""
        return not (self.arrived or self.told or self.answered or self.changed or self.gone)

    def way(self) -> Way:
        """What became of something said."""
        if self.asked is not None:
            assert self.arrived, "nothing arrived after the tap"
            return Way.ASKED
        if not self.arrived:
            return Way.REFUSED if self.refusals else Way.STAYS
        assert self.answered == (), "it arrived, and yet its sender was told something"
        for each in self.arrived:
            for file in each.files:
                check(file.kind, file.data, samples.SECONDS)
        parts = [each.shape for each in self.arrived]
        shape = WORDS if set(parts) == {WORDS} else ", ".join(parts)
        if shape == self.sent.shape:
            return Way.SAME if self._alike() else Way.OTHERWISE
        return Way.WORDS if shape == WORDS else Way.OTHERWISE

    def _alike(self) -> bool:
        """Whether it reads and looks as it was meant. Where a text is cut, the space between its parts goes."""
        sent, first = self.sent, self.first
        text = " ".join(each.text for each in self.arrived)
        marks = frozenset(mark for each in self.arrived for mark in each.marks)
        seen = (marks, first.covered, first.forwarded, first.extra, first.poll, first.answers, first.quote)
        meant = (sent.marks, sent.covered, sent.forwarded, sent.extra, sent.poll, sent.answers, sent.quote)
        return text.split() == sent.text.split() and seen == meant


@dataclass(slots=True)
class Scene:
    """`words`: something that was not said before."""

    sender: Seat
    reader: Seat
    words: str = field(default_factory=lambda: f"words {next(_numbers)}x")

    async def settle(self) -> None:
        """Wait for all that is on its way: each lane keeps its order, so what is said last arrives last."""
        number = f"({next(_numbers)})"
        await self.sender.says(f"{SO_FAR} {number}")
        await self.reader.hears(f"{SO_FAR} {number}")
        await self.reader.says(f"{SEEN} {number}")
        await self.sender.hears(f"{SEEN} {number}")

    async def sees(self, act: Callable[[], Awaitable[Sent]]) -> Outcome:
        """Let the sender do something, and say Send if they are asked. Nothing may arrive before they do."""
        before, own = self.reader.chat(), self.sender.chat()
        sent = await act()
        await self.settle()
        answered = [each for each in _new(own, self.sender.chat()) if each.host]
        asked = next((each for each in answered if SEND in each.labels), None)
        if asked is not None:
            assert _new(before, self.reader.chat()) == [], "it arrived before its sender said so"
            await self.sender.taps(asked, SEND)
            await self.settle()
        after = self.reader.chat()
        new = _new(before, after)
        return Outcome(
            sent,
            tuple(each for each in new if not each.host),
            tuple(each for each in new if each.host),
            tuple(answered),
            tuple((before[name], after[name]) for name in before if name in after and _differ(before, after, name)),
            tuple(before[name] for name in before if name not in after),
            asked,
        )

    async def said(self, act: Callable[[], Awaitable[Sent]]) -> tuple[Way, Outcome]:
        outcome = await self.sees(act)
        return outcome.way(), outcome

    async def heard(self, by: Seat, text: str) -> Arrived:
        """What the other said in these words, as it stands with this one."""
        await self.settle()
        return next(each for each in reversed(list(by.chat().values())) if each.text == text)


def _new(before: Mapping[Any, Arrived], after: Mapping[Any, Arrived]) -> list[Arrived]:
    """What came to a chat, but for what is said to settle it."""
    new = [each for name, each in after.items() if name not in before]
    return [each for each in new if not each.text.startswith((f"{SO_FAR} (", f"{SEEN} ("))]


def _differ(before: Mapping[Any, Arrived], after: Mapping[Any, Arrived], name: Any) -> bool:
    old, new = before[name], after[name]
    return (old.text, old.marks, old.files, old.poll) != (new.text, new.marks, new.files, new.poll)
