"""The ring keeps its promises: the last words of a room, its changes too, for half an hour after, and no more rooms."""

from collections.abc import AsyncIterator

import pytest

from config.ids import MessageId, RoomId
from moderation.franking import Entry
from moderation.ring import KEPT, LASTS, LONGEST, Note, Ring, TakenBack
from tests.contracts.rings import RINGS
from tests.contracts.stores import NOW
from tests.moderation.said import BOB, MINUTE, OTHER, PHOTO, ROOM, says

ROOMS = 3


@pytest.fixture(params=list(RINGS))
async def ring(request: pytest.FixtureRequest) -> AsyncIterator[Ring]:
    async with RINGS[request.param](ROOMS) as ring:
        yield ring


def entry(seq: int, text: str = "", *, room: RoomId = ROOM, of: str = "", amended: bool = False) -> Entry:
    return Entry(seq, MINUTE, says(text or f"word {seq}", room=room, of=of, amended=amended))


async def texts(ring: Ring, room: RoomId = ROOM, now: float = NOW) -> list[str]:
    return [each.said.text for each in await ring.read(room, now) if isinstance(each, Entry)]


async def test_what_was_added_comes_back_as_it_was(ring: Ring) -> None:
    notes: list[Note] = [
        Entry(0, MINUTE, says("hi \U0001f600 שלום \u200b", media=(PHOTO,))),
        Entry(1, MINUTE + 1, says("", who=BOB)),
        TakenBack(MessageId("of hi"), MINUTE + 2),
    ]
    ring.add(ROOM, notes[:1], NOW)
    ring.add(ROOM, notes[1:], NOW)
    assert await ring.read(ROOM, NOW) == notes
    assert await ring.read(OTHER, NOW) == []


async def test_rooms_are_kept_apart(ring: Ring) -> None:
    ring.add(ROOM, [entry(0, "here")], NOW)
    ring.add(OTHER, [entry(0, "there", room=OTHER)], NOW)
    assert (await texts(ring), await texts(ring, OTHER)) == (["here"], ["there"])


async def test_only_the_last_thirty_messages_are_kept(ring: Ring) -> None:
    for seq in range(KEPT + 5):
        ring.add(ROOM, [entry(seq)], NOW)
    assert await texts(ring) == [f"word {seq}" for seq in range(5, KEPT + 5)]


async def test_nobody_pushes_a_message_out_by_changing_another(ring: Ring) -> None:
    ring.add(ROOM, [entry(0, "a threat"), entry(1, "hello", of="m")], NOW)
    for seq in range(2, 2 + 3 * KEPT):
        ring.add(ROOM, [entry(seq, of="m", amended=True)], NOW)
    kept = await texts(ring)
    assert kept[:2] == ["a threat", "hello"]
    assert len(kept) == 2 + KEPT


async def test_changes_of_what_is_kept_no_more_go_with_it(ring: Ring) -> None:
    ring.add(ROOM, [entry(0, of="m"), entry(1, "changed", of="m", amended=True)], NOW)
    ring.add(ROOM, [entry(seq) for seq in range(2, 2 + KEPT)], NOW)
    assert "changed" not in await texts(ring)


async def test_it_is_gone_half_an_hour_after_the_last_word(ring: Ring) -> None:
    ring.add(ROOM, [entry(0)], NOW)
    assert await texts(ring, now=NOW + LASTS - 1) == ["word 0"]
    assert await texts(ring, now=NOW + LASTS) == []
    ring.add(ROOM, [entry(1)], NOW + LASTS + 1)
    assert (await texts(ring, now=NOW + LASTS + 1))[-1] == "word 1"


async def test_an_end_can_be_put_off_and_brought_forward(ring: Ring) -> None:
    for room in (ROOM, OTHER):
        ring.add(room, [entry(0, room=room)], NOW)
        assert await texts(ring, room) == ["word 0"]
    await ring.until({ROOM: NOW + LASTS + 60, OTHER: NOW + 10}, NOW + 60)
    assert await texts(ring, now=NOW + LASTS + 59) == ["word 0"]
    assert await texts(ring, OTHER, NOW + 10) == []
    await ring.until({ROOM: NOW + 60, RoomId("unknown"): NOW}, NOW + 60)
    assert await texts(ring, now=NOW) == [], "whose time has come goes at once"


async def test_there_are_never_more_rooms_than_that(ring: Ring) -> None:
    lost: list[int] = []
    ring.on_lost = lost.append
    names = [RoomId(f"room {number}") for number in range(ROOMS + 1)]
    for room in names:
        ring.add(room, [entry(0, room=room)], NOW)
        await ring.read(room, NOW)
    ring.add(names[1], [entry(1, room=names[1])], NOW)
    ring.add(ROOM, [entry(0)], NOW)
    assert await texts(ring) == ["word 0"]
    assert [len(await texts(ring, room)) for room in names] == [0, 2, 0, 1], "those that were silent for longest went"


async def test_of_what_is_far_too_long_the_beginning_is_kept(ring: Ring) -> None:
    ring.add(ROOM, [entry(0, "é" * LONGEST)], NOW)
    assert await texts(ring) == ["é" * (LONGEST // 2)]


async def test_a_room_that_is_spoken_in_again_begins_anew(ring: Ring) -> None:
    ring.add(ROOM, [entry(0, "before")], NOW)
    assert await texts(ring) == ["before"]
    await ring.until({ROOM: NOW}, NOW)
    ring.add(ROOM, [entry(1, "after")], NOW)
    assert await texts(ring) == ["after"]
