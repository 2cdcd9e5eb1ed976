"""Wishes to be told keep their promises: one for each member, for as long as was said, the longest remembered first."""

import pytest
from sqlalchemy import select, update

from bot.alerts import Alert
from bot.stores.schema import alerts
from bot.turn import Turn
from config.ids import MemberId
from config.keys import Unsealable
from tests.contracts.stores import NOW, BrokenOff, Ground, people
from tests.matching.tickets import ticket

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY = 86_400.0


async def asked(turn: Turn, member: MemberId, at: float = NOW, until: float = NOW + DAY) -> Alert:
    alert = Alert(ticket(member, "chess", "שחמט"), at, until)
    await turn.alerts.put(alert)
    return alert


async def standing(turn: Turn, now: float = NOW) -> list[Alert]:
    return [alert async for alert in turn.alerts.standing(now)]


async def test_a_wish_is_kept_as_it_was_told(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        alert = await asked(turn, ann)
    async with ground.turn() as turn:
        assert await turn.alerts.of(ann, NOW) == alert
        assert await turn.alerts.of(bob, NOW) is None


async def test_a_member_has_one_and_the_latest_counts(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        await asked(turn, ann)
        later = await asked(turn, ann, NOW + 5)
        assert await standing(turn) == [later]


async def test_it_is_taken_once(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        alert = await asked(turn, ann)
        assert await turn.alerts.take(ann) == alert
        assert await turn.alerts.take(ann) is None
        assert await standing(turn) == []


async def test_one_taken_in_a_turn_that_fails_still_stands(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        alert = await asked(turn, ann)
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: turn.alerts.take(ann))
    async with ground.turn() as turn:
        assert await standing(turn) == [alert]


async def test_the_longest_remembered_comes_first_and_what_is_over_not_at_all(ground: Ground) -> None:
    ann, bob, cleo = await people(ground, "ann", "bob", "cleo")
    async with ground.turn() as turn:
        second, first = await asked(turn, ann, NOW + 2), await asked(turn, bob, NOW + 1)
        await asked(turn, cleo, NOW, until=NOW + 10)
        assert await standing(turn, NOW + 10) == [first, second]
        assert await turn.alerts.of(cleo, NOW + 10) is None


async def test_one_can_be_taken_while_they_are_gone_through(ground: Ground) -> None:
    names = await people(ground, "ann", "bob", "cleo")
    async with ground.turn() as turn:
        for number, member in enumerate(names):
            await asked(turn, member, NOW + number)
        seen = []
        async for alert in turn.alerts.standing(NOW):
            seen.append(alert.ticket.member)
            await turn.alerts.take(alert.ticket.member)
        assert seen == names
        assert await standing(turn) == []


async def test_cleaning_removes_what_is_over_a_share_at_a_time(ground: Ground) -> None:
    many = await people(ground, *(f"p{n}" for n in range(120)))
    async with ground.turn() as turn:
        for number, member in enumerate(many):
            await asked(turn, member, until=NOW + (1 if number else 2))
        assert not await turn.alerts.any_over(NOW + 0.5)
        assert await turn.alerts.any_over(NOW + 1)
        assert [await turn.alerts.clean_up(NOW + 1, 100) for _ in range(3)] == [100, 19, 0]
        assert not await turn.alerts.any_over(NOW + 1)
        assert [alert.ticket.member for alert in await standing(turn, NOW + 1)] == many[:1]


async def test_a_wish_goes_with_its_member(ground: Ground) -> None:
    (ann,) = await people(ground, "ann")
    async with ground.turn() as turn:
        await asked(turn, ann)
        await turn.members.erase(ann, NOW)
        await turn.members.forget(NOW, frozenset())
        assert await standing(turn) == []


async def test_it_lies_in_the_database_sealed_and_bound_to_its_member(ground: Ground) -> None:
    ann, bob = await people(ground, "ann", "bob")
    async with ground.turn() as turn:
        await asked(turn, ann)
        await asked(turn, bob)
        ordered = select(alerts.c.wish).order_by(alerts.c.member == ann)
        wishes: list[bytes] = list((await turn.unit.connection.execute(ordered)).scalars())
        assert not [wish for wish in wishes if b"chess" in wish or ann.encode() in wish]
        for member, wish in ((ann, wishes[0]), (bob, wishes[1])):  # each other's
            await turn.unit.connection.execute(update(alerts).where(alerts.c.member == member).values(wish=wish))
            with pytest.raises(Unsealable):
                await turn.alerts.of(member, NOW)
