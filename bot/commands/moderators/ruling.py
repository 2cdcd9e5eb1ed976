"""Deciding a case in three taps: which rule, what follows, and yes; with a note if one is needed.

Every step names the claim under which the first was taken: what was begun under one that is over does not count.
"""

from bot.commands.moderators.measures import (
    DECISION,
    MODIFIED,
    OVERTURNED,
    UPHELD,
    Plan,
    letter,
    measured,
    named,
    offered,
    plan_of,
)
from bot.commands.moderators.notes import asked_for_note
from bot.commands.moderators.shift import Shift
from bot.commands.reasons import REASONS
from bot.messages import Arg, Button, Buttons, Outgoing, Word
from bot.taps import DECIDE, DO, NOTE, OPEN, PLAN, RULE
from bot.texts.keys import Text
from moderation.cases import Case, NotMeasured, State
from moderation.ladder import Step, proposed
from moderation.model import Measure, Reason, Ruling
from moderation.roles import Action
from moderation.verdicts import Decided

RULINGS = {UPHELD: Ruling.UPHELD, OVERTURNED: Ruling.OVERTURNED, MODIFIED: Ruling.MODIFIED}
WIDTH = 2


async def decide(shift: Shift) -> list[Outgoing]:
    """Which rule was broken, or that none was; of an appeal, whether the decision stands."""
    case = await shift.in_hand(shift.chosen[0] if shift.chosen else None)
    fence = str(case.fence)
    args: dict[str, Arg] = {"case": case.id, "reason": Word(REASONS[case.reason])}
    if case.state is State.CLAIMED_APPEAL:
        choices = [(Text.B_MOD_UPHOLD, UPHELD, Measure.NOTHING), (Text.B_MOD_OVERTURN, OVERTURNED, Measure.NOTHING)]
        plans = [
            shift.tap(label, PLAN, case.id, fence, *Plan(kind, case.reason, measure).parts)
            for label, kind, measure in choices
        ]
        milder = shift.tap(Text.B_MOD_MILDER, RULE, case.id, fence, letter(Reason, case.reason))
        return [shift.call.show(Text.MOD_RULING, args, (tuple(plans), (milder,)))]
    ordered = sorted(Reason, key=lambda each: each is not case.reason)
    rules = [shift.tap(REASONS[each], RULE, case.id, fence, letter(Reason, each)) for each in ordered]
    none = [
        shift.tap(label, PLAN, case.id, fence, *Plan(DECISION, case.reason, measure).parts)
        for label, measure in (
            (Text.MEASURE_NOTHING, Measure.NOTHING),
            (Text.MEASURE_UNCLEAR, Measure.UNCLEAR),
        )
    ]
    closes = shift.actor.may(Action.CLOSE, case.queue, case.server)
    more = (shift.tap(Text.B_MOD_MORE, OPEN, case.id),)
    return [shift.call.show(Text.MOD_RULE, args, (*_rows(rules), *((tuple(none),) if closes else ()), more))]


async def rule(shift: Shift) -> list[Outgoing]:
    """What follows: what the ladder proposes first, and what else this moderator may decide."""
    fence, wanted = _two(shift)
    case = await shift.in_hand(fence)
    reason = _reason(wanted)
    step = await _step(shift, case, reason)
    kind = MODIFIED if case.state is State.CLAIMED_APPEAL else DECISION
    choices = [
        shift.tap(word.text, PLAN, case.id, fence, *Plan(kind, reason, measure, seconds).parts, args=dict(word.args))
        for measure, seconds in offered(step, shift.actor, case.queue, case.server)
        for word in (measured(measure, seconds),)
    ]
    args: dict[str, Arg] = {
        "case": case.id,
        "reason": Word(REASONS[reason]),
        "step": measured(step.measure, step.seconds),
        "strikes": step.strikes,
    }
    back = (shift.tap(Text.B_BACK, DECIDE, case.id, fence),)
    return [shift.call.show(Text.MOD_MEASURE, args, (*_rows(choices), back))]


