"""Moderation over a database, at a time that can be set, with people who moderate."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from config.database import Database, UnitOfWork, metadata
from config.ids import MemberId, RoomId
from moderation.books import Books
from moderation.bundle import Exhibits
from moderation.cases import Case
from moderation.casework import Papers as Written
from moderation.model import CaseId, Detail, Measure, Reason, Report, Sanction
from moderation.policy import Policy
from moderation.questions import Consequence
from moderation.roles import Actor, Role
from moderation.service import Moderation
from moderation.team import OPERATOR
from moderation.verdicts import Decided
from tests.moderation.ledger import TABLES

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB, EVE = MemberId("ann"), MemberId("bob"), MemberId("eve")
SERVER = "f" * 32
DAY = timedelta(days=1)

P = ParamSpec("P")
T = TypeVar("T")


class Papers:
    """Evidence that is only counted: what was frozen, and what was shredded."""

    def __init__(self) -> None:
        self.frozen: list[tuple[str, str]] = []
        self.shredded: list[str] = []

    async def freeze(self, unit: UnitOfWork, **of: Any) -> None:
        self.frozen.append((of["case"], of["report"]))

    async def shred(self, unit: UnitOfWork, case: CaseId) -> None:
        self.shredded.append(case)

    async def view(self, unit: UnitOfWork, case: CaseId) -> Exhibits:
        return Exhibits()


class Desk:
    """Moderation over a database, at a time that can be set. `apart`: who blocked whom, both ways."""

    def __init__(self, database: Database, policy: Policy | None = None) -> None:
        self.now = NOW
        self.database = database
        self.evidence = Papers()
        self.apart: dict[MemberId, frozenset[MemberId]] = {}

        async def apart(unit: UnitOfWork, member: MemberId) -> frozenset[MemberId]:
            return self.apart.get(member, frozenset())

        self.moderation = Moderation(lambda: self.now.timestamp(), policy, self.evidence, apart)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self.database.unit() as unit:
            yield unit

    async def does(
        self, method: Callable[Concatenate[UnitOfWork, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """One method of the service in a unit of its own, which commits whatever is refused: as a turn does."""
        refused: Exception | None = None
        async with self.unit() as unit:
            try:
                return await method(unit, *args, **kwargs)
            except Exception as error:
                refused = error
        raise refused

    # --- people ---

    async def moderator(self, name: str, *roles: Role) -> Actor:
        """Somebody to whom the operator gave these roles."""
        for role in roles:
            await self.does(self.moderation.team.grant, OPERATOR, MemberId(name), role)
        return await self.does(self.moderation.team.actor, MemberId(name))

    async def of_server(self, name: str, server: str = SERVER) -> Actor:
        """Somebody who moderates a server by their role there."""
        return await self.does(self.moderation.team.actor, MemberId(name), server=server, by_server_role=True)

    # --- those who report ---

    async def report(
        self,
        reporter: MemberId = ANN,
        subject: MemberId = BOB,
        room: str = "room",
        reason: Reason = Reason.SPAM,
        words: str = "",
        detail: Detail | None = None,
        server: str | None = None,
    ) -> str:
        async with self.unit() as unit:
            filed = await self.moderation.report(
                unit,
                reporter=reporter,
                subject=subject,
                room=RoomId(room),
                reason=reason,
                words=words,
                detail=detail,
                server=server,
            )
            return filed.number

    async def add_words(self, number: str, words: str, reporter: MemberId = ANN) -> None:
        async with self.unit() as unit:
            await self.moderation.add_words(unit, number, reporter, words)

    async def reports(self, limit: int = 100) -> Sequence[Report]:
        async with self.unit() as unit:
            return await Books(unit).reports.open(limit)

    # --- those who decide ---

    async def case(self, number: str) -> Case:
        """The case of a report, or of this number."""
        return await self.does(self.moderation.case_of, number)

    async def reported(self, **report: Any) -> Case:
        """A report is filed: its case."""
        return await self.case(await self.report(**report))

    async def claim(self, actor: Actor, case: Case) -> Case:
        return await self.does(self.moderation.cases.claim, actor, case.id)

    async def decide(self, actor: Actor, case: Case, measure: Measure, **how: Any) -> Decided:
        """Claim a case and decide it."""
        held = await self.claim(actor, case)
        return await self.does(self.moderation.verdicts.decide, actor, case.id, held.fence, measure, **how)

    async def banned(self, case: Case, first: Actor, second: Actor) -> Sanction:
        """Two people ban the one a case is about."""
        assert (await self.decide(first, case, Measure.BAN)).waits
        decided = await self.decide(second, case, Measure.BAN)
        assert decided.sanction is not None
        return decided.sanction

    async def settle(
        self, number: str, measure: Measure, seconds: float | None = None, reason: Reason | None = None
    ) -> Decided:
        """The operator decides."""
        return await self.does(self.moderation.settle, number, measure, seconds, reason)

    async def pause(self, number: str, days: float = 7, reason: Reason | None = None) -> Sanction:
        decided = await self.settle(number, Measure.PAUSE, days * 86400, reason)
        assert decided.sanction is not None
        return decided.sanction

    async def dismiss(self, number: str) -> None:
        await self.settle(number, Measure.NOTHING)

    async def lift(self, number: str) -> int:
        return await self.does(self.moderation.lift, number)

    async def papers(self, actor: Actor, case: Case, fence: int) -> Written:
        """What somebody who holds a case reads of what was written about it."""
        async with self.unit() as unit:
            opened = await self.moderation.cases.opened(unit, actor, case.id, fence)
            return await self.moderation.cases.written(unit, opened.id)

    # --- what came of it ---

    async def sanction(self, member: MemberId = BOB) -> Sanction | None:
        async with self.unit() as unit:
            return await self.moderation.sanction(unit, member)

    async def consequences(self, kind: type[T] | None = None) -> list[Any]:
        """What the bot is to carry out now, until there is no more; of this kind only."""
        async with self.unit() as unit:
            told = await carried_out(self.moderation, unit)
        return [each for each in told if kind is None or isinstance(each, kind)]

    async def clean_up(self, most: int = 100) -> int:
        async with self.unit() as unit:
            return await swept(self.moderation, unit, most)

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as it lies there."""
        async with self.database.read() as unit:
            return [dict(row) for row in (await unit.connection.execute(select(metadata.tables[table]))).mappings()]

    async def everything(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """All tables of moderation but the audit log, to see whether anything has changed."""
        async with self.database.read() as unit:
            return {
                table.name: sorted(map(tuple, await unit.connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name in TABLES
            }


async def seniors(desk: Desk, number: int = 2) -> list[Actor]:
    return [await desk.moderator(f"senior{each}", Role.SENIOR) for each in range(number)]


async def carried_out(moderation: Moderation, unit: UnitOfWork) -> list[Consequence]:
    """What the bot is to carry out now, until there is no more."""
    told: list[Consequence] = []
    while due := await moderation.due(unit, 5):
        for matter in due:
            told += await moderation.consequences(unit, matter)
    return told


async def swept(moderation: Moderation, unit: UnitOfWork, most: int = 100) -> int:
    """What is past its time goes, so much of each kind at most. How much it was."""
    due = await moderation.outlived(unit)
    gone = sum([await moderation.clean_up(unit, what, most) for what in due])
    assert bool(due) is bool(gone)
    return gone
