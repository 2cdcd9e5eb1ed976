"""The journal keeps its promises: nothing handled twice, nothing lost, order kept, and nothing kept for too long."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from bot.journal import Delivered, Original, Queued
from bot.messages import (
    Button,
    Content,
    Export,
    FileRef,
    Notice,
    Outgoing,
    Photo,
    Relayed,
    Reworded,
    Span,
    Style,
    Tongues,
    Word,
)
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, RoomId, new_id
from tests.contracts.stores import NOW, BrokenOff, Ground, people

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3600.0
ROOM = RoomId("room")


def notice(to: MemberId) -> Notice:
    return Notice(to, Text.RULES)


def relayed(to: MemberId, text: str, *, room: RoomId = ROOM, file: str = "", author: str = "author") -> Relayed:
    photo = Photo(FileRef("bauta", "", file)) if file else None
    return Relayed(to, Content(text, photo=photo), MessageId(f"of {text}"), room, MemberId(author))


async def appended(ground: Ground, *items: Outgoing) -> list[Queued]:
    async with ground.turn() as turn:
        return await turn.journal.append(items, NOW)


async def lane_of(ground: Ground, who: MemberId) -> str:
    async with ground.turn() as turn:
        return await lane_of_in(turn, who)


async def lane_of_in(turn: Turn, who: MemberId) -> str:
    known = await turn.members.get(who)
    assert known is not None
    assert known.lane is not None
    return known.lane


async def texts(ground: Ground, lane: str) -> list[str]:
    """What a lane has to send, as texts."""
    async with ground.turn() as turn:
        rows = await turn.journal.rows(lane, 1000)
    return [row.item.content.text for row in rows if isinstance(row.item, Relayed)]


# --- events ---


async def test_what_was_handled_is_known(ground: Ground) -> None:
    async with ground.turn() as turn:
        assert await turn.journal.seen(["a", "b"]) == frozenset()
        await turn.journal.remember(["a", "c"], NOW)
        assert await turn.journal.seen(["a", "b", "c"]) == {"a", "c"}
        assert await turn.journal.seen([]) == frozenset()
        await turn.journal.remember([], NOW)


@pytest.mark.parametrize("again", [["a"], ["b", "a"], ["b", "b"]])
async def test_nothing_is_remembered_twice(ground: Ground, again: list[str]) -> None:
    async with ground.turn() as turn:
        await turn.journal.remember(["a"], NOW)
    with pytest.raises(IntegrityError):
        async with ground.turn() as turn:
            await turn.journal.remember(again, NOW)
    async with ground.turn() as turn:
        assert await turn.journal.seen(["a", "b"]) == {"a"}


# --- the outbox ---


async def test_every_kind_of_item_comes_back_as_it_went_in(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    button = Button(Text.B_THAT_ROOM, "block", "tag", {"minutes": 3, "label": Word(Text.AGES, {"from": 18, "to": 24})})
    items: list[Outgoing] = [
        Notice(
            ann,
            Text.SETTINGS,
            {
                "languages": Tongues(("en", "de")),
                "gender": Word(Text.UNSTATED),
                "wish-gender": (Word(Text.GENDER_MAN), Word(Text.GENDER_OTHER)),
                "interests": ("chess", "שחמט"),
                "age": 27,
                "rate": 0.5,
                "label": "x",
            },
            ((button,), (Button(Text.B_HELP, "help"),)),
            MessageId("m1"),
            MessageId("m0"),
        ),
        Reworded(ann, MessageId("m1"), Text.SEARCH_DONE, {"waiting": 1}),
        Relayed(
            ann,
            Content(
                "hi \U0001f600 \u202a",
                (Span(Style.LINK, 0, 2, "https://e.org"), Span(Style.SPOILER, 3, 4)),
                Photo(FileRef("telegram", "77", "file", 10), spoiler=True),
            ),
            MessageId("m2"),
            ROOM,
            MemberId("author"),
            MessageId("m3"),
        ),
        Export(ann),
    ]
    put = await appended(ground, *items)
    async with ground.turn() as turn:
        rows = await turn.journal.rows(put[0].lane, 10)
    assert rows == put
    assert [row.item for row in rows] == items
    assert [(row.created_at, row.attempt, row.doubtful, row.claimed) for row in rows] == [(NOW, 0, False, False)] * 4


async def test_each_goes_to_the_end_of_its_readers_lane(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    lanes = [await lane_of(ground, each) for each in (ann, bob)]
    await appended(ground, relayed(ann, "1"), relayed(bob, "2"), relayed(ann, "3"))
    await appended(ground, relayed(bob, "4"), relayed(ann, "5"))
    assert await texts(ground, lanes[0]) == ["1", "3", "5"]
    assert await texts(ground, lanes[1]) == ["2", "4"]
    async with ground.turn() as turn:
        assert await turn.journal.depth() == 5
        assert len(await turn.journal.rows(lanes[0], 2)) == 2
        assert await turn.journal.rows("nowhere", 10) == []


async def test_the_order_holds_whatever_was_sent_meanwhile(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    lane = await lane_of(ground, ann)
    number = 0
    for _ in range(10):
        batch = [relayed(ann, f"{number + n}") for n in range(3)]
        number += 3
        rows = await appended(ground, *batch)
        async with ground.turn() as turn:
            first = (await turn.journal.rows(lane, 1))[0]
            await turn.journal.claim([first.id])
            await turn.journal.done([Delivered(first)], NOW)
            if number % 2:
                await turn.journal.claim([rows[-1].id])
                await turn.journal.put_back({rows[-1].id: False})
    assert await texts(ground, lane) == [str(n) for n in range(10, 30)]


async def test_whoever_cannot_be_reached_gets_nothing(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await turn.members.erase(ann, NOW)
        await turn.members.forget(NOW, frozenset({ann}))
    rows = await appended(ground, notice(ann), notice(MemberId("nobody")), notice(bob))
    assert [row.item.to for row in rows] == [bob]
    assert await appended(ground) == []


async def test_known_lanes_need_no_look_up(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        rows = await turn.journal.append([notice(ann), notice(MemberId("x"))], NOW, {ann: "lane a"})
    assert [row.lane for row in rows] == ["lane a"]


async def test_what_a_partner_said_is_claimed_as_it_is_written_if_its_lane_is_free(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    lane = await lane_of(ground, ann)
    items: list[Outgoing] = [relayed(ann, "1"), relayed(ann, "2"), relayed(bob, "3"), notice(ann)]
    async with ground.turn() as turn:
        rows = await turn.journal.append(items, NOW, free=lambda each: each == lane)
    assert [row.claimed for row in rows] == [True, False, False, False]
    assert await texts(ground, lane) == ["2"], "it is being sent"
    async with ground.turn() as turn:
        assert await turn.journal.claim([rows[0].id]) == frozenset()
        await turn.journal.interrupted()
        again = (await turn.journal.rows(lane, 10))[0]
    assert (again.id, again.attempt, again.doubtful) == (rows[0].id, 1, True)


async def test_a_notice_is_never_claimed_as_it_is_written(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        rows = await turn.journal.append([notice(ann), relayed(ann, "1")], NOW, free=lambda _: True)
    assert [row.claimed for row in rows] == [False, False]


async def test_a_row_is_claimed_once(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    (row,) = await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        assert await turn.journal.claim([row.id, "unknown"]) == {row.id}
        assert await turn.journal.claim([row.id]) == frozenset()
        assert await turn.journal.rows(row.lane, 10) == []
        assert await turn.journal.depth() == 1


async def test_of_a_claim_and_a_withdrawal_only_the_first_is_sent(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    (row,) = await appended(ground, relayed(ann, "1"))

    async def claim() -> bool:
        async with ground.turn() as turn:
            return bool(await turn.journal.claim([row.id]))

    async def withdraw() -> bool:
        async with ground.turn() as turn:
            return bool(await turn.journal.withdraw(ROOM, [ann]))

    assert list(await asyncio.gather(withdraw(), claim())) == [True, False]


async def test_a_send_in_flight_cannot_be_recalled_but_is_never_repeated(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    (row,) = await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        await turn.journal.claim([row.id])
        assert [each.id for each in await turn.journal.withdraw(ROOM, [ann])] == [row.id]
    async with ground.turn() as turn:
        await turn.journal.put_back({row.id: True})
        assert await turn.journal.interrupted() == []
        assert await turn.journal.rows(row.lane, 10) == []
        await turn.journal.done([Delivered(row, ("1",))], NOW)
        assert await turn.journal.originals([(row.lane, "1")]) == {(row.lane, "1"): ("of 1", ROOM)}, "it did arrive"


async def test_withdrawing_takes_back_what_partners_said_in_that_room_to_those_readers(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    rows = await appended(
        ground,
        relayed(ann, "waits"),
        relayed(ann, "in doubt"),
        relayed(ann, "another room", room=RoomId("other")),
        relayed(bob, "to bob"),
        notice(ann),
    )
    async with ground.turn() as turn:
        await turn.journal.claim([rows[1].id])
        await turn.journal.put_back({rows[1].id: True})
        back = await turn.journal.withdraw(ROOM, [ann])
        assert {row.id for row in back} == {rows[0].id, rows[1].id}
        assert await turn.journal.depth() == 3
        assert await turn.journal.withdraw(ROOM, []) == []
    assert await texts(ground, await lane_of(ground, bob)) == ["to bob"]
    assert await texts(ground, await lane_of(ground, ann)) == ["another room"]


@pytest.mark.parametrize("doubtful", [False, True])
async def test_what_is_put_back_is_sent_again_in_its_place(ground: Ground, doubtful: bool) -> None:
    (ann,) = await people(ground, "ann")
    first, second = await appended(ground, relayed(ann, "1"), relayed(ann, "2"))
    async with ground.turn() as turn:
        await turn.journal.claim([first.id])
        await turn.journal.put_back({first.id: doubtful, "unknown": True})
        again, after = await turn.journal.rows(first.lane, 10)
        assert (again.id, again.attempt, again.doubtful) == (first.id, 1, doubtful)
        assert (after.id, after.attempt, after.doubtful) == (second.id, 0, False)
        await turn.journal.claim([first.id])
        await turn.journal.put_back({first.id: False})
        assert (await turn.journal.rows(first.lane, 1))[0].attempt == 2


async def test_after_a_start_what_was_being_sent_is_in_doubt(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    rows = await appended(ground, relayed(ann, "1"), relayed(ann, "2"), relayed(bob, "3"))
    async with ground.turn() as turn:
        await turn.journal.claim([rows[0].id])
        assert set(await turn.journal.interrupted()) == {rows[0].lane, rows[2].lane}
    async with ground.turn() as turn:
        assert [(row.id, row.doubtful) for row in await turn.journal.rows(rows[0].lane, 10)] == [
            (rows[0].id, True),
            (rows[1].id, False),
        ]
        assert await turn.journal.rows(await lane_of_in(turn, cleo), 10) == []
        assert set(await turn.journal.interrupted()) == {rows[0].lane, rows[2].lane}, "starting twice is harmless"


async def test_an_emptied_lane_has_nothing_left_not_even_what_is_being_sent(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        file = await turn.journal.keep_file(b"pixels", NOW)
    rows = await appended(ground, relayed(ann, "1"), notice(ann), relayed(ann, "2", file=file), relayed(bob, "3"))
    async with ground.turn() as turn:
        await turn.journal.claim([rows[0].id])
        await turn.journal.empty(rows[0].lane)
        assert await turn.journal.depth() == 1
        assert await turn.journal.file(file) is None


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
            assert await turn.journal.clean_up(NOW + later) == removed, later
    async with ground.turn() as turn:
        assert await turn.journal.seen(["event"]) == frozenset()
        assert await turn.journal.natives(MessageId("m"), "lane") == ()
        assert await turn.journal.file(file) is None
        assert await turn.rooms.past(ann, 0) == []
        assert await turn.rooms.seat(cleo) is not None, "an open room has no end to count from"


async def test_cleaning_up_takes_a_bounded_share_at_a_time(ground: Ground) -> None:
    async with ground.turn() as turn:
        await turn.journal.remember([new_id() for _ in range(1100)], NOW)
    shares: list[int] = []
    while not shares or shares[-1]:
        async with ground.turn() as turn:
            shares.append(await turn.journal.clean_up(NOW + 49 * HOUR))
    assert shares == [500, 500, 100, 0]


async def test_what_waits_to_be_sent_is_never_past_its_time(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        await turn.journal.clean_up(NOW + 1000 * HOUR)
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
