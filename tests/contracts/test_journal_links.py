"""The journal's links, files and memory of events: kept as long as they are needed, and no longer."""

import pytest

from bot.journal import Delivered, Kept, Original
from bot.messages import (
    Notice,
    Reworded,
)
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MessageId, RoomId, new_id
from tests.contracts.rows import ROOM, appended, lane_of, notice, relayed
from tests.contracts.stores import NOW, BrokenOff, Ground, people, sender

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3600.0


# --- done, and links ---


async def test_what_is_done_is_forgotten_and_linked_to_its_original(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    original, copy = Original(await lane_of(ground, ann), "11", MessageId("of hi"), ROOM), relayed(bob, "hi")
    (row,) = await appended(ground, copy)
    async with ground.turn() as turn:
        await turn.journal.link([original], NOW)
        await turn.journal.claim([row.id])
        await turn.journal.done([Delivered(row, ("21", "22"))], NOW)
    async with ground.turn() as turn:
        assert await turn.journal.depth() == 0
        assert await turn.journal.natives(copy.of, row.lane) == ("21", "22")
        assert await turn.journal.natives(copy.of, original.lane) == ("11",)
        stands_for = (MessageId("of hi"), ROOM)
        assert await turn.journal.originals([(row.lane, "22"), (original.lane, "11"), (row.lane, "99")]) == {
            (row.lane, "22"): stands_for,
            (original.lane, "11"): stands_for,
        }
        assert await turn.journal.originals([]) == {}


async def test_since_when_a_message_stands_is_known_where_its_reader_is_now(ground: Ground) -> None:
    ann, bob, eve = await people(ground, "ann", "bob", "eve")
    wanted = {ann: MessageId("m"), bob: MessageId("n"), eve: MessageId("o")}
    rows = await appended(ground, *(Notice(each, Text.HELP, id=name) for each, name in wanted.items()))
    async with ground.turn() as turn:
        assert await turn.journal.delivered(wanted) == {}, "on their way"
        await turn.journal.done([Delivered(rows[0], ("5", "6"))], NOW + 5)
        await turn.journal.done([Delivered(rows[1], ("5",))], NOW + 9)
        await turn.journal.done([Delivered(rows[2])], NOW + 9)
        assert await turn.journal.delivered(wanted) == {ann: NOW + 5, bob: NOW + 9}
        assert await turn.journal.delivered({ann: MessageId("n"), bob: MessageId("n")}) == {bob: NOW + 9}
        assert await turn.journal.delivered({}) == {}
        await turn.members.meet(sender("bob", account="78"), "en", NOW + 10)
        assert await turn.journal.delivered(wanted) == {ann: NOW + 5}, "bob reads elsewhere by now"


async def test_the_same_number_in_another_chat_is_another_message(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.journal.link([Original("lane a", "1", MessageId("m1"), ROOM)], NOW)
        await turn.journal.link([Original("lane b", "1", MessageId("m2"), None)], NOW)
        found = await turn.journal.originals([("lane a", "1"), ("lane b", "1")])
        assert found == {("lane a", "1"): ("m1", ROOM), ("lane b", "1"): ("m2", None)}


async def test_linking_again_changes_what_a_message_stands_for(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.journal.link([Original("lane", "1", MessageId("m1"), None)], NOW)
        await turn.journal.link([Original("lane", "1", MessageId("m2"), ROOM)], NOW)
        assert await turn.journal.originals([("lane", "1")]) == {("lane", "1"): ("m2", ROOM)}
        assert await turn.journal.natives(MessageId("m1"), "lane") == ()


async def test_notices_that_may_be_reworded_are_linked_and_others_are_not(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    rows = await appended(
        ground,
        Notice(ann, Text.SEARCHING_ALONE, id=MessageId("m1")),
        notice(ann),
        Reworded(ann, MessageId("m1"), Text.RULES),
    )
    async with ground.turn() as turn:
        await turn.journal.done([Delivered(row, (f"{n}",)) for n, row in enumerate(rows)], NOW)
        assert await turn.journal.natives(MessageId("m1"), rows[0].lane) == ("0",)
        found = await turn.journal.originals([(rows[0].lane, f"{n}") for n in range(3)])
        assert found == {(rows[0].lane, "0"): ("m1", None)}


async def test_what_did_not_arrive_is_linked_to_nothing(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    (row,) = await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        await turn.journal.done([Delivered(row)], NOW)
        await turn.journal.done([Delivered(row)], NOW)
        await turn.journal.done([], NOW)
        assert await turn.journal.natives(MessageId("of 1"), row.lane) == ()
        assert await turn.journal.depth() == 0


# --- files ---


async def test_a_file_lasts_until_it_is_delivered_or_withdrawn(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    for end in ("delivered", "withdrawn"):
        async with ground.turn() as turn:
            name = await turn.journal.keep_file(b"pixels", NOW)
        (row,) = await appended(ground, relayed(ann, end, room=RoomId(end), file=name))
        async with ground.turn() as turn:
            assert await turn.journal.file(name) == b"pixels"
            if end == "delivered":
                await turn.journal.done([Delivered(row, ("1",))], NOW)
            else:
                await turn.journal.withdraw(RoomId(end), [ann])
            assert await turn.journal.file(name) is None
    async with ground.turn() as turn:
        assert await turn.journal.file("unknown") is None


async def test_a_file_that_goes_to_nobody_can_be_dropped(ground: Ground) -> None:
    async with ground.turn() as turn:
        one, other = [await turn.journal.keep_file(data, NOW) for data in (b"one", b"other")]
        await turn.journal.drop_file(one)
        await turn.journal.drop_file("unknown")
        assert await turn.journal.file(one) is None
        assert await turn.journal.file(other) == b"other"


# --- what is past its time ---


async def test_events_are_kept_for_two_days_and_links_files_and_rooms_for_three(ground: Ground) -> None:
    ann, bob, cleo, dan = await people(ground, "ann", "bob", "cleo", "dan")
    async with ground.turn() as turn:
        await turn.journal.remember(["event"], NOW)
        await turn.journal.link([Original("lane", "1", MessageId("m"), None)], NOW)
        file = await turn.journal.keep_file(b"pixels", NOW)
        seat, _ = await turn.rooms.open(ann, bob, (), NOW)
        await turn.rooms.close(seat.room, NOW)
        await turn.rooms.open(cleo, dan, (), NOW)
    for later, removed in ((48 * HOUR, 0), (48 * HOUR + 1, 1), (72 * HOUR, 0), (72 * HOUR + 1, 3)):
        async with ground.turn(NOW + later) as turn:
            overdue = await turn.journal.overdue(NOW + later)
            gone = [await turn.journal.clean_up(what, NOW + later, 10) for what in Kept]
            assert (sum(gone), len(overdue)) == (removed, removed), later
            assert all(0 < seconds <= 1 for seconds in overdue.values())
    async with ground.turn() as turn:
        assert await turn.journal.seen(["event"]) == frozenset()
        assert await turn.journal.natives(MessageId("m"), "lane") == ()
        assert await turn.journal.file(file) is None
        assert await turn.rooms.past(ann, 0) == []
        assert await turn.rooms.seat(cleo) is not None, "an open room has no end to count from"


async def test_cleaning_up_takes_a_bounded_share_at_a_time(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.journal.remember([new_id() for _ in range(219)], NOW + 1)
        await turn.journal.remember(["the oldest"], NOW)
    shares: list[int] = []
    while not shares or shares[-1]:
        async with ground.turn() as turn:
            shares.append(await turn.journal.clean_up(Kept.EVENTS, NOW + 49 * HOUR, 1 if not shares else 100))
            assert await turn.journal.seen(["the oldest"]) == frozenset(), "the oldest go first"
    assert shares == [1, 100, 100, 19, 0]


async def test_what_waits_to_be_sent_is_never_past_its_time(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        assert await turn.journal.overdue(NOW + 1000 * HOUR) == {}
        assert [await turn.journal.clean_up(what, NOW + 1000 * HOUR, 100) for what in Kept] == [0, 0, 0, 0]
        assert await turn.journal.depth() == 1


async def test_a_turn_that_fails_leaves_nothing_to_send_and_nothing_seen(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")

    async def much(turn: Turn) -> None:
        await turn.journal.remember(["a"], NOW)
        await turn.journal.append([notice(ann)], NOW)
        await turn.journal.link([Original("lane", "1", MessageId("m"), None)], NOW)
        await turn.journal.keep_file(b"pixels", NOW)

    with pytest.raises(BrokenOff):
        await ground.breaks_off(much)
    async with ground.turn() as turn:
        assert await turn.journal.seen(["a"]) == frozenset()
        assert await turn.journal.depth() == 0
        assert await turn.journal.originals([("lane", "1")]) == {}


async def test_who_has_something_on_its_way_is_known_until_it_has_arrived(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    (row,) = await appended(ground, notice(ann))
    async with ground.turn() as turn:
        assert await turn.journal.awaiting([ann, bob]) == {ann}
        await turn.journal.claim([row.id])
        assert await turn.journal.awaiting([ann, bob]) == {ann}, "being sent is not arrived"
        await turn.journal.done([Delivered(row)], NOW)
        assert await turn.journal.awaiting([ann, bob]) == frozenset()
        assert await turn.journal.awaiting([]) == frozenset()
