"""What else can be done with a case: hand it to child safety, keep it, merge it, open it again, lift what it led to."""

from typing import Final

from bot.cards import QUEUES
from bot.commands.moderators.notes import asked_for_words
from bot.commands.moderators.shift import Shift
from bot.messages import Arg, Button, Buttons, Outgoing, Word
from bot.taps import HOLD, LIFT, MERGE, NOTE, PRESERVE, QUARANTINE
from bot.texts.keys import Text
from moderation.cases import ENDED, OPEN, NotMeasured, State
from moderation.casework import Sheet
from moderation.roles import Action

REOPENING: Final = "r"
LIFTING: Final = "l"
"""In the token of the button for a note: it says why a case is opened again, or why what it led to is lifted."""

YES: Final = "y"
"""In the token of the button that does it: the one before only asks."""

WIDTH: Final = 2


def doors(shift: Shift, sheet: Sheet) -> Buttons:
    """Buttons for what this moderator may do beside deciding it, as far as it can be done now."""
    case = sheet.case

    def may(action: Action) -> bool:
        return shift.actor.may(action, case.queue, case.server)

    made: list[Button] = []
    if case.state in OPEN:
        choices = (
            (Action.QUARANTINE, shift.tap(Text.B_MOD_QUARANTINE, QUARANTINE, case.id)),
            (Action.PRESERVE, shift.tap(Text.B_MOD_PRESERVE, PRESERVE, case.id)),
            (Action.MERGE, shift.tap(Text.B_MOD_MERGE, MERGE, case.id)),
        )
        made += [button for action, button in choices if may(action)]
    if case.state is State.DECIDED and may(Action.REOPEN):
        made.append(shift.tap(Text.B_MOD_REOPEN, NOTE, case.id, REOPENING))
    if case.state not in OPEN and sheet.holding and may(Action.LIFT):
        if case.state in ENDED:  # it has no words any more, and takes none
            made.append(shift.tap(Text.B_MOD_LIFT, LIFT, case.id))
        else:
            made.append(shift.tap(Text.B_MOD_LIFT, NOTE, case.id, LIFTING))
    if case.state not in (State.MERGED, State.PURGED) and may(Action.LEGAL_HOLD):
        on = int(not case.legal_hold)
        made.append(shift.tap(Text.B_MOD_HOLD, HOLD, case.id, str(on), args={"on": on}))
    return tuple(tuple(made[at : at + WIDTH]) for at in range(0, len(made), WIDTH))


# --- with a case that is open: whoever does it takes it in hand first ---


async def quarantine(shift: Shift) -> list[Outgoing]:
    """Over to child safety."""
    await shift.may(Action.QUARANTINE)
    case = await shift.in_hand()
    handover = shift.call.house.moderation.handover
    await handover.quarantine(shift.call.turn.unit, shift.actor, case.id, case.fence)
    return [shift.call.say(Text.MOD_QUARANTINED, {"case": case.id})]


async def preserve(shift: Shift) -> list[Outgoing]:
    """Kept for the authorities; it is still to be decided."""
    await shift.may(Action.PRESERVE)
    case = await shift.in_hand()
    handover = shift.call.house.moderation.handover
    await handover.preserve(shift.call.turn.unit, shift.actor, case.id, case.fence)
    return [shift.call.say(Text.MOD_PRESERVED, {"case": case.id})]


async def merge(shift: Shift) -> list[Outgoing]:
    """Into which case, and then into that."""
    unit, handover = shift.call.turn.unit, shift.call.house.moderation.handover
    if shift.chosen:
        if len(shift.chosen) != 2:
            raise NotMeasured
        fence, into = shift.chosen
        case = await shift.in_hand(fence)
        await handover.merge(unit, shift.actor, case.id, case.fence, into)
        return [shift.call.show(Text.MOD_MERGED, {"case": case.id, "into": into})]
    await shift.may(Action.MERGE)
    case = await shift.in_hand()
    others = await handover.mergeable(unit, shift.actor, case.id)
    if not others:
        return [shift.call.say(Text.MOD_MERGE_NONE)]
    rows: list[tuple[Button]] = []
    for each in others:
        args: dict[str, Arg] = {"case": each.id, "queue": Word(QUEUES[each.queue]), "mine": 0}
        rows.append((shift.tap(Text.B_MOD_CASE, MERGE, case.id, str(case.fence), each.id, args=args),))
    return [shift.call.show(Text.MOD_MERGE, {"case": case.id}, tuple(rows))]


# --- with one that is decided ---


async def reopen(shift: Shift) -> list[Outgoing]:
    """Open again, with a note that says why."""
    unit, moderation = shift.call.turn.unit, shift.call.house.moderation
    await moderation.cases.known(unit, shift.actor, shift.case)
    if shift.note is None:
        return await asked_for_words(shift)
    case = await moderation.handover.reopen(unit, shift.actor, shift.case, shift.note)
    return [shift.call.say(Text.MOD_REOPENED, {"case": case.id, "queue": Word(QUEUES[case.queue])})]


async def lift(shift: Shift) -> list[Outgoing]:
    """What it led to ends: with a note that says why, or where it takes none, once they have said so twice."""
    unit, moderation = shift.call.turn.unit, shift.call.house.moderation
    case = await moderation.cases.known(unit, shift.actor, shift.case)
    if case.state in ENDED:
        if shift.chosen != (YES,):
            row = (shift.tap(Text.B_MOD_LIFT_SURE, LIFT, case.id, YES),)
            return [shift.call.say(Text.MOD_LIFT_CASE, {"case": case.id}, (row,))]
    elif shift.note is None:
        return await asked_for_words(shift)
    await moderation.verdicts.lift(unit, shift.actor, case.id, shift.note or "")
    return [shift.call.say(Text.MOD_LIFTED, {"case": case.id})]


async def hold(shift: Shift) -> list[Outgoing]:
    """Nothing of it goes from now on, or what is past its time goes."""
    on = shift.chosen == ("1",)
    case = await shift.call.house.moderation.handover.hold(shift.call.turn.unit, shift.actor, shift.case, on=on)
    return [shift.call.say(Text.MOD_HELD, {"case": case.id, "on": int(on)})]
