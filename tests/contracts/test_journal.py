"""The journal keeps its promises: nothing handled twice, nothing lost, order kept, and nothing kept for too long."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from bot.journal import Delivered
from bot.messages import Outgoing, Relayed
from config.ids import MemberId, RoomId
from tests.contracts.rows import ROOM, appended, lane_of, lane_of_in, notice, one_of_each, relayed
from tests.contracts.stores import NOW, Ground, people

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    items = one_of_each(ann)
    put = await appended(ground, *items)
    async with ground.turn() as turn:
        rows = await turn.journal.rows(put[0].lane, 10)
    assert rows == put
    assert [row.item for row in rows] == items
    assert [(row.created_at, row.attempt, row.doubtful, row.claimed) for row in rows] == [(NOW, 0, False, False)] * len(
        items
    )


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


async def test_a_row_waits_until_it_is_done(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    (row,) = await appended(ground, relayed(ann, "1"))
    async with ground.turn() as turn:
        await turn.journal.claim([row.id])
        assert await turn.journal.waits(row.id)
        await turn.journal.done([Delivered(row)], NOW)
        assert not await turn.journal.waits(row.id)


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
