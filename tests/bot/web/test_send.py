"""A message is delivered when the page says so: sent again until then, over whatever connection there is."""

import asyncio
from dataclasses import replace

import pytest

from bot.content import Kind, Poll, Span, Style
from bot.platforms.base import Deletes, Edits, Gone, Platform, Reacts, Revises, SendKey, ShowsTyping
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES
from bot.platforms.web.state import At, State
from bot.posts import Attachment, Bytes, Label, Post
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, Middle, address, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

HASTY = replace(USUAL_TIMES, ack_within=0.02)


async def test_it_fills_the_port(house: House) -> None:
    port: Platform = house.web
    abilities: tuple[Edits, Revises, Deletes, Reacts, ShowsTyping] = (house.web,) * 5
    for ability in (Edits, Revises, Deletes, Reacts, ShowsTyping):
        assert isinstance(house.web, ability)
    assert (port.name, len(abilities)) == ("web", 5)


async def test_a_message_carries_all_that_it_is(house: House) -> None:
    tab = await house.visitor()
    item = Post(
        text="◆ Bold 👋 half \ud800",
        spans=(Span(Style.BOLD, 2, 6), Span(Style.LINK, 7, 8, "https://example.org")),
        media=(
            Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(b"\xff\xd8"), spoiler=True, width=4, height=3),
            Attachment(Kind.VOICE, "voice.ogg", "audio/ogg", Bytes(b"Ogg"), seconds=1.25, waveform=b"\x00\xff"),
        ),
        poll=Poll("Tea?", ("yes", "no"), several=True),
        labels=((Label("Next", "next:ab12"), Label("Stop", "stop:ab12")), (Label("Report", "report:ab12"),)),
        reply_to="d0",
        quote="the part that is meant",
        host=True,
        topic="searching",
    )
    sending = asyncio.create_task(house.web.send(address(ANN), item, SendKey("d1", part=2)))
    assert await tab.shows() == {
        "t": "post",
        "id": "d1.2",
        "host": True,
        "topic": "searching",
        "text": "◆ Bold 👋 half \ud800",
        "spans": [
            {"style": "bold", "start": 2, "end": 6, "detail": ""},
            {"style": "link", "start": 7, "end": 8, "detail": "https://example.org"},
        ],
        "buttons": [
            [{"text": "Next", "data": "next:ab12"}, {"text": "Stop", "data": "stop:ab12"}],
            [{"text": "Report", "data": "report:ab12"}],
        ],
        "reply": "d0",
        "quote": "the part that is meant",
        "media": [
            {
                "kind": "photo",
                "name": "photo.jpg",
                "mime": "image/jpeg",
                "size": 2,
                "spoiler": True,
                "seconds": 0,
                "waveform": [],
                "width": 4,
                "height": 3,
            },
            {
                "kind": "voice",
                "name": "voice.ogg",
                "mime": "audio/ogg",
                "size": 3,
                "spoiler": False,
                "seconds": 1.25,
                "waveform": [0, 255],
                "width": 0,
                "height": 0,
            },
        ],
        "poll": {"question": "Tea?", "options": ["yes", "no"], "several": True},
    }
    assert (await sending).ids == ("d1.2",)


async def test_plain_words_have_no_files_no_poll_and_no_quote(house: House) -> None:
    tab = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    assert set(await tab.shows()) == {"t", "id", "host", "topic", "text", "spans", "buttons", "reply"}
    assert (await sending).ids == ("d1",)


async def test_nothing_counts_as_delivered_before_the_page_says_so(house: House) -> None:
    tab, other = await house.visitor(ANN), await house.visitor(BOB)
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await tab.hears("post")
    await other.says({"t": "ack", "id": "d1"})  # somebody else's word does not count
    await tab.says({"t": "ack", "id": "d2"})  # nor does another message's
    for each in (tab, other):
        await each.writes("fence")
        await each.hears("accepted")
    assert not sending.done()
    await tab.says({"t": "ack", "id": "d1"})
    assert (await sending).ids == ("d1",)


