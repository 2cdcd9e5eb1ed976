"""The words of moderation: reports, cases, decisions, sanctions, appeals. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from config.ids import MemberId, RoomId

WORDS_LIMIT: Final = 500
"""Characters of free text in a report, and of a moderator's note."""

APPEAL_LIMIT: Final = 2000
"""Characters of an appeal."""

CaseId = NewType("CaseId", str)
"""The number a case is known by, e.g. 7K2F."""

SYSTEM: Final = MemberId("system")
"""Who acts when time or a rule does."""

COMMAND_LINE: Final = MemberId("cli")
"""Who acts when the operator does, on the machine itself."""


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


class Detail(StrEnum):
    """What it was more exactly: the second tap."""

    INSULTS = "insults"
    PRESSURE = "pressure"
    MOCKERY = "mockery"
    SEXUAL_WORDS = "sexual-words"
    SEXUAL_PICTURES = "sexual-pictures"
    SEXUAL_DEMANDS = "sexual-demands"
    UNDER_AGE = "under-age"
    SEEKS_MINORS = "seeks-minors"
    ABUSE_MATERIAL = "abuse-material"
    VIOLENCE = "violence"
    BLACKMAIL = "blackmail"
    THREAT_TO_OTHERS = "threat-to-others"
    ORIGIN = "origin"
    RELIGION = "religion"
    GENDER = "gender"
    DISABILITY = "disability"
    IN_DANGER = "in-danger"
    URGES_HARM = "urges-harm"
    ADS = "ads"
    SCAM = "scam"
    ROBOT = "robot"
    MY_DATA = "my-data"
    DATA_OF_OTHERS = "data-of-others"
    ASKS_FOR_DATA = "asks-for-data"
    BAN_EVASION = "ban-evasion"
    ILLEGAL = "illegal"
    ELSE = "else"


DETAILS: Final[Mapping[Reason, tuple[Detail, ...]]] = {
    Reason.HARASSMENT: (Detail.INSULTS, Detail.PRESSURE, Detail.MOCKERY),
    Reason.SEXUAL: (Detail.SEXUAL_WORDS, Detail.SEXUAL_PICTURES, Detail.SEXUAL_DEMANDS),
    Reason.MINOR: (Detail.UNDER_AGE, Detail.SEEKS_MINORS, Detail.ABUSE_MATERIAL),
    Reason.THREATS: (Detail.VIOLENCE, Detail.BLACKMAIL, Detail.THREAT_TO_OTHERS),
    Reason.HATE: (Detail.ORIGIN, Detail.RELIGION, Detail.GENDER, Detail.DISABILITY),
    Reason.SELF_HARM: (Detail.IN_DANGER, Detail.URGES_HARM),
    Reason.SPAM: (Detail.ADS, Detail.SCAM, Detail.ROBOT),
    Reason.PRIVATE_DATA: (Detail.MY_DATA, Detail.DATA_OF_OTHERS, Detail.ASKS_FOR_DATA),
    Reason.OTHER: (Detail.BAN_EVASION, Detail.ILLEGAL, Detail.ELSE),
}
"""What can be said more exactly about each reason. Every detail belongs to one reason."""


class Queue(StrEnum):
    """Where a case waits."""

    CHILD_SAFETY = "child-safety"
    URGENT = "urgent"
    STANDARD = "standard"
    SERVER = "server"  # for the moderators of the server on which it began
    SENIOR = "senior"  # escalated
    APPEALS = "appeals"


class Outcome(StrEnum):
    """What came of it, as coarse as those who reported are told."""

    ACTED = "acted"
    NO_VIOLATION = "no-violation"
    UNVERIFIED = "unverified"


class Measure(StrEnum):
    """What can be decided, and what a sanction is."""

    NOTHING = "nothing"  # no violation
    UNCLEAR = "unclear"  # it couldn't be verified
    WARNING = "warning"
    PAUSE = "pause"
    LIMIT = "limit"  # only with others whose matching is limited
    BAN = "ban"
    EXCLUSION = "exclusion"  # from one server's pool
    HOLD = "hold"  # by the system, until a person has looked

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES.get(self, Outcome.ACTED)

    @property
    def sanctions(self) -> bool:
        """Whether it is anything against somebody."""
        return self.outcome is Outcome.ACTED


_OUTCOMES: Final = {Measure.NOTHING: Outcome.NO_VIOLATION, Measure.UNCLEAR: Outcome.UNVERIFIED}

KEEPS_OUT: Final = frozenset({Measure.PAUSE, Measure.BAN, Measure.HOLD})
"""Sanctions under which nobody searches or talks."""


REVIEWED: Final = frozenset({Measure.BAN, Measure.EXCLUSION})
"""What may have no end, and is looked at again from time to time."""


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
    detail: Detail | None = None
    case: CaseId | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """What holds against a member. `report`, `case`: what led to it; `review_at`: when somebody looks at it again.

    `server`: the fingerprint of the server whose pool it is about; None: everywhere.
    """

    id: str
    member: MemberId
    reason: Reason
    since: datetime
    until: datetime | None  # None: for ever, or until it is reviewed
    report: str | None = None
    measure: Measure = Measure.PAUSE
    detail: Detail | None = None
    case: CaseId | None = None
    server: str | None = None
    strikes: int = 0
    review_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether its time is not over. A warning holds nothing back; whether it was lifted is not known here."""
        return self.measure is not Measure.WARNING and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds against a member now. `out`: they may not search or talk; `limited`: only in the limited pool.

    `excluded`: fingerprints of the servers whose pools they are kept from.
    """

    out: Sanction | None = None
    limited: Sanction | None = None
    excluded: frozenset[str] = frozenset()
    all: tuple[Sanction, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decided about a case. `second`: who agreed where two are needed. `fence`: of their claim.

    `note` is for moderators only.
    """

    id: str
    case: CaseId
    fence: int
    actor: MemberId
    reason: Reason
    measure: Measure
    at: datetime
    detail: Detail | None = None
    seconds: float | None = None
    note: str = field(default="", repr=False)
    second: MemberId | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote for the others when they handed a case on, reopened it or lifted what came of it."""

    case: CaseId
    actor: MemberId
    about: str  # the move, or the kind of line in the audit log
    words: str = field(repr=False)
    at: datetime


class Ruling(StrEnum):
    """What came of an appeal."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A sanctioned member asks for another look; one for each sanction."""

    id: str
    sanction: str
    case: CaseId
    member: MemberId
    words: str = field(repr=False)
    at: datetime
    ruling: Ruling | None = None
    ruled_by: MemberId | None = None
    ruled_at: datetime | None = None


# --- consequences: what bot has to do about it ---


@dataclass(frozen=True, slots=True)
class Tell:
    """The member must hear of the sanction, or that it ended (None). What they do now ends with it if it keeps out."""

    member: MemberId
    sanction: Sanction | None


@dataclass(frozen=True, slots=True)
class Hold:
    """The member of this sanction is held by a report: what they do now ends at once.

    Only if something does, they hear of it now. Else the moment would tell who reported, for the chat has just ended
    with it: a `Tell` comes later, unless they hear of it before because they ask.
    """

    sanction: Sanction


@dataclass(frozen=True, slots=True)
class TellOutcome:
    """A reporter hears what came of their report: nothing but this."""

    member: MemberId
    report: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TellRuling:
    """The sanctioned hear what came of their appeal; `sanction` is what holds now instead, if anything."""

    member: MemberId
    ruling: Ruling
    sanction: Sanction | None = None


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The card of a case is to be shown, or to read as the case stands now."""

    case: CaseId
