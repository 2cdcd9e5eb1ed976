"""Messages on their way through a bot: each must arrive once, unchanged, where it belongs and in order."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.ears import Ears
from benchmarks.harness import Wrong
from benchmarks.messengers import Account, Heard
from tests.emulators.signals import Signal

PATIENCE: Final = 30.0
"""Seconds after which what has not arrived counts as lost."""
HEAP: Final = 50
"""The fewest messages that are handed over at once when there is more to say than is answered: the emulator shall
spend its time on the bot."""
WORDS: Final = "I went up to the lake this morning, and the water was still far too cold for a swim."


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a conversation: what `speaker` (by name) says arrives in the chat `hearer`."""

    speaker: str
    hearer: int


@dataclass(slots=True)
class Message:
    """Something said. Both times are the emulator's monotonic seconds; 0.0 is not yet.

    `said`: the update became available to the bot; `heard`: the bot's message was accepted.
    """

    text: str
    said: float = 0.0
    heard: float = 0.0

    @property
    def latency(self) -> float:
        """Seconds from the one to the other."""
        return self.heard - self.said


class Traffic:
    """Says things along `ways` and checks what arrives. Raises Wrong, at the ears, for anything that should not.

    What is said to the account `origin` arrives from the account `target`, which may be the same one.
    """

    def __init__(self, origin: Account, target: Account, ears: Ears, ways: Sequence[Way]) -> None:
        self.ways = ways
        self.heard: list[Message] = []  # in the order of arrival
        self._origin = origin
        self._due: dict[int, deque[Message]] = {way.hearer: deque() for way in ways}
        self._said = 0
        self._moved = Signal()
        ears.listen(target, self._due, self._arrived)

    @property
    def in_flight(self) -> int:
        """Said and not yet heard."""
        return self._said - len(self.heard)

    async def say(self, ways: Sequence[Way]) -> list[Message]:
        """Say something along each of the ways, all at once, in this order."""
        messages = [Message(f"{self._said + place} {WORDS}") for place in range(len(ways))]
        self._said += len(messages)
        for way, message in zip(ways, messages, strict=True):
            self._due[way.hearer].append(message)
        spoken = [(way.speaker, message.text) for way, message in zip(ways, messages, strict=True)]
        for message, said in zip(messages, await self._origin.feed(spoken), strict=True):
            message.said = said
        return messages

    def below(self, depth: int) -> list[Way]:
        """The ways along which fewer than so many are to arrive, each as often as it takes to reach that."""
        return [way for way in self.ways for _ in range(depth - len(self._due[way.hearer]))]

    async def at_most(self, in_flight: int, patience: float = PATIENCE) -> None:
        """Wait until no more than that are on their way. Raises Wrong when they don't arrive."""
        try:
            await self._moved.until(lambda: True if self.in_flight <= in_flight else None, patience)
        except TimeoutError:
            raise Wrong(f"{self.in_flight} of {self._said} messages were lost") from None

    async def settled(self, patience: float = PATIENCE) -> None:
        """Wait for all that was said. Raises Wrong when something is lost."""
        await self.at_most(0, patience)

    def _arrived(self, heard: Heard) -> None:
        due = self._due[heard.chat]
        if not due or due[0].text != heard.text:
            raise Wrong(self._complaint(heard, due))
        message = due.popleft()
        message.heard = heard.at
        self.heard.append(message)
        self._moved.notify()

    def _complaint(self, heard: Heard, due: Sequence[Message]) -> str:
        if any(message.text == heard.text for message in due):
            return "a message overtook another one of its lane, or that one was lost"
        if any(message.text == heard.text for message in self.heard):
            return "a message arrived twice"
        return f"somebody in a conversation heard what nobody said to them: {heard.text[:60]!r}"


def over(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds have passed since this call."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


async def at_rate(traffic: Traffic, rate: float, enough: Callable[[], bool], random: Random) -> list[Message]:
    """Say things at `rate` per second, as independent people would (a Poisson process), and wait for all to arrive.

    When the emulator keeps us waiting, what became due meanwhile is said at once afterwards: the rate holds.
    """
    messages: list[Message] = []
    due = time.monotonic()
    while not enough():
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        ways = []
        while due <= time.monotonic():
            ways.append(random.choice(traffic.ways))
            due += random.expovariate(rate)
        messages += await traffic.say(ways)
    await traffic.settled()
    return messages


async def flooded(traffic: Traffic, in_flight: int, seconds: float) -> tuple[float, float]:
    """Have so many messages on their way at all times, each way in its turn; when this began and ended, by our clock.

    What is on its way in the end is left so; `settled` waits for it.
    """
    ways = itertools.cycle(traffic.ways)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        await traffic.at_most(in_flight - HEAP)
        await traffic.say(list(itertools.islice(ways, in_flight - traffic.in_flight)))
    return began, time.monotonic()


async def brimming(traffic: Traffic, depth: int, seconds: float) -> None:
    """Keep so many messages on their way along each of the ways."""
    enough = over(seconds)
    while not enough():
        await traffic.say(traffic.below(depth))
        await traffic.at_most(depth * len(traffic.ways) - 1)