async def test_without_an_answer_the_same_delivery_is_sent_again(build: Build) -> None:
    house = await build(times=HASTY)
    tab = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    first = await tab.hears("post")
    assert await tab.hears("post") == first
    assert await tab.shows() == first
    assert (await sending).ids == ("d1",)


async def test_what_was_not_acknowledged_follows_after_a_reconnect(house: House) -> None:
    tab = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await tab.hears("post")
    await tab.leaves()
    await until(lambda: not house.web.connections)
    tab = await house.visitor()
    assert (await tab.shows())["id"] == "d1"
    assert (await sending).ids == ("d1",)
    assert tab.passed == []


async def test_what_is_sent_to_somebody_who_is_away_waits_for_them(house: House) -> None:
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await asyncio.sleep(0)
    tab = await house.visitor()
    assert (await tab.shows())["id"] == "d1"
    await sending


async def test_it_follows_a_take_over(house: House) -> None:
    older = await house.visitor()
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await older.hears("post")
    newer = await house.visitor()
    assert (await newer.shows())["id"] == "d1"
    await sending


async def test_who_never_comes_back_is_gone(build: Build) -> None:
    house = await build(times=replace(USUAL_TIMES, gone_after=0.02))
    with pytest.raises(Gone) as gone:
        await house.web.send(address(ANN), Post("hi"), SendKey("d1"))
    assert ANN not in str(gone.value)


async def test_a_page_that_is_there_but_never_answers_is_gone_too(build: Build) -> None:
    house = await build(times=replace(USUAL_TIMES, gone_after=0.05, ack_within=0.01))
    await house.visitor()
    with pytest.raises(Gone):
        await house.web.send(address(ANN), Post("hi"), SendKey("d1"))


async def test_an_edit_names_what_it_changes(house: House) -> None:
    tab = await house.visitor()
    editing = asyncio.create_task(house.web.edit(address(ANN), "d1", Post("now so", host=True), SendKey("d2")))
    frame = await tab.shows("edit")
    assert (frame["id"], frame["of"], frame["text"]) == ("d2", "d1", "now so")
    await editing


async def test_what_is_taken_back_goes_once_the_page_says_so(house: House) -> None:
    tab = await house.visitor()
    deleting = asyncio.create_task(house.web.delete(address(ANN), ("d1", "d1.1"), SendKey("d2")))
    assert await tab.hears("delete") == {"t": "delete", "id": "d2", "of": ["d1", "d1.1"]}
    assert not deleting.done()
    await tab.says({"t": "ack", "id": "d2"})
    await deleting


async def test_any_reaction_can_be_shown_and_each_change_of_mind_has_a_name_of_its_own(house: House) -> None:
    tab = await house.visitor()
    names = set()
    for emoji, gone in ((("🦑", "👍"), ()), (("👍",), ("🦑",)), (("🦑", "👍"), ())):
        reacting = asyncio.create_task(house.web.react(address(ANN), "d1", emoji, gone))
        frame = await tab.shows("react")
        assert await reacting is True
        assert (frame["of"], frame["emoji"], frame["gone"]) == ("d1", list(emoji), list(gone))
        names.add(frame["id"])
    assert len(names) == 3


async def test_a_revision_tells_the_words_and_leaves_the_files(house: House) -> None:
    tab = await house.visitor()
    file = Attachment(Kind.PHOTO, "", "", Bytes(b""))
    revising = asyncio.create_task(
        house.web.revise(address(ANN), ("d1",), Post("a caption", media=(file,)), SendKey("d2"))
    )
    frame = await tab.shows("edit")
    assert (frame["of"], frame["text"], "media" in frame) == ("d1", "a caption", False)
    assert (await revising).ids == ()
    assert tab.bytes == []


