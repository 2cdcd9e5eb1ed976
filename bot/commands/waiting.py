"""While somebody waits: the one message about their search, and the buttons under it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from bot.bulletin import Says
from bot.commands.base import Call, House, button
from bot.commands.pools import among, way_out
from bot.messages import Arg, Buttons, Notice, Outgoing, Reworded, Topics
from bot.rooms import Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, new_id

ASK_BEFORE = 300.0
"""Seconds before the end of a search in which its message asks whether to go on."""

FIND_BUTTONS: Buttons = ((button(Text.B_FIND, "find"),),)
SEARCH_BUTTONS: Buttons = ((button(Text.B_STOP, "stop"), button(Text.B_INTERESTS, "interests")),)
_TELL = (button(Text.B_TELL, "tell"),)
ALONE_BUTTONS: Buttons = (_TELL, (button(Text.B_STOP, "stop"),))
STILL_BUTTONS: Buttons = ((button(Text.B_KEEP_LOOKING, "keep-looking"),), *ALONE_BUTTONS)
OVER_BUTTONS: Buttons = (*FIND_BUTTONS, _TELL)


@dataclass(frozen=True, slots=True)
class Tidings:
    """What the message of a search has to say. `widens`: seconds until the search widens, where it will."""

    text: Text
    args: Mapping[str, Arg] = field(default_factory=dict)
    buttons: Buttons = SEARCH_BUTTONS
    widens: float | None = None

    @property
    def says(self) -> Says:
        return self.text, self.args

    def notice(self, to: MemberId) -> Notice:
        """As a message of its own."""
        return Notice(to, self.text, self.args, self.buttons, MessageId(new_id()))


async def tidings(turn: Turn, house: House, waiting: Waiting) -> Tidings:
    """How a search stands: how many wait, how many of them fit, what is shared with whom, and what comes next.

    Where it is not among everyone it says so, with the way out of that pool.
    """
    told, pool = await _tidings(turn, house, waiting), waiting.ticket.pool
    return replace(told, args={**told.args, "among": among(pool)}, buttons=(*told.buttons, *way_out(pool)))


async def _tidings(turn: Turn, house: House, waiting: Waiting) -> Tidings:
    left = max(0.0, waiting.until - turn.now)
    if waiting.asked:
        return Tidings(Text.SEARCHING_STILL, {"minutes": max(1, ceil(left / 60))}, STILL_BUTTONS)
    stats = await house.matchmaker.stats(waiting.ticket)
    if stats.fit == 0:
        text = Text.SEARCHING_NOBODY_FITS if stats.waiting else Text.SEARCHING_ALONE
        args: dict[str, Arg] = {"waiting": stats.waiting} if stats.waiting else {}
        return Tidings(text, {**args, "minutes": _rounded(left)}, ALONE_BUTTONS)
    told: dict[str, Arg] = {"waiting": stats.waiting, "fit": 0 if stats.fit == stats.waiting else stats.fit}
    widens = house.matchmaker.widens_in(waiting.ticket, stats, turn.now)
    if widens is None:
        return Tidings(Text.SEARCHING_WIDE, told)
    told["seconds"] = max(1, round(widens))
    if stats.sharing == 0:
        return Tidings(Text.SEARCHING, told, widens=widens)
    shared: dict[str, Arg] = {"sharing": stats.sharing, "interests": Topics(stats.shared[:3])}
    return Tidings(Text.SEARCHING_SHARED, {**told, **shared}, widens=widens)


def _rounded(left: float) -> int:
    """Minutes, by fives where there are many: a message need not change every minute only to count down."""
    return 5 * ceil(left / 300) if left > 300 else max(1, ceil(left / 60))


async def put(turn: Turn, house: House, waiting: Waiting, told: Tidings) -> None:
    """Remember a search whose message says this from now on."""
    await turn.tickets.put(replace(waiting, choosy=waiting.choosy or told.widens is not None))
    post(turn, house, waiting, told)


def post(turn: Turn, house: House, waiting: Waiting, told: Tidings) -> None:
    """Once this turn is committed, the message of a search says this."""

    async def posted() -> None:
        house.bulletin.post(waiting.ticket, told.says, turn.now, told.widens)

    turn.after_commit(posted)


def reworded(waiting: Waiting, told: Tidings) -> list[Outgoing]:
    """A search's message in new words, if it has one."""
    if waiting.notice is None:
        return []
    return [Reworded(waiting.ticket.member, waiting.notice, told.text, told.args, told.buttons)]


def closed(waiting: Waiting | None, but: MessageId | None = None) -> list[Outgoing]:
    """The message of a search that ended elsewhere says so; not the message `but`, which says more than that."""
    if waiting is None or waiting.notice is None or waiting.notice == but:
        return []
    return [Reworded(waiting.ticket.member, waiting.notice, Text.SEARCH_CLOSED)]


async def leave_line(turn: Turn, house: House, member: MemberId) -> Waiting | None:
    """Take somebody out of the line for good. What they were waiting with, None if they were not."""
    waiting = await turn.tickets.of(member)
    if waiting is None:
        return None
    await turn.tickets.take(waiting.ticket.id)
    turn.after_commit(lambda: house.matchmaker.leave(member))
    return waiting


async def keep_looking(call: Call) -> list[Outgoing]:
    """[Keep looking]: the search goes on as long again, from now on."""
    turn, house = call.turn, call.house
    if await turn.rooms.seat(call.member.id) is not None:
        return [call.say(Text.ALREADY_TALKING)]
    waiting = await turn.tickets.of(call.member.id)
    if waiting is None or call.argument:
        return [call.say(Text.OLD_BUTTON, buttons=FIND_BUTTONS)]
    kept = replace(waiting, until=turn.now + house.policy.search_expires, asked=False)
    told = await tidings(turn, house, kept)
    if waiting.notice is not None and waiting.notice == call.bearer:
        await put(turn, house, kept, told)
        return reworded(kept, told)
    notice = told.notice(call.member.id)
    await put(turn, house, replace(kept, notice=notice.id), told)
    return [notice, *closed(waiting)]
