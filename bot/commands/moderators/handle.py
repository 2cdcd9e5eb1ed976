"""The way in for everything that is moderators': who it is, whether the button is ours, and what came of it.

Nobody is met by tapping in a channel or group, but those whom their server made its moderators.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from bot import plain
from bot.cards import ESCALATION
from bot.commands.base import Call, House
from bot.commands.moderators import asked, more, places, ruling, work
from bot.commands.moderators.measures import DECISION
from bot.commands.moderators.more import LIFTING, REOPENING
from bot.commands.moderators.shift import Shift, answered
from bot.members import Member, Pending
from bot.messages import Command, Departed, Incoming, Moved, Notice, Outgoing, Pressed, Spot
from bot.staff import fingerprint
from bot.taps import (
    AGREE,
    CLAIM,
    CLOSE,
    DECIDE,
    DECLINE,
    DO,
    ENDS,
    HOLD,
    LIFT,
    MERGE,
    NOTE,
    OPEN,
    PLAN,
    PRESERVE,
    QUARANTINE,
    RELEASE,
    REVIEW,
    RULE,
    STANDS,
    VIEW,
    for_moderators,
)
from bot.texts.keys import Text
from bot.tokens import AT_DESK, opened
from bot.turn import Turn
from config.ids import MessageId
from moderation.cases import (
    AlreadyThere,
    Forbidden,
    Involved,
    NeedsWords,
    NoSuchCase,
    NotMeasured,
    NotNow,
    Refused,
    Stale,
    TakenBy,
    TheirOwn,
)
from moderation.model import WORDS_LIMIT

Step = Callable[[Shift], Awaitable[list[Outgoing]]]


NOTED: Final[Mapping[str, Step]] = {
    ESCALATION: work.escalate,
    DECISION: ruling.noted,
    REOPENING: more.reopen,
    LIFTING: more.lift,
}


async def _note(shift: Shift) -> list[Outgoing]:
    """What the note is for stands first in its button."""
    step = NOTED.get(shift.chosen[0]) if shift.chosen else None
    if step is None:
        raise NotMeasured
    return await step(shift)


STEPS: Final[Mapping[str, Step]] = {
    CLAIM: work.claim,
    RELEASE: work.release,
    VIEW: work.view,
    CLOSE: work.close,
    OPEN: work.sheet,
    DECIDE: ruling.decide,
    RULE: ruling.rule,
    PLAN: ruling.plan,
    DO: ruling.do,
    NOTE: _note,
    QUARANTINE: more.quarantine,
    PRESERVE: more.preserve,
    MERGE: more.merge,
    HOLD: more.hold,
    LIFT: more.lift,
    AGREE: asked.agree,
    DECLINE: asked.decline,
    REVIEW: asked.review,
    STANDS: asked.stands,
    ENDS: asked.ends,
}
QUESTIONS: Final = frozenset({AGREE, DECLINE, STANDS, ENDS})
"""What is asked at desks beside cases."""

UNDER_CARDS: Final = frozenset({CLAIM, RELEASE, VIEW, CLOSE, DECIDE, NOTE}) | QUESTIONS
"""What everybody at a desk may tap; all other buttons are one moderator's own."""

REFUSALS: Final[Mapping[type[Refused], Text]] = {
    NoSuchCase: Text.MOD_NO_SUCH_CASE,
    AlreadyThere: Text.MOD_ALREADY,
    NotNow: Text.MOD_NOT_NOW,
    Stale: Text.MOD_STALE,
    TakenBy: Text.MOD_TAKEN,
    Involved: Text.MOD_INVOLVED,
    TheirOwn: Text.MOD_REQUEST_OWN,
    Forbidden: Text.MOD_FORBIDDEN,
    NeedsWords: Text.MOD_NEEDS_WORDS,
    NotMeasured: Text.MOD_NOT_MEASURED,
}
OF_QUESTIONS: Final[Mapping[type[Refused], Text]] = {**REFUSALS, Forbidden: Text.MOD_FOR_OTHERS}
HERE, AWAY = "here", "away"
CODE: Final = 20
"""Characters of an invitation; no case has so long a number."""


def concerns(incoming: Incoming) -> bool:
    """Whether something is for moderators, or about a place of theirs, rather than for people who talk."""
    elsewhere = isinstance(incoming.what, Moved | Departed) and incoming.sender.place is not None
    return elsewhere or for_moderators(incoming.what)


async def handle(
    house: House, incoming: Incoming, turn: Turn, message: MessageId, bearer: MessageId | None
) -> list[Outgoing]:
    """What goes out. `bearer`: the notice whose button was tapped, if it stands in the moderator's own chat."""
    sender, what = incoming.sender, plain.asked(incoming.what)
    if isinstance(what, Moved):
        await turn.desks.moved(sender, what.to)
        return []
    if isinstance(what, Departed):
        desk = await turn.desks.at(sender)
        return [] if desk is None else await places.lost(house, desk, turn)
    member = await _member(house, incoming, turn)
    if member is None:
        return await _stranger(house, incoming, turn)
    server = fingerprint(turn, sender)
    by_role = server is not None and await house.moderates(turn, sender)
    actor = await house.moderation.team.actor(turn.unit, member.id, server=server, by_server_role=by_role)
    brief = incoming.via is not None and incoming.via.brief
    call = Call(member, "", message, turn, house, None if brief else bearer)
    shift = Shift(call, actor, sender)
    if isinstance(what, Pressed):
        items = await _tapped(shift, what)
    elif isinstance(what, Command):
        items = await _commanded(shift, what)
    else:
        items = []
    return answered(items, incoming.via, member.id, call.bearer, Text.MOD_IN_PRIVATE)


