"""Cards: how a case stands at the desks of its moderators, and what stands there instead when there are very many.

A card tells what kind of case it is, how pressing and who is on it, and never what was said or by whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.commands.base import House, button
from bot.commands.reasons import REASONS
from bot.desks import GLOBAL, Card, Desk
from bot.messages import Arg, Buttons, Notice, Outgoing, Reworded, Word
from bot.pseudonyms import pseudonym
from bot.taps import CLAIM, CLOSE, DECIDE, NOTE, RELEASE, VIEW
from bot.texts.keys import Text
from bot.tokens import AT_DESK, token
from bot.turn import Turn
from config.ids import MemberId, MessageId, new_id
from config.keys import KeyRing
from moderation.cases import CLAIMED, OPEN, Case, NoSuchCase, State
from moderation.casework import Sheet
from moderation.model import Queue
from moderation.roles import Actor

MOST_CARDS: Final = 10
"""Cards of one desk; more cases than that are told of by their number."""

RENEWED_AFTER: Final = 70 * 3600.0
"""Seconds after which a card is shown anew rather than changed: its message will soon be forgotten."""

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

ALIVE: Final = OPEN | {State.APPEALED, State.CLAIMED_APPEAL}
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
    close, escalate = tap(Text.B_MOD_CLOSE, CLOSE), tap(Text.B_MOD_ESCALATE, NOTE, ESCALATION)
    lower = () if case.queue is Queue.APPEALS else (escalate,) if case.queue in NEVER_CLOSED else (close, escalate)
    rows = (upper, lower) if lower else (upper,)
    return tuple(tuple(button(*each) for each in row) for row in rows)


def scope_of(case: Case) -> str:
    """At whose desks a case is shown now."""
    return case.server if case.queue is Queue.SERVER and case.server is not None else GLOBAL


async def shown(house: House, name: str, turn: Turn) -> list[Outgoing]:
    """Every card of a case as it stands now; new ones at desks that have none."""
    try:
        sheet = await house.moderation.cases.sheet(turn.unit, name)
    except NoSuchCase:  # its time on record is over
        return []
    desks = {each.member: each for each in await turn.desks.all(scope_of(sheet.case))}
    out: list[Outgoing] = []
    fewer: list[MemberId] = []
    for card in await turn.desks.cards(name):
        desk = desks.pop(card.desk, None)
        out += await _reworded(turn, card, sheet, here=desk is not None and await _sees(house, desk, sheet.case, turn))
        if await turn.desks.card(name, card.desk) is None:
            fewer.append(card.desk)
    if sheet.case.state in ALIVE:
        for desk in desks.values():
            if await _sees(house, desk, sheet.case, turn):
                out += await _new(house, desk, sheet, turn)
    else:  # it was one of those without a card
        fewer += [member for member, desk in desks.items() if desk.digest is not None]
    for member in fewer:
        desk = await turn.desks.of(member)
        if desk is not None:
            out += await _refilled(house, desk, turn)
    return out


async def _refilled(house: House, desk: Desk, turn: Turn) -> list[Outgoing]:
    """Where there is room again, what comes first of the cases without a card gets one."""
    return await opened(house, desk, await waiting(house, desk, MOST_CARDS + 1, turn), turn)


async def waiting(house: House, desk: Desk, most: int, turn: Turn) -> Sequence[Case]:
    """What comes first of all that may be shown at a desk."""
    seen = await _seen(house, desk, turn)
    return await house.moderation.cases.open_ones(turn.unit, _server(desk), most, seen)


def _server(desk: Desk) -> str | None:
    return None if desk.scope == GLOBAL else desk.scope


async def _sees(house: House, desk: Desk, case: Case, turn: Turn) -> bool:
    return case.queue in await _seen(house, desk, turn)


async def _seen(house: House, desk: Desk, turn: Turn) -> frozenset[Queue]:
    """In a moderator's own chat stands only what is theirs to see; at others' desks all of its scope."""
    if not desk.private:
        return frozenset(Queue)
    actor: Actor = await house.moderation.team.actor(turn.unit, desk.member)
    return actor.sees()


async def _reworded(turn: Turn, card: Card, sheet: Sheet, *, here: bool) -> list[Outgoing]:
    now = face(sheet, turn.unit.keys, here=here)
    over = not now.buttons
    if over:
        await turn.desks.drop(card.case, card.desk)
    if now.says == card.says:
        return []
    if turn.now - card.at > RENEWED_AFTER and not over:
        return await _put(turn, card.desk, sheet, now)
    if not over:
        await turn.desks.put(Card(card.case, card.desk, card.message, now.says, card.at))
    return [Reworded(card.desk, card.message, now.text, now.args, now.buttons)]


async def _new(house: House, desk: Desk, sheet: Sheet, turn: Turn) -> list[Outgoing]:
    if await turn.desks.count(desk.member) >= MOST_CARDS:
        return await _digest(house, desk, turn)
    return await _put(turn, desk.member, sheet, face(sheet, turn.unit.keys))


async def _put(turn: Turn, desk: MemberId, sheet: Sheet, now: Face) -> list[Outgoing]:
    message = MessageId(new_id())
    await turn.desks.put(Card(sheet.case.id, desk, message, now.says, turn.now))
    return [Notice(desk, now.text, now.args, now.buttons, id=message)]


async def _digest(house: House, desk: Desk, turn: Turn) -> list[Outgoing]:
    """One message that counts, instead of many; none where there is nothing to count."""
    desk = await turn.desks.of(desk.member) or desk  # it may have got one in this turn
    cards = await turn.desks.count(desk.member)
    seen = await _seen(house, desk, turn)
    counts = await house.moderation.cases.waiting(turn.unit, _server(desk))
    more = max(0, sum(count for queue, count in counts.items() if queue in seen) - cards)
    urgent = sum(counts.get(queue, 0) for queue in (Queue.URGENT, Queue.CHILD_SAFETY) if queue in seen)
    args: dict[str, Arg] = {"more": more, "urgent": urgent}
    if more == 0:
        if desk.digest is None:
            return []
        await turn.desks.digested(desk.member, None)
        return [Reworded(desk.member, desk.digest, Text.MOD_DIGEST_OVER)]
    if desk.digest is not None:
        return [Reworded(desk.member, desk.digest, Text.MOD_DIGEST, args)]
    message = MessageId(new_id())
    await turn.desks.digested(desk.member, message)
    return [Notice(desk.member, Text.MOD_DIGEST, args, id=message)]


async def opened(house: House, desk: Desk, cases: Sequence[Case], turn: Turn) -> list[Outgoing]:
    """What waits already, as far as there is room for cards; and how much more does."""
    out: list[Outgoing] = []
    room = MOST_CARDS - await turn.desks.count(desk.member)
    for case in cases:
        if room <= 0:
            break
        if scope_of(case) != desk.scope or await turn.desks.card(case.id, desk.member) is not None:
            continue
        sheet = await house.moderation.cases.sheet(turn.unit, case.id)
        if await _sees(house, desk, case, turn):
            out += await _put(turn, desk.member, sheet, face(sheet, turn.unit.keys))
            room -= 1
    return [*out, *await _digest(house, desk, turn)]
