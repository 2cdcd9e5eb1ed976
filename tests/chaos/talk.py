"""A conversation that can be counted: numbered messages in both directions, some of them replies or pictures.

Each says more as soon as few of those before are still on their way, so there is always something in flight, and
never much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from tests.e2e.living import PATIENCE
from tests.emulators.signals import Signal

RECENT = 5
"""Of so many one may be changed."""
LOST_ANSWER = "lost_answer"
DELAY = "delay"
LIFETIME = 600.0
"""Seconds after which a life of the server has lasted too long: a page that has said enough waits for the next."""
NOT_ARRIVED = "This did not arrive."
"""What a sender is told of a message that could not be delivered, at the message."""


VERSION = " v"
"""Stands between a message as it was said and the number of its latest version."""


def first(text: str) -> str:
    """A message as it was said at first, whatever it reads like now: what it is known by here."""
    return text.partition(VERSION)[0]


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that was read before. `fault`: its first answer was lost, or it came late; else only a kill excuses."""

    text: str
    life: int
    fault: bool


@dataclass(slots=True)
class Ears:
    """What somebody heard: each message once, in order; what came again; and what the bot said."""

    order: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    """Messages whose answer was lost: they may come once more for that."""
    late: set[str] = field(default_factory=set)
    """Messages of which a copy came late: by then another one may stand for the original."""
    not_arrived: int = 0
    """How often the bot said that something of theirs did not arrive."""
    _known: set[str] = field(default_factory=set)

    def hear(self, text: str, life: int, fault: str | None = None) -> None:
        """A message of a partner's, in the server's life of this number; `fault`: what befell its request."""
        if text not in self._known:
            self._known.add(text)
            self.order.append(text)
        else:
            late = fault == DELAY
            assert late or text == self.order[-1], f"{text!r} once more, after {self.order[-1]!r}"
            if late:
                self.late.add(text)
            self.copies.append(Copy(text, life, late or text in self.unanswered))
            self.unanswered.discard(text)
        if fault == LOST_ANSWER:
            self.unanswered.add(text)

    def told(self, notice: str) -> None:
        self.notices.append(notice)
        self.not_arrived += NOT_ARRIVED in notice

    def heard(self, text: str) -> bool:
        return text in self._known

    def answerable(self) -> str | None:
        """The last message but one: when the last has come, all about the one before has been written down."""
        return self.order[-2] if len(self.order) > 1 else None


class Voice(Protocol):
    """Somebody who talks and listens."""

    name: str
    may_hear_twice: bool
    """Whether a kill can cost them reading something twice."""

    @property
    def ears(self) -> Ears: ...

    def about(self, text: str) -> str:
        """When and how they heard it, for whoever wonders."""

    def room(self) -> int:
        """How many messages they may say now."""

    def may_show(self) -> bool:
        """Whether the next message may be a picture."""

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        """`answering`: the words of the message that this replies to. `shows`: as the caption of a picture."""

    async def says_all(self, texts: Sequence[str]) -> None:
        """One right after the other."""

    async def asks(self, command: str) -> None:
        """A command, without its slash."""

    async def reads(self) -> dict[str, str]:
        """The partner's messages as they read now, in order: what each points at in this one's own chat, or ""."""

    async def versions(self) -> dict[str, set[str]]:
        """How the partner's messages read now, those that came twice in both ways."""

    def editable(self) -> Sequence[str]:
        """Those of their own messages that they may change, the latest last. An edit must never get lost on its way."""

    async def edits(self, text: str, version: str) -> None:
        """Let one of their own messages read differently."""

    async def pictures(self) -> set[str]:
        """The captions of the partner's pictures."""

    async def not_arrived(self) -> set[str]:
        """Which of their own messages the bot said, at the message, that it did not arrive."""


@dataclass(slots=True)
class Direction:
    """What one says to the other, with at most so many `in_flight`."""

    speaker: Voice
    listener: Voice
    in_flight: int
    said: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    wrote: dict[str, str] = field(default_factory=dict)
    """What became of those that were changed."""

    def on_its_way(self) -> int:
        """At most so many: what did not arrive may have been told of, and have arrived all the same."""
        return len(self.said) - len(self.listener.ears.order) - self.speaker.ears.not_arrived

    def missing(self) -> set[str]:
        heard = self.listener.ears
        return {text for text in self.said if not heard.heard(text)}

    def wanted(self) -> dict[str, str]:
        """What the listener should read in the end, with what each replies to: what the author last wrote."""
        return dict(self.replies)

    async def flow(self, changed: Signal, random: Random, over: asyncio.Event) -> None:
        """Speak until it is `over`."""
        while True:
            await changed.until(lambda: True if over.is_set() or self._room() > 0 else None, LIFETIME)
            if over.is_set():
                return
            if random.random() < 0.1 and (editable := self.speaker.editable()):
                text = random.choice(editable[-RECENT:])
                number = int(self.wrote.get(text, f"{text}{VERSION}0").rpartition(VERSION)[2]) + 1
                self.wrote[text] = f"{text}{VERSION}{number}"
                await self.speaker.edits(text, self.wrote[text])
            elif random.random() < 0.3:
                await self._says_one(random)
            else:
                await self._says_some(random.randint(1, self._room()))

    async def _says_one(self, random: Random) -> None:
        """A reply, or a picture, or neither."""
        answering = self.speaker.ears.answerable() if random.random() < 0.8 else None
        shows = random.random() < 0.1 and self.speaker.may_show()
        text = self._next(answering)
        if shows:
            self.shown.add(text)
        await self.speaker.says(text, answering, shows=shows)

    async def _says_some(self, count: int) -> None:
        await self.speaker.says_all([self._next() for _ in range(count)])

    def _next(self, answering: str | None = None) -> str:
        text = f"{self.speaker.name} {len(self.said)}"
        self.said.append(text)
        self.replies[text] = answering or ""
        return text

    def _room(self) -> int:
        return min(self.speaker.room(), self.in_flight - self.on_its_way())

    async def stale(self) -> dict[str, set[str]]:
        """What does not read as its author wrote it last, and how it reads; nothing where it did not arrive."""
        shown = await self.listener.versions()
        return {text: shown[text] for text, latest in self.wrote.items() if latest not in shown.get(text, {latest})}

    async def agreed(self) -> None:
        """Give the listener's chat time to read as the speaker wrote last."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while await self.stale():  # noqa: ASYNC110 - edits are no news of a listener's
                    await asyncio.sleep(0.1)

    async def arrived(self, changed: Signal) -> None:
        """Wait until everything was heard, or its sender told that it was not."""
        while missing := self.missing():
            told = self.speaker.ears.not_arrived
            if told and missing <= await self.speaker.not_arrived():
                return

            def news(before: tuple[set[str], int] = (missing, told)) -> bool | None:
                return True if (self.missing(), self.speaker.ears.not_arrived) != before else None

            try:
                await changed.until(news, PATIENCE)
            except TimeoutError:
                whose = f"{self.speaker.name} → {self.listener.name}"
                raise AssertionError(f"{whose}: {len(missing)} lost, and nobody was told") from None