async def _member(house: House, incoming: Incoming, turn: Turn) -> Member | None:
    """Who tapped, if they are known or their server vouches for them; a command in private meets anybody, as all do."""
    sender = incoming.sender
    known = await turn.members.known(sender)
    if known is not None and known.lane is not None:
        return known
    vouched = sender.server is not None and sender.place is not None and await house.moderates(turn, sender)
    asked = isinstance(incoming.what, Command) and (sender.place is None or incoming.via is not None)
    if not vouched and not asked:
        return None
    return await turn.members.meet(sender, house.catalogue.nearest(sender.language), turn.now)


async def _stranger(house: House, incoming: Incoming, turn: Turn) -> list[Outgoing]:
    """Somebody nobody knows tapped a card: they are told so where only they see it, or not at all."""
    house.metrics.moderation_refused.labels("stranger").inc()
    desk, via = await turn.desks.at(incoming.sender), incoming.via
    if desk is None or via is None:
        return []
    spot = Spot.BESIDE if via.tap else Spot.ANSWER
    return [Notice(desk.member, Text.MOD_NOT_YOU, via=replace(via, only=True, spot=spot))]


async def _commanded(shift: Shift, command: Command) -> list[Outgoing]:
    first, _, rest = command.argument.strip().partition(" ")
    public = shift.sender.place is not None and shift.sender.server is None
    if len(first) >= CODE and not public:
        role = await shift.call.house.moderation.team.redeem(shift.call.turn.unit, shift.call.member.id, first)
        if role is not None:
            return [shift.call.say(Text.MOD_WELCOME, {"role": role.value})]
        shift.call.house.metrics.moderation_refused.labels("code").inc()
        return [shift.call.say(Text.MOD_CODE_BAD)]
    if first.lower() == HERE:
        return await places.here(shift, rest.strip().lower())
    if first.lower() == AWAY:
        return await places.away(shift)
    if not shift.actor.roles:
        return [shift.call.say(Text.MOD_NOT_YOU)]
    if first:
        number = first.upper().removeprefix("#")
        return await _carried_out(replace(shift, case=number), work.sheet)
    return await _carried_out(shift, work.queue)


async def _tapped(shift: Shift, tap: Pressed) -> list[Outgoing]:
    step = STEPS.get(tap.action)
    own = shift.call.member.id
    holders = (own, AT_DESK) if tap.action in UNDER_CARDS else (own,)
    found = None if step is None else opened(shift.call.turn.unit.keys, tap.action, holders, tap.token)
    if step is None or not found:
        shift.call.house.metrics.moderation_refused.labels("forged").inc()
        return [shift.call.say(Text.MOD_FORGED)]
    mine = opened(shift.call.turn.unit.keys, tap.action, (own,), tap.token) is not None
    call = shift.call if mine else replace(shift.call, bearer=None)  # a card stays what it is
    refusals = OF_QUESTIONS if tap.action in QUESTIONS else REFUSALS
    shift = replace(shift, call=call, case=found[0], chosen=found[1:], note=tap.form)
    return await _carried_out(shift, step, refusals)


async def _carried_out(shift: Shift, step: Step, refusals: Mapping[type[Refused], Text] = REFUSALS) -> list[Outgoing]:
    """The answer; where it can't be done, why."""
    if not shift.actor.roles:
        shift.call.house.metrics.moderation_refused.labels("no-role").inc()
        return [shift.call.say(Text.MOD_NOT_YOU)]
    try:
        return await step(shift)
    except Refused as refusal:
        text = next(refusals[kind] for kind in type(refusal).__mro__ if kind in refusals)
        shift.call.house.metrics.moderation_refused.labels(type(refusal).__name__.lower()).inc()
        return [shift.call.say(text, {"limit": WORDS_LIMIT} if text is Text.MOD_NEEDS_WORDS else {})]


def awaits(pending: Pending | None, now: float) -> bool:
    """Whether a moderator's next message is the note they were asked for."""
    return pending is not None and pending.kind == "note" and now < pending.until


async def written(call: Call, incoming: Incoming, text: str) -> list[Outgoing]:
    """The note, as a message in the moderator's own chat."""
    pending = call.member.pending
    held = pending.name if pending is not None else ""
    call = await call.remember(replace(call.member, pending=None))
    actor = await call.house.moderation.team.actor(call.turn.unit, call.member.id)
    shift = Shift(replace(call, bearer=None), actor, incoming.sender)
    return await _tapped(shift, Pressed(NOTE, held, plain.typed(text)))
