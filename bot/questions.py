"""What moderators are asked where their cards go: to be the second person, and whether what has no end still stands.

A question is a message of its own at each desk, and says later what became of it. It names nobody, as a card does not;
why somebody asks is read by who may answer, alone.
"""

import base64
from datetime import datetime
from typing import Final

from bot.cards import RENEWED_AFTER, moment
from bot.commands.base import House, button
from bot.commands.reasons import why
from bot.desks import GLOBAL
from bot.messages import Arg, Button, Buttons, Notice, Outgoing, Reworded
from bot.pseudonyms import called
from bot.taps import AGREE, DECLINE, ENDS, STANDS
from bot.texts.keys import Text
from bot.tokens import AT_DESK, token
from bot.turn import Turn
from config.ids import MemberId, MessageId
from config.keys import KeyRing
from moderation.model import Sanction
from moderation.questions import Answer, ShowRequest, ShowReview
from moderation.roles import SECOND_WITHIN

NAMED: Final = 12
"""Bytes of a message's name, as random ones have."""


def message_of(keys: KeyRing, asked: str, desk: MemberId) -> MessageId:
    """The message that asks this at a desk. It follows from the two, so that nothing has to be remembered."""
    return MessageId(base64.urlsafe_b64encode(keys.hash("question", asked, desk)[:NAMED]).decode())


def request_args(keys: KeyRing, case: str, action: str, by: MemberId, since: datetime) -> dict[str, Arg]:
    """What a request says of itself."""
    return {"case": case, "action": action, "who": called(keys, by), "until": moment(since + SECOND_WITHIN)}


def review_args(sanction: Sanction) -> dict[str, Arg]:
    """What a review says of the sanction it is about."""
    return {
        "case": sanction.case or "none",
        "measure": sanction.measure.value,
        "reason": why(sanction.reason, sanction.detail),
        "since": f"{sanction.since:%Y-%m-%d}",
    }


def _tap(keys: KeyRing, label: Text, action: str, asked: str) -> Button:
    return button(label, action, token(keys, action, AT_DESK, asked))


async def request_shown(house: House, told: ShowRequest, turn: Turn) -> list[Outgoing]:
    """A request at all desks of everybody's moderators; in a chat of their own only with those who may answer."""
    keys, out = turn.unit.keys, list[Outgoing]()
    args = request_args(keys, told.case, told.action, told.by, told.since)
    row = (
        _tap(keys, Text.B_MOD_AGREE, AGREE, told.request),
        _tap(keys, Text.B_MOD_DECLINE, DECLINE, told.request),
    )
    by: Arg = "" if told.answered_by is None else called(keys, told.answered_by)
    done: dict[str, Arg] = {**args, "answer": told.answer.value, "by": by}
    forgotten = turn.now - told.since.timestamp() > RENEWED_AFTER
    for desk in await turn.desks.all(GLOBAL):
        message = message_of(keys, told.request, desk.member)
        if told.answer is not Answer.OPEN:
            out.append(_changed(desk.member, message, Text.MOD_REQUEST_DONE, done, anew=forgotten and not desk.private))
            continue
        if desk.private:
            actor = await house.moderation.team.actor(turn.unit, desk.member)
            if not await house.moderation.team.may_answer(turn.unit, actor, told.request):
                continue
        out.append(Notice(desk.member, Text.MOD_REQUEST, args, (row,), id=message))
    return out


async def review_shown(house: House, told: ShowReview, turn: Turn) -> list[Outgoing]:
    """A review, in the same way."""
    keys, out, sanction = turn.unit.keys, list[Outgoing](), told.sanction
    args = review_args(sanction)
    buttons: Buttons = (
        (
            _tap(keys, Text.B_MOD_UPHOLD, STANDS, sanction.id),
            _tap(keys, Text.B_MOD_LIFT, ENDS, sanction.id),
        ),
    )
    days = house.moderation.policy.ladder.review_days
    done: dict[str, Arg] = {**args, "answer": told.answer.value, "days": days}
    for desk in await turn.desks.all(GLOBAL):
        message = message_of(keys, sanction.id, desk.member)
        if told.answer is not Answer.OPEN:
            out.append(_changed(desk.member, message, Text.MOD_REVIEW_DONE, done))
            continue
        if desk.private:
            actor = await house.moderation.team.actor(turn.unit, desk.member)
            if not await house.moderation.reviews.may_answer(turn.unit, actor, sanction.id):
                continue
        out.append(Notice(desk.member, Text.MOD_REVIEW, args, buttons, id=message))
    return out


def _changed(desk: MemberId, message: MessageId, text: Text, args: dict[str, Arg], *, anew: bool = False) -> Outgoing:
    """What a question says now; where its message has been forgotten, that is said in a new one."""
    return Notice(desk, text, args) if anew else Reworded(desk, message, text, args)
