"""Whether something may be done now, said by the records alone: the guards of each step, written by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from moderation.model import Queue
from moderation.roles import Action, Role
from tests.moderation.judge import DAY, OPEN
from tests.moderation.ledger import Ledger, Row
from tests.moderation.rights import CELLS, may

MINUTE: Final = 60_000
WAITING: Final = {"queued", "escalated", "quarantined", "appealed", "legal-hold"}
HARDER: Final = ("warning", "exclusion", "limit", "pause", "ban")
BY_MEASURE: Final = {
    "nothing": Action.CLOSE,
    "unclear": Action.CLOSE,
    "warning": Action.WARN,
    "pause": Action.PAUSE,
    "limit": Action.PAUSE,
    "ban": Action.BAN,
    "exclusion": Action.EXCLUDE,
}
LONGEST: Final = {"pause": 30 * 86400, "limit": 30 * 86400, "exclusion": 365 * 86400}
LIMITS: Final = ((1, 5), (3, 300), (10, 3600), (24, 86400))


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who acts. `server`: where they moderate by a role there."""

    name: str
    roles: frozenset[Role]
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Oracle:
    """What may be done, as the records stand. `apart`: who keeps apart from whom."""

    at: Ledger
    now: int
    apart: Mapping[str, frozenset[str]]

    def allowed(self, who: Who, case: Row, action: Action) -> bool:
        people = self.at.reporters(case["id"]) | {case["subject"]}
        involved = who.name in people or people & self.apart.get(who.name, frozenset())
        return not involved and may(who.roles, who.server, action, Queue(case["queue"]), case["server"] or None)

    def may_hold(self, who: Who, case: Row) -> bool:
        return may(who.roles, who.server, Action.CLAIM, Queue(case["queue"]), case["server"] or None)

    def held(self, who: Who, case: Row, fence: int) -> bool:
        return (
            case["holder"] == who.name
            and case["fence"] == fence
            and case["lease_until"] is not None
            and self.now < case["lease_until"]
        )

    def whole(self, name: str) -> list[str]:
        """The case, and what went on in it."""
        return [
            name,
            *(each for row in self.at.cases.values() if row["merged_into"] == name for each in self.whole(row["id"])),
        ]

    def took_part(self, case: Row) -> set[str]:
        decisions = {each["id"]: each for each in self.at.tables["decisions"]}
        part = [each for name in self.whole(case["id"]) for each in self.at.decisions_of[name]]
        people = set()
        for appeal in self.at.tables["appeals"]:
            if appeal["case"] == case["id"] and appeal["ruling"] is None:
                people.add(appeal["decided_by"])
                sanction = self.at.sanctions.get(appeal["sanction"])
                if sanction is not None and sanction["decision"] is not None:
                    part.append(decisions[sanction["decision"]])
        return people | {each[name] for each in part for name in ("actor", "second")}

    # --- steps ---

    def claim(self, who: Who, case: Row) -> bool:
        state, queue = case["state"], case["queue"]
        if case["lease_until"] is not None:
            if self.now < case["lease_until"]:
                return False
            state = "appealed" if state == "claimed-appeal" else "queued"
        if state == "appealed" and who.name in self.took_part(case):
            return False
        return state in WAITING and self.allowed(who, {**case, "queue": queue}, Action.CLAIM)

    def holds(self, who: Who, case: Row, fence: int, action: Action, state: str = "claimed") -> bool:
        """Steps of the one who has it in hand."""
        return case["state"] == state and self.held(who, case, fence) and self.allowed(who, case, action)

    def heartbeat(self, who: Who, case: Row, fence: int) -> bool:
        return self.held(who, case, fence) and self.allowed(who, case, Action.CLAIM)

    def decide(self, who: Who, case: Row, fence: int, measure: str, seconds: float | None) -> bool | None:
        """None: the ladder has a say."""
        if measure not in BY_MEASURE or not self.holds(who, case, fence, BY_MEASURE[measure]):
            return False
        if seconds is not None and not 60 <= seconds <= LONGEST.get(measure, 0):
            return False
        if seconds is None and measure in ("pause", "limit"):
            return None
        return measure != "ban" or not any(each["asked_by"] == who.name for each in self.unanswered(case))

    def asked(self, case: Row, action: str = "ban") -> list[Row]:
        return [each for each in self.unanswered(case, action) if each["at"] > self.now - 7 * DAY]

    def unanswered(self, case: Row, action: str = "ban") -> list[Row]:
        return [
            each
            for each in self.at.tables["approvals"]
            if (each["case"], each["action"], each["used_at"], each["granted"]) == (case["id"], action, None, None)
        ]

    def second(self, who: Who, case: Row) -> bool:
        """Whether somebody else asked for the ban in time, and still may: then it takes no other."""
        queue, server = Queue(case["queue"]), case["server"] or None
        return any(
            each["asked_by"] != who.name
            and may(frozenset(map(Role, self.at.roles(each["asked_by"]))), None, Action.BAN, queue, server)
            for each in self.asked(case)
        )

    def merge(self, who: Who, case: Row, fence: int, into: Row) -> bool:
        if case["queue"] == "child-safety" != into["queue"]:
            return False  # it would come before others than child safety
        if into["queue"] == "server" and (case["queue"], case["server"]) != ("server", into["server"]):
            return False  # it would come before the moderators of a server where it did not begin
        return (
            self.holds(who, case, fence, Action.MERGE)
            and case["id"] != into["id"]
            and case["subject"] == into["subject"]
            and into["state"] in OPEN
            and self.allowed(who, into, Action.MERGE)
        )

    def reopen(self, who: Who, case: Row) -> bool:
        same = ("subject", "reason", "server")
        others = [each for each in self.at.cases.values() if each["state"] in OPEN]
        taken = any(all(each[name] == case[name] for name in same) for each in others)
        return case["state"] == "decided" and not taken and self.allowed(who, case, Action.REOPEN)

    def hold(self, who: Who, case: Row, *, on: bool) -> bool:
        fits = case["state"] not in ("merged", "purged") and bool(case["legal_hold"]) is not on
        return fits and self.allowed(who, case, Action.LEGAL_HOLD)

    def lift(self, who: Who, case: Row) -> bool:
        holding = [each for each in self.at.sanctions.values() if each["case"] == case["id"] and self.in_force(each)]
        return bool(holding) and case["state"] not in OPEN and self.allowed(who, case, Action.LIFT)

    def review(self, who: Who, sanction: Row) -> bool:
        """Whether they may say that it stands or is lifted, which moderators are asked."""
        case = self.at.cases.get(sanction["case"])
        asked = sanction["review_asked_at"] is not None and sanction["lifted_at"] is None
        theirs = sanction["member"] in {who.name} | self.apart.get(who.name, frozenset())
        if case is None:
            return asked and not theirs and may(who.roles, who.server, Action.LIFT, Queue.SENIOR, None)
        return asked and not theirs and self.allowed(who, case, Action.LIFT)

    def answer(self, who: Who, request: Row) -> bool:
        """Whether they are the second person it is waiting for."""
        open_still = request["granted"] is None and request["used_at"] is None and self.now <= request["at"] + 7 * DAY
        others = request["asked_by"] != who.name
        return open_still and others and self.allowed(who, self.at.cases[request["case"]], Action(request["action"]))

    def in_force(self, sanction: Row) -> bool:
        ended = sanction["lifted_at"] is not None or sanction["overturned"]
        over = sanction["until"] is not None and sanction["until"] <= self.now
        return not ended and not over and sanction["measure"] != "warning"

    def appeal(self, member: str, sanction: Row, words: str) -> bool:
        case = self.at.cases.get(sanction["case"])
        return (
            len(words.strip()) > 0
            and len(words) <= 2000
            and sanction["member"] == member
            and sanction["measure"] != "hold"
            and sanction["lifted_at"] is None
            and not sanction["overturned"]
            and not any(each["sanction"] == sanction["id"] for each in self.at.tables["appeals"])
            and self.now <= sanction["since"] + 30 * DAY
            and case is not None
            and case["state"] == "decided"
        )

    def rule(
        self, who: Who, case: Row, fence: int, ruling: str, measure: str | None, seconds: float | None
    ) -> bool | None:
        if not self.holds(who, case, fence, Action.DECIDE_APPEAL, "claimed-appeal"):
            return False
        if who.name in self.took_part(case):
            return False
        if ruling != "modified":
            return True
        (appeal,) = (
            each for each in self.at.tables["appeals"] if each["case"] == case["id"] and each["ruling"] is None
        )
        against = self.at.sanctions[appeal["sanction"]]
        if measure not in HARDER or measure == "ban" or (measure == "exclusion" and not case["server"]):
            return False
        if seconds is None and measure in ("pause", "limit"):
            return None
        if seconds is not None and not 60 <= seconds <= LONGEST.get(measure, 0):
            return False
        ended = float("inf") if against["until"] is None else against["until"]
        ends = 0.0 if measure == "warning" else float("inf") if seconds is None else self.now + seconds * 1000
        harder = HARDER.index(measure) - HARDER.index(against["measure"])
        if harder == 0:
            return measure != "warning" and ends < ended
        return harder < 0 and ends <= ended

    # --- the rest ---

    def wait(self, reporter: str) -> bool:
        """Whether one more report now is one too many."""
        ages = [self.now - each["at"] for each in self.at.tables["reports"] if each["reporter"] == reporter]
        return any(sum(age < within * 1000 for age in ages) >= most for most, within in LIMITS)

    def grant(self, who: Who, member: str, role: Role) -> bool:
        lacks = any(
            sign != "." and not any(CELLS[own, action, queue] == "x" for own in who.roles)
            for (given, action, queue), sign in CELLS.items()
            if given is role
        )
        gives = may(who.roles, who.server, Action.GRANT, Queue.STANDARD, None)
        return gives and not lacks and member != who.name and role.value not in self.at.roles(member)

    def revoke(self, who: Who, member: str, role: Role) -> bool:
        gives = may(who.roles, who.server, Action.GRANT, Queue.STANDARD, None)
        return gives and member != who.name and role.value in self.at.roles(member)
