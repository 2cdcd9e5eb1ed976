"""What moderators are asked beside their cases, and their answers: as the second person, and on what has no end."""

from typing import Final

from bot.commands.moderators.shift import Shift
from bot.messages import Arg, Button, Buttons, Outgoing
from bot.questions import request_args, review_args
from bot.taps import AGREE, DECLINE, ENDS, REVIEW, STANDS
from bot.texts.keys import Text
from moderation.stores.rulings import Approval
from moderation.stores.sanctions import Review

LISTED: Final = 5
"""Of each kind offered at once."""

YES: Final = "y"
"""In the token of the button that does it: the one before only asks."""


async def listed(shift: Shift) -> list[Outgoing]:
    """All that this moderator is asked, if it is anything."""
    unit, moderation = shift.call.turn.unit, shift.call.house.moderation
    requests = await moderation.team.asked(unit, shift.actor)
    reviews = await moderation.reviews.waiting(unit, shift.actor)
    if not requests and not reviews:
        return []
    rows: Buttons = (
        *((offered(shift, each),) for each in requests[:LISTED]),
        *((_offered(shift, each),) for each in reviews[:LISTED]),
    )
    return [shift.call.say(Text.MOD_ASKED, {"requests": len(requests), "reviews": len(reviews)}, rows)]


def offered(shift: Shift, request: Approval) -> Button:
    """The button under which a request is read and answered."""
    args: dict[str, Arg] = {"case": request.case, "action": request.action}
    return shift.tap(Text.B_MOD_REQUEST, AGREE, request.id, args=args)


def _offered(shift: Shift, review: Review) -> Button:
    args = review_args(review.sanction)
    return shift.tap(
        Text.B_MOD_REVIEW, REVIEW, review.sanction.id, args={name: args[name] for name in ("case", "measure")}
    )


# --- a second person ---


async def agree(shift: Shift) -> list[Outgoing]:
    """The reason first, for this moderator alone; agreed to is what they agree to with the next tap."""
    unit, team = shift.call.turn.unit, shift.call.house.moderation.team
    if shift.chosen != (YES,):
        asked = await team.request(unit, shift.actor, shift.case)
        row = (
            shift.tap(Text.B_MOD_AGREE_SURE, AGREE, asked.id, YES),
            shift.tap(Text.B_MOD_DECLINE, DECLINE, asked.id),
        )
        args = {**_args(shift, asked), "noted": int(bool(asked.note)), "note": asked.note}
        return [shift.call.show(Text.MOD_REQUEST_WHY, args, (row,))]
    asked = await team.answer(unit, shift.actor, shift.case, granted=True)
    args = _args(shift, asked)
    return [shift.done(Text.MOD_AGREED, {name: args[name] for name in ("case", "until")})]


async def decline(shift: Shift) -> list[Outgoing]:
    """Refused, for this once."""
    team = shift.call.house.moderation.team
    asked = await team.answer(shift.call.turn.unit, shift.actor, shift.case, granted=False)
    return [shift.done(Text.MOD_DECLINED, {"case": asked.case})]


def _args(shift: Shift, asked: Approval) -> dict[str, Arg]:
    return request_args(shift.call.turn.unit.keys, asked.case, asked.action, asked.asked_by, asked.at)


# --- what has no end ---


async def review(shift: Shift) -> list[Outgoing]:
    """What they are asked about, from the list."""
    found = await _found(shift)
    row = (
        shift.tap(Text.B_MOD_UPHOLD, STANDS, found.sanction.id),
        shift.tap(Text.B_MOD_LIFT, ENDS, found.sanction.id),
    )
    return [shift.call.say(Text.MOD_REVIEW, review_args(found.sanction), (row,))]


async def stands(shift: Shift) -> list[Outgoing]:
    """It stands for another year."""
    moderation = shift.call.house.moderation
    await moderation.reviews.reviewed(shift.call.turn.unit, shift.actor, shift.case, keep=True)
    return [shift.done(Text.MOD_REVIEW_KEPT, {"days": moderation.policy.ladder.review_days})]


async def ends(shift: Shift) -> list[Outgoing]:
    """It is lifted, once they have said so twice: somebody who is dangerous may come back by it."""
    if shift.chosen != (YES,):
        sanction = (await _found(shift)).sanction
        row = (
            shift.tap(Text.B_MOD_LIFT_SURE, ENDS, sanction.id, YES),
            shift.tap(Text.B_MOD_UPHOLD, STANDS, sanction.id),
        )
        args = review_args(sanction)
        return [shift.call.show(Text.MOD_REVIEW_SURE, {k: args[k] for k in ("case", "measure", "reason")}, (row,))]
    reviews = shift.call.house.moderation.reviews
    await reviews.reviewed(shift.call.turn.unit, shift.actor, shift.case, keep=False)
    return [shift.done(Text.MOD_REVIEW_LIFTED, {})]


async def _found(shift: Shift) -> Review:
    return await shift.call.house.moderation.reviews.review(shift.call.turn.unit, shift.actor, shift.case)
