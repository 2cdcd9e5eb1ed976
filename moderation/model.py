"""The words of moderation: why somebody is reported, the report itself, and a sanction. Values only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from config.ids import MemberId, RoomId

WORDS_LIMIT = 500
"""Characters of free text in a report."""


class Reason(StrEnum):
    """Why somebody was reported: nine families, so that a list fits a phone screen."""

    HARASSMENT = "harassment"
    SEXUAL = "sexual"
    MINOR = "minor"
    THREATS = "threats"
    HATE = "hate"
    SELF_HARM = "self-harm"
    SPAM = "spam"
    PRIVATE_DATA = "private-data"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Report:
    """One member's complaint about another. `number` is the receipt, e.g. R-7K2F."""

    number: str
    reporter: MemberId
    subject: MemberId
    room: RoomId
    reason: Reason
    words: str = field(repr=False)
    at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Sanction:
    """A member may not search or talk. `report`: the number of the report that led to it."""

    id: str
    member: MemberId
    reason: Reason
    since: datetime
    until: datetime | None  # None: for ever
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """A consequence: the member must hear of the sanction, or that it ended (None). What they do now ends with it."""

    member: MemberId
    sanction: Sanction | None
