"""What a moderator does with a case before deciding it: see the queue and the sheet, claim, view, close, hand on."""

from typing import Final

from bot.cards import ALIVE, ESCALATION, QUEUES, moment
from bot.commands.base import minutes
from bot.commands.moderators import asked
from bot.commands.moderators.measures import measured
from bot.commands.moderators.more import doors
from bot.commands.moderators.notes import asked_for_note
from bot.commands.moderators.shift import Shift
from bot.commands.reasons import REASONS
from bot.messages import Arg, Button, Buttons, Disclosed, Outgoing, Word
from bot.taps import CLAIM, CLOSE, DECIDE, NOTE, OPEN, RELEASE, VIEW
from bot.texts.keys import Text
from bot.tokens import token
from config.ids import MessageId, new_id
from moderation.cases import CLAIMED, IN_APPEAL, Case, State
from moderation.model import Measure
from moderation.roles import Action

LISTED = 8
"""Cases offered at once."""

STATES: Final = {
    State.NEW: Text.STATE_NEW,
    State.QUEUED: Text.STATE_QUEUED,
    State.CLAIMED: Text.STATE_CLAIMED,
    State.ESCALATED: Text.STATE_ESCALATED,
    State.QUARANTINED: Text.STATE_QUARANTINED,
    State.DECIDED: Text.STATE_DECIDED,
    State.APPEALED: Text.STATE_APPEALED,
    State.CLAIMED_APPEAL: Text.STATE_CLAIMED_APPEAL,
    State.LEGAL_HOLD: Text.STATE_LEGAL_HOLD,
    State.MERGED: Text.STATE_MERGED,
    State.SEALED: Text.STATE_SEALED,
    State.PURGED: Text.STATE_PURGED,
}


async def queue(shift: Shift) -> list[Outgoing]:
    """/mod: what they have in hand, what waits for them, the most pressing first, and what else they are asked."""
    unit, cases = shift.call.turn.unit, shift.call.house.moderation.cases
    mine = await cases.in_hand(unit, shift.actor)
    first = await cases.queue(unit, shift.actor, LISTED)
    beside = await asked.listed(shift)
    if not mine and not first:
        return beside or [shift.call.say(Text.MOD_QUEUE_EMPTY)]
    rows: Buttons = tuple((_offered(shift, each),) for each in (*mine, *first)[:LISTED])
    waiting = await cases.waiting_for(unit, shift.actor)
    return [shift.call.say(Text.MOD_QUEUE, {"mine": len(mine), "waiting": waiting}, rows), *beside]


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
    found = await moderation.cases.looked_at(unit, shift.actor, shift.case)
    case = found.case
    terms = found.terms
    args: dict[str, Arg] = {
        "case": case.id,
        "reason": Word(REASONS[case.reason]),
        "queue": Word(QUEUES[case.queue]),
        "state": Word(STATES[case.state]),
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
    team = moderation.team
    requests = [each for each in found.asked if await team.may_answer(unit, shift.actor, each.id)]
    answers: Buttons = (tuple(asked.offered(shift, each) for each in requests),) if requests else ()
    work = _work(shift, case) if case.state in ALIVE else ()
    return [shift.call.say(Text.MOD_SHEET, args, (*work, *doors(shift, found), *answers))]


def _work(shift: Shift, case: Case) -> Buttons:
    """As under its card."""
    mine = case.holder == shift.actor.member
    first = shift.tap(Text.B_MOD_RELEASE, RELEASE, case.id) if mine else shift.tap(Text.B_MOD_CLAIM, CLAIM, case.id)
    upper = (first, shift.tap(Text.B_MOD_VIEW, VIEW, case.id), shift.tap(Text.B_MOD_DECIDE, DECIDE, case.id))
    offered = (
        (Action.CLOSE, shift.tap(Text.B_MOD_CLOSE, CLOSE, case.id)),
        (Action.ESCALATE, shift.tap(Text.B_MOD_ESCALATE, NOTE, case.id, ESCALATION)),
    )
    may = [each for action, each in offered if shift.actor.may(action, case.queue, case.server)]
    lower = () if case.state in IN_APPEAL else tuple(may)
    return (upper, lower) if lower else (upper,)


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
