"""Those who decide, beside the running bot: as the command line and moderators' own places do it, in short."""

from contextlib import suppress

from config.ids import MemberId
from moderation.cases import AlreadyThere
from moderation.model import Appeal, Measure, Reason, Ruling, Sanction
from moderation.roles import Actor, Role
from moderation.team import OPERATOR
from moderation.verdicts import Decided
from tests.bot.people import Person
from tests.bot.town import Town

DAY = 86400.0

ZOE = Actor(MemberId("zoe"), frozenset({Role.SENIOR, Role.CHILD_SAFETY}))
"""Somebody who decides, and is nobody in the town."""

YVES = Actor(MemberId("yves"), frozenset({Role.SENIOR, Role.CHILD_SAFETY}))
"""Somebody else, who decided nothing yet."""


async def reported(
    town: Town, reason: str = "harassment", detail: str = "", *, about: str = "bob", by: str = "ann"
) -> str:
    """Somebody reports the one of that name; the number of the report. All have heard of it."""
    ann, bob = await town.paired(by, about)
    before = {row["number"] for row in town.rows("reports")}
    await ann.says("/report")
    await ann.reports(reason, detail)
    if town.outbox is not None:
        await town.settled()
    for each in (ann, bob):
        each.hears()
        each.sees_changed()
    (number,) = {row["number"] for row in town.rows("reports")} - before
    return str(number)


async def settle(
    town: Town, number: str, measure: Measure, days: float | None = None, *, reason: Reason | None = None
) -> Decided:
    """Somebody decides the case of a report; what lasts for ever is agreed to by another one."""
    seconds = None if days is None else days * DAY
    await appointed(town, ZOE)  # what one asked for counts while they have the right to it
    decided = await _decide(town, ZOE, number, measure, seconds, reason)
    return await _decide(town, YVES, number, measure, seconds, reason) if decided.waits else decided


async def appointed(town: Town, actor: Actor) -> None:
    """Somebody has their roles on record, too."""
    async with town.database.unit() as unit:
        for role in sorted(actor.roles):
            with suppress(AlreadyThere):
                await town.moderation.team.grant(unit, OPERATOR, actor.member, role)


async def _decide(
    town: Town, actor: Actor, number: str, measure: Measure, seconds: float | None, reason: Reason | None
) -> Decided:
    async with town.database.unit() as unit:
        case = await town.moderation.case_of(unit, number)
        case = await town.moderation.cases.claim(unit, actor, case.id)
        return await town.moderation.verdicts.decide(
            unit, actor, case.id, case.fence, measure, seconds=seconds, reason=reason
        )


async def paused(town: Town, number: str, days: float = 7) -> None:
    """The one the report is about may not search or talk for so many days."""
    await settle(town, number, Measure.PAUSE, days)


async def lift(town: Town, number: str) -> None:
    """The operator ends what holds against the one the report is about."""
    async with town.database.unit() as unit:
        await town.moderation.lift(unit, number)


async def rule(
    town: Town, number: str, ruling: Ruling, measure: Measure | None = None, days: float | None = None
) -> None:
    """Somebody who has not decided the case rules on the appeal."""
    actor = Actor(MemberId("xia"), frozenset({Role.SENIOR}))
    async with town.database.unit() as unit:
        case = await town.moderation.case_of(unit, number)
        case = await town.moderation.cases.claim(unit, actor, case.id)
        seconds = None if days is None else days * DAY
        await town.moderation.appeals.rule(unit, actor, case.id, case.fence, ruling, measure=measure, seconds=seconds)


async def holding(town: Town, person: Person) -> list[Sanction]:
    """What holds against somebody now."""
    name = (await person.member()).id
    async with town.database.read() as unit:
        return list((await town.moderation.standing(unit, name)).all)


async def appeal_of(town: Town, sanction: Sanction) -> Appeal | None:
    async with town.database.read() as unit:
        return await town.moderation.appeals.against(unit, sanction.id)
