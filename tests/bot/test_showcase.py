"""What was said goes to nobody who lost the case, or the right to look at it, while it was on its way."""

import pytest

from bot.showcase import Showcase
from config.ids import MemberId, RoomId
from moderation.model import Reason
from moderation.roles import Actor, Role
from moderation.team import OPERATOR
from tests.bot.judges import appointed
from tests.bot.justice import claimed, reported, who
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODERATOR = Actor(MemberId("a moderator"), frozenset({Role.MODERATOR}))
SERVER = "f" * 32


async def shown(town: Town, case: str, member: MemberId = MODERATOR.member) -> bool:
    return await Showcase(town.database, town.moderation)(case, member) is not None


async def held(town: Town) -> str:
    """A case in a moderator's hands."""
    await town.paired("ann", "bob")
    await appointed(town, MODERATOR)
    filed = await reported(town, "bob", "ann", Reason.HARASSMENT)
    async with town.database.unit() as unit:
        await claimed(town, unit, filed.case, MODERATOR)
    return filed.case


async def test_who_holds_a_case_is_shown_it_and_nobody_else(town: Town) -> None:
    case = await held(town)
    assert await shown(town, case)
    assert not await shown(town, case, MemberId("another moderator"))
    assert not await shown(town, "ZZZZ")
    town.clock.passes(seconds=601)
    assert not await shown(town, case), "their time is over"


async def test_who_was_removed_is_shown_nothing_that_was_on_its_way(town: Town) -> None:
    case = await held(town)
    async with town.database.unit() as unit:
        await town.moderation.team.revoke(unit, OPERATOR, MODERATOR.member, Role.MODERATOR)
    assert not await shown(town, case)


async def test_the_right_to_look_is_asked_for_again(town: Town) -> None:
    """Also where somebody's role went without what they have in hand, as no command does it."""
    case = await held(town)
    async with town.database.unit() as unit:
        await unit.connection.exec_driver_sql("DELETE FROM moderators")
    assert not await shown(town, case)


async def test_a_servers_moderator_sees_what_they_claimed_there(town: Town) -> None:
    await town.paired("ann", "bob")
    ann, bob = [await who(town, name) for name in ("ann", "bob")]
    owner = Actor(MemberId("owner"), frozenset({Role.SERVER_MODERATOR}), SERVER)
    async with town.database.unit() as unit:
        filed = await town.moderation.report(
            unit, reporter=ann, subject=bob, room=RoomId("room"), reason=Reason.HARASSMENT, server=SERVER
        )
        await claimed(town, unit, filed.case, owner)
    assert await shown(town, filed.case, owner.member)
