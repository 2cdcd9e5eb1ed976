"""Who may do what, written out cell by cell, by hand: what the code's own table is held against.

For each role a row for each action, with a sign for each queue in this order: child safety, urgent, standard, server,
senior, appeals. x: may. s: may, on the server they moderate. A dot: may not.
"""

from typing import Final

from moderation.model import Queue
from moderation.roles import Action, Role

_QUEUES: Final = (
    Queue.CHILD_SAFETY,
    Queue.URGENT,
    Queue.STANDARD,
    Queue.SERVER,
    Queue.SENIOR,
    Queue.APPEALS,
)

_WRITTEN: Final = {
    Role.TRIAGE: """
        see-queue      . . x . . .
        claim          . . x . . .
        view           . . x . . .
        close          . . x . . .
        warn           . . . . . .
        pause          . . . . . .
        ban            . . . . . .
        exclude        . . . . . .
        escalate       . . x . . .
        quarantine     . . x . . .
        preserve       . . . . . .
        legal-hold     . . . . . .
        merge          . . . . . .
        reopen         . . . . . .
        lift           . . . . . .
        decide-appeal  . . . . . .
        unmask         . . . . . .
        export         . . . . . .
        grant          . . . . . .
        read-audit     . . . . . .
    """,
    Role.MODERATOR: """
        see-queue      . x x . . .
        claim          . x x . . .
        view           . x x . . .
        close          . x x . . .
        warn           . x x . . .
        pause          . x x . . .
        ban            . . . . . .
        exclude        . . . . . .
        escalate       . x x . . .
        quarantine     . x x . . .
        preserve       . . . . . .
        legal-hold     . . . . . .
        merge          . x x . . .
        reopen         . . . . . .
        lift           . . . . . .
        decide-appeal  . . . . . .
        unmask         . . . . . .
        export         . . . . . .
        grant          . . . . . .
        read-audit     . . . . . .
    """,
    Role.SENIOR: """
        see-queue      . x x x x x
        claim          . x x x x x
        view           . x x x x x
        close          . x x x x .
        warn           . x x x x .
        pause          . x x x x .
        ban            . x x x x .
        exclude        . . . . . .
        escalate       . x x x x .
        quarantine     . x x x x .
        preserve       . . . . . .
        legal-hold     . x x x x x
        merge          . x x x x .
        reopen         . x x x x x
        lift           . x x x x x
        decide-appeal  . . . . . x
        unmask         . x x x x x
        export         . x x x x x
        grant          . . . . . .
        read-audit     . . . . . .
    """,
    Role.CHILD_SAFETY: """
        see-queue      x . . . . .
        claim          x . . . . .
        view           x . . . . .
        close          x . . . . .
        warn           x . . . . .
        pause          x . . . . .
        ban            x . . . . .
        exclude        . . . . . .
        escalate       . . . . . .
        quarantine     . . . . . .
        preserve       x . . . . .
        legal-hold     x . . . . .
        merge          x . . . . .
        reopen         x . . . . .
        lift           x . . . . .
        decide-appeal  x . . . . .
        unmask         x . . . . .
        export         x . . . . .
        grant          . . . . . .
        read-audit     . . . . . .
    """,
    Role.ADMIN: """
        see-queue      . . . . . .
        claim          . . . . . .
        view           . . . . . .
        close          . . . . . .
        warn           . . . . . .
        pause          . . . . . .
        ban            . . . . . .
        exclude        . . . . . .
        escalate       . . . . . .
        quarantine     . . . . . .
        preserve       . . . . . .
        legal-hold     . . . . . .
        merge          . . . . . .
        reopen         . . . . . .
        lift           . . . . . .
        decide-appeal  . . . . . .
        unmask         . . . . . .
        export         . . . . . .
        grant          x x x x x x
        read-audit     x x x x x x
    """,
    Role.AUDITOR: """
        see-queue      . . . . . .
        claim          . . . . . .
        view           . . . . . .
        close          . . . . . .
        warn           . . . . . .
        pause          . . . . . .
        ban            . . . . . .
        exclude        . . . . . .
        escalate       . . . . . .
        quarantine     . . . . . .
        preserve       . . . . . .
        legal-hold     . . . . . .
        merge          . . . . . .
        reopen         . . . . . .
        lift           . . . . . .
        decide-appeal  . . . . . .
        unmask         . . . . . .
        export         . . . . . .
        grant          . . . . . .
        read-audit     x x x x x x
    """,
    Role.SERVER_MODERATOR: """
        see-queue      . . . s . .
        claim          . . . s . .
        view           . . . s . .
        close          . . . . . .
        warn           . . . . . .
        pause          . . . . . .
        ban            . . . . . .
        exclude        . . . s . .
        escalate       . . . s . .
        quarantine     . . . s . .
        preserve       . . . . . .
        legal-hold     . . . . . .
        merge          . . . . . .
        reopen         . . . . . .
        lift           . . . . . .
        decide-appeal  . . . . . .
        unmask         . . . . . .
        export         . . . . . .
        grant          . . . . . .
        read-audit     . . . . . .
    """,
}


def _cells() -> dict[tuple[Role, Action, Queue], str]:
    cells = {}
    for role, block in _WRITTEN.items():
        for line in block.strip().splitlines():
            action, *signs = line.split()
            for queue, sign in zip(_QUEUES, signs, strict=True):
                assert (role, Action(action), queue) not in cells, f"{role} {action} is there twice"
                cells[role, Action(action), queue] = sign
    return cells


CELLS: Final = _cells()


def may(roles: frozenset[Role], server: str | None, action: Action, queue: Queue, begun_on: str | None) -> bool:
    """Whether somebody with these roles (and a role on that server) may do it to a case begun on that other."""
    signs = {CELLS[role, action, queue] for role in roles}
    return "x" in signs or ("s" in signs and server is not None and server == begun_on)
