"""What a page says reaches the middle once, in order, with the right key, and is confirmed only when it is recorded."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Command, Deleted, Edited, Pressed, Reacted, Said, Sender
from bot.platforms.base import SendKey
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Rate
from bot.platforms.web.state import At, State
from bot.posts import Post
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, Middle, address, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_hello_is_answered_with_the_state(house: House, middle: Middle) -> None:
    middle.states[ANN] = State(At.TALKING, shared=("chess",), interests=("chess", "tea"), room="r1")
    tab = await house.tab()
    assert await tab.hello(ANN) == {
        "t": "ready",
        "state": {"at": "talking", "waiting": 0, "shared": ["chess"], "interests": ["chess", "tea"], "room": "r1"},
    }


async def test_what_is_said_arrives_with_its_sender_key_and_reply(house: House, middle: Middle) -> None:
    tab = await house.visitor(ANN, "de")
    name = await tab.writes("Grüß dich 👋", reply="d7.1")
    assert (await tab.hears("accepted"))["id"] == name
    [incoming] = middle.heard
    assert incoming.key == f"web:{ANN}:{name}"
    assert incoming.what == Said(Content("Grüß dich 👋"))
    assert (incoming.message, incoming.reply_to) == (name, "d7.1")
    assert incoming.sender == Sender("web", "web", user=ANN, chat=ANN, language="de")


async def test_commands_and_buttons_arrive_as_such(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    name = await tab.does("FIND", "  chess, tea ")
    await tab.does("Привет")
    await tab.says({"t": "press", "id": str(uuid4()), "data": "next:ab12"})
    await tab.says({"t": "press", "id": str(uuid4()), "data": "agree"})
    for _ in range(4):
        await tab.hears("accepted")
    find, unknown, go_on, agree = middle.heard
    assert (find.what, find.message) == (Command("find", "chess, tea"), name)
    assert unknown.what == Command("")
    assert (go_on.what, go_on.message) == (Pressed("next", "ab12"), None)
    assert agree.what == Pressed("agree")


async def test_changes_name_the_message_they_are_about_and_keep_its_place_in_the_order(
    house: House, middle: Middle
) -> None:
    tab = await house.visitor()
    name = await tab.writes("tomorow")
    changes: list[dict[str, object]] = [
        {"t": "edit", "of": name, "text": "tomorrow"},
        {"t": "edit", "of": name, "text": "a caption", "kind": "photo"},
        {"t": "react", "of": "d7.1", "emoji": "👍", "gone": ""},
        {"t": "react", "of": "d7.1", "emoji": "❤", "gone": "👍"},
        {"t": "react", "of": "d7.1", "emoji": "", "gone": "❤"},
        {"t": "react", "of": "d7.1", "emoji": "❤", "gone": "❤"},
        {"t": "delete", "of": name},
    ]
    for change in changes:
        await tab.says({"id": str(uuid4()), **change})
    for _ in range(1 + len(changes)):
        await tab.hears("accepted")
    assert [incoming.what for incoming in middle.heard] == [
        Said(Content("tomorow")),
        Edited(Content("tomorrow")),
        Edited(Content("a caption", media=(Media(Kind.PHOTO, FileRef("web", "web", "")),))),
        Reacted(("👍",)),
        Reacted(("❤",), ("👍",)),
        Reacted((), ("❤",)),
        Reacted(("❤",)),
        Deleted(),
    ]
    assert [incoming.message for incoming in middle.heard] == [name, name, name, "d7.1", "d7.1", "d7.1", "d7.1", name]
    assert len({incoming.key for incoming in middle.heard}) == 1 + len(changes)


async def test_accepted_is_said_only_after_the_commit(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.open.clear()
    await tab.writes("one")
    await tab.writes("two")
    await middle.next()
    await tab.says("not a frame")  # a fence: its answer overtakes what is still being recorded
    await tab.hears("refused")
    assert tab.passed == []
    assert middle.heard == []
    middle.open.set()
    await tab.hears("accepted")
    await tab.hears("accepted")
    assert [said.what for said in middle.heard] == [Said(Content("one")), Said(Content("two"))]


async def test_what_is_said_meanwhile_waits_its_turn_however_much_it_is(build: Build, middle: Middle) -> None:
    house = await build(limits=replace(USUAL_LIMITS, frames=Rate(1000, 1000), read_ahead=4))
    tab = await house.visitor()
    middle.open.clear()
    names = [await tab.writes(str(number)) for number in range(50)]
    await middle.next()
    middle.open.set()
    assert [(await tab.hears("accepted"))["id"] for _ in names] == names
    assert [incoming.message for incoming in middle.heard] == names


async def test_acknowledgements_are_heard_while_something_is_being_recorded(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.open.clear()
    await tab.writes("slow to record")
    await middle.next()
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await tab.shows()
    assert (await sending).ids == ("d1",)
    middle.open.set()
    await tab.hears("accepted")


async def test_what_is_said_about_a_message_is_heard_after_its_sender_heard_that_it_was_shown(
    house: House, middle: Middle
) -> None:
    """Though a connection that stood still brings both at once."""
    tab = await house.visitor()

    async def nothing_was_said_when_it_was_shown() -> bool:
        await house.web.send(address(ANN), Post("hi"), SendKey("d1"))
        return not middle.heard

    sending = asyncio.create_task(nothing_was_said_when_it_was_shown())
    await tab.hears("post")
    await tab.says({"t": "ack", "id": "d1"})
    await tab.says({"t": "react", "id": str(uuid4()), "of": "d1", "emoji": "❤", "gone": ""})
    assert await sending
    await tab.hears("accepted")
    assert [incoming.what for incoming in middle.heard] == [Reacted(("❤",))]


async def test_the_same_message_sent_again_has_the_same_key(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    name = await tab.writes("hello")
    await tab.hears("accepted")
    await tab.leaves()
    tab = await house.visitor()
    await tab.writes("hello", name)
    await tab.hears("accepted")
    assert middle.heard[0].key == middle.heard[1].key


async def test_two_visitors_with_the_same_id_have_different_keys(house: House, middle: Middle) -> None:
    ann, bob = await house.visitor(ANN), await house.visitor(BOB)
    name = await ann.writes("me")
    await ann.hears("accepted")
    await bob.writes("no, me", name)
    await bob.hears("accepted")
    assert len({incoming.key for incoming in middle.heard}) == 2


async def test_what_was_written_just_before_leaving_is_recorded(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.open.clear()
    for text in ("so", "long"):
        await tab.writes(text)
    await middle.next()
    await tab.leaves()
    middle.open.set()
    await until(lambda: len(middle.heard) == 2)
    assert [said.what for said in middle.heard] == [Said(Content("so")), Said(Content("long"))]


async def test_when_something_cannot_be_recorded_nothing_after_it_is_taken(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.open.clear()
    middle.failing = 1
    first = await tab.writes("first")
    await middle.next()
    second = await tab.writes("second")
    await tab.says("fence")
    await tab.hears("refused")
    middle.open.set()
    assert await tab.ends() == 1013
    assert tab.passed == []
    assert middle.heard == []
    tab = await house.visitor()
    await tab.writes("first", first)
    await tab.writes("second", second)
    assert [(await tab.hears("accepted"))["id"] for _ in range(2)] == [first, second]


async def test_a_second_connection_takes_over(house: House, middle: Middle) -> None:
    older = await house.visitor()
    newer = await house.visitor()
    assert await older.ends() == 4001
    assert older.passed == [{"t": "elsewhere"}]
    await newer.writes("still here")
    await newer.hears("accepted")
    assert len(middle.heard) == 1


async def test_typing_is_passed_on_but_not_more_often_than_it_should(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    for _ in range(5):
        await tab.says({"t": "typing"})
    await tab.writes("fence")
    await tab.hears("accepted")
    assert [sender.user for sender in middle.writing] == [ANN]
    assert [type(incoming.what) for incoming in middle.heard] == [Said]


async def test_after_a_command_the_page_hears_how_things_are_now(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.states[ANN] = State(At.WAITING, waiting=3)
    await tab.does("find")
    state = await tab.hears("state")
    assert (state["state"]["at"], state["state"]["waiting"]) == ("waiting", 3)
    assert [frame["t"] for frame in tab.passed] == ["accepted"]


async def test_who_waits_sees_how_many_others_do_whenever_that_changes(build: Build, middle: Middle) -> None:
    house = await build(times=replace(USUAL_TIMES, refresh_every=0.01))
    middle.states[ANN] = State(At.WAITING, waiting=1)
    waits, idles = await house.visitor(ANN), await house.visitor(BOB)
    asked = middle.asked
    await until(lambda: middle.asked >= asked + 3)
    middle.states[ANN] = State(At.WAITING, waiting=2)
    assert (await waits.hears("state"))["state"]["waiting"] == 2
    assert waits.passed == []
    middle.states[BOB] = State(At.WAITING)
    asked = middle.asked
    await until(lambda: middle.asked >= asked + 3)
    await idles.says("fence")
    await idles.hears("refused")
    assert idles.passed == []
