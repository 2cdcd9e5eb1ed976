"""What those do who moderate, or would like to: the deeds of `Life` that need a role."""

from typing import Any

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.model import Measure, Ruling
from moderation.roles import Action, Role
from moderation.team import OPERATOR
from tests.moderation.judge import DAY
from tests.moderation.life import CAST, LUCK, MEMBERS, SECONDS, Life
from tests.moderation.oracle import MINUTE, Who
from tests.moderation.rights import CELLS

MEASURES = (
    Measure.NOTHING,
    Measure.PAUSE,
    Measure.WARNING,
    Measure.BAN,
    Measure.BAN,
    Measure.LIMIT,
    Measure.UNCLEAR,
    Measure.EXCLUSION,
    Measure.HOLD,
)
TIMED = (Measure.PAUSE, Measure.LIMIT, Measure.EXCLUSION)
WAITING = ("queued", "escalated", "quarantined", "appealed", "legal-hold")
NOTE = "because of what it says there"


class Office(Life):
    """Each deed: who, which case, and how lucky."""

    # --- in hand ---

    async def claims(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, *WAITING)
        if case is None:
            return
        chosen = self._able(who, luck, lambda each: self._oracle().claim(each, case))
        claimed = await self._step(
            "claim",
            lambda unit: self._service.cases.claim(unit, self._actor(chosen), case["id"]),
            lambda oracle: oracle.claim(chosen, case),
        )
        if claimed is not None:
            after = self._ledger.cases[case["id"]]
            assert (after["fence"], after["holder"]) == (case["fence"] + 1, chosen.name)
            assert after["lease_until"] == self.now + 10 * MINUTE

    async def beats(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "claimed", "claimed-appeal")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)
        kept = await self._step(
            "heartbeat",
            lambda unit: self._service.cases.heartbeat(unit, self._actor(chosen), case["id"], fence),
            lambda oracle: oracle.heartbeat(chosen, case, fence),
        )
        if kept is not None:
            until = min(self.now + 10 * MINUTE, case["claimed_at"] + 60 * MINUTE)
            assert self._ledger.cases[case["id"]]["lease_until"] == max(until, case["lease_until"])

    async def releases(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "claimed", "claimed-appeal")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)
        back = await self._step(
            "release",
            lambda unit: self._service.cases.release(unit, self._actor(chosen), case["id"], fence),
            lambda oracle: oracle.held(chosen, case, fence),
        )
        if back is not None and case["skips"] == 2 and case["queue"] in ("standard", "urgent", "server"):
            assert self._ledger.cases[case["id"]]["queue"] == "senior", "skipped three times"

    async def looks(self, who: int, which: int, luck: int, how: int) -> None:
        """At the queue, at the evidence, at what was written."""
        chosen = self._who(who)
        seeing = self._queues(chosen)
        found = await self._step(
            "read the queue",
            lambda unit: self._service.cases.queue(unit, self._actor(chosen), 200),
            lambda _: bool(seeing),
        )
        for each in found or ():
            assert (each.queue.value, each.server) in seeing or (each.queue.value, None) in seeing
        case = self._case(which, luck, "claimed", "claimed-appeal")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)

        def may(oracle: Any) -> bool:
            return bool(oracle.held(chosen, case, fence) and oracle.allowed(chosen, case, Action.VIEW))

        looking = self._service.cases.opened if luck % 2 else self._service.cases.papers
        await self._step("view", lambda unit: looking(unit, self._actor(chosen), case["id"], fence), may)

    def _queues(self, who: Who) -> list[tuple[str, str | None]]:
        return [
            (queue.value, None if sign == "x" else who.server)
            for (role, action, queue), sign in CELLS.items()
            if role in who.roles and action is Action.SEE_QUEUE and sign != "."
        ]

    # --- deciding ---

    async def decides(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "claimed")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)
        measure = MEASURES[how % len(MEASURES)]
        if luck < LUCK:
            able = [each for each in MEASURES if self._oracle().decide(chosen, case, fence, each, None) is not False]
            measure = able[how % len(able)] if able else measure
        timed = measure in TIMED or luck >= 95
        seconds = SECONDS[how // 9 % (6 if luck < LUCK else len(SECONDS))] if timed else None
        await self._step(
            "decide",
            lambda unit: self._service.verdicts.decide(
                unit, self._actor(chosen), case["id"], fence, measure, seconds=seconds, note="so"
            ),
            lambda oracle: oracle.decide(chosen, case, fence, measure.value, seconds),
        )

    async def rules(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "claimed-appeal")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)
        ruling = (Ruling.UPHELD, Ruling.OVERTURNED, Ruling.MODIFIED)[how % 3]
        measure = MEASURES[how // 3 % len(MEASURES)] if ruling is Ruling.MODIFIED else None
        seconds = SECONDS[how // 27 % len(SECONDS)] if measure in TIMED else None
        ruled = await self._step(
            "rule",
            lambda unit: self._service.appeals.rule(
                unit, self._actor(chosen), case["id"], fence, ruling, measure=measure, seconds=seconds
            ),
            lambda oracle: oracle.rule(chosen, case, fence, ruling.value, measure and measure.value, seconds),
        )
        if ruled is not None:
            self._promised.add(MemberId(case["subject"]))
            if ruling is not Ruling.UPHELD:
                left = [each for each in self._ledger.sanctions.values() if each["case"] == case["id"]]
                counted = [each for each in left if not each["overturned"]]
                assert [each["id"] for each in counted] == ([ruled.sanction.id] if ruled.sanction else [])

    async def lifts(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "decided", "appealed")
        if case is None:
            return
        chosen = self._able(who, luck, lambda each: self._oracle().lift(each, case))
        await self._step(
            "lift",
            lambda unit: self._service.verdicts.lift(unit, self._actor(chosen), case["id"], NOTE),
            lambda oracle: oracle.lift(chosen, case),
        )

    # --- handing over ---

    async def hands_on(self, who: int, which: int, luck: int, how: int) -> None:
        """To the seniors, to child safety, or to the authorities' shelf."""
        case = self._case(which, luck, "claimed")
        if case is None:
            return
        chosen, fence = self._holder(who, luck, case)
        actor, handover = self._actor(chosen), self._service.handover
        safety = case["queue"] == "child-safety" and luck < LUCK
        match 2 if safety else how % 3:
            case 0:
                note = NOTE if luck < 95 else ("", "x" * 501)[how % 2]
                await self._step(
                    "escalate",
                    lambda unit: handover.escalate(unit, actor, case["id"], fence, note),
                    lambda oracle: note == NOTE and oracle.holds(chosen, case, fence, Action.ESCALATE),
                )
            case 1:
                await self._step(
                    "quarantine",
                    lambda unit: handover.quarantine(unit, actor, case["id"], fence),
                    lambda oracle: oracle.holds(chosen, case, fence, Action.QUARANTINE),
                )
            case _:
                await self._step(
                    "preserve",
                    lambda unit: handover.preserve(unit, actor, case["id"], fence),
                    lambda oracle: oracle.holds(chosen, case, fence, Action.PRESERVE),
                )

    async def merges(self, who: int, which: int, luck: int, how: int) -> None:
        found = list(self._ledger.cases.values())
        able = [
            (case, target, case["holder"])
            for case in found
            if case["state"] == "claimed" and case["holder"] in CAST
            for target in found
            if self._oracle().merge(self._who(0, (case["holder"],)), case, case["fence"], target)
        ]
        if able and luck < LUCK:
            case, target, holder = able[which % len(able)]
            chosen, fence = self._who(0, (holder,)), case["fence"]
        else:
            picked = self._case(which, luck, "claimed")
            if picked is None:
                return
            case, target = picked, found[how % len(found)]
            chosen, fence = self._holder(who, luck, case)
        await self._step(
            "merge",
            lambda unit: self._service.handover.merge(unit, self._actor(chosen), case["id"], fence, target["id"]),
            lambda oracle: oracle.merge(chosen, case, fence, target),
        )

    async def reopens(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "decided")
        if case is None:
            return
        chosen = self._able(who, luck, lambda each: self._oracle().reopen(each, case))
        await self._step(
            "reopen",
            lambda unit: self._service.handover.reopen(unit, self._actor(chosen), case["id"], NOTE),
            lambda oracle: oracle.reopen(chosen, case),
        )

    async def holds(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, "decided", "sealed", "legal-hold", "merged", "purged", "claimed")
        if case is None:
            return
        on = not case["legal_hold"] if luck < LUCK else bool(luck % 2)
        chosen = self._able(who, luck, lambda each: self._oracle().hold(each, case, on=on))
        await self._step(
            "legal hold",
            lambda unit: self._service.handover.hold(unit, self._actor(chosen), case["id"], on=on),
            lambda oracle: oracle.hold(chosen, case, on=on),
        )

    # --- two people, and roles ---

    async def asks(self, who: int, which: int, luck: int, how: int) -> None:
        """Unmasking and exporting: asked, answered, done."""
        waiting = self._ledger.tables["approvals"]
        chosen = self._who(who, ("sen1", "sen2", "sen3", "saf1") if luck < LUCK else tuple(CAST))
        if luck < LUCK:
            waiting = [each for each in waiting if each["used_at"] is None and each["granted"] in (None, how % 3 == 2)]
        if how % 3 == 2 and waiting and luck < LUCK:
            chosen = self._who(0, (waiting[which % len(waiting)]["asked_by"],))
        actor, team = self._actor(chosen), self._service.team
        if how % 3 == 0 or not waiting:
            case = self._case(which, luck, "decided", "claimed")
            action = (Action.UNMASK, Action.EXPORT, Action.BAN)[how % 9 // 3]
            if case is None:
                return
            since = self.now - 7 * DAY
            open_ones = [
                each
                for each in self._ledger.tables["approvals"]
                if (each["case"], each["action"], each["asked_by"]) == (case["id"], action.value, chosen.name)
                and each["granted"] is None
                and each["used_at"] is None
                and each["at"] > since
            ]
            await self._step(
                "ask",
                lambda unit: team.ask(unit, actor, case["id"], action, NOTE),
                lambda oracle: action is not Action.BAN and not open_ones and oracle.allowed(chosen, case, action),
            )
            return
        row = waiting[which % len(waiting)]
        case = self._ledger.cases[row["case"]]
        fresh = self.now <= row["at"] + 7 * DAY and row["used_at"] is None and row["action"] != "ban"
        if how % 3 == 1:
            await self._step(
                "answer",
                lambda unit: team.answer(unit, actor, row["id"], granted=how % 4 < 3),
                lambda oracle: (
                    fresh
                    and row["granted"] is None
                    and row["asked_by"] != chosen.name
                    and oracle.allowed(chosen, case, Action(row["action"]))
                ),
            )
        else:
            await self._step(
                "use",
                lambda unit: team.use(unit, actor, row["id"]),
                lambda oracle: (
                    fresh
                    and bool(row["granted"])
                    and row["asked_by"] == chosen.name
                    and oracle.allowed(chosen, case, Action(row["action"]))
                ),
            )

    async def grants(self, who: int, which: int, luck: int, how: int) -> None:
        chosen = self._who(who, ("sen1", "adm") if luck < LUCK else tuple(CAST))
        member = (*MEMBERS[:2], "none", "tri", "sen4", "saf3", "sen1", "adm")[which % 8]
        role = list(Role)[how % len(Role)]
        actor, team = self._actor(chosen), self._service.team
        if how % 2:
            await self._step(
                "grant",
                lambda unit: team.grant(unit, actor, MemberId(member), role),
                lambda oracle: oracle.grant(chosen, member, role),
            )
        else:
            await self._step(
                "revoke",
                lambda unit: team.revoke(unit, actor, MemberId(member), role),
                lambda oracle: oracle.revoke(chosen, member, role),
            )

    async def invites(self, who: int, which: int, luck: int, how: int) -> None:
        """An invitation by one, redeemed by another (or the same), who has no more by it than the one who gave it."""
        chosen = self._who(who, ("sen1", "adm") if luck < LUCK else tuple(CAST))
        member = (chosen.name, *MEMBERS[:2], "none", "sen4")[which % 5]
        role, team = list(Role)[how % len(Role)], self._service.team
        had = self._ledger.roles(member)

        async def invited(unit: UnitOfWork) -> object:
            code = await team.invite(unit, self._actor(chosen), role)
            if luck % 5 == 0:
                await team.revoke(unit, OPERATOR, MemberId(chosen.name), Role.ADMIN)
            return await team.redeem(unit, MemberId(member), code)

        await self._step("invite", invited, lambda oracle: oracle.grant(chosen, "somebody else", role))
        gained = self._ledger.roles(member) - had
        assert not gained or (member != chosen.name and luck % 5), "by an invitation of their own, or of nobody's"

    async def tries_what_is_not_there(self, who: int, which: int, luck: int, how: int) -> None:
        """Cases that there are none of."""
        actor, name = self._actor(self._who(who)), ("ZZZZ", "", "0000", "x" * 5000)[how % 4]
        cases, handover = self._service.cases, self._service.handover
        tried = (
            lambda unit: cases.claim(unit, actor, name),
            lambda unit: cases.opened(unit, actor, name, 1),
            lambda unit: handover.escalate(unit, actor, name, 1, NOTE),
            lambda unit: self._service.verdicts.decide(unit, actor, name, 1, Measure.NOTHING),
            lambda unit: self._service.team.answer(unit, actor, name, granted=True),
        )[how % 5]
        await self._step("try what is not there", tried, lambda _: False)
