"""What a moderator does with a case before deciding it: see the queue and the sheet, claim, view, close, hand on."""

from dataclasses import replace

from bot.cards import ESCALATION, QUEUES, moment
from bot.commands.base import minutes
from bot.commands.moderators.measures import measured
from bot.commands.moderators.shift import Shift
from bot.commands.reasons import REASONS
from bot.members import Pending
from bot.messages import Arg, Button, Buttons, Disclosed, Notice, Outgoing, Word
from bot.taps import CLAIM, CLOSE, DECIDE, NOTE, OPEN, RELEASE, VIEW
from bot.texts.keys import Text
from bot.tokens import token
from config.ids import MessageId, new_id
from moderation.cases import CLAIMED, IN_APPEAL, Case
from moderation.model import WORDS_LIMIT, Measure
from moderation.roles import Action

LISTED = 8
"""Cases offered at once."""

NOTE_WITHIN = 600.0
"""Seconds in which the next message is taken for the note: as long as a claim lasts."""


async def queue(shift: Shift) -> list[Outgoing]:
    """/mod: what they have in hand, and what waits for them, the most pressing first."""
    unit, cases = shift.call.turn.unit, shift.call.house.moderation.cases
    mine = await cases.in_hand(unit, shift.actor)
    waiting = await cases.queue(unit, shift.actor, LISTED)
    if not mine and not waiting:
        return [shift.call.say(Text.MOD_QUEUE_EMPTY)]
    rows: Buttons = tuple((_offered(shift, each),) for each in (*mine, *waiting)[:LISTED])
    return [shift.call.say(Text.MOD_QUEUE, {"mine": len(mine), "waiting": len(waiting)}, rows)]


def _offered(shift: Shift, case: Case) -> Button:
    args: dict[str, Arg] = {
        "case": case.id,
        "queue": Word(QUEUES[case.queue]),
        "mine": int(case.state in CLAIMED),
    }
    return shift.tap(Text.B_MOD_CASE, OPEN, case.id, args=args)


async def sheet(shift: Shift) -> list[Outgoing]:
    """/mod CASE: all about it but what was said, and why it stands where it stands in the queue."""
    unit, moderation = shift.call.turn.unit, shift.call.house.moderation
    case = await moderation.cases.known(unit, shift.actor, shift.case)
    found = await moderation.cases.sheet(unit, case.id)
    terms = found.terms
    args: dict[str, Arg] = {
        "case": case.id,
        "reason": Word(REASONS[case.reason]),
        "queue": Word(QUEUES[case.queue]),
        "state": case.state.value,
        "due": moment(case.due_at),
        "minutes": minutes(case.created_at.timestamp(), shift.call.turn.now),
        "reporters": case.reporters,
        "priority": round(terms.total),
        "base": round(terms.base),
        "voices": round(terms.reporters),
        "record": round(terms.strikes),
        "age": round(terms.age),
        "strikes": found.strikes,
        "past": len(found.past),
        "step": measured(found.step.measure, found.step.seconds),
    }
    upper = (shift.tap(Text.B_MOD_VIEW, VIEW, case.id), shift.tap(Text.B_MOD_DECIDE, DECIDE, case.id))
    claim = shift.tap(Text.B_MOD_RELEASE, RELEASE, case.id) if case.holder == shift.actor.member else None
    first = claim or shift.tap(Text.B_MOD_CLAIM, CLAIM, case.id)
    offered = (
        (Action.CLOSE, shift.tap(Text.B_MOD_CLOSE, CLOSE, case.id)),
        (Action.ESCALATE, shift.tap(Text.B_MOD_ESCALATE, NOTE, case.id, ESCALATION)),
    )
    may = [each for action, each in offered if shift.actor.may(action, case.queue, case.server)]
    lower = () if case.state in IN_APPEAL else tuple(may)
    rows = ((first, *upper), lower) if lower else ((first, *upper),)
    return [shift.call.say(Text.MOD_SHEET, args, rows)]


async def claim(shift: Shift) -> list[Outgoing]:
    """Take it in hand; again, it is kept in hand."""
    case = await shift.in_hand()
    until = moment(case.lease_until) if case.lease_until else ""
    return [shift.call.say(Text.MOD_CLAIMED, {"case": case.id, "until": until})]


async def release(shift: Shift) -> list[Outgoing]:
    """Give it back undecided."""
    unit, cases = shift.call.turn.unit, shift.call.house.moderation.cases
    case = await cases.known(unit, shift.actor, shift.case)
    await cases.release(unit, shift.actor, case.id, case.fence)
    return [shift.call.say(Text.MOD_RELEASED, {"case": case.id})]


async def view(shift: Shift) -> list[Outgoing]:
    """The evidence, to this moderator alone; that they looked is on record."""
    await shift.may(Action.VIEW)
    case = await shift.in_hand()
    await shift.call.house.moderation.cases.opened(shift.call.turn.unit, shift.actor, case.id, case.fence)
    page = int(shift.chosen[0]) if shift.chosen and shift.chosen[0].isdecimal() else 0
    more = token(shift.call.turn.unit.keys, VIEW, shift.call.member.id, case.id, str(page + 1))
    return [Disclosed(shift.call.member.id, case.id, MessageId(new_id()), page, more)]


async def close(shift: Shift) -> list[Outgoing]:
    """No violation, in one tap."""
    await shift.may(Action.CLOSE)
    case = await shift.in_hand()
    moderation = shift.call.house.moderation
    await moderation.verdicts.decide(shift.call.turn.unit, shift.actor, case.id, case.fence, Measure.NOTHING)
    return [shift.call.say(Text.MOD_CLOSED, {"case": case.id})]


async def escalate(shift: Shift) -> list[Outgoing]:
    """On to the seniors, with a note that says why."""
    await shift.may(Action.ESCALATE)
    if shift.note is None:
        return await asked_for_note(shift)
    case = await shift.in_hand()
    handover = shift.call.house.moderation.handover
    await handover.escalate(shift.call.turn.unit, shift.actor, case.id, case.fence, shift.note)
    return [shift.call.say(Text.MOD_ESCALATED, {"case": case.id})]


async def asked_for_note(shift: Shift) -> list[Outgoing]:
    """Where there is no form the moderator's next message in their own chat is the note."""
    await shift.in_hand(shift.chosen[1] if len(shift.chosen) > 1 else None)
    held = token(shift.call.turn.unit.keys, NOTE, shift.call.member.id, shift.case, *shift.chosen)
    pending = Pending("note", name=held, until=shift.call.turn.now + NOTE_WITHIN)
    await shift.call.remember(replace(shift.call.member, pending=pending))
    return [Notice(shift.call.member.id, Text.MOD_NOTE_ASKED, {"case": shift.case, "limit": WORDS_LIMIT}, id=_named())]


def _named() -> MessageId:
    """So that it goes to the moderator's own chat, where it is answered."""
    return MessageId(new_id())
