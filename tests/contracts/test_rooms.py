"""Rooms and tickets keep their promises: nobody in two rooms, both seats or none, one search for each member."""

import asyncio
from dataclasses import replace

import pytest

from bot.rooms import Seat, SeatTaken, Waiting
from bot.turn import Turn
from config.ids import MemberId, MessageId, RoomId, TicketId
from matching.ticket import Gender, Ticket, Wishes
from tests.contracts.stores import NOW, BrokenOff, Ground, people, sender
from tests.matching.tickets import ticket

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3600.0


async def opened(ground: Ground, first: MemberId, second: MemberId, now: float = NOW) -> tuple[Seat, Seat]:
    async with ground.turn(now) as turn:
        return await turn.rooms.open(first, second, ("chess", "tea"), now)


async def closed(ground: Ground, room: RoomId, now: float) -> None:
    async with ground.turn(now) as turn:
        await turn.rooms.close(room, now)


# --- rooms ---


async def test_a_room_is_of_the_server_that_both_came_from_and_each_side_knows_its_own(ground: Ground) -> None:
    here, there = "ab" * 16, "cd" * 16
    for origins, server in (((here, here), here), ((here, there), None), ((here, None), None), ((None, None), None)):
        ann, bob = await people(ground, f"ann {origins}", f"bob {origins}")
        async with ground.turn() as turn:
            opened = await turn.rooms.open(ann, bob, (), NOW, origins)
            raw = (await turn.unit.connection.exec_driver_sql("SELECT server FROM rooms")).scalars()
            assert here not in str(list(raw)), "sealed"
        async with ground.turn() as turn:
            seats = [await turn.rooms.seat(each) for each in (ann, bob)]
            assert tuple(seats) == opened
            assert [(each.server, each.origin) for each in opened] == [(server, own) for own in origins]
            talking = await turn.members.seated([sender(f"{name} {origins}") for name in ("ann", "bob")])
            assert [each.origin for each in talking.values()] == list(origins)
            await turn.rooms.close(opened[0].room, NOW)
        async with ground.turn() as turn:
            assert [room.server for room in await turn.rooms.past(bob, NOW - 1)] == [server], "also afterwards"


