"""The order of what comes in, and that nothing is lost or doubled while the past is read beside the present."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.messages import Incoming
from bot.platforms.discord.inbox import BATCH, Inbox
from tests.bot.discord.updates import ALL, command, message, name, no_wait
from tests.bot.telegram.conftest import Inside


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
    assert [name(each) for each in heard] == ["ann:1", "bob:2", "ann:3"]
    assert [name(each) for each in inside.refused[0]] == ["ann:1", "bob:2"]


async def test_what_has_come_is_committed_before_the_end() -> None:
    batches: list[list[str]] = []
    never = asyncio.Event()

    async def accept(batch: Sequence[Incoming]) -> None:
        batches.append([name(each) for each in batch])
        if len(batches) == 1:
            await never.wait()

    inbox = Inbox(no_wait)
    running = asyncio.create_task(inbox.run(accept))
    inbox.put(message("ann", 1))
    while not batches:  # noqa: ASYNC110 - until it is being committed
        await asyncio.sleep(0)
    inbox.put(message("ann", 2))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert batches == [["ann:1"], ["ann:1", "ann:2"]]


async def test_while_the_past_is_unknown_everything_waits_and_then_only_those_who_have_one(inside: Inside) -> None:
    async with Running(inside) as inbox:
        inbox.hold()
        inbox.put(message("ann", 2), message("eve", 1))
        await asyncio.sleep(0.001)
        assert inside.all == []
        inbox.hold_only(["ann", "bob"])
        assert [name(each) for each in await inside.hears(1)] == ["eve:1"]
        inbox.put(message("eve", 2), message("ann", 3))
        assert [name(each) for each in await inside.hears(2)] == ["eve:1", "eve:2"]
        inbox.resume("ann", [message("ann", 1), message("ann", 2)])
        heard = [name(each) for each in await inside.hears(5)]
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
        assert [name(each) for each in await inside.hears(2)] == ["ann:1", "ann:2"]


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


async def test_what_comes_after_a_kept_place_waits_until_it_is_filled(inside: Inside) -> None:
    async with Running(inside) as inbox:
        inbox.put(message("ann", 0))
        first, second = inbox.keep_place("ann", "ann", "1"), inbox.keep_place("ann", "ann", "3")
        inbox.put(message("ann", 2), message("bob", 0))
        assert [name(each) for each in await inside.hears(2)] == ["ann:0", "bob:0"]
        inbox.fill(second, command("ann", 2))
        await asyncio.sleep(0.001)
        assert len(inside.all) == 2, "the second of two was not waited for the first"
        inbox.fill(first, command("ann", 1))
        inbox.put(message("ann", 3))
        heard = await inside.hears(6)
    assert [name(each) for each in heard[2:]] == ["/ann", "/ann", "ann:2", "ann:3"]


async def test_a_place_that_is_never_taken_holds_up_nothing_for_long(inside: Inside) -> None:
    async with Running(inside) as inbox:
        slot = inbox.keep_place("ann", "ann", "1")
        inbox.put(message("ann", 1))
        assert inbox.holds("ann")
        inbox.fill(slot, None)
        inbox.put(message("ann", 2))
        assert [name(each) for each in await inside.hears(2)] == ["ann:1", "ann:2"]
        assert not inbox.holds("ann")


async def test_a_place_kept_while_the_past_is_read_stands_where_it_was_kept(inside: Inside) -> None:
    async with Running(inside) as inbox:
        inbox.hold()
        inbox.hold_only(["ann"])
        slot = inbox.keep_place("ann", "ann", "3")
        inbox.put(message("ann", 2))
        inbox.resume("ann", [message("ann", 1), message("ann", 2)])
        await asyncio.sleep(0.001)
        assert inside.all == [], "what was written before waits, too: it cannot be told apart in time"
        inbox.fill(slot, command("ann", 2))
        assert [name(each) for each in await inside.hears(3)] == ["ann:1", "/ann", "ann:2"]
