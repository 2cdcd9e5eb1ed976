"""[Appeal]: somebody asks for another look at what holds against them, in their own words, and somebody else looks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot import plain
from bot.commands.base import Call, button
from bot.members import Pending
from bot.messages import Outgoing, Pressed, Said, What
from bot.texts.keys import Text
from moderation.appeals import NotAppealable
from moderation.model import APPEAL_LIMIT, Queue

ANSWER_WITHIN: Final = 1800.0
"""Seconds in which the words are awaited: they may be many."""

WHY_NOT: Final[Mapping[str, Text]] = {
    "again": Text.NOT_APPEALED_AGAIN,
    "late": Text.NOT_APPEALED_LATE,
    "later": Text.NOT_APPEALED_NOW,
    "over": Text.NOT_APPEALED_OVER,
    "hold": Text.NOT_APPEALED_HOLD,
}


async def tapped(call: Call) -> list[Outgoing]:
    """The next message goes to somebody who has not decided yet."""
    why = await call.house.moderation.appeals.why_not(call.turn.unit, call.member.id, call.argument)
    if why is not None:
        return _not(call, why)
    await _awaiting(call, call.argument)
    return [call.say(Text.APPEAL_WRITE, {"limit": APPEAL_LIMIT}, ((button(Text.B_CLEAR, "keep", "appeal"),),))]


async def written(call: Call, sanction: str) -> list[Outgoing]:
    """Words that came in the button's own form."""
    return await said(call, Pending("appeal", name=sanction))


async def said(call: Call, pending: Pending) -> list[Outgoing]:
    """The words themselves."""
    words = call.argument
    if not plain.READABLE.search(words):
        return [call.about(Text.NOTHING_LEFT)]
    if len(words) > APPEAL_LIMIT:
        why = await call.house.moderation.appeals.why_not(call.turn.unit, call.member.id, pending.name)
        if why is not None:
            return _not(call, why)
        await _awaiting(call, pending.name)
        return [call.about(Text.APPEAL_TOO_LONG, {"limit": APPEAL_LIMIT, "length": len(words)})]
    if call.member.pending is not None:
        call = await call.remember(replace(call.member, pending=None))
    try:
        appeal = await call.house.moderation.appeals.file(call.turn.unit, call.member.id, pending.name, words)
    except NotAppealable as reason:
        return _not(call, reason.why)
    due = appeal.at + call.house.moderation.policy.due(Queue.APPEALS)
    return [call.say(Text.APPEALED, {"looked": int(due.timestamp())})]


def concerns(call: Call, what: What) -> bool:
    """Whether this is one of the steps of an appeal, which nobody is kept from."""
    if isinstance(what, Pressed):
        return what.action == "appeal"
    pending = call.member.pending
    awaited = pending is not None and pending.kind == "appeal" and call.turn.now < pending.until
    return isinstance(what, Said) and awaited


async def _awaiting(call: Call, sanction: str) -> None:
    pending = Pending("appeal", name=sanction, until=call.turn.now + ANSWER_WITHIN)
    await call.remember(replace(call.member, pending=pending))


def _not(call: Call, why: str) -> list[Outgoing]:
    text = WHY_NOT.get(why)
    return call.refuse("appeal") if text is None else [call.say(text)]
