"""What moderators are asked beside their cases: requests that take a second person, and reviews; all consequences."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from config.ids import MemberId
from moderation.model import CaseId, Hold, Sanction, ShowCard, Tell, TellOutcome, TellRuling


class Answer(StrEnum):
    """How it stands with something that moderators are asked."""

    OPEN = "open"
    AGREED = "agreed"  # or: it stands
    DECLINED = "declined"  # or: it was lifted
    OVER = "over"  # nobody answered in time


@dataclass(frozen=True, slots=True)
class ShowRequest:
    """Somebody asked for what takes a second person, or it was answered: moderators are to see it.

    `action`: what for. `by`: who asked, `since`: when; `answered_by`: who answered, None unless somebody did.
    """

    request: str
    case: CaseId
    action: str
    by: MemberId = field(repr=False)
    since: datetime
    answer: Answer = Answer.OPEN
    answered_by: MemberId | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ShowReview:
    """Whether a sanction without an end still stands is to be asked, or was answered."""

    sanction: Sanction
    answer: Answer = Answer.OPEN


Consequence = Tell | Hold | TellOutcome | TellRuling | ShowCard | ShowRequest | ShowReview
"""What bot has to do about what was decided."""
