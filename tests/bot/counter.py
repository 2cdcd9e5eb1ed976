"""A messenger that waits for answers to commands: gives them, holds them up, or has trouble with them."""

import asyncio
from collections import deque
from dataclasses import replace

from bot.messages import Command, Incoming, Via, What
from bot.platforms.base import Receipt
from bot.posts import Address, Post
from tests.bot.mailbox import Mailbox
from tests.bot.people import Person
from tests.contracts.stores import NOW


class Counter(Mailbox):
    """A platform that waits for answers to commands."""

    def __init__(self) -> None:
        super().__init__("discord")
        self.answered: list[tuple[Via, Post]] = []
        self.troubles: deque[Exception | None] = deque()
        self.answering = 0
        self._free = asyncio.Event()
        self._free.set()

    def hold_answers(self) -> None:
        self._free.clear()

    def let_answers_go(self) -> None:
        self._free.set()

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        self.answering += 1
        try:
            await self._free.wait()
            error = self.troubles.popleft() if self.troubles else None
            if error is not None:
                raise error
            self.answered.append((via, item))
            return Receipt((self.number(to.chat),))
        finally:
            self.answering -= 1

    @property
    def topics(self) -> list[str]:
        return [post.topic for _, post in self.answered]


def asking(person: Person, name: str, *, until: float = NOW + 800, aside: bool = False) -> Incoming:
    """A slash command, not yet handed in."""
    what: What = Command(name)
    return replace(person.update(what), via=Via(f"token of {name}", until, aside))
