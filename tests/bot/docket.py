"""What moderation has to do on each day of a small town, and what comes of it days and months later."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from config.database import UnitOfWork
from config.ids import MemberId, RoomId, new_id
from moderation.appeals import NotAppealable
from moderation.cases import State
from moderation.model import DETAILS, CaseId, Detail, Measure, Reason, Ruling
from moderation.roles import Action, Actor, Role
from moderation.service import Moderation
from moderation.team import OPERATOR
from tests.bot.justice import EVERYWHERE, OTHER, SENIOR

HOUR = 3600.0
DAY = 24 * HOUR
REASONS: Final = tuple(Reason)
MEASURES: Final = (Measure.NOTHING, Measure.WARNING, Measure.PAUSE, Measure.UNCLEAR, Measure.LIMIT, Measure.BAN)
RULINGS: Final = (Ruling.UPHELD, Ruling.OVERTURNED, Ruling.MODIFIED)
APPEAL_EVERY, MERGE_EVERY, HOLD_EVERY, TEAM_EVERY, INVITE_EVERY, UNMASK_EVERY, REOPEN_EVERY = 2, 6, 7, 8, 5, 9, 11
HELD: Final = (20, 100)
"""Days of a legal hold: shorter and longer than a case is kept without one."""
BANNED, PRESERVED = 30, 60
"""Days after which a ban is lifted, and the hold of a preserved case is taken off."""

THIRD: Final = Actor(MemberId("a third senior"), EVERYWHERE)

Deed = Callable[[UnitOfWork], Awaitable[object]]


@dataclass(slots=True)
class Docket:
    """`day` one day after another; `people` are those of that day. Days are counted by their number."""

    moderation: Moderation
    later: list[tuple[int, Deed]] = field(default_factory=list)

    async def takes_its_course(self, unit: UnitOfWork, day: int) -> None:
        """What is due today of what began earlier."""
        due = [deed for when, deed in self.later if when <= day]
        self.later = [(when, deed) for when, deed in self.later if when > day]
        for deed in due:
            await deed(unit)

    async def begins(self, unit: UnitOfWork, day: int, number: int, people: list[MemberId], room: RoomId) -> None:
        """The reports of a day, one of them about a room. `number` counts the days on which anything happens."""
        ann, bob, cleo, dan = people
        reason, measure = REASONS[number % len(REASONS)], MEASURES[number % len(MEASURES)]
        detail = DETAILS[reason][number % len(DETAILS[reason])]
        case = await self._reported(unit, ann, bob, reason, detail, room)
        if reason is Reason.MINOR:
            await self._preserved(unit, case, day)
        else:
            await self._decided(unit, case, measure)
            if measure is Measure.BAN:
                self.later.append((day + BANNED, lambda unit: self.moderation.lift(unit, case)))
            if number % APPEAL_EVERY == 0 and measure.sanctions:
                self._will_appeal(day, bob, case, RULINGS[number // APPEAL_EVERY % len(RULINGS)])
            elif number % REOPEN_EVERY == 0:
                await self.moderation.handover.reopen(unit, SENIOR, case, "there is more to it")
                await self._decided(unit, case, measure)
            if number % HOLD_EVERY == 0:
                await self._held(unit, case, day, HELD[number // HOLD_EVERY % len(HELD)])
        if number % MERGE_EVERY == 0:
            await self._merged(unit, people)
        if number % TEAM_EVERY == 0:
            await self.moderation.team.grant(unit, OPERATOR, dan, Role.MODERATOR)
            self.later.append((day + 10, lambda unit: self.moderation.team.revoke(unit, OPERATOR, dan, Role.MODERATOR)))
        if number % INVITE_EVERY == 0:
            await self.moderation.team.invite(unit, OPERATOR, Role.TRIAGE)
        if number % UNMASK_EVERY == 0:
            await self._unmasked(unit, cleo)

    async def _reported(
        self,
        unit: UnitOfWork,
        by: MemberId,
        about: MemberId,
        reason: Reason,
        detail: Detail | None = None,
        room: RoomId | None = None,
    ) -> CaseId:
        filed = await self.moderation.report(
            unit, reporter=by, subject=about, room=room or RoomId(new_id()), reason=reason, detail=detail, words="why"
        )
        return filed.case

    async def _decided(self, unit: UnitOfWork, case: CaseId, measure: Measure) -> None:
        seconds = {Measure.PAUSE: DAY, Measure.LIMIT: 7 * DAY}.get(measure)
        for actor in (OPERATOR, SENIOR) if measure is Measure.BAN else (SENIOR,):
            taken = await self.moderation.cases.claim(unit, actor, case)
            await self.moderation.verdicts.decide(
                unit, actor, case, taken.fence, measure, seconds=seconds, note="looked at all of it"
            )

    async def _preserved(self, unit: UnitOfWork, case: CaseId, day: int) -> None:
        taken = await self.moderation.cases.claim(unit, SENIOR, case)
        await self.moderation.handover.preserve(unit, SENIOR, case, taken.fence)
        self.later.append((day + PRESERVED, lambda unit: self.moderation.handover.hold(unit, SENIOR, case, on=False)))
        self.later.append((day + PRESERVED, lambda unit: self.moderation.lift(unit, case)))

    async def _held(self, unit: UnitOfWork, case: CaseId, day: int, days: int) -> None:
        await self.moderation.handover.hold(unit, SENIOR, case, on=True)

        async def off(unit: UnitOfWork) -> None:
            await self.moderation.handover.hold(unit, SENIOR, case, on=False)

        self.later.append((day + days, off))

    def _will_appeal(self, day: int, member: MemberId, case: CaseId, ruling: Ruling) -> None:
        async def appeal(unit: UnitOfWork) -> None:
            sanction = await self.moderation.appeals.appealable(unit, member)
            assert sanction is not None
            try:
                await self.moderation.appeals.file(unit, member, sanction.id, "it was a joke")
            except NotAppealable:
                return
            self.later.append((day + 9, rule))

        async def rule(unit: UnitOfWork) -> None:
            if (await self.moderation.case_of(unit, case)).state is not State.APPEALED:
                return
            taken = await self.moderation.cases.claim(unit, THIRD, case)
            milder = Measure.WARNING if ruling is Ruling.MODIFIED else None
            await self.moderation.appeals.rule(unit, THIRD, case, taken.fence, ruling, measure=milder, note="read it")

        self.later.append((day + 4, appeal))

    async def _merged(self, unit: UnitOfWork, people: list[MemberId]) -> None:
        """Three reports of as many people about one, one case after the other becoming part of the next."""
        _, subject, *others = people
        reasons = (Reason.HATE, Reason.OTHER, Reason.SEXUAL)
        reporters = (*others, MemberId(new_id()))
        names = [await self._reported(unit, by, subject, reason) for by, reason in zip(reporters, reasons, strict=True)]
        for gone, into in pairwise(names):
            taken = await self.moderation.cases.claim(unit, SENIOR, gone)
            await self.moderation.handover.merge(unit, SENIOR, gone, taken.fence, into)
        await self._decided(unit, names[-1], Measure.WARNING)

    async def _unmasked(self, unit: UnitOfWork, about: MemberId) -> None:
        case = await self._reported(unit, MemberId(new_id()), about, Reason.HARASSMENT)
        asked = await self.moderation.team.ask(unit, SENIOR, case, Action.UNMASK, "a court asks")
        await self.moderation.team.answer(unit, OTHER, asked.id, granted=True)
        await self.moderation.team.use(unit, SENIOR, asked.id)
        await self._decided(unit, case, Measure.NOTHING)
