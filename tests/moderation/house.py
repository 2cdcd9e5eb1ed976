"""What those do who hand cases on, hold and reopen them, and what takes two people or a role that is given."""

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.model import Measure
from moderation.roles import Action, Role
from moderation.team import OPERATOR
from tests.moderation.cast import CAST, LUCK, MEMBERS
from tests.moderation.judge import DAY
from tests.moderation.ledger import Row
from tests.moderation.office import NOTE, Office


class House(Office):
    """Who, which case, how lucky, and how."""

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
            wanted = True if how % 3 == 2 else None
            waiting = [each for each in waiting if each["used_at"] is None and each["granted"] == wanted]
            waiting = [each for each in waiting if self.now <= each["at"] + 7 * DAY] or waiting
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
            made = await self._step(
                "ask",
                lambda unit: team.ask(unit, actor, case["id"], action, NOTE),
                lambda oracle: action is not Action.BAN and not open_ones and oracle.allowed(chosen, case, action),
            )
            if made is not None and luck % 2:  # before its time is over
                await self.asks(who, which, luck, how // 3 * 3 + 1)
            return
        row = waiting[which % len(waiting)]
        about = self._ledger.cases[row["case"]]
        fresh = self.now <= row["at"] + 7 * DAY and row["used_at"] is None
        yes = how % 4 < 3
        if how % 3 == 1:
            action = Action(row["action"])
            second = self._able(
                who, luck if how // 3 % 4 else 99, lambda each: self._oracle().allowed(each, about, action)
            )
            actor, chosen = self._actor(second), second
        if how % 3 == 1 and luck % 4 == 0:
            read = await self._step(
                "read what was asked",
                lambda unit: team.request(unit, actor, row["id"]),
                lambda oracle: oracle.answer(chosen, row),
            )
            assert read is None or read.note in (NOTE, "so", "")  # a sealed case has no words
        elif how % 3 == 1:
            said = await self._step(
                "answer",
                lambda unit: team.answer(unit, actor, row["id"], granted=yes),
                # To a ban yes is said by deciding it.
                lambda oracle: not (yes and row["action"] == "ban") and oracle.answer(chosen, row),
            )
            if said is not None and yes:
                await self.asks(who, which, luck, how // 3 * 3 + 2)
        else:
            await self._step(
                "use",
                lambda unit: team.use(unit, actor, row["id"]),
                lambda oracle: (
                    fresh
                    and row["action"] != "ban"
                    and bool(row["granted"])
                    and row["asked_by"] == chosen.name
                    and oracle.allowed(chosen, about, Action(row["action"]))
                ),
            )

    async def reviews(self, who: int, which: int, luck: int, how: int) -> None:
        """Whether what has no end still stands: said by those who are asked, or by others."""
        stands = self._stands_for_ever()
        if luck < LUCK and stands and all(each["review_asked_at"] is None for each in stands):  # its time comes
            self.now = max(self.now, stands[which % len(stands)]["review_at"])
            await self.rounds()
            await self.cleans_up(who, which, luck, how)
            await self.rounds()
        asked = [each for each in self._stands_for_ever() if each["review_asked_at"] is not None]
        others = [each for each in self._ledger.sanctions.values() if each["measure"] in ("ban", "exclusion")]
        found = asked if asked and luck < LUCK else others
        if not found:
            return
        row, keep, service = found[which % len(found)], bool(how % 3), self._service.reviews
        chosen = self._able(who, luck if how % 4 else 99, lambda each: self._oracle().review(each, row))
        reviewed = await self._step(
            "look again",
            lambda unit: service.reviewed(unit, self._actor(chosen), row["id"], keep=keep),
            lambda oracle: oracle.review(chosen, row),
        )
        if reviewed is not None:
            after = self._ledger.sanctions[row["id"]]
            assert (after["lifted_at"] is None) is keep

    def _stands_for_ever(self) -> list[Row]:
        return [
            each
            for each in self._ledger.sanctions.values()
            if each["measure"] in ("ban", "exclusion") and each["until"] is None and each["lifted_at"] is None
        ]

    async def grants(self, who: int, which: int, luck: int, how: int) -> None:
        chosen = self._who(who, ("sen1", "adm") if luck < LUCK else tuple(CAST))
        member = (*MEMBERS[:2], "none", "tri", "sen4", "saf3", "sen1", "adm")[which % 8]
        roles = list(Role)
        if how % 2 == 0 and luck < LUCK:
            roles = [Role(each) for each in sorted(self._ledger.roles(member))] or roles
        role = roles[how % len(roles)]
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

    async def goes_on(self, who: int, which: int, luck: int, how: int) -> None:
        """Some case, one of the latest, is led on to where it can go from here."""
        latest = list(self._ledger.cases.values())[-6:]
        if not latest:
            return
        case = latest[which % len(latest)]
        if case["state"] == "merged":
            case = self._ledger.cases.get(case["merged_into"], case)
        self.only = case["id"]
        ways = {
            "claimed": ("decides", "decides", "hands_on", "merges", "beats"),
            "claimed-appeal": ("rules", "rules", "beats"),
            "decided": ("appeals", "reopens", "holds", "lifts", "passes", "cleans_up", "reviews"),
            "sealed": ("holds", "passes", "cleans_up", "lifts"),
            "merged": ("passes", "cleans_up"),
            "legal-hold": ("claims", "claims", "holds", "passes"),
            "purged": ("passes", "cleans_up", "reviews", "lifts"),
        }.get(case["state"], ("claims",))
        if case["state"] in ("decided", "sealed") and (case["legal_hold"] or case["preserved_until"]):
            ways = ("holds", "passes")
        try:
            await getattr(self, ways[how // 3 % len(ways)])(who, which, luck, how)
        finally:
            self.only = None

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
