"""The only door to moderation: chat, command line and console all come through here.

Every method works within the caller's unit of work, and what it means for conversations comes back as consequences.
`cases`, `handover`, `verdicts`, `reviews`, `appeals` and `team` are for those who moderate; the rest is for everybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

from config.database import UnitOfWork
from config.ids import MemberId
from moderation import dossier
from moderation.aftercare import Aftercare
from moderation.appeals import Appeals
from moderation.audit import Kind
from moderation.bench import Apart, Bench, Evidence
from moderation.books import Books
from moderation.cases import Case, Move, State, laid_down
from moderation.casework import Casework
from moderation.dossier import Dossier, View
from moderation.filing import Filing, NoSuchReport, TooManyWords, TooOften
from moderation.forgetting import Forgetting
from moderation.handover import Handover
from moderation.model import KEEPS_OUT, CaseId, Measure, Reason, Report, Sanction, Standing
from moderation.personal import Rights
from moderation.policy import Policy, usual
from moderation.reviews import Reviews
from moderation.roles import Actor
from moderation.team import OPERATOR, Team
from moderation.verdicts import Decided, Verdicts

__all__ = ["Moderation", "NoSuchReport", "TooManyWords", "TooOften"]


class Moderation:
    """`clock` gives epoch seconds. `evidence`: what is kept of what was said; `apart`: who keeps apart from whom."""

    def __init__(
        self,
        clock: Callable[[], float],
        policy: Policy | None = None,
        evidence: Evidence | None = None,
        apart: Apart | None = None,
    ) -> None:
        bench = Bench(clock, policy or usual())
        if evidence is not None:
            bench = replace(bench, evidence=evidence)
        if apart is not None:
            bench = replace(bench, apart=apart)
        self._bench = bench
        self._filing = Filing(bench)
        self.cases = Casework(bench)
        self.handover = Handover(bench)
        self.verdicts = Verdicts(bench)
        self.appeals = Appeals(bench, self.verdicts)
        self.report = self._filing.file
        self.add_words = self._filing.add_words
        self.team = Team(bench)
        self.reviews = Reviews(bench)
        self._aftercare = Aftercare(bench, self.cases, self.handover, self.reviews)
        self.due = self._aftercare.due
        self.consequences = self._aftercare.consequences
        self.heard = self._aftercare.heard
        self._forgetting = Forgetting(bench)
        self.referring = self._forgetting.referring
        self.outlived = self._forgetting.outlived
        self.clean_up = self._forgetting.clean_up
        self._rights = Rights(bench)
        self.erase = self._rights.erase
        self.stored = self._rights.stored

    @property
    def policy(self) -> Policy:
        return self._bench.policy

    # --- for everybody ---

    async def standing(self, unit: UnitOfWork, member: MemberId) -> Standing:
        """What holds against a member now."""
        holding = await Books(unit).sanctions.holding([member], self._bench.now())
        out = [each for each in holding if each.measure in KEEPS_OUT]
        limited = [each for each in holding if each.measure is Measure.LIMIT]
        excluded = frozenset(
            each.server for each in holding if each.measure is Measure.EXCLUSION and each.server is not None
        )
        out.sort(key=lambda each: (each.until.timestamp() if each.until else inf, each.measure is Measure.BAN))
        return Standing(out[-1] if out else None, limited[-1] if limited else None, excluded, tuple(holding))

    async def sanction(self, unit: UnitOfWork, member: MemberId) -> Sanction | None:
        """What keeps a member out now, the longest if there are several."""
        return (await self.standing(unit, member)).out

    async def server_set(self, unit: UnitOfWork, actor: MemberId, server: str, what: str) -> None:
        """An admin changed what holds in a server (its fingerprint): a line in the audit log. `what` is coded."""
        await Books(unit).audit.append(self._bench.now(), actor, Kind.SERVER_SET, note=f"{what} {server}")

    # --- for the operator, by the command line ---

    async def read_reports(self, unit: UnitOfWork, limit: int = 100) -> Sequence[Report]:
        """Reports nobody has decided, the oldest first; that the operator read them is a line in the log."""
        books = Books(unit)
        await books.audit.append(self._bench.now(), OPERATOR.member, Kind.QUEUE_READ, note="reports")
        return await books.reports.open(limit)

    async def case_of(self, unit: UnitOfWork, number: str) -> Case:
        """The case of a report (R-7K2F), or the case of that number (7K2F). Raises NoSuchReport."""
        books = Books(unit)
        if number.startswith("R-"):
            report = await books.reports.get(number)
            if report is None or report.case is None:
                raise NoSuchReport(number)
            return await books.case(report.case)
        found = await books.cases.get(CaseId(number))
        if found is None:
            raise NoSuchReport(number)
        return found

    async def settle(
        self,
        unit: UnitOfWork,
        number: str,
        measure: Measure,
        seconds: float | None = None,
        reason: Reason | None = None,
    ) -> Decided:
        """Decide a case as the operator, whoever has it in hand; one that is decided is looked at again.

        Raises NoSuchReport, Refused (then the unit is to be left without committing).
        """
        case = await self.case_of(unit, number)
        if case.state is State.DECIDED:
            case = await self.handover.reopen(unit, OPERATOR, case.id, "by the command line")
        case = await self.taken(unit, case)
        return await self.verdicts.decide(unit, OPERATOR, case.id, case.fence, measure, seconds=seconds, reason=reason)

    async def taken(self, unit: UnitOfWork, case: Case) -> Case:
        """A case in the operator's hands, whoever had it. Raises Refused."""
        leased = case.leased(self._bench.now())
        if leased and case.holder == OPERATOR.member:
            return case
        if leased:
            case = await self._taken_away(unit, case)
        return await self.cases.claim(unit, OPERATOR, case.id)

    async def _taken_away(self, unit: UnitOfWork, case: Case) -> Case:
        """The operator comes before whoever has a case in hand; their claim is stale from then on."""
        books, now = Books(unit), self._bench.now()
        return await books.move(case, laid_down(case, Move.RELEASE), Move.RELEASE, OPERATOR.member, now, "taken away")

    async def export(self, unit: UnitOfWork, actor: Actor, approval: str, view: View) -> Dossier:
        """The document of a case, once a second person has agreed (moderation/dossier.py). Raises as `team.use`."""
        return await dossier.export(unit, self._bench, self.team, actor, approval, view)

    async def lift(self, unit: UnitOfWork, number: str) -> int:
        """End what holds against the one a report or case is about; how many sanctions ended. Raises NoSuchReport."""
        case = await self.case_of(unit, number)
        books, now = Books(unit), self._bench.now()
        if case.subject is None:
            return 0
        holding = await books.sanctions.holding([case.subject], now)
        ended = await books.lift([each.id for each in holding], now)
        if ended:
            await books.audit.append(now, OPERATOR.member, Kind.LIFTED, case.id, note=str(ended))
        return ended
