"""Who may do what: roles, actions and their scope, as one table; what is not in it is refused. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from config.ids import MemberId
from moderation.model import Measure, Queue


class Role(StrEnum):
    """What somebody is to moderation."""

    TRIAGE = "triage"
    MODERATOR = "moderator"
    SENIOR = "senior"
    CHILD_SAFETY = "child-safety"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVER_MODERATOR = "server-moderator"  # by their role on a Discord server; only for what began there


class Action(StrEnum):
    """What moderation lets people do."""

    SEE_QUEUE = "see-queue"
    CLAIM = "claim"
    VIEW = "view"  # the evidence
    CLOSE = "close"  # no violation, or not to be verified
    WARN = "warn"
    PAUSE = "pause"  # 30 days at the most, limited matching too
    BAN = "ban"  # with a second person
    EXCLUDE = "exclude"  # from the server's own pool
    ESCALATE = "escalate"
    QUARANTINE = "quarantine"  # over to child safety
    PRESERVE = "preserve"
    LEGAL_HOLD = "legal-hold"
    MERGE = "merge"
    REOPEN = "reopen"
    LIFT = "lift"
    DECIDE_APPEAL = "decide-appeal"
    UNMASK = "unmask"  # with a second person
    EXPORT = "export"  # with a second person
    GRANT = "grant"  # roles
    READ_AUDIT = "read-audit"


_WORK: Final = frozenset(
    {Action.SEE_QUEUE, Action.CLAIM, Action.VIEW, Action.CLOSE, Action.ESCALATE, Action.QUARANTINE}
)
_MODERATE: Final = _WORK | {Action.WARN, Action.PAUSE, Action.MERGE}
_AFTERWARDS: Final = frozenset({Action.LEGAL_HOLD, Action.REOPEN, Action.LIFT, Action.UNMASK, Action.EXPORT})
_APPEAL: Final = frozenset({Action.SEE_QUEUE, Action.CLAIM, Action.VIEW, Action.DECIDE_APPEAL})
_USUAL: Final = frozenset({Queue.STANDARD, Queue.URGENT})
_ANY: Final = frozenset(Queue)


def _grants(actions: Collection[Action], queues: Collection[Queue]) -> frozenset[tuple[Action, Queue]]:
    return frozenset((action, queue) for action in actions for queue in queues)


TABLE: Final[Mapping[Role, frozenset[tuple[Action, Queue]]]] = {
    Role.TRIAGE: _grants(_WORK, {Queue.STANDARD}),
    Role.MODERATOR: _grants(_MODERATE, _USUAL),
    Role.SENIOR: _grants(
        _MODERATE | _AFTERWARDS | {Action.BAN}, {Queue.STANDARD, Queue.URGENT, Queue.SERVER, Queue.SENIOR}
    )
    | _grants(_APPEAL | _AFTERWARDS, {Queue.APPEALS}),
    Role.CHILD_SAFETY: _grants(
        (_MODERATE | _APPEAL | _AFTERWARDS | {Action.BAN, Action.PRESERVE}) - {Action.QUARANTINE, Action.ESCALATE},
        {Queue.CHILD_SAFETY},
    ),
    Role.ADMIN: _grants({Action.GRANT, Action.READ_AUDIT}, _ANY),
    Role.AUDITOR: _grants({Action.READ_AUDIT}, _ANY),
    Role.SERVER_MODERATOR: _grants(
        {Action.SEE_QUEUE, Action.CLAIM, Action.VIEW, Action.EXCLUDE, Action.ESCALATE, Action.QUARANTINE},
        {Queue.SERVER},
    ),
}
"""What each role may do, in which queue. Triage never sees what is urgent; an admin sees no evidence.

What a server's moderators find harmless they hand on: a report closed by them would count against who filed it
everywhere, and a hostile server would have a say in whose word counts.
"""


def somebody_may(action: Action, queue: Queue) -> bool:
    """Whether any role may do this to a case in this queue."""
    return any((action, queue) in granted for granted in TABLE.values())


FOUR_EYES: Final = frozenset({Action.BAN, Action.UNMASK, Action.EXPORT})
"""What needs a second person who may do it, too."""

SECOND_WITHIN: Final = timedelta(days=7)
"""What waits for a second person longer has to be asked for anew."""

MEASURES: Final[Mapping[Measure, Action]] = {
    Measure.NOTHING: Action.CLOSE,
    Measure.UNCLEAR: Action.CLOSE,
    Measure.WARNING: Action.WARN,
    Measure.PAUSE: Action.PAUSE,
    Measure.LIMIT: Action.PAUSE,
    Measure.BAN: Action.BAN,
    Measure.EXCLUSION: Action.EXCLUDE,
}
"""The right that deciding a measure takes. A hold is nobody's to decide."""

LONGEST_PAUSE: Final = 30 * 86400.0
"""Seconds: what lasts longer is a ban, and takes two."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts as a moderator. `server`: where they are moderators by a role there, and nowhere else."""

    member: MemberId
    roles: frozenset[Role] = frozenset()
    server: str | None = field(default=None, repr=False)

    def may(self, action: Action, queue: Queue, server: str | None = None) -> bool:
        """Whether they may do it to a case in this queue, begun on this server (None: on none). Denied by default."""
        return any(
            (action, queue) in TABLE[role]
            and (role is not Role.SERVER_MODERATOR or (self.server is not None and self.server == server))
            for role in self.roles
        )

    def sees(self) -> frozenset[Queue]:
        """The queues they may look into, wherever a case began."""
        return frozenset(queue for queue in Queue if self.may(Action.SEE_QUEUE, queue))

    def sees_there(self) -> frozenset[Queue]:
        """The queues in which they may look at what began on their server."""
        return frozenset(queue for queue in Queue if self.may(Action.SEE_QUEUE, queue, self.server))

    def gives(self, role: Role) -> bool:
        """Whether they may give somebody this role: only those who lack nothing of what it brings."""
        own = {pair for each in self.roles if each is not Role.SERVER_MODERATOR for pair in TABLE[each]}
        return role is not Role.SERVER_MODERATOR and self.may_somewhere(Action.GRANT) and TABLE[role] <= own

    def may_somewhere(self, action: Action) -> bool:
        return any(self.may(action, queue) for queue in Queue)
