"""A conversation that can be counted: numbered messages in both directions, some of them replies or pictures.

Each says its next message as soon as few of those before are still on their way, so there is always something in
flight, and never much. Whoever hears a message twice in a row heard a repeat.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from tests.e2e.living import PATIENCE
from tests.emulators.signals import Signal

IN_FLIGHT = 3


@dataclass(slots=True)
class Ears:
    """What somebody heard, repeats included, each with the number of the server's life it was heard in."""

    words: list[tuple[str, int]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def first_copies(self) -> list[str]:
        return [text for text, _ in self._runs()]

    @property
    def repeats(self) -> list[int]:
        """The lives in which something was heard that had just been heard."""
        return [life for (text, life), (before, _) in zip(self.words[1:], self.words, strict=False) if text == before]

    def _runs(self) -> list[tuple[str, int]]:
        before = ["", *(text for text, _ in self.words)]
        return [word for word, last in zip(self.words, before, strict=False) if word[0] != last]

    def answerable(self) -> str | None:
        """The last message but one: when the last has come, all about the one before has been written down."""
        copies = self.first_copies[-2:]
        return copies[0] if len(copies) == 2 else None


class Voice(Protocol):
    """Somebody who talks and listens."""

    name: str
    may_hear_twice: bool
    """Whether a kill can cost them reading something twice."""

    @property
    def ears(self) -> Ears: ...

    def may_speak(self) -> bool: ...

    def may_show(self) -> bool:
        """Whether the next message may be a picture."""

    async def says(self, text: str, answering: str | None = None, *, shows: bool = False) -> None:
        """`answering`: the words of the message that this replies to. `shows`: as the caption of a picture."""

    async def asks(self, command: str) -> None:
        """A command, without its slash."""

    async def pointers(self) -> dict[str, str]:
        """What each message of the partner points at in this one's own chat, by its words; "" for no reply."""

    async def pictures(self) -> set[str]:
        """The captions of the partner's pictures."""


@dataclass(slots=True)
class Direction:
    """What one says to the other."""

    speaker: Voice
    listener: Voice
    said: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def on_its_way(self) -> int:
        return len(self.said) - len(self.listener.ears.first_copies)

    async def flow(self, changed: Signal, random: Random, over: asyncio.Event) -> None:
        """Speak until it is `over`, then wait until all has arrived."""
        while True:
            await changed.until(lambda: True if over.is_set() or self._may_go_on() else None, PATIENCE)
            if over.is_set():
                break
            text = f"{self.speaker.name} {len(self.said)}"
            answering = self.speaker.ears.answerable() if random.random() < 0.3 else None
            self.said.append(text)
            self.replies[text] = answering or ""
            shows = random.random() < 0.05 and self.speaker.may_show()
            if shows:
                self.shown.add(text)
            await self.speaker.says(text, answering, shows=shows)
        await changed.until(lambda: True if self.on_its_way() <= 0 else None, PATIENCE)

    def _may_go_on(self) -> bool:
        return self.speaker.may_speak() and self.on_its_way() < IN_FLIGHT

    async def check(self) -> None:
        """Nothing lost, nothing out of order, every reply where it belongs, at most one repeat in each life if any."""
        heard = self.listener.ears
        assert heard.first_copies == self.said, f"{self.speaker.name} → {self.listener.name}: lost, or out of order"
        assert await self.listener.pointers() == self.replies
        assert await self.listener.pictures() == self.shown
        assert len(heard.repeats) == len(set(heard.repeats)), "more than one repeat after one kill"
        assert self.listener.may_hear_twice or not heard.repeats, f"{self.listener.name} reads something twice"
