"""Reports and decisions in a town, by those who moderate it: a shorter way than their chat."""

from typing import Final

from config.database import UnitOfWork
from config.ids import MemberId, RoomId, new_id
from moderation.cases import Case
from moderation.filing import Filed
from moderation.model import Detail, Measure, Reason
from moderation.roles import Actor, Role
from moderation.verdicts import Decided
from tests.bot.judges import appointed
from tests.bot.town import Town

EVERYWHERE: Final = frozenset({Role.SENIOR, Role.CHILD_SAFETY})
SENIOR: Final = Actor(MemberId("senior of the town"), EVERYWHERE)
OTHER: Final = Actor(MemberId("another senior"), EVERYWHERE)


async def who(town: Town, name: str) -> MemberId:
    """The MemberId of somebody."""
    async with town.look() as turn:
        known = await turn.members.known(town.people[name].sender)
    assert known is not None
    return known.id


async def reported(
    town: Town,
    by: str,
    about: str,
    reason: Reason = Reason.SPAM,
    words: str = "",
    detail: Detail | None = None,
    room: RoomId | None = None,
) -> Filed:
    """One person reports another: about this room, or a chat of which nothing else is known."""
    reporter, subject = await who(town, by), await who(town, about)
    async with town.database.unit() as unit:
        return await town.moderation.report(
            unit,
            reporter=reporter,
            subject=subject,
            room=room or RoomId(new_id()),
            reason=reason,
            words=words,
            detail=detail,
        )


async def claimed(town: Town, unit: UnitOfWork, case: str, by: Actor = SENIOR) -> Case:
    return await town.moderation.cases.claim(unit, by, case)


async def decided(
    town: Town, case: str, measure: Measure, seconds: float | None = None, by: Actor = SENIOR, note: str = ""
) -> Decided:
    """Claimed and decided, in one unit."""
    async with town.database.unit() as unit:
        taken = await claimed(town, unit, case, by)
        return await town.moderation.verdicts.decide(unit, by, case, taken.fence, measure, seconds=seconds, note=note)


async def banned(town: Town, by: str, about: str) -> Decided:
    """For ever: two have to say so."""
    filed = await reported(town, by, about)
    await appointed(town, SENIOR)
    assert (await decided(town, filed.case, Measure.BAN)).waits
    return await decided(town, filed.case, Measure.BAN, by=OTHER)
