"""Cards: what is told of a case at the desks of its moderators (bot/dealer.py puts them there).

A card tells what kind of case it is, how pressing and who is on it, and never what was said or by whom.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.commands.base import button
from bot.commands.reasons import REASONS
from bot.desks import GLOBAL
from bot.messages import Arg, Buttons, Word
from bot.pseudonyms import pseudonym
from bot.taps import CLAIM, CLOSE, DECIDE, NOTE, RELEASE, VIEW
from bot.texts.keys import Text
from bot.tokens import AT_DESK, token
from config.keys import KeyRing
from moderation.cases import CLAIMED, IN_APPEAL, OPEN, Case, State
from moderation.casework import Sheet
from moderation.model import Queue
from moderation.roles import Action, somebody_may

MOST_CARDS: Final = 10
"""Cards of one desk; more cases than that are told of by their number."""

RENEWED_AFTER: Final = 70 * 3600.0
"""Seconds after which a desk's message is said anew rather than changed: it is about to be forgotten."""

ESCALATION: Final = "e"
"""In the token of the button for a note: it goes with the case to the seniors."""

QUEUES: Final = {
    Queue.CHILD_SAFETY: Text.QUEUE_CHILD_SAFETY,
    Queue.URGENT: Text.QUEUE_URGENT,
    Queue.STANDARD: Text.QUEUE_STANDARD,
    Queue.SERVER: Text.QUEUE_SERVER,
    Queue.SENIOR: Text.QUEUE_SENIOR,
    Queue.APPEALS: Text.QUEUE_APPEALS,
}
NEVER_CLOSED: Final = frozenset({Queue.SERVER})
"""Where those who work on a case hand on what they find harmless."""

ALIVE: Final = OPEN | IN_APPEAL
"""Somebody has still to do something."""


def moment(at: datetime) -> str:
    """As cards tell it; in UTC, since nobody knows where moderators are."""
    return at.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Face:
    """What a card says. `says` tells faces apart."""

    text: Text
    args: dict[str, Arg]
    buttons: Buttons
    says: str


def face(sheet: Sheet, keys: KeyRing, holder: str = AT_DESK, *, here: bool = True) -> Face:
    """The card of a case. `here`: it is (still) for the moderators of this desk."""
    case = sheet.case
    args: dict[str, Arg] = {
        "case": case.id,
        "reason": Word(REASONS[case.reason]),
        "queue": Word(QUEUES[case.queue]),
        "priority": round(sheet.terms.total),
        "due": moment(case.due_at),
        "reporters": case.reporters,
    }
    if not here or case.state is State.MERGED:
        return Face(Text.MOD_CARD_ELSEWHERE, args, (), "elsewhere")
    if case.state not in ALIVE:
        args["outcome"] = case.outcome.value if case.outcome else "none"
        return Face(Text.MOD_CARD_DONE, args, (), f"done {args['outcome']}")
    if case.state in CLAIMED and case.holder is not None and case.lease_until is not None:
        args |= {"who": pseudonym(keys, case.holder), "until": moment(case.lease_until)}
        says = f"claimed {case.fence} {args['until']} {_gist(sheet)}"
        return Face(Text.MOD_CARD_CLAIMED, args, _buttons(case, keys, holder, claimed=True), says)
    return Face(Text.MOD_CARD_OPEN, args, _buttons(case, keys, holder, claimed=False), f"open {_gist(sheet)}")


def _gist(sheet: Sheet) -> str:
    return f"{sheet.case.queue} {sheet.case.reporters} {sheet.terms.total - sheet.terms.age:.0f}"


def _buttons(case: Case, keys: KeyRing, holder: str, *, claimed: bool) -> Buttons:
    def tap(label: Text, action: str, *chosen: str) -> tuple[Text, str, str]:
        return label, action, token(keys, action, holder, case.id, *chosen)

    first = tap(Text.B_MOD_RELEASE, RELEASE) if claimed else tap(Text.B_MOD_CLAIM, CLAIM)
    upper = (first, tap(Text.B_MOD_VIEW, VIEW), tap(Text.B_MOD_DECIDE, DECIDE))
    lower: tuple[tuple[Text, str, str], ...] = ()
    if case.state not in IN_APPEAL:
        if somebody_may(Action.CLOSE, case.queue) and case.queue not in NEVER_CLOSED:
            lower += (tap(Text.B_MOD_CLOSE, CLOSE),)
        if somebody_may(Action.ESCALATE, case.queue):
            lower += (tap(Text.B_MOD_ESCALATE, NOTE, ESCALATION),)
    rows = (upper, lower) if lower else (upper,)
    return tuple(tuple(button(*each) for each in row) for row in rows)


def scope_of(case: Case) -> str:
    """At whose desks a case is shown now."""
    return case.server if case.queue is Queue.SERVER and case.server is not None else GLOBAL
