"""What must be true of moderation after every step, whoever did what: judged by the records and the audit log alone.

Written from the table of states by hand, not from the code's own.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.moderation.ledger import Ledger, Row

MINUTE: Final = 60_000
DAY: Final = 86_400_000

OPEN: Final = {"queued", "claimed", "escalated", "quarantined", "legal-hold"}
HELD: Final = {"claimed", "claimed-appeal"}
RESTS: Final = {"queued", "escalated", "quarantined"}

WAYS: Final[dict[str, dict[str, set[str]]]] = {
    "new": {"route": {"queued", "quarantined"}},
    "queued": {"claim": {"claimed"}, "escalate": {"queued"}},
    "escalated": {"claim": {"claimed"}},
    "quarantined": {"claim": {"claimed"}},
    "claimed": {
        "heartbeat": {"claimed"},
        "release": RESTS,
        "expire": RESTS,
        "escalate": {"escalated", "queued"},
        "quarantine": {"quarantined"},
        "propose": {"escalated", "quarantined"},
        "merge": {"merged"},
        "decide": {"decided"},
        "preserve": {"legal-hold"},
    },
    "decided": {"appeal": {"appealed"}, "reopen": {"queued", "quarantined"}, "seal": {"sealed"}},
    "appealed": {"claim": {"claimed-appeal"}},
    "claimed-appeal": {
        "heartbeat": {"claimed-appeal"},
        "release": {"appealed"},
        "expire": {"appealed"},
        "decide": {"decided"},
    },
    "legal-hold": {"claim": {"claimed"}, "purge": {"purged"}},
    "merged": {"purge": {"purged"}},
    "sealed": {"purge": {"purged"}},
}
"""From, what happened, to."""

EVERY_WAY: Final = {(state, move, to) for state, moves in WAYS.items() for move, ends in moves.items() for to in ends}


@dataclass(slots=True)
class Judge:
    """Watches step after step. `seen`: the ways that cases went, and how often."""

    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    preserved: dict[str, int] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def refused(self, before: Ledger, after: Ledger) -> None:
        """Whoever is refused has changed nothing."""
        for table, rows in before.raw.items():
            assert rows == after.raw[table], f"refused, and {table} changed"

    def step(self, before: Ledger, after: Ledger, lines: list[Row], shredded: list[str], now: int) -> None:
        """What one step did, by what it left behind."""
        self._ways(before, after, lines, now)
        self._cases(before, after)
        self._people(after)
        self._sanctions(before, after, now)
        self._purges(before, after, shredded)

    def _ways(self, before: Ledger, after: Ledger, lines: list[Row], now: int) -> None:
        """No state outside the table; each change has its line; a line follows from the one before."""
        at = {name: row["state"] for name, row in before.cases.items()}
        claims, decided = Counter[str](), Counter[str]()
        for seq, line in enumerate(lines, start=before.last + 1):
            assert (line["seq"], line["at"]) == (seq, now)
            if line["before"] is None:
                continue
            name, move, to = line["case"], line["kind"], line["after"]
            assert line["before"] == at.get(name, "new"), f"{name}: {move} from {line['before']}, but it was {at}"
            assert to in WAYS[line["before"]].get(move, ()), f"{line['before']} -{move}> {to}"
            self.seen[line["before"], move, to] += 1
            at[name] = to
            claims[name] += move == "claim"
            decided[name] += move == "decide"
            if move == "preserve":
                self.preserved[name] = now
            if move == "purge" and name in self.preserved:
                assert now >= self.preserved[name] + 365 * DAY, "kept for the authorities for a year at least"
        assert after.last == before.last + len(lines)
        for name in at.keys() - after.cases.keys():
            assert at[name] == "purged", "only what is nobody's any more goes"
        for name, row in after.cases.items():
            earlier = before.cases.get(name)
            assert row["state"] == at.get(name), f"{name} is {row['state']}, and no line says so"
            assert row["fence"] == (earlier["fence"] if earlier else 0) + claims[name]
            made = len(after.decisions_of[name]) - len(before.decisions_of[name])
            assert made == decided[name], "a decision is a line, and a line a decision"
            if earlier is not None and earlier != row:
                assert row["version"] > earlier["version"]

    def _cases(self, before: Ledger, after: Ledger) -> None:
        kinds = Counter(
            (row["subject"], row["reason"], row["server"]) for row in after.cases.values() if row["state"] in OPEN
        )
        assert not kinds or max(kinds.values()) == 1, "two open cases for one thing"
        for name, row in after.cases.items():
            assert (row["state"] in HELD) == (row["holder"] is not None) == (row["lease_until"] is not None)
            if row["lease_until"] is not None:
                assert row["lease_until"] <= row["claimed_at"] + 60 * MINUTE, "an hour at the most"
            fences = [each["fence"] for each in after.decisions_of[name]]
            assert len(fences) == len(set(fences)), "two decisions under one claim"
            if row["state"] not in ("merged", "purged", "sealed"):
                assert row["subject"] is not None
            if row["state"] in OPEN:
                assert all(each["closed_at"] is None for each in after.reports_of[name])
                assert row["reporters"] == len(after.reporters(name))
            if row["state"] == "decided":
                assert all(each["outcome"] is not None for each in after.reports_of[name])

    def _people(self, after: Ledger) -> None:
        """Two for a ban, somebody else for an appeal, nobody gives themselves anything."""
        decisions = {each["id"]: each for each in after.tables["decisions"]}
        for each in decisions.values():
            assert each["actor"] != each["second"]
            assert each["measure"] != "ban" or each["second"] is not None, "a ban by one person"
        for appeal in after.tables["appeals"]:
            sanction = after.sanctions.get(appeal["sanction"])
            origin = decisions.get(sanction["decision"]) if sanction else None
            if appeal["ruled_by"] is not None:
                assert appeal["ruled_by"] != appeal["decided_by"], "the one who decided ruled on it"
                assert origin is None or appeal["ruled_by"] not in (origin["actor"], origin["second"])
        assert all(row["member"] != row["by"] for row in after.tables["moderators"])
        assert all(row["answered_by"] != row["asked_by"] for row in after.tables["approvals"])

    def _sanctions(self, before: Ledger, after: Ledger, now: int) -> None:
        for name, row in after.sanctions.items():
            assert row["until"] or row["review_at"] or row["measure"] == "warning", "it ends, or is looked at again"
            assert row["decision"] is not None or row["measure"] == "hold", "decided by somebody"
            assert row["measure"] != "hold" or row["strikes"] == 0
            over = row["lifted_at"] is not None or (row["until"] is not None and row["until"] <= now)
            earlier = before.sanctions.get(name)
            if row["told_at"] is not None and not over and (earlier is None or earlier["told_at"] is None):
                assert name in self.told, "marked as told, and nobody was"
            if row["lifted_at"] is None and row["measure"] == "hold" and row["until"] is None:
                case = after.cases[row["case"]]
                assert case["state"] in OPEN, "a hold waits for a decision, and none is coming"
        held = Counter(
            row["member"]
            for row in after.sanctions.values()
            if row["measure"] == "hold" and row["until"] == row["review_at"] and row["since"] > now - 7 * DAY
        )
        assert not held or max(held.values()) == 1, "numbers hold somebody once a week"
        assert all(
            row["until"] - row["since"] <= (DAY if row["until"] == row["review_at"] else 7 * DAY)
            for row in after.sanctions.values()
            if row["measure"] == "hold" and row["until"]
        ), "numbers hold for a day, who asks for a ban for a week"
        self._asked(before, after)

    def _asked(self, before: Ledger, after: Ledger) -> None:
        """Asking for a ban holds somebody once, unless a second person agreed; what had no end gets one by it."""
        known = {each["id"] for each in before.tables["approvals"]}
        for ask in after.tables["approvals"]:
            if ask["used_at"] is None and ask["granted"] is None:
                assert after.cases[ask["case"]]["state"] != "merged", "asked, and nobody is left to answer"
            if ask["action"] != "ban" or ask["id"] in known:
                continue
            subject = after.cases[ask["case"]]["subject"]
            again = any(
                (each["action"], each["asked_by"]) == ("ban", ask["asked_by"])
                and not each["granted"]
                and before.cases[each["case"]]["subject"] == subject
                for each in before.tables["approvals"]
            )
            endless = any(
                (row["case"], row["measure"], row["until"], row["lifted_at"]) == (ask["case"], "hold", None, None)
                for row in before.sanctions.values()
            )
            held = [row for name, row in after.sanctions.items() if name not in before.sanctions]
            assert bool(held) is (endless or not again), "held by one for longer than a week, or not at all"
            assert all((row["member"], row["until"]) == (subject, ask["at"] + 7 * DAY) for row in held)

    def _last(self, ledger: Ledger, case: Row) -> Row:
        """The case that it goes on in."""
        while case["merged_into"] is not None:
            case = ledger.cases[case["merged_into"]]
        return case

    def _purges(self, before: Ledger, after: Ledger, shredded: list[str]) -> None:
        assert len(shredded) == len(set(shredded))
        for name, row in after.cases.items():
            if row["state"] == "purged":
                assert not row["legal_hold"], "purged under hold"
                assert name in shredded
                assert row["subject"] is None
                assert after.reports_of[name] == []
            else:
                assert name not in shredded
            if self._last(after, row)["state"] in ("sealed", "purged"):
                words = [each["words"] for each in after.reports_of[name]]
                words += [each["note"] for each in after.decisions_of[name]]
                words += [each["words"] for each in after.tables["appeals"] if each["case"] == name]
                words += [each["words"] for each in after.tables["notes"] if each["case"] == name]
                assert not any(words), "free text outlived its time"
            if row["state"] == "merged":
                assert after.cases[row["merged_into"]]["state"] != "purged", "what it went on in is gone"
            earlier = before.cases.get(name)
            if earlier is not None and row["state"] == "merged" != earlier["state"]:
                into = after.cases[row["merged_into"]]
                assert into["legal_hold"] >= earlier["legal_hold"], "held, and let go by merging"
                assert (into["preserved_until"] or 0) >= (earlier["preserved_until"] or 0)
            if earlier is not None and earlier["legal_hold"] and row["legal_hold"]:
                gone = {each["number"] for each in before.reports_of[name]}
                assert gone <= {each["number"] for each in after.reports_of[name]}, "held, and reports went"
