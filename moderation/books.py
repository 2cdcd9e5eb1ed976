"""Everything moderation has on record, within one unit of work; and the one way in which a case changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.cases import TABLE, Case, Move, NoSuchCase, NotNow, State
from moderation.model import CaseId
from moderation.stores.audit import SqlAudit
from moderation.stores.cases import SqlCases
from moderation.stores.news import About, Item, SqlNews
from moderation.stores.past import SqlPastCases
from moderation.stores.reports import SqlReports
from moderation.stores.rulings import SqlRulings
from moderation.stores.sanctions import SqlSanctions
from moderation.stores.team import SqlTeam


class Books:
    """The stores of one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit
        self.cases = SqlCases(unit)
        self.past = SqlPastCases(unit)
        self.reports = SqlReports(unit)
        self.sanctions = SqlSanctions(unit)
        self.rulings = SqlRulings(unit)
        self.team = SqlTeam(unit)
        self.news = SqlNews(unit)
        self.audit = SqlAudit(unit)

    async def case(self, name: str) -> Case:
        """Raises NoSuchCase."""
        found = await self.cases.get(CaseId(name))
        if found is None:
            raise NoSuchCase
        return found

    async def move(self, before: Case, after: Case, move: Move, actor: MemberId, now: datetime, note: str = "") -> Case:
        """Save what a move made of a case, with its line in the audit log and its card to be shown anew.

        Raises NotNow for what the table does not have, Stale if the case has changed since it was read.
        """
        if after.state not in TABLE.get((before.state, move), ()):
            raise NotNow
        saved = replace(after, version=before.version + 1)
        await self.cases.save(saved, before.version)
        await self.audit.append(now, actor, move.value, saved.id, before.state.value, saved.state.value, note)
        put_away = after.state in (State.SEALED, State.PURGED) and before.state is not State.LEGAL_HOLD
        if move is not Move.HEARTBEAT and not put_away:  # what was decided before has no card
            await self.show(saved.id, now)
        return saved

    async def lift(self, names: Sequence[str], now: datetime, *, overturned: bool = False) -> int:
        """End sanctions that hold, as `SqlSanctions.lift` has it; whether they stand is no question any more."""
        ended = await self.sanctions.lift(names, now, overturned=overturned)
        for each in await self.sanctions.no_question(names):
            await self.news.add(Item(About.REVIEW, each, None), now)
        return ended

    async def show(self, case: CaseId, now: datetime) -> None:
        """The card of a case is to read as it stands now."""
        await self.news.add(Item(About.CARD, case, None), now)
