"""What those do who moderate, or would like to: the deeds of `Life` that need a role."""

from typing import Any

from config.ids import MemberId
from moderation.model import Measure, Ruling
from moderation.roles import Action
from tests.moderation.cast import CAST, LUCK, SECONDS
from tests.moderation.life import Life
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
    """Who, which case, how lucky, and how."""

    # --- in hand ---

    async def claims(self, who: int, which: int, luck: int, how: int) -> None:
        case = self._case(which, luck, *WAITING)
        if case is None:
            return
        chosen = self._able(who, luck, lambda each: self._oracle().claim(each, case))
        took_part = sorted(name for name in self._oracle().took_part(case) if name in CAST)
        if case["state"] == "appealed" and took_part and how % 3 == 0:
            chosen = self._who(who, took_part)
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

        opened = self._service.cases.opened
        await self._step("view", lambda unit: opened(unit, self._actor(chosen), case["id"], fence), may)

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
        if how % 4:  # else whatever it is, also from the one who may decide other things here
            able = [each for each in MEASURES if self._oracle().decide(chosen, case, fence, each, None) is not False]
            measure = able[how % len(able)] if able else measure
        if how % 2 and any(each["asked_by"] == chosen.name for each in self._oracle().asked(case)):
            measure = Measure.BAN  # what they asked for themselves
        timed = measure in TIMED or luck >= 95
        seconds = SECONDS[how // 9 % (6 if luck < LUCK else len(SECONDS))] if timed else None
        second = self._oracle().second(chosen, case)
        decided = await self._step(
            "decide",
            lambda unit: self._service.verdicts.decide(
                unit, self._actor(chosen), case["id"], fence, measure, seconds=seconds, note="so"
            ),
            lambda oracle: oracle.decide(chosen, case, fence, measure.value, seconds),
        )
        assert decided is None or decided.waits is (measure is Measure.BAN and not second), "by one, or by three"

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
        oracle, after = self._oracle(), ("decided", "appealed", "sealed", "purged")
        led = {each["case"] for each in self._ledger.sanctions.values() if oracle.in_force(each)}
        able = [each for each in self._ledger.cases.values() if each["id"] in led and each["state"] in after]
        able = [each for each in able if self.only in (None, each["id"])]
        case = able[which % len(able)] if able and luck < LUCK else self._case(which, luck, *after)
        if case is None:
            return
        chosen = self._able(who, luck, lambda each: self._oracle().lift(each, case))
        await self._step(
            "lift",
            lambda unit: self._service.verdicts.lift(unit, self._actor(chosen), case["id"], NOTE),
            lambda oracle: oracle.lift(chosen, case),
        )
