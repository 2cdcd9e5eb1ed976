"""What every platform promises, whoever is behind it."""

from collections.abc import AsyncIterator

import pytest

from bot.messages import Command, Pressed, Said
from bot.platforms.base import Edits, SendKey, ShowsTyping
from bot.posts import Label, Post
from tests.contracts.stages import STAGES, Listener, Stage


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, listener: Listener) -> AsyncIterator[Stage]:
    async with STAGES[request.param](listener) as stage:
        yield stage


async def test_what_somebody_says_comes_in_with_a_key_of_its_own(stage: Stage, listener: Listener) -> None:
    await stage.says("hello")
    await stage.says("hello")
    first, second = await listener.hears(2)
    for each in (first, second):
        assert isinstance(each.what, Said)
        assert each.what.content.text == "hello"
        assert each.sender.platform == stage.platform.name
        assert each.sender.chat == stage.address.chat
    assert first.key != second.key
    assert first.message != second.message


async def test_a_command_comes_in_as_one(stage: Stage, listener: Listener) -> None:
    await stage.says("/find chess, hiking")
    (heard,) = await listener.hears()
    assert heard.what == Command("find", "chess, hiking")


async def test_what_could_not_be_committed_comes_again_under_the_same_key(stage: Stage, listener: Listener) -> None:
    listener.refusals = 1
    await stage.says("hello")
    await stage.again()
    (heard,) = await listener.hears()
    assert heard.key == listener.refused[0].key


async def test_what_is_sent_is_seen_in_order_and_the_receipt_names_it(stage: Stage, listener: Listener) -> None:
    await stage.says("/start")
    await listener.hears()
    receipts = [await stage.platform.send(stage.address, Post(f"message {n}"), SendKey(f"row-{n}")) for n in range(3)]
    seen = await stage.sees(3)
    assert [each.text for each in seen] == ["message 0", "message 1", "message 2"]
    assert [receipt.ids for receipt in receipts] == [(each.native,) for each in seen]


async def test_replies_point_the_same_way_in_and_out(stage: Stage, listener: Listener) -> None:
    await stage.says("mine")
    (mine,) = await listener.hears()
    receipt = await stage.platform.send(stage.address, Post("yours", reply_to=mine.message), SendKey("row-1"))
    (seen,) = await stage.sees(1)
    assert seen.reply_to == mine.message
    await stage.says("and mine again", reply_to=seen.native)
    assert (await listener.hears(2))[1].reply_to == receipt.ids[0]


async def test_a_tap_says_what_the_button_held_and_where_it_was(stage: Stage, listener: Listener) -> None:
    await stage.says("/start")
    await listener.hears()
    labels = ((Label("Next", "next:ab12"), Label("Stop", "stop:ab12")),)
    receipt = await stage.platform.send(stage.address, Post("◆ choose", labels=labels, host=True), SendKey("row-1"))
    (seen,) = await stage.sees(1)
    assert seen.labels == ("Next", "Stop")
    await stage.taps(seen.native, "stop:ab12")
    tap = (await listener.hears(2))[1]
    assert tap.what == Pressed("stop", "ab12")
    assert tap.message == receipt.ids[0]


async def test_an_edit_changes_what_is_there_and_a_repeat_is_silent(stage: Stage, listener: Listener) -> None:
    await stage.says("/start")
    await listener.hears()
    receipt = await stage.platform.send(stage.address, Post("◆ before", host=True), SendKey("row-1"))
    assert isinstance(stage.platform, Edits)
    for attempt in (1, 2):
        key = SendKey(f"row-2.{attempt}")
        await stage.platform.edit(stage.address, receipt.ids[0], Post("◆ after", host=True), key)
    assert [each.text for each in await stage.sees(1)] == ["◆ after"]


async def test_typing_never_hurts(stage: Stage, listener: Listener) -> None:
    await stage.says("/start")
    await listener.hears()
    assert isinstance(stage.platform, ShowsTyping)
    await stage.platform.typing(stage.address)
