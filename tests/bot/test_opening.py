"""Before a room opens the database is asked: the line is an index, and may not have heard of everything yet."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.commands.pairing import matched, open_room
from bot.commands.pools import ADULTS
from bot.messages import Outgoing
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import TicketId
from matching.ticket import Match, Ticket
from tests.bot.judges import paused
from tests.bot.people import Person
from tests.bot.town import Town
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def choosy(ground: Ground, catalogue: Catalogue) -> AsyncIterator[Town]:
    """A town in which one other is a crowd, and a search widens after 12 seconds."""
    async with Town(ground.database, catalogue, busy=True) as town:
        yield town


async def both_wait(town: Town) -> tuple[Person, Person]:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/find chess")
    await bob.says("/find tea")
    for each in (ann, bob):
        each.hears()
    return ann, bob


async def claimed(town: Town) -> Match:
    """The two whose patience is over, as the line has just claimed them."""
    town.clock.passes(seconds=12)
    (match,) = await town.matchmaker.tick(town.clock())
    return match


async def carried_out(town: Town, match: Match) -> None:
    await town.turns.act(partial(matched, town.house, match))
    await town.hand_out()


async def behind_the_line(town: Town, one: Person, other: Person) -> None:
    """A block that the line did not hear of."""
    async with town.database.unit() as unit:
        turn = town.open_turn(unit, town.clock())
        await turn.members.block((await one.member()).id, (await other.member()).id, turn.now)


async def banned(town: Town, person: Person) -> None:
    """A decision that nobody has carried out yet."""
    accuser = await town.person("accuser")
    _, _ = await town.paired("accuser", "accused")
    await accuser.says("/report")
    await accuser.reports("spam")
    subject = (await person.member()).id
    async with town.database.unit() as unit:
        for table in ("reports", "cases"):
            statement = f"UPDATE {table} SET subject = :subject"  # noqa: S608 - a name of ours
            await unit.connection.execute(text(statement), {"subject": subject})
    await paused(town, town.rows("reports")[0]["number"], 1)


# --- pairs the line makes by itself ---


async def test_a_block_the_line_did_not_hear_of_prevents_the_room_for_good(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = await claimed(choosy)
    await behind_the_line(choosy, ann, bob)
    await carried_out(choosy, match)
    assert not await choosy.in_room(ann, bob)
    assert len(choosy.rows("tickets")) == 2, "both go on searching"
    for _ in range(5):
        choosy.clock.passes(seconds=1)
        assert await choosy.matchmaker.tick(choosy.clock()) == [], "the same two are not found again"


async def test_those_kept_apart_are_both_found_by_others(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = await claimed(choosy)
    await behind_the_line(choosy, bob, ann)
    await carried_out(choosy, match)
    cleo, dan = await choosy.person("cleo"), await choosy.person("dan")
    await cleo.says("/find chess")
    await dan.says("/find tea")
    assert await choosy.in_room(ann, cleo)
    assert await choosy.in_room(bob, dan)


async def test_a_sanction_that_is_not_carried_out_yet_ends_the_search_and_the_other_goes_on(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = await claimed(choosy)
    await banned(choosy, bob)
    await carried_out(choosy, match)
    assert not await choosy.in_room(ann, bob)
    assert [row["member"] for row in choosy.rows("tickets")] == [(await ann.member()).id]
    assert bob.sees_changed()[-1] == Text.SEARCH_CLOSED
    cleo = await choosy.person("cleo")
    await cleo.says("/find chess")
    assert await choosy.in_room(ann, cleo)
    await choosy.goes_round(seconds=1)
    assert bob.hears() == [Text.SANCTION_PAUSE]


async def test_a_closed_door_ends_the_search_too(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = await claimed(choosy)
    async with choosy.database.unit() as unit:
        turn = choosy.open_turn(unit, choosy.clock())
        await turn.members.save(replace(await bob.member(), locked=True))
    await carried_out(choosy, match)
    assert not await choosy.in_room(ann, bob)
    assert len(choosy.rows("tickets")) == 1


async def test_a_room_that_ended_while_both_waited_counts_as_just_now(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = await claimed(choosy)
    async with choosy.database.unit() as unit:  # as by another process
        turn = choosy.open_turn(unit, choosy.clock())
        seat, _ = await turn.rooms.open((await ann.member()).id, (await bob.member()).id, (), turn.now)
        await turn.rooms.close(seat.room, turn.now)
    await carried_out(choosy, match)
    assert not await choosy.in_room(ann, bob)
    choosy.clock.passes(minutes=10, seconds=1)
    await choosy.rounds.second_chances(choosy.clock())
    await choosy.hand_out()
    assert await choosy.in_room(ann, bob), "and is forgotten when the cool-down is over"


async def test_an_interest_dropped_since_the_claim_is_not_told(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    match = (await claimed(choosy))._replace(shared=("chess",), near=(("chess", "tea"),))
    async with choosy.database.unit() as unit:
        turn = choosy.open_turn(unit, choosy.clock())
        for each in (ann, bob):
            waiting = await turn.tickets.of((await each.member()).id)
            assert waiting is not None
            await turn.tickets.put(replace(waiting, ticket=replace(waiting.ticket, interests=("go",))))
    await carried_out(choosy, match)
    assert await choosy.in_room(ann, bob)
    assert Text.PAIRED not in ann.hears() + bob.hears()
    assert "chess" not in ann.post.text + bob.post.text


# --- pairs found by searching ---


async def test_who_is_found_by_somebody_searching_is_looked_up_first(town: Town) -> None:
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await bob.says("/find chess")
    await banned(town, bob)
    await ann.says("/find chess")
    assert ann.hears() == [Text.SEARCHING_ALONE]
    assert [row["member"] for row in town.rows("tickets")] == [(await ann.member()).id]
    await cleo.says("/find chess")
    assert await town.in_room(ann, cleo)


async def test_the_line_may_be_behind_the_tickets(town: Town) -> None:
    ann, bob, cleo = [await town.person(name) for name in ("ann", "bob", "cleo")]
    await bob.says("/find chess")
    async with town.database.unit() as unit:  # the line has not heard
        turn = town.open_turn(unit, town.clock())
        waiting = await turn.tickets.of((await bob.member()).id)
        assert waiting is not None
        await turn.tickets.put(replace(waiting, ticket=replace(waiting.ticket, languages=frozenset({"ja"}))))
    await ann.says("/find chess")
    assert not await town.in_room(ann, bob)
    assert len(town.rows("tickets")) == 2
    async with town.look() as turn:
        own = await turn.tickets.of((await ann.member()).id)
    assert own is not None
    assert (await bob.member()).id in own.ticket.avoid, "or they would be found again and again"
    await cleo.says("/find chess")
    assert await town.in_room(ann, cleo)


async def test_a_search_that_fails_leaves_a_dropped_partner_as_they_were(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await bob.says("/find chess")
    await banned(town, bob)

    async def fails(*_: object) -> None:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.rooms.SqlTickets.put", fails)
        await ann.says("/find chess")
    assert ann.hears() == [Text.WENT_WRONG]
    async with town.look() as turn:
        waiting = await turn.tickets.of((await bob.member()).id)
    assert waiting is not None
    stats = await town.matchmaker.stats(Ticket(TicketId("t"), (await ann.member()).id, ADULTS))
    assert stats.waiting == 1, "the line is as the database is"


async def test_a_change_of_a_search_that_fails_leaves_the_line_with_the_old_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await town.person("ann")
    await ann.says("/find chess")

    async def fails(*_: object) -> None:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("bot.stores.rooms.SqlTickets.put", fails)
        await ann.says("/find tea")
    bob = await town.person("bob")
    await bob.says("/find chess")
    assert bob.hears() == [Text.PAIRED]


# --- what both are told ---


async def told(town: Town, shared: tuple[str, ...], near: tuple[tuple[str, str], ...]) -> tuple[Person, Person]:
    """Two people who were paired with this in common."""
    ann, bob = await town.person("ann"), await town.person("bob")

    async def meet(turn: Turn) -> list[Outgoing]:
        tickets = [Ticket(TicketId(each.name), (await each.member()).id, ADULTS) for each in (ann, bob)]
        return await open_room(turn, town.house, Match("m", tickets[0], tickets[1], shared, 1.0, turn.now, near), ())

    await town.turns.act(meet)
    await town.hand_out()
    return ann, bob


async def test_of_what_is_only_close_each_hears_of_their_own(town: Town) -> None:
    ann, bob = await told(town, (), (("football", "futsal"), ("football", "rugby")))
    assert ann.hears() == bob.hears() == [Text.PAIRED_NEAR]
    assert "You like football, and your partner likes something close to it." in ann.post.text
    assert "You like futsal and rugby, and your partner" in bob.post.text
    assert "futsal" not in ann.post.text
    assert "rugby" not in ann.post.text
    assert "football" not in bob.post.text


async def test_what_is_shared_is_told_and_nothing_beside_it(town: Town) -> None:
    ann, bob = await told(town, ("chess",), (("football", "futsal"),))
    assert ann.hears() == bob.hears() == [Text.PAIRED]
    assert "futsal" not in ann.post.text + bob.post.text


async def test_only_who_was_told_that_the_search_would_widen_hears_that_it_did(choosy: Town) -> None:
    ann, bob = await both_wait(choosy)
    await choosy.goes_round(seconds=12)
    assert await choosy.in_room(ann, bob)
    assert bob.hears() == [Text.PAIRED_WIDENED], "his message had said so"
    assert ann.hears() == [Text.PAIRED_NOTHING_SHARED], "hers had said that nobody was there"


async def test_who_named_no_interest_is_not_told_of_widening(choosy: Town) -> None:
    bob, ann = await choosy.person("bob"), await choosy.person("ann")
    await bob.says("/find chess")
    await ann.says("/find")
    await choosy.goes_round(seconds=12)
    assert await choosy.in_room(ann, bob)
    assert ann.hears()[-1] == Text.PAIRED_NOTHING_SHARED
