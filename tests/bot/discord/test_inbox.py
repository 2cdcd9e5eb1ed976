"""The order of what comes in, and that nothing is lost or doubled while the past is read beside the present."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.messages import Content, Incoming, Said, Sender
from bot.platforms.discord.inbox import BATCH, Inbox
from tests.bot.telegram.conftest import Inside

TALKING = ("ann", "bob")
"""Chats whose past is read; the other one's is not."""
ALL = (*TALKING, "eve")


def message(chat: str, number: int) -> Incoming:
    said = Said(Content(f"{chat} {number}"))
    return Incoming(f"{chat}:{number}", Sender("discord", "77", f"user {chat}", chat), said, str(number))


def no_wait(failures: int) -> float:
    return 0.0


class Running:
    """An inbox at work."""

    def __init__(self, inside: Inside) -> None:
        self.inbox = Inbox(no_wait)
        self._inside = inside

    async def __aenter__(self) -> Inbox:
        self._task = asyncio.create_task(self.inbox.run(self._inside.accept))
        return self.inbox

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture
def inside() -> Inside:
    return Inside()


async def test_everything_is_committed_in_its_order_in_batches(inside: Inside) -> None:
    sent = [message(ALL[number % 3], number) for number in range(2 * BATCH + 5)]
    async with Running(inside) as inbox:
        inbox.put(*sent)
        assert await inside.hears(len(sent)) == sent
    assert [len(batch) for batch in inside.batches] == [BATCH, BATCH, 5]


async def test_what_was_not_committed_comes_again_and_nothing_overtakes_it(inside: Inside) -> None:
    inside.refusals = 3
    async with Running(inside) as inbox:
        inbox.put(message("ann", 1), message("bob", 2))
        while len(inside.refused) < 2:  # noqa: ASYNC110 - until it has been refused
            await asyncio.sleep(0)
        inbox.put(message("ann", 3))
        heard = await inside.hears(3)
    assert [each.key for each in heard] == ["ann:1", "bob:2", "ann:3"]
    assert [each.key for each in inside.refused[0]] == ["ann:1", "bob:2"]


async def test_while_the_past_is_unknown_everything_waits_and_then_only_those_who_have_one(inside: Inside) -> None:
    async with Running(inside) as inbox:
        inbox.hold()
        inbox.put(message("ann", 2), message("eve", 1))
        await asyncio.sleep(0.001)
        assert inside.all == []
        inbox.hold_only(["ann", "bob"])
        assert [each.key for each in await inside.hears(1)] == ["eve:1"]
        inbox.put(message("eve", 2), message("ann", 3))
        assert [each.key for each in await inside.hears(2)] == ["eve:1", "eve:2"]
        inbox.resume("ann", [message("ann", 1), message("ann", 2)])
        heard = [each.key for each in await inside.hears(5)]
    assert heard[2:] == ["ann:1", "ann:2", "ann:3"]


async def test_what_is_read_for_a_session_that_is_over_is_read_again(inside: Inside) -> None:
    async with Running(inside) as inbox:
        inbox.hold()
        inbox.hold_only(["ann"])
        inbox.hold()
        inbox.resume("ann", [message("ann", 1)])
        inbox.put(message("ann", 2))
        await asyncio.sleep(0.001)
        assert inside.all == []
        inbox.hold_only(["ann"])
        inbox.resume("ann", [message("ann", 1)])
        assert [each.key for each in await inside.hears(2)] == ["ann:1", "ann:2"]


async def test_there_is_room_for_so_much_and_again_when_it_was_committed(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.inbox.LIMIT", 4)
    inbox = Inbox(no_wait)
    inbox.hold()
    inbox.hold_only(["ann"])
    inbox.put(message("ann", 1), message("eve", 1), message("ann", 2))
    await asyncio.wait_for(inbox.room(), 1)
    inbox.put(message("eve", 2))
    full = asyncio.create_task(inbox.room())
    await asyncio.sleep(0)
    assert not full.done(), "what is held does not count"
    running = asyncio.create_task(inbox.run(inside.accept))
    await asyncio.wait_for(full, 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class Sessions(RuleBasedStateMachine):
    """Sessions come and go, the past is read or not, commits fail: against what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[str, list[Incoming]] = {chat: [] for chat in ALL}
        self.live: list[str] = []  # what the gateway told, of the chat whose past is not read
        self.committed: list[str] = []
        self.known: dict[str, int] = {}  # by chat: how many were committed when the list was made
        self.connected = True
        self.reading: set[str] | None = set()
        self.refusals = 0
        self.open = False
        self.runner = asyncio.Runner()
        self.runner.get_loop()
        self.inbox: Inbox = self.runner.run(self._begun())

    async def _begun(self) -> Inbox:
        inbox = Inbox(no_wait)
        self.task = asyncio.create_task(inbox.run(self._accept))
        return inbox

    async def _accept(self, batch: Sequence[Incoming]) -> None:
        while not self.open:  # noqa: ASYNC110 - the database is slow until a rule lets it go on
            await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise OSError("the database is locked")
        for each in batch:
            if each.key not in self.committed:  # as the turns recognise what they have handled
                self.committed.append(each.key)

    def _runs(self) -> None:
        async def turns() -> None:
            for _ in range(20):
                await asyncio.sleep(0)

        self.runner.run(turns())

    def teardown(self) -> None:
        with self.runner:
            self.newly_connected()
            self.list_made()
            for chat in TALKING:
                self.past_read(chat)
            self.refusals = 0
            self.time_passes()
            for chat in TALKING:
                assert self._of(chat) == [each.key for each in self.written[chat]], "something was lost"
            assert self._of("eve") == self.live

    def _of(self, chat: str) -> list[str]:
        return [key for key in self.committed if key.startswith(chat)]

    @rule(chat=st.sampled_from(ALL))
    def writes(self, chat: str) -> None:
        said = message(chat, len(self.written[chat]))
        self.written[chat].append(said)
        if self.connected:
            self.inbox.put(said)
            if chat == "eve":
                self.live.append(said.key)

    @rule()
    def session_is_lost(self) -> None:
        self.connected = False

    @rule()
    def newly_connected(self) -> None:
        """A session begins; what was written before is not replayed."""
        self.connected = True
        self.inbox.hold()
        self.reading = None

    @precondition(lambda self: self.reading is None)
    @rule()
    def list_made(self) -> None:
        self.known = {chat: len(self._of(chat)) for chat in TALKING}
        self.inbox.hold_only(TALKING)
        self.reading = set(TALKING)

    @precondition(lambda self: self.reading and self.connected)
    @rule(chat=st.sampled_from(TALKING))
    def past_read(self, chat: str) -> None:
        if self.reading and chat in self.reading:
            self.reading.discard(chat)
            self.inbox.resume(chat, self.written[chat][self.known[chat] :])

    @rule()
    def time_passes(self) -> None:
        self.open = True
        self._runs()
        self.open = False

    @rule()
    def database_fails(self) -> None:
        self.refusals += 1

    @invariant()
    def nothing_is_skipped_or_out_of_order(self) -> None:
        for chat in TALKING:
            keys = [each.key for each in self.written[chat]]
            assert self._of(chat) == keys[: len(self._of(chat))]
        assert self._of("eve") == self.live[: len(self._of("eve"))]


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
