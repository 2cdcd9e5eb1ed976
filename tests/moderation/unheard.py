"""What moderators are asked beside their cases, by the records alone: each question is shown, and what became of it."""

from dataclasses import dataclass, field
from typing import Final

from moderation.questions import Answer, ShowRequest, ShowReview
from tests.moderation.ledger import Ledger, Row

DAY: Final = 86_400_000
REVIEWED: Final = ("ban", "exclusion")
A_DAY: Final = 5


@dataclass(slots=True)
class Unheard:
    """`waits`: of requests and sanctions, how they stand and nobody was shown yet. `seen`: how often what was shown."""

    waits: dict[str, set[Answer]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def step(self, before: Ledger, after: Ledger, lines: list[Row], now: int) -> None:
        """What one step did to questions."""
        self._requests(before, after)
        reviewed = sum(line["kind"] == "reviewed" for line in lines)
        for name, row in after.sanctions.items():
            reviewed -= self._review(before.sanctions.get(name), row, now)
        assert reviewed == 0, "a line says it was looked at again, and nothing was"
        fresh = [row["review_asked_at"] or 0 for row in after.sanctions.values() if row["lifted_at"] is None]
        assert sum(at > now - DAY for at in fresh) <= A_DAY, "too much is asked on one day"
        self.waits = {
            name: answers
            for name, answers in self.waits.items()
            if name in after.sanctions or any(row["id"] == name for row in after.tables["approvals"])
        }

    def _requests(self, before: Ledger, after: Ledger) -> None:
        earlier = {row["id"]: row for row in before.tables["approvals"]}
        for row in after.tables["approvals"]:
            if row["action"] == "ban":
                continue
            was = earlier.get(row["id"])
            if was is None:
                self.waits[row["id"]] = {Answer.OPEN, Answer.OVER}
            elif was["granted"] != row["granted"]:
                self.waits[row["id"]] = {Answer.AGREED if row["granted"] else Answer.DECLINED}

    def _review(self, was: Row | None, row: Row, now: int) -> bool:
        """Whether it was said to stand."""
        if was is None:
            assert row["review_asked_at"] is None
            return False
        asked, before = row["review_asked_at"], was["review_asked_at"]
        lifted = row["lifted_at"] is not None and was["lifted_at"] is None
        if lifted and (before is not None or row["id"] in self.waits):  # also where nobody was shown yet that it stands
            self.waits[row["id"]] = {Answer.DECLINED}
        if asked == before:
            assert row["review_at"] == was["review_at"], "put off, and nobody said so"
            return False
        if asked is not None:
            assert row["measure"] in REVIEWED
            assert row["lifted_at"] is None
            assert was["review_at"] <= now == asked, "asked before its time"
            assert row["review_at"] == now + 30 * DAY
            self.waits[row["id"]] = {Answer.OPEN}
            return False
        if row["lifted_at"] is not None:
            return False
        assert row["review_at"] == now + 365 * DAY, "it stands, and is looked at again in a year"
        self.waits[row["id"]] = {Answer.AGREED}
        return True

    def heard(self, told: ShowRequest | ShowReview) -> None:
        """Moderators are shown this."""
        name = told.request if isinstance(told, ShowRequest) else told.sanction.id
        kind = f"{type(told).__name__} {told.answer}"
        self.seen[kind] = self.seen.get(kind, 0) + 1
        if told.answer in self.waits.get(name, ()):
            del self.waits[name]
