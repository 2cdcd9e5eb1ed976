"""What went on in another case goes when that one does, however long the chain; and a hold holds all of it."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text

from config.database import UnitOfWork
from config.ids import MemberId, RoomId, new_id
from config.retention import GRACE, look
from moderation.bench import NoEvidence
from moderation.cases import NotNow, State
from moderation.model import CaseId, Measure, Reason
from moderation.policy import usual
from moderation.retention import schedule
from moderation.roles import Actor, Role
from moderation.service import Moderation
from tests.contracts.stores import Ground
from tests.moderation.desk import swept

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENIOR = Actor(MemberId("a senior"), frozenset({Role.SENIOR}))
BOB = MemberId("bob")


class Shredder(NoEvidence):
    """Which cases' evidence was shredded, in this order."""

    def __init__(self) -> None:
        self.shredded: list[CaseId] = []

    async def shred(self, unit: UnitOfWork, case: CaseId) -> None:
        self.shredded.append(case)


class Office:
    """Moderation over a database at a time that can be set."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.now = NOW
        self.evidence = Shredder()
        self.moderation = Moderation(lambda: self.now.timestamp(), evidence=self.evidence)

    async def reported(self, reason: Reason) -> CaseId:
        async with self.ground.database.unit() as unit:
            filed = await self.moderation.report(
                unit, reporter=MemberId(new_id()), subject=BOB, room=RoomId(new_id()), reason=reason, words="why"
            )
            return filed.case

    async def merged(self, gone: CaseId, into: CaseId) -> None:
        async with self.ground.database.unit() as unit:
            taken = await self.moderation.cases.claim(unit, SENIOR, gone)
            await self.moderation.handover.merge(unit, SENIOR, gone, taken.fence, into)

    async def decided(self, case: CaseId, measure: Measure = Measure.WARNING, note: str = "") -> None:
        async with self.ground.database.unit() as unit:
            taken = await self.moderation.cases.claim(unit, SENIOR, case)
            await self.moderation.verdicts.decide(unit, SENIOR, case, taken.fence, measure, note=note)

    async def holds(self, case: CaseId, *, on: bool) -> None:
        async with self.ground.database.unit() as unit:
            await self.moderation.handover.hold(unit, SENIOR, case, on=on)

    async def sweeps(self) -> None:
        async with self.ground.database.unit() as unit:
            while await swept(self.moderation, unit, 10):
                pass

    async def state(self, case: CaseId) -> State:
        async with self.ground.database.read() as unit:
            return (await self.moderation.case_of(unit, case)).state

    async def over(self) -> list[str]:
        async with self.ground.database.read() as unit:
            seen = await look(unit, schedule(usual()), self.now.timestamp())
        return [each.kept.what for each in seen if each.over and each.kept.table.name != "news"]


@pytest_asyncio.fixture(loop_scope="session")
async def office(stores: Ground) -> Office:
    await stores.empty()
    return Office(stores)


async def test_a_chain_of_merged_cases_goes_with_the_last_of_them(office: Office) -> None:
    first, second, third = [await office.reported(reason) for reason in (Reason.HATE, Reason.SPAM, Reason.OTHER)]
    await office.merged(first, second)
    await office.merged(second, third)
    await office.decided(third)
    office.now = NOW + timedelta(days=90)
    await office.sweeps()
    assert [await office.state(each) for each in (first, second, third)] == [State.PURGED] * 3
    assert sorted(office.evidence.shredded) == sorted([first, second, third])
    async with office.ground.database.read() as unit:
        about = (await unit.connection.execute(text("SELECT count(*) FROM cases WHERE subject = 'bob'"))).scalar_one()
    assert about == 0, "none of them is about anybody any more"
    assert await office.over() == []


async def test_what_was_written_in_a_merged_case_goes_with_the_words_of_the_last(office: Office) -> None:
    first, second, third = [await office.reported(reason) for reason in (Reason.HATE, Reason.SPAM, Reason.OTHER)]
    await office.decided(first, note="the first time")
    async with office.ground.database.unit() as unit:
        await office.moderation.handover.reopen(unit, SENIOR, first, "there is more")
    await office.merged(first, second)
    await office.merged(second, third)
    office.now = NOW + timedelta(days=60)
    assert await office.over() == [], "nothing is decided that it belongs to"
    await office.decided(third)
    office.now += timedelta(days=30) + GRACE + timedelta(seconds=1)
    assert await office.over() == ["words in reports", "notes on decisions", "notes of moderators for each other"]
    await office.sweeps()
    assert await office.state(third) is State.SEALED
    assert await office.over() == []
    async with office.ground.database.read() as unit:
        left = "SELECT (SELECT count(*) FROM notes) + (SELECT count(*) FROM decisions WHERE note IS NOT NULL)"
        assert (await unit.connection.execute(text(left))).scalar_one() == 0


async def test_evidence_of_a_case_that_was_reopened_and_merged_is_there_while_the_other_is(office: Office) -> None:
    case = await office.reported(Reason.HATE)
    await office.decided(case)
    async with office.ground.database.unit() as unit:
        await office.moderation.handover.reopen(unit, SENIOR, case, "there is more")
    office.now = NOW + timedelta(days=100)
    other = await office.reported(Reason.SPAM)
    await office.merged(case, other)
    await office.sweeps()
    assert office.evidence.shredded == []
    await office.decided(other)
    office.now += timedelta(days=90)
    await office.sweeps()
    assert sorted(office.evidence.shredded) == sorted([case, other])


async def test_a_hold_on_a_case_goes_on_in_the_one_it_becomes_part_of(office: Office) -> None:
    case, other = await office.reported(Reason.HATE), await office.reported(Reason.SPAM)
    await office.holds(case, on=True)
    await office.merged(case, other)
    with pytest.raises(NotNow):
        await office.holds(case, on=True)
    await office.decided(other)
    office.now = NOW + timedelta(days=300)
    await office.sweeps()
    assert office.evidence.shredded == []
    assert await office.over() == [], "what is held is not past its time"
    await office.holds(other, on=False)
    await office.sweeps()
    assert sorted(office.evidence.shredded) == sorted([case, other])


@pytest.mark.parametrize(("measure", "days"), [(Measure.NOTHING, 30), (Measure.UNCLEAR, 30), (Measure.WARNING, 90)])
async def test_what_nobody_sweeps_is_named_an_hour_after_its_time(office: Office, measure: Measure, days: int) -> None:
    case = await office.reported(Reason.HATE)
    await office.decided(case, measure)
    told = "with a" if measure.sanctions else "without a"
    office.now = NOW + timedelta(days=30) + GRACE  # the time to appeal; without a violation, to look at it again
    assert await office.over() == []
    office.now += timedelta(seconds=1)
    assert "words in reports" in await office.over()
    office.now = NOW + timedelta(days=days) + GRACE
    assert f"cases {told} violation, their reports and evidence" not in await office.over()
    office.now += timedelta(seconds=1)
    assert f"cases {told} violation, their reports and evidence" in await office.over()
    await office.sweeps()
    assert await office.over() == []


async def test_where_the_operator_keeps_things_shorter_than_before_it_holds_for_what_is_there(office: Office) -> None:
    """Found by the decision and the policy of today, not by what was written down when it was decided."""
    case = await office.reported(Reason.HATE)
    await office.decided(case)
    async with office.ground.database.unit() as unit:
        late = int((NOW + timedelta(days=400)).timestamp() * 1000)
        await unit.connection.execute(text("UPDATE cases SET purge_at = :late, seal_at = :late"), {"late": late})
    office.now = NOW + timedelta(days=91)
    assert "cases with a violation, their reports and evidence" in await office.over()
    await office.sweeps()
    assert await office.over() == []
    assert await office.state(case) is State.PURGED