async def plan(shift: Shift) -> list[Outgoing]:
    """What it comes to, in words, before it is done."""
    fence, found = _planned(shift)
    case = await shift.in_hand(fence)
    parts = found.parts
    buttons: Buttons = (
        (
            shift.tap(Text.B_MOD_DO, DO, case.id, fence, *parts),
            shift.tap(Text.B_MOD_WITH_NOTE, NOTE, case.id, DECISION, fence, *parts),
        ),
        (shift.tap(Text.B_BACK, DECIDE, case.id, fence),),
    )
    args: dict[str, Arg] = {
        "case": case.id,
        "kind": found.kind,
        "measure": measured(found.measure, found.seconds),
        "acted": int(found.measure.sanctions),
        "reason": Word(REASONS[found.reason]),
    }
    return [shift.call.show(Text.MOD_CONFIRM, args, buttons)]


async def do(shift: Shift) -> list[Outgoing]:
    """Done: the service has the last word on whether it may be."""
    fence, found = _planned(shift)
    return await _done(shift, fence, found, "")


async def noted(shift: Shift) -> list[Outgoing]:
    """The same with a note, or first the question for one."""
    if shift.note is None:
        return await asked_for_note(shift)
    fence, found = _planned(Shift(shift.call, shift.actor, shift.sender, shift.case, shift.chosen[1:]))
    return await _done(shift, fence, found, shift.note)


async def _done(shift: Shift, fence: str, found: Plan, note: str) -> list[Outgoing]:
    case = await shift.in_hand(fence)
    unit, moderation = shift.call.turn.unit, shift.call.house.moderation
    args: dict[str, Arg] = {"case": case.id}
    if case.state is State.CLAIMED_APPEAL:
        ruling = RULINGS.get(found.kind)
        if ruling is None:
            raise NotMeasured
        changed = ruling is Ruling.MODIFIED
        await moderation.appeals.rule(
            unit,
            shift.actor,
            case.id,
            case.fence,
            ruling,
            measure=found.measure if changed else None,
            seconds=found.seconds if changed else None,
            note=note,
        )
        return [shift.call.show(Text.MOD_RULED, {**args, "ruling": ruling.value})]
    if found.kind != DECISION:
        raise NotMeasured
    decided: Decided = await moderation.verdicts.decide(
        unit,
        shift.actor,
        case.id,
        case.fence,
        found.measure,
        reason=found.reason,
        seconds=found.seconds,
        note=note,
    )
    if decided.waits:
        return [shift.call.show(Text.MOD_WAITS, {**args, "held": int(decided.sanction is not None)})]
    args |= {"measure": measured(found.measure, found.seconds), "acted": int(found.measure.sanctions)}
    return [shift.call.show(Text.MOD_DECIDED, args)]


async def _step(shift: Shift, case: Case, reason: Reason) -> Step:
    moderation = shift.call.house.moderation
    sheet = await moderation.cases.sheet(shift.call.turn.unit, case.id)
    detail = sheet.details[0][0] if sheet.details and reason is case.reason else None
    return proposed(moderation.policy, sheet.strikes, reason, detail)


def _two(shift: Shift) -> tuple[str, str]:
    if len(shift.chosen) != 2:
        raise NotMeasured
    return shift.chosen[0], shift.chosen[1]


def _planned(shift: Shift) -> tuple[str, Plan]:
    found = plan_of(shift.chosen[1:])
    if found is None:
        raise NotMeasured
    return shift.chosen[0], found


def _reason(wanted: str) -> Reason:
    found = named(Reason, wanted)
    if found is None:
        raise NotMeasured
    return Reason(found)


def _rows(buttons: list[Button]) -> Buttons:
    return tuple(tuple(buttons[at : at + WIDTH]) for at in range(0, len(buttons), WIDTH))
