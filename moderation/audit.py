"""The audit log's lines, and the chain that holds them together. Pure.

Each line carries HMAC-SHA-256 over its own fields and the code of the line before it, under a key that lies outside the
database: a line that is changed, taken out or put in breaks the chain at that place. Where the chain begins and ends is
sealed under the same key, so that neither end can be cut off.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from config.ids import MemberId
from moderation.model import CaseId

START: Final = bytes(32)
"""What the first line follows."""

NOTE_LIMIT: Final = 200


class Kind(StrEnum):
    """What a line tells of, besides the moves of a case."""

    FILED = "filed"
    VIEWED = "viewed"
    QUEUE_READ = "queue-read"
    AUDIT_READ = "audit-read"
    SANCTIONED = "sanctioned"
    LIFTED = "lifted"
    UPHELD = "upheld"
    REVIEWED = "reviewed"  # a sanction without an end was looked at again, and stands
    GRANTED = "granted"
    REVOKED = "revoked"
    INVITED = "invited"
    ASKED = "approval-asked"
    APPROVED = "approved"
    DECLINED = "declined"
    UNMASKED = "unmasked"
    EXPORTED = "exported"
    HOLD_ON = "hold-on"
    HOLD_OFF = "hold-off"
    REFUSED = "refused"
    SERVER_SET = "server-set"
    PLACED = "placed"  # cards come to a channel, group or chat from now on, or no more
    JOINED = "joined"  # a report joined an open case
    LEFT = "left"  # a moderator erased their account: their roles went with it
    TRIMMED = "trimmed"  # older lines had their time; the note names the last of them


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `note` is coded (a measure, a role, seconds), never the words of a person."""

    seq: int
    at: datetime
    actor: MemberId
    kind: str
    case: CaseId | None = None
    before: str | None = None
    after: str | None = None
    note: str = ""


def code(key: bytes, line: Line, previous: bytes) -> bytes:
    """The line's code: 32 bytes, over the code of the line before it."""
    fields = (
        str(line.seq),
        str(round(line.at.timestamp() * 1000)),
        line.actor,
        line.kind,
        line.case or "",
        line.before or "",
        line.after or "",
        line.note,
    )
    text = "".join(f"{len(each)}:{each}" for each in fields)
    return hmac.digest(key, previous + text.encode(), hashlib.sha256)


def seal(key: bytes, end: str, seq: int, at: datetime, mac: bytes) -> bytes:
    """The seal of an end of the chain, "head" or "tail": the line there has this number and code. 32 bytes."""
    text = f"{end}:{seq}:{round(at.timestamp() * 1000)}:"
    return hmac.digest(key, text.encode() + mac, hashlib.sha256)


def follows(key: bytes, line: Line, previous: bytes, claimed: bytes) -> bool:
    """Whether the line is what was written, right after the one whose code is `previous`."""
    return hmac.compare_digest(code(key, line, previous), claimed)