async def test_both_are_seated_and_see_the_same_room(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    anns, bobs = await opened(ground, ann, bob)
    assert (anns.partner, bobs.partner) == (bob, ann)
    assert anns.room == bobs.room
    assert anns.shared == bobs.shared == ("chess", "tea")
    assert anns.opened_at == NOW
    async with ground.turn() as turn:
        assert await turn.rooms.seat(ann) == anns
        assert await turn.rooms.seat(bob) == bobs
        assert await turn.rooms.count() == 1


async def test_each_of_the_two_knows_the_room_by_another_name(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    anns, bobs = await opened(ground, ann, bob)
    assert anns.tag != bobs.tag
    assert not {anns.tag, bobs.tag} & {anns.room, ann, bob}
    async with ground.turn() as turn:
        assert [past.tag for past in await turn.rooms.past(ann, NOW)] == [anns.tag]
    await closed(ground, anns.room, NOW)
    again, _ = await opened(ground, ann, bob)
    assert again.tag != anns.tag


@pytest.mark.parametrize("place", ["first", "second"])
async def test_nobody_gets_a_second_seat_and_nobody_a_half_open_room(ground: Ground, place: str) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    before = await opened(ground, ann, bob)
    with pytest.raises(SeatTaken):
        await opened(ground, *((ann, cleo) if place == "first" else (cleo, bob)))
    async with ground.turn() as turn:
        assert await turn.rooms.seat(cleo) is None, "both seats or none"
        assert (await turn.rooms.seat(ann), await turn.rooms.seat(bob)) == before
        assert await turn.rooms.count() == 1


async def test_nobody_talks_with_themselves(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    with pytest.raises(SeatTaken):
        await opened(ground, ann, ann)


async def test_of_many_who_want_the_same_seat_one_gets_it(ground: Ground) -> None:
    ann, *others = await people(ground, "ann", *(f"p{n}" for n in range(8)))
    outcomes = await asyncio.gather(*(opened(ground, ann, other) for other in others), return_exceptions=True)
    assert sum(1 for outcome in outcomes if not isinstance(outcome, SeatTaken)) == 1
    async with ground.turn() as turn:
        assert await turn.rooms.count() == 1
        seats = [await turn.rooms.seat(other) for other in others]
    assert sum(1 for seat in seats if seat) == 1


async def test_closing_frees_both_seats_and_twice_is_once(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    seat, _ = await opened(ground, ann, bob)
    await closed(ground, seat.room, NOW + 1)
    await closed(ground, seat.room, NOW + 2)
    async with ground.turn() as turn:
        assert await turn.rooms.seat(ann) is None
        assert await turn.rooms.seat(bob) is None
        (past,) = await turn.rooms.past(ann, NOW)
        assert past.closed_at == NOW + 1
    await opened(ground, cleo, ann)


async def test_closing_an_unknown_room_is_nothing(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    await opened(ground, ann, bob)
    await closed(ground, RoomId("nowhere"), NOW)
    async with ground.turn() as turn:
        assert await turn.rooms.count() == 1


async def test_the_past_is_told_from_both_sides_latest_first(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    first, _ = await opened(ground, ann, bob, NOW)
    await closed(ground, first.room, NOW + HOUR)
    _, second = await opened(ground, cleo, ann, NOW + 2 * HOUR)
    async with ground.turn() as turn:
        past = await turn.rooms.past(ann, NOW)
        assert [(each.room, each.partner, each.closed_at) for each in past] == [
            (second.room, cleo, None),
            (first.room, bob, NOW + HOUR),
        ]
        assert [each.partner for each in await turn.rooms.past(bob, NOW)] == [ann]
        assert [each.partner for each in await turn.rooms.past(ann, NOW + HOUR)] == [cleo], "closed after, not at"


async def test_a_room_that_was_not_committed_never_was(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.rooms.open(ann, bob, (), NOW))
    async with ground.turn() as turn:
        assert await turn.rooms.seat(ann) is None
        assert await turn.rooms.count() == 0
        assert await turn.rooms.past(ann, 0) == []


# --- tickets ---


async def waiting(
    turn: Turn, member: MemberId, *, since: float = NOW, number: int = 0, until: float = NOW + HOUR
) -> Waiting:
    """A search of a member, remembered."""
    search = Waiting(ticket(member, "chess", since=since, number=number), MessageId(f"of {member}"), until)
    await turn.tickets.put(search)
    return search


async def test_a_search_is_kept_to_the_last_wish(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    search = Ticket(
        id=TicketId("t1"),
        member=ann,
        pool=ticket("x").pool,
        interests=("chess", "שחמט", "🏔"),
        languages=frozenset({"en", "de"}),
        gender=Gender.OTHER,
        age=27,
        wishes=Wishes(frozenset({Gender.WOMAN}), (25, 35)),
        avoid=frozenset({bob}),
        since=NOW + 0.125,
        platform="discord",
        server="ab" * 16,
    )
    async with ground.turn() as turn:
        await turn.tickets.put(Waiting(search, None, NOW + 1800, asked=True, choosy=True))
    async with ground.turn() as turn:
        assert await turn.tickets.of(ann) == Waiting(search, None, NOW + 1800, asked=True, choosy=True)
        assert await turn.tickets.of(bob) is None


async def test_a_member_has_one_search_and_the_latest_counts(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        await waiting(turn, ann, number=1)
        later = await waiting(turn, ann, number=2)
        assert await turn.tickets.all() == [later]
        assert await turn.tickets.take(TicketId(f"{ann}-1")) is None
        assert await turn.tickets.count() == 1


async def test_a_ticket_is_taken_once(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        search = await waiting(turn, ann)
        assert await turn.tickets.take(search.ticket.id) == search
        assert await turn.tickets.take(search.ticket.id) is None
        assert await turn.tickets.of(ann) is None


async def test_a_ticket_taken_in_a_turn_that_fails_is_still_there(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        search = await waiting(turn, ann)
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.tickets.take(search.ticket.id))
    async with ground.turn() as turn:
        assert await turn.tickets.all() == [search]


async def test_all_searches_come_the_longest_first(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    async with ground.turn() as turn:
        for member, since in ((ann, NOW + 2), (bob, NOW), (cleo, NOW + 1)):
            await waiting(turn, member, since=since)
        assert [each.ticket.member for each in await turn.tickets.all()] == [bob, cleo, ann]


async def test_tickets_are_found_by_their_names(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        anns, bobs = await waiting(turn, ann), await waiting(turn, bob)
        names = [anns.ticket.id, bobs.ticket.id]
        assert await turn.tickets.named([*names, TicketId("gone")]) == dict(zip(names, (anns, bobs), strict=True))
        assert await turn.tickets.named([]) == {}


async def test_those_whose_end_is_near_are_asked_once_and_those_past_it_are_over(ground: Ground) -> None:
    new, late, old = await people(ground, "new", "late", "old")
    async with ground.turn() as turn:
        await waiting(turn, new, until=NOW + 301)
        near = await waiting(turn, late, until=NOW + 300)
        past = await waiting(turn, old, until=NOW)
        assert await turn.tickets.due(NOW + 300, NOW) == ([near], [past])
        await turn.tickets.put(replace(near, asked=True))
        assert await turn.tickets.due(NOW + 300, NOW) == ([], [past])
        assert len((await turn.tickets.due(NOW + 600, NOW + 300))[1]) == 2, "asked or not, it ends"


async def test_a_bounded_share_is_due_at_a_time(ground: Ground) -> None:
    many = await people(ground, *(f"p{n}" for n in range(60)))
    async with ground.turn() as turn:
        for member in many:
            await waiting(turn, member, until=NOW + 100)
        ask, over = await turn.tickets.due(NOW + 300, NOW)
        assert (len(ask), len(over)) == (50, 0)
        for each in ask:
            await turn.tickets.put(replace(each, asked=True))
        assert len((await turn.tickets.due(NOW + 300, NOW))[0]) == 10
        assert len((await turn.tickets.due(NOW + 300, NOW + 100))[1]) == 50
