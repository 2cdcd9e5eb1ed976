"""Members, moderators and time over the real service: each deed is one step, judged by what it leaves in the records.

Deeds choose by three numbers: who, what, and how lucky (0 to 99). Mostly the one who can do something to something it
can be done to; the rest are people without any right, stale fences and cases of others: refused.
"""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from config.database import Database, UnitOfWork
from config.ids import MemberId, RoomId
from moderation.appeals import NotAppealable
from moderation.cases import Refused
from moderation.model import DETAILS, Hold, Tell, TellRuling
from moderation.questions import ShowRequest, ShowReview
from moderation.roles import Actor, Role
from moderation.service import Moderation, NoSuchReport, TooOften
from moderation.team import OPERATOR
from moderation.verdicts import Decided
from tests.moderation.cast import CAST, LUCK, MEMBERS, ON, PASSES, REASONS, Outcome
from tests.moderation.desk import NOW, SERVER, Papers, carried_out, swept
from tests.moderation.judge import Judge
from tests.moderation.ledger import Ledger, Reader, Row
from tests.moderation.oracle import Oracle, Who
from tests.moderation.unheard import Unheard


class Life:
    """One town's moderation from its first day on. `begin` before anything else, `end` after all."""

    def __init__(self, database: Database, file: Path) -> None:
        self.now = round(NOW.timestamp() * 1000)
        self.evidence = Papers()
        self.apart: dict[str, frozenset[str]] = {}
        self.judge = Judge()
        self.unheard = Unheard()
        self.outcome = Outcome(lives=1)
        self._database = database
        self._reader = Reader(file)
        self._stands: Ledger | None = None
        self.well = True
        self._promised: set[str] = set()
        self._unheard: set[str] = set()
        self.only: str | None = None

        async def apart(unit: UnitOfWork, member: MemberId) -> frozenset[MemberId]:
            return frozenset(map(MemberId, self.apart.get(member, ())))

        self._service = Moderation(lambda: self.now / 1000, None, self.evidence, apart)

    async def begin(self) -> None:
        """Those of the cast get their roles from the operator."""
        async with self._database.unit() as unit:
            for name, roles in CAST.items():
                for role in roles:
                    await self._service.team.grant(unit, OPERATOR, MemberId(name), role)

    # --- how a step goes ---

    async def does(self, deed: str, who: int, which: int, luck: int, how: int) -> None:
        """One deed, some seconds later; where there is nothing to do it to, something that leads there."""
        self.well = False
        self.now += how % 7 * 1000
        steps = self.outcome.steps
        for each in (deed, ("goes_on", "claims", "decides")[how % 3], "reports"):
            if self.outcome.steps == steps:
                await getattr(self, each)(who, which, luck, how)
        self.well = True

    async def _step(
        self, name: str, deed: Callable[[UnitOfWork], Awaitable[Any]], expected: Callable[[Oracle], bool | None]
    ) -> Any:
        """One deed in one unit, which commits whatever it came to. What it gave; None if it was refused."""
        before = self._ledger
        may = expected(Oracle(before, self.now, self.apart))
        given, refused = None, None
        async with self._database.unit() as unit:
            try:
                given = await deed(unit)
            except (Refused, NotAppealable, TooOften, NoSuchReport) as error:
                refused = error
        after = self._reader.ledger()
        lines = self._reader.lines(before.last)
        self.outcome.steps += 1
        if refused is not None:
            self.judge.refused(before, after)
            assert lines == [], "refused, and a line says it was done"
        assert may is None or may is (refused is None), f"{name}: {refused!r}, but may is {may}"
        self.unheard.step(before, after, lines, self.now)
        if refused is None and isinstance(given, list):
            self._heard(given)
        if name == "rule" and isinstance(given, Decided) and given.sanction is not None:
            self.judge.told.add(given.sanction.id)  # with the ruling, which is still to be told: see `end`
        self.judge.step(before, after, lines, self.evidence.shredded, self.now)
        counted = self.outcome.done if refused is None else self.outcome.refused
        counted[name] = counted.get(name, 0) + 1
        self._stands = after
        for row in after.cases.values():
            if row["holder"] in CAST:
                assert self._oracle().may_hold(self._who(0, (row["holder"],)), row), "in the hands of who may no more"
        return given

    @property
    def _ledger(self) -> Ledger:
        if self._stands is None:
            self._stands = self._reader.ledger()
        return self._stands

    def _heard(self, consequences: Sequence[object]) -> None:
        for each in consequences:
            if isinstance(each, Tell) and each.sanction is not None:
                self.judge.told.add(each.sanction.id)
                self._unheard.discard(each.sanction.id)
            if isinstance(each, Hold):
                self.judge.told.add(each.sanction.id)  # and the member hears of it later: see `end`
                self._unheard |= {each.sanction.id} & {row["ref"] for row in self._ledger.tables["news"]}
            if isinstance(each, TellRuling):
                self._promised.discard(each.member)
            if isinstance(each, ShowRequest | ShowReview):
                self.unheard.heard(each)

    # --- choosing ---

    def _who(self, number: int, names: Sequence[str] = tuple(CAST)) -> Who:
        name = names[number % len(names)]
        roles = frozenset(Role(role) for role in self._ledger.roles(name))
        if name in ON:
            return Who(name, roles | {Role.SERVER_MODERATOR}, ON[name])
        return Who(name, roles)

    def _able(self, number: int, luck: int, may: Callable[[Who], bool | None]) -> Who:
        """Somebody; with luck one who may."""
        able = [name for index, name in enumerate(CAST) if may(self._who(index)) is not False] if luck < LUCK else []
        return self._who(number, able or tuple(CAST))

    def _case(self, number: int, luck: int, *states: str) -> Row | None:
        """A case; with luck one in one of these states."""
        found = [row for row in self._ledger.cases.values() if self.only in (None, row["id"])]
        if luck < LUCK:
            found = [row for row in found if row["state"] in states]
        return found[number % len(found)] if found else None

    def _holder(self, number: int, luck: int, case: Row) -> tuple[Who, int]:
        """The one who has it in hand, and their fence; without luck their fence of before, or somebody else."""
        if luck < 95 and case["holder"] in CAST:
            return self._who(0, (case["holder"],)), case["fence"] - (luck >= LUCK)
        return self._who(number), case["fence"]

    def _oracle(self) -> Oracle:
        return Oracle(self._ledger, self.now, self.apart)

    def _actor(self, who: Who) -> Actor:
        return Actor(MemberId(who.name), who.roles, who.server)

    # --- what people do ---

    async def reports(self, who: int, which: int, luck: int, how: int) -> None:
        reporter, subject = MEMBERS[who % 7], MEMBERS[(who + 1 + which % 6) % 7]
        reason = REASONS[how % len(REASONS)]
        details = (None, *DETAILS[reason])
        tag = f"{min(reporter, subject)}{max(reporter, subject)}{luck % 3}"
        server = SERVER if how % 7 == 0 else None
        again = any(
            (each["reporter"], each["room"], each["reason"]) == (reporter, tag, reason.value)
            for each in self._ledger.tables["reports"]
        )
        filed = await self._step(
            "report",
            lambda unit: self._service.report(
                unit,
                reporter=MemberId(reporter),
                subject=MemberId(subject),
                room=RoomId(tag),
                reason=reason,
                detail=details[how % len(details)],
                words="" if again or how % 2 else "a word",
                server=server,
            ),
            lambda oracle: again or not oracle.wait(reporter),
        )
        if filed is not None:
            assert filed.again is again
            assert (filed.case, filed.number) in self.evidence.frozen or again, "nothing frozen"

    async def adds_words(self, who: int, which: int, luck: int, how: int) -> None:
        rows = self._ledger.tables["reports"]
        if not rows:
            return
        row, member = rows[which % len(rows)], MEMBERS[who % 7]
        if row["words"] is not None and len(row["words"]) > 200:
            return
        await self._step(
            "add words",
            lambda unit: self._service.add_words(unit, row["number"], MemberId(member), "more"),
            lambda _: row["reporter"] == member and row["closed_at"] is None,
        )

    async def appeals(self, who: int, which: int, luck: int, how: int) -> None:
        able = [each for each in self._ledger.sanctions.values() if self._oracle().appeal(each["member"], each, "x")]
        found = able if able and luck < LUCK else list(self._ledger.sanctions.values())
        if not found:
            return
        row = found[which % len(found)]
        member = row["member"] if luck < 95 else MEMBERS[luck % 7]
        await self._offered(row["member"])
        words = ("I did not", "", "x" * 2001, "x" * 2000)[0 if luck < LUCK else luck % 4]
        await self._step(
            "appeal",
            lambda unit: self._service.appeals.file(unit, MemberId(member), row["id"], words),
            lambda oracle: oracle.appeal(member, row, words),
        )

    async def _offered(self, member: str) -> None:
        """What somebody is offered to appeal is theirs to appeal; and is there if anything is."""
        theirs = [each for each in self._ledger.sanctions.values() if each["member"] == member]
        able = {each["id"] for each in theirs if self._oracle().appeal(member, each, "x")}
        async with self._database.read() as unit:
            offered = await self._service.appeals.appealable(unit, MemberId(member))
        assert (offered is not None and offered.id in able) if able else offered is None, f"{offered} of {able}"

    async def erases(self, who: int, which: int, luck: int, how: int) -> None:
        member = MEMBERS[1 + who % 6]

        async def gone(unit: UnitOfWork) -> None:
            await self._service.erase(unit, MemberId(member))

        await self._step("erase", gone, lambda _: True)
        self._promised.discard(member)  # there is nobody left to tell
        self._unheard -= {name for name, row in self._ledger.sanctions.items() if row["member"] == member}
        for row in self._ledger.tables["reports"]:
            assert row["reporter"] != member or row["words"] is None

    async def falls_out(self, who: int, which: int, luck: int, how: int) -> None:
        """A member and somebody of the cast keep apart from now on, or no longer."""
        one, other = MEMBERS[who % 7], list(CAST)[which % len(CAST)]
        for each, from_whom in ((one, other), (other, one)):
            self.apart[each] = self.apart.get(each, frozenset()) ^ {from_whom}

    # --- time ---

    async def passes(self, who: int, which: int, luck: int, how: int) -> None:
        seconds = PASSES[how % len(PASSES)]
        self.now += seconds * 1000
        if seconds > 20 * 86400:
            await self.rounds()
            await self.cleans_up(who, which, luck, how)
        elif luck % 3:  # else what is over is still on record as if it were not
            await self.rounds()

    async def rounds(self) -> None:
        await self._step("consequences", lambda unit: carried_out(self._service, unit), lambda _: True)

    async def cleans_up(self, who: int, which: int, luck: int, how: int) -> None:
        await self._step("clean up", lambda unit: swept(self._service, unit, 40), lambda _: True)

        async def asked(unit: UnitOfWork) -> None:
            due = await self._service.reviews.due(unit)
            assert bool(await self._service.reviews.ask(unit)) is due

        await self._step("ask whether it stands", asked, lambda _: True)
        if self.outcome.steps % 25 == 0:
            await self.audited()

    async def audited(self) -> None:
        async with self._database.read() as unit:
            assert (await self._service.team.verify_log(unit)).broken_at is None

    async def end(self) -> None:
        """All that is still to be told is told, and everything about nobody in the end."""
        self.now += 3700_000
        for _ in range(20):
            await self.rounds()
            async with self._database.read() as unit:
                if not await self._service.due(unit, 1):
                    break
        else:
            raise AssertionError("news without an end")
        assert not self._promised, "ruled, and nobody was told"
        assert not self.unheard.waits, "asked or answered, and no moderator was shown"
        assert all(row["told_at"] is not None for row in self._ledger.sanctions.values())
        for name in self._unheard & self._ledger.sanctions.keys():
            row = self._ledger.sanctions[name]
            over = row["lifted_at"] is not None or (row["until"] is not None and row["until"] <= self.now)
            assert over, "held, and nobody told them"
        await self.audited()
        self.outcome.ways = {" ".join(way): count for way, count in sorted(self.judge.seen.items())}
        self._reader.close()
