"""/reveal: both agree, then each gets what the other chose to show. Never one side alone.

What somebody would show lies in their seat and goes with it. Only the turn that finds one side's words there and is
given the other's shows anything, and it shows both: the two notices are committed together, or neither is.
"""

from dataclasses import replace

from bot import plain
from bot.commands.base import Call, Handler, button
from bot.commands.search import partner_lost
from bot.commands.waiting import FIND_BUTTONS
from bot.content import Content
from bot.members import Pending
from bot.messages import Notice, Outgoing, Reworded
from bot.rooms import Offer, Seat
from bot.texts.keys import Text
from config.ids import MessageId, new_id

LIMIT = 300
"""Code points: a name, a few ways to be reached, a sentence."""

ANSWER_WITHIN = 600.0
"""Seconds in which the next message is taken for what is to be shown."""


async def reveal(call: Call) -> list[Outgoing]:
    """/reveal [words]: what would be shown; without words, ask for them."""
    seat = await call.turn.rooms.seat(call.member.id)
    if seat is None:
        return [call.say(Text.NOT_TALKING, buttons=FIND_BUTTONS)]
    return await _offered(call, seat, call.argument) if call.argument else await _ask(call, seat)


async def tapped(call: Call) -> list[Outgoing]:
    """Show mine, too."""
    seat = await call.turn.rooms.seat(call.member.id)
    return [call.say(Text.OLD_BUTTON)] if seat is None else await _ask(call, seat)


async def _ask(call: Call, seat: Seat) -> list[Outgoing]:
    """The next message is not passed on, but kept to be shown."""
    pending = Pending("reveal", name=seat.tag, until=call.turn.now + ANSWER_WITHIN)
    await call.remember(replace(call.member, pending=pending))
    return [call.say(Text.REVEAL_WRITE, {"limit": LIMIT}, ((button(Text.B_CLEAR, "keep", "reveal"),),))]


def awaits(pending: Pending | None, seat: Seat, now: float) -> bool:
    """Whether the next message says what to show. In another room nobody remembers having been asked."""
    return pending is not None and pending.kind == "reveal" and now < pending.until and seat.tag == pending.name


async def written(call: Call, seat: Seat, content: Content) -> list[Outgoing]:
    """The message that says it."""
    return await _offered(call, seat, content.text)


async def _offered(call: Call, seat: Seat, text: str) -> list[Outgoing]:
    turn, member = call.turn, call.member.id
    words = plain.cleaned(Content(text)).text.strip()
    if not plain.READABLE.search(words):
        return [call.about(Text.NOTHING_LEFT)]
    if len(words) > LIMIT:
        return [call.about(Text.REVEAL_TOO_LONG, {"limit": LIMIT})]
    partner = await turn.members.get(seat.partner)
    if partner is None or partner.lane is None:
        return await partner_lost(turn, member, seat)
    if call.house.crowded(partner.lane):
        return [call.about(Text.SLOW_DOWN)]
    if call.member.pending is not None:
        await call.remember(replace(call.member, pending=None))
    offers = await turn.rooms.offers(seat.room)
    theirs = offers.get(seat.partner)
    if theirs is not None:
        return await _exchanged(call, seat, words, theirs)
    return await _noted(call, seat, words, offers.get(member))


async def _exchanged(call: Call, seat: Seat, words: str, theirs: Offer) -> list[Outgoing]:
    """Each gets what the other shows."""
    member = call.member.id
    await call.turn.rooms.offer(member, None)
    await call.turn.rooms.offer(seat.partner, None)
    return [
        Notice(member, Text.REVEALED, {"words": theirs.words}),
        Notice(seat.partner, Text.REVEALED, {"words": words}),
        Reworded(member, theirs.asked, Text.REVEAL_DONE),
        Reworded(seat.partner, theirs.noted, Text.REVEAL_DONE),
    ]


async def _noted(call: Call, seat: Seat, words: str, earlier: Offer | None) -> list[Outgoing]:
    """Kept until the other side shows something, too. The other is asked once, however often the words change."""
    noted = MessageId(new_id())
    asked = MessageId(new_id()) if earlier is None else earlier.asked
    await call.turn.rooms.offer(call.member.id, Offer(words, noted, asked))
    others = await call.turn.rooms.seat(seat.partner)
    own = call.say(Text.REVEAL_NOTED, buttons=((button(Text.B_CONCEAL, "conceal", seat.tag),),))
    items: list[Outgoing] = [replace(own, id=noted)]
    if earlier is not None:
        items.append(Reworded(call.member.id, earlier.noted, Text.REVEAL_REPLACED))
    elif others is not None:
        choices = ((button(Text.B_REVEAL, "reveal", others.tag),), (button(Text.B_REFUSE, "refuse", others.tag),))
        items.append(Notice(seat.partner, Text.REVEAL_ASKED, {}, choices, id=asked))
    return items


async def refuse(call: Call) -> list[Outgoing]:
    """No, thanks: what the partner would have shown goes, and they are told kindly."""
    seat = await call.turn.rooms.seat(call.member.id)
    theirs = None if seat is None else (await call.turn.rooms.offers(seat.room)).get(seat.partner)
    if seat is None or theirs is None:
        return [call.show(Text.REVEAL_OVER)]
    await call.turn.rooms.offer(seat.partner, None)
    return [
        call.show(Text.REVEAL_DECLINED),
        Reworded(seat.partner, theirs.noted, Text.REVEAL_OVER),
        Notice(seat.partner, Text.REVEAL_REFUSED),
    ]


async def conceal(call: Call) -> list[Outgoing]:
    """Take it back: it goes, and the partner is not asked any more."""
    seat = await call.turn.rooms.seat(call.member.id)
    mine = None if seat is None else (await call.turn.rooms.offers(seat.room)).get(call.member.id)
    if seat is None or mine is None:
        return [call.show(Text.REVEAL_OVER)]
    await call.turn.rooms.offer(call.member.id, None)
    return [call.show(Text.REVEAL_TAKEN_BACK), Reworded(seat.partner, mine.asked, Text.REVEAL_OVER)]


COMMANDS: dict[str, Handler] = {"reveal": reveal}
ROOM_TAPS: dict[str, Handler] = {"reveal": tapped, "refuse": refuse, "conceal": conceal}