async def test_a_revision_with_another_file_brings_it(house: House) -> None:
    tab = await house.visitor()
    file = Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(b"another"))
    revising = asyncio.create_task(
        house.web.revise(address(ANN), ("d1",), Post("a caption", media=(file,)), SendKey("d2"))
    )
    frame = await tab.hears("edit")
    assert [each["kind"] for each in frame["media"]] == ["photo"]
    assert await tab.receives(7) == b"another"
    await tab.says({"t": "ack", "id": "d2"})
    assert (await revising).ids == ()


async def test_after_the_host_spoke_the_page_hears_how_things_are_now(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.states[ANN] = State(At.TALKING, shared=("chess",), room="r1")
    relayed = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await tab.shows()
    await relayed
    notice = asyncio.create_task(house.web.send(address(ANN), Post("◆ hi", host=True), SendKey("d2")))
    await tab.shows()
    await notice
    assert tab.passed == []  # the partner's words say nothing about it
    assert (await tab.hears("state"))["state"]["room"] == "r1"


async def test_a_state_that_cannot_be_looked_up_harms_nobody(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.blind = True
    notice = asyncio.create_task(house.web.send(address(ANN), Post("◆ hi", host=True), SendKey("d1")))
    await tab.shows()
    assert (await notice).ids == ("d1",)
    assert (await (await house.tab()).ends_after_hello(BOB)) == 1011


async def test_typing_is_shown_and_never_waits(house: House) -> None:
    await house.web.typing(address(BOB))  # who is not here sees nothing
    tab = await house.visitor()
    await house.web.typing(address(ANN))
    assert await tab.hears("typing") == {"t": "typing"}


async def test_a_page_that_reads_nothing_loses_its_connection_not_our_memory(build: Build) -> None:
    house = await build(times=replace(USUAL_TIMES, write_within=0.5))
    tab = await house.visitor()
    tab.socket.transport.pause_reading()
    item = Post(media=(Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(bytes(2_000_000))),))
    names = [f"d{number}" for number in range(4)]
    sends = [asyncio.create_task(house.web.send(address(ANN), item, SendKey(name))) for name in names]
    await until(lambda: not house.web.connections)
    tab.socket.transport.abort()
    assert not any(sending.done() for sending in sends)
    again = await house.visitor()
    assert [(await again.shows())["id"] for _ in sends] == names
    await asyncio.gather(*sends)


async def test_a_slow_page_still_hears_that_another_one_took_over(house: House) -> None:
    older = await house.visitor()
    older.socket.transport.pause_reading()
    item = Post(media=(Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", Bytes(bytes(2_000_000))),))
    names = [f"d{number}" for number in range(4)]
    sends = [asyncio.create_task(house.web.send(address(ANN), item, SendKey(name))) for name in names]
    await asyncio.sleep(0)
    newer = await house.visitor()
    assert [(await newer.shows())["id"] for _ in sends] == names
    older.socket.transport.resume_reading()
    assert await older.ends() == 4001
    assert [frame["t"] for frame in older.passed] == ["post", "elsewhere"], "of the files it gets no more"
    await asyncio.gather(*sends)


async def test_a_page_that_falls_too_far_behind_loses_its_connection(build: Build) -> None:
    house = await build(limits=replace(USUAL_LIMITS, write_ahead=2))
    tab = await house.visitor()
    sends = [asyncio.create_task(house.web.send(address(ANN), Post(name), SendKey(name))) for name in "abc"]
    assert await tab.ends() == 1013
    for sending in sends:
        sending.cancel()
    await asyncio.gather(*sends, return_exceptions=True)


async def test_a_delivery_goes_out_at_once_though_other_frames_wait(house: House) -> None:
    tab = await house.visitor()
    await house.web.typing(address(ANN))
    sending = asyncio.create_task(house.web.send(address(ANN), Post("hi"), SendKey("d1")))
    await tab.shows()
    await sending
    assert [frame["t"] for frame in tab.passed] == ["typing"]
