"""What a relay loses, doubles and misorders while it is killed and its messenger is in trouble.

The same people say the same at the same pace to whatever relay there is, through the same kills and faults, drawn with
one seed; nobody waits for an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.ears import Ears
from benchmarks.messengers import Account, Heard, Person
from benchmarks.mortals import Mortal
from benchmarks.on_discord import Discord
from benchmarks.on_telegram import Telegram
from bot.texts.catalogue import SIGN
from tests.emulators.discord import faults as on_discord
from tests.emulators.discord.remote import RemoteBot as DiscordBot
from tests.emulators.signals import Signal
from tests.emulators.telegram import faults as on_telegram

STARTS_WITHIN: Final = 60.0
"""Seconds until a bot that was started must say something: imports take long on a busy machine."""
LIFE: Final = 20
"""Messages heard in one life, unless none come any more:"""
LONGEST_LIFE: Final = 8.0
"""so many seconds."""
QUIET: Final = 12.0
"""Seconds without a message after which none is expected any more."""
BURST: Final = 4
EVERY: Final = 0.5
"""So many messages in so many seconds."""
TOLD: Final = ("did not arrive", "write faster than your partner can be reached")
"""What Bauta tells a sender, at the message, of one that is not delivered."""
FAULTS: Final = 2
"""Troubles laid in each life."""

Trouble = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Harm:
    """What became of the messages said. `told`: of those that did not arrive, how many their senders were told of."""

    said: int
    missing: int
    told: int
    again: int
    overtaken: int

    def of_a_thousand(self, count: int) -> float:
        return 1000 * count / self.said


class Hardship:
    """Pairs who talk through one account. `troubles`: what may befall it."""

    def __init__(
        self,
        account: Account,
        ears: Ears,
        pairs: Sequence[tuple[Person, Person]],
        troubles: Sequence[Trouble],
        seed: int,
    ) -> None:
        self._account = account
        self._troubles = troubles
        self._random = Random(seed)
        self._ways = [way for one, other in pairs for way in ((one, other), (other, one))]
        self._said: dict[int, list[str]] = {hearer.chat: [] for _, hearer in self._ways}
        self._heard: dict[int, list[str]] = {chat: [] for chat in self._said}
        self._messages: set[tuple[int, int]] = set()
        self._notices = 0
        self._events = 0
        self._moved = Signal()
        ears.listen(account, list(self._said), self._hear)

    async def endured(self, bot: Mortal, kills: int) -> Harm:
        """Talk through so many kills, then wait until nothing comes any more."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._talk(over), name="talk")
            for _ in range(kills):
                for trouble in self._random.sample(self._troubles, FAULTS):
                    await trouble()
                await self._heard_since(self._events, 1, STARTS_WITHIN)
                await self._heard_since(self._events, LIFE, LONGEST_LIFE)
                await asyncio.sleep(self._random.uniform(0, 0.05))
                await bot.dies()
                await bot.starts()
            await self._heard_since(self._events, 1, STARTS_WITHIN)
            over.set()
        while self._missing() and await self._heard_since(self._events, 1, QUIET):
            pass
        return Harm(
            said=sum(map(len, self._said.values())),
            missing=self._missing(),
            told=min(self._notices, self._missing()),
            again=sum(len(heard) - len(set(heard)) for heard in self._heard.values()),
            overtaken=sum(_overtaken(self._said[chat], heard) for chat, heard in self._heard.items()),
        )

    async def _talk(self, over: asyncio.Event) -> None:
        """Bursts of one person's, at an even pace."""
        number = 0
        while not over.is_set():
            speaker, hearer = self._random.choice(self._ways)
            texts = [f"message {number + place}" for place in range(BURST)]
            number += BURST
            self._said[hearer.chat] += texts
            await self._account.feed([(speaker.name, text) for text in texts])
            await asyncio.sleep(EVERY)

    async def _heard_since(self, before: int, count: int, seconds: float) -> bool:
        """Wait until so many messages came; whether they did in that time."""
        try:
            await self._moved.until(lambda: True if self._events >= before + count else None, seconds)
        except TimeoutError:
            return False
        return True

    def _hear(self, heard: Heard) -> None:
        if (heard.chat, heard.message) in self._messages:
            return  # recognised: it is in the chat once
        self._messages.add((heard.chat, heard.message))
        self._events += 1
        if heard.text.startswith(SIGN):
            self._notices += any(words in heard.text for words in TOLD)
        else:
            self._heard[heard.chat].append(heard.text)
        self._moved.notify()

    def _missing(self) -> int:
        return sum(len(set(said) - set(self._heard[chat])) for chat, said in self._said.items())


def _overtaken(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many messages came for the first time after one that was said later."""
    places = {text: place for place, text in enumerate(said)}
    count, furthest = 0, -1
    for text in dict.fromkeys(heard):
        count += places[text] < furthest
        furthest = max(furthest, places[text])
    return count


def of_telegram(telegram: Telegram, chats: Sequence[int], random: Random) -> list[Trouble]:
    """Lost answers and requests, failures, pages of HTML, flood control: of sends and of polls."""
    faults = telegram.remote.faults
    sends = [
        on_telegram.lost_answer(), on_telegram.lost_request(), on_telegram.error(500, "Internal Server Error"),
        on_telegram.garbage(), on_telegram.rate_limited(1), on_telegram.slow_answer(0.5),
    ]  # fmt: skip
    polls = [on_telegram.lost_answer(), on_telegram.error(500, "Internal Server Error"), on_telegram.garbage()]

    def send(kind: on_telegram.Trouble) -> Trouble:
        return lambda: faults.add(kind=kind, method="sendMessage", chat=random.choice(chats))

    def poll(kind: on_telegram.Trouble) -> Trouble:
        return lambda: faults.add(kind=kind, method="getUpdates")

    return [*map(send, sends), *map(poll, polls)]


def of_discord(discord: Discord, bot: DiscordBot, chats: Sequence[int], random: Random) -> list[Trouble]:
    """The same of messages, and gateways that close, ask for a reconnect or give the session up."""
    there = discord.remote
    sends = [
        on_discord.lost_answer(), on_discord.lost_request(), on_discord.failed(500), on_discord.garbage(),
        on_discord.rate_limited(0.3), on_discord.rate_limited(0.3, global_=True), on_discord.slow_answer(0.5),
    ]  # fmt: skip

    def send(kind: on_discord.Trouble) -> Trouble:
        return lambda: there.faults.add(kind=kind, method="create_message", channel=random.choice(chats))

    def close(code: int) -> Trouble:
        return lambda: there.closes(bot, code)

    gateway: list[Trouble] = [
        *map(close, (1001, 4000, 4009)),
        lambda: there.reconnects(bot),
        lambda: there.invalidates(bot, resumable=False),
    ]
    return [*map(send, sends), *gateway]
