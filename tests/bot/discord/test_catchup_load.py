"""A thousand open rooms are caught up without anybody else noticing. In time that skips: minutes are over at once."""

import asyncio
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.content import Content
from bot.gate import AccountGate
from bot.messages import Incoming, Said, Sender
from bot.platforms.discord import catchup
from bot.platforms.discord.account import Account
from bot.platforms.discord.catchup import CatchUp, Open
from bot.platforms.discord.gateway import USUAL_PATIENCE
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.parse import snowflake
from bot.platforms.discord.rest import RestError, TooFast, Unclear
from bot.rota import Rank
from tests.bot.discord.conftest import NAMES
from tests.skipping import skipped

BOT = "1180000000000000001"
NOW = 1_800_000_000.0
ROOMS, MISSED_AT_MOST = 1000, 3
RATE = 45.0


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the one that spares other tests the pace: here it is what matters."""


def raw(native: str, chat: str, text: str) -> dict[str, Any]:
    author = {"id": f"9{chat}", "username": "x", "discriminator": "0", "avatar": None}
    return {"id": native, "channel_id": chat, "type": 0, "content": text, "author": author, "attachments": []}


@dataclass
class Busy:
    """A Discord that answers after `latency` seconds, a writer that commits at once, and lanes that always send."""

    rooms: int = ROOMS
    latency: float = 0.25
    refuse: Callable[[str, int], RestError | None] = lambda chat, asked: None
    lanes: int = 0
    random: Random = field(default_factory=lambda: Random(1))
    history: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[float, str]] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    accepted: list[tuple[float, Incoming]] = field(default_factory=list)
    written: dict[str, tuple[float, str]] = field(default_factory=dict)
    """By key: when it came in, and its chat."""
    numbers: Iterator[int] = field(default_factory=count)
    took: float = 0.0

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def native(self, ago: float = 0.0) -> str:
        """An id of now, or of so many seconds ago; no two are the same."""
        return str(int(snowflake(NOW + self.now - ago)) + next(self.numbers))

    def chat(self, number: int) -> str:
        return str(2_000_000 + number)

    async def story(self) -> None:
        """From the beginning of a session until all is caught up; people write all the while."""
        loop = asyncio.get_running_loop()
        gate = AccountGate(RATE, loop.time)
        inbox = Inbox(USUAL_PATIENCE.after)
        account = SimpleNamespace(id=BOT, history=self._history)
        talks = [Open(self.chat(n), snowflake(NOW - 500), NOW - 600, f"room {n}") for n in range(self.rooms)]
        for talk in talks:
            for number in range(self.random.randrange(MISSED_AT_MOST + 1)):
                self.history[talk.chat].append(raw(self.native(ago=100), talk.chat, f"missed {number}"))

        async def open_chats(_: str, since: float) -> Sequence[Open]:
            return talks

        async def pace(_: str) -> None:
            await gate.enter()

        catch_up = CatchUp(
            cast("Account", account), inbox, open_chats, NAMES, frozenset(), USUAL_PATIENCE.after,
            lambda: None, pace, lambda: NOW + loop.time(),
        )  # fmt: skip
        background = [
            asyncio.create_task(work)
            for work in (
                inbox.run(self._accept),
                catch_up.run(),
                self._people(inbox),
                gate.run(),
                *(self._lane(gate, f"lane {number}") for number in range(self.lanes)),
            )
        ]
        catch_up.begin()
        while catch_up._reading and not background[1].done():  # noqa: ASYNC110 - for nothing that tells
            await asyncio.sleep(0.01)
        self.took = self.now
        await asyncio.sleep(1)
        for task in background:
            task.cancel()
        ended = await asyncio.gather(*background, return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended

    async def _history(self, chat: str, after: str) -> list[dict[str, Any]]:
        self.asked.append((self.now, chat))
        refusal = self.refuse(chat, sum(each == chat for _, each in self.asked))
        await asyncio.sleep(self.latency * self.random.uniform(0.5, 1.5))
        if refusal is not None:
            raise refusal
        return [each for each in self.history[chat] if int(each["id"]) > int(after)]

    async def _accept(self, batch: Sequence[Incoming]) -> None:
        await asyncio.sleep(0.002)
        self.accepted += [(self.now, each) for each in batch]

    async def _people(self, inbox: Inbox) -> None:
        """Twenty messages a second, from chats that are being read and from as many others."""
        number = 0
        while True:
            await asyncio.sleep(0.05)
            number += 1
            chat = self.chat(self.random.randrange(2 * self.rooms))
            native = self.native()
            sender = Sender("discord", BOT, f"9{chat}", chat)
            incoming = Incoming(f"discord:{BOT}:m:{native}", sender, Said(Content(f"live {number}")), native)
            self.history[chat].append(raw(native, chat, f"live {number}"))
            self.written[incoming.key] = (self.now, chat)
            inbox.put(incoming)

    async def _lane(self, gate: AccountGate, name: str) -> None:
        while True:
            await gate.enter(name, Rank.CONTENT)
            self.sent.append(self.now)
            await asyncio.sleep(0.1)

    # --- what became of it ---

    def others(self) -> list[float]:
        """How long messages from chats waited that had no past to be read, in seconds."""
        return [
            at - self.written[each.key][0]
            for at, each in self.accepted
            if each.key in self.written and int(each.sender.chat) >= 2_000_000 + self.rooms
        ]


def busiest(moments: Sequence[float]) -> int:
    """How many fell into the second in which most did."""
    return max(bisect_left(moments, begin + 0.999) - at for at, begin in enumerate(moments))


def told(busy: Busy) -> dict[str, list[Incoming]]:
    by_chat: dict[str, list[Incoming]] = defaultdict(list)
    for _, incoming in busy.accepted:
        by_chat[incoming.sender.chat].append(incoming)
    return by_chat


def check_whole(busy: Busy) -> None:
    """All that was written arrived once, in order, in the room it was written in."""
    keys = [each.key for _, each in busy.accepted]
    assert len(keys) == len(set(keys))
    for chat, messages in told(busy).items():
        assert [each.message for each in messages] == [each["id"] for each in busy.history[chat]], "in order, all of it"
        room = f"room {int(chat) - 2_000_000}"
        assert {each.room for each in messages if each.key not in busy.written} <= {room}
    assert sum(map(len, busy.history.values())) == len(keys)


def test_a_thousand_rooms_are_caught_up_in_a_hundred_seconds_whatever_an_answer_takes() -> None:
    busy = Busy(latency=0.25)
    skipped(busy.story())
    check_whole(busy)
    assert len({chat for _, chat in busy.asked}) == len(busy.asked) == ROOMS
    assert busy.took < 105
    assert busiest([at for at, _ in busy.asked]) <= 11
    assert max(busy.others()) < 0.1


def test_lanes_that_always_send_keep_what_the_reading_does_not_take() -> None:
    busy = Busy(lanes=40, latency=0.1)
    skipped(busy.story())
    check_whole(busy)
    both = sorted([*busy.sent, *(at for at, _ in busy.asked)])
    assert busiest(both) <= RATE + 1, "together no more than the account may"
    assert len(busy.sent) / busy.took > RATE - 10 - 1
    assert max(after - before for before, after in pairwise(busy.sent)) < 0.2, "no pause for anybody"
    assert max(busy.others()) < 0.1
    assert busy.took < 300, "and the reading is not starved either"


def test_a_chat_that_may_not_be_read_yet_holds_up_no_other() -> None:
    """A rate limit of its own, far longer than all the reading takes."""
    late = str(2_000_000)

    def refuse(chat: str, asked: int) -> RestError | None:
        return TooFast(150.0) if chat == late and asked == 1 else None

    busy = Busy(rooms=200, refuse=refuse)
    skipped(busy.story())
    check_whole(busy)
    assert [chat for _, chat in busy.asked].count(late) == 2
    others = [at for at, chat in busy.asked if chat != late]
    assert max(others) < 21
    assert 150 < busy.took < 153


def test_one_that_hangs_takes_one_reader_and_no_more() -> None:
    hanging = {str(2_000_000 + number) for number in range(3)}

    class Hanging(Busy):
        async def _history(self, chat: str, after: str) -> list[dict[str, Any]]:
            if chat in hanging and not any(each == chat for _, each in self.asked):
                self.asked.append((self.now, chat))
                await asyncio.sleep(30)
                raise Unclear("TimeoutError")
            return await super()._history(chat, after)

    busy = Hanging(rooms=200, latency=0.05)
    skipped(busy.story())
    check_whole(busy)
    assert max(at for at, chat in busy.asked if chat not in hanging) < 25
    assert busy.took < 33


def test_where_the_whole_account_has_to_wait_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than a single chat's history is waited for."""
    monkeypatch.setattr(catchup, "GIVE_UP_SECONDS", 50.0)
    closed = (2.0, 200.0)

    class Paused(Busy):
        async def _history(self, chat: str, after: str) -> list[dict[str, Any]]:
            if closed[0] <= self.now < closed[1]:
                raise TooFast(min(20.0, closed[1] - self.now), everybody=True)
            return await super()._history(chat, after)

    busy = Paused(rooms=100)
    skipped(busy.story())
    check_whole(busy)
    assert max(busy.others()) < 0.1
    assert busy.took > closed[1]


def test_where_somebody_writes_is_read_next() -> None:
    busy = Busy(latency=0.02)
    skipped(busy.story())
    live = [
        at - busy.written[each.key][0]
        for at, each in busy.accepted
        if each.key in busy.written and int(each.sender.chat) < 2_000_000 + busy.rooms
    ]
    assert max(live) < 60, "though the last of the silent ones waits for a hundred seconds"
    assert sorted(live)[len(live) // 2] < 15
