"""Incoming → list[Outgoing]: the gate, then a command, a tap, or the relay. Decides and returns; touches no network."""

from dataclasses import replace

from bot import plain
from bot.answers import directed
from bot.commands import account, alerts, answering, appeals, changes, guard, reveal, sanctions, search, server, waiting
from bot.commands import help as helping
from bot.commands.base import Answered, Call, Handler, House
from bot.commands.directory import COMMANDS, ROOM_TAPS, TAPS
from bot.commands.moderators import handle, places
from bot.commands.pairing import seek
from bot.commands.place import Place, language_at, no_longer_from, place_of
from bot.members import Member, Seated
from bot.messages import (
    Absence,
    Absent,
    Command,
    Deleted,
    Departed,
    Edited,
    Incoming,
    Notice,
    Outgoing,
    Pressed,
    Reacted,
    Said,
    Sender,
    Unrelayable,
)
from bot.relay import Link, relay
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId

OPEN_TO_ALL = frozenset({"rules", "privacy", "help", "language", "export", "delete", "keep", "bauta", "server"})
"""What nobody is kept from: not by rules they have not seen yet, a lock, or a sanction."""

OPEN_TO_SANCTIONED = OPEN_TO_ALL | {"status"}
"""Those who are kept out also see what holds against them; and they appeal."""


class Conversation:
    """What Bauta does when something happens. Every method is one turn's decision."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.words = house.words

    async def handle(self, incoming: Incoming, turn: Turn, message: MessageId) -> list[Outgoing]:
        """What goes out for one update. `message` is the name of what was written, for replies to it."""
        if handle.concerns(incoming):
            known = await turn.members.known(incoming.sender)
            tapped = await self._link(incoming.message, known, turn) if known is not None else None
            return await handle.handle(self._house, incoming, turn, message, tapped[0] if tapped else None)
        if isinstance(incoming.what, Departed | Absent):
            known = await turn.members.known(incoming.sender)
            return [] if known is None else await self._away(known, incoming.sender, incoming.what, turn)
        if isinstance(incoming.what, Deleted | Reacted):
            return await self._touched(incoming, incoming.what, turn, message)
        place = await place_of(turn, self._house, incoming.sender)
        language = language_at(self._house, incoming.sender, place)
        member = await turn.members.meet(place.sender(incoming.sender), language, turn.now)
        what = incoming.what
        bearer = await self._link(incoming.message, member, turn) if isinstance(what, Pressed) else None
        call = Call(
            member,
            "",
            message,
            turn,
            self._house,
            bearer=bearer[0] if bearer else None,
            client_language=incoming.sender.language,
            sender=incoming.sender,
            answered=await self._answered(incoming, member, turn),
        )
        return directed(await self._gate(call, incoming, place), incoming.via, member.id, call.bearer)

    async def _gate(self, call: Call, incoming: Incoming, place: Place) -> list[Outgoing]:
        """Sanction, lock, the server they write from, rules: what somebody may do before anything else is looked at."""
        what, member = plain.asked(incoming.what), call.member
        name = what.name if isinstance(what, Command) else what.action if isinstance(what, Pressed) else ""
        standing = await self._house.moderation.standing(call.turn.unit, member.id)
        if name not in OPEN_TO_ALL:
            if member.locked:
                return [call.say(Text.LOCKED)]
            if standing.out is not None:
                if name not in OPEN_TO_SANCTIONED and not appeals.concerns(call, what):
                    return [await sanctions.notice(call.turn, self._house, standing.out)]
            elif (refusal := place.refusal(member.id, name)) is not None:
                return [refusal, *await no_longer_from(call, place)]
            elif member.agreed_at is None:
                return await self._first_contact(call, what)
        match what:
            case Command():
                return await self._command(call, what)
            case Pressed():
                return await self._tap(call, what)
            case _:
                return await self._said(call, incoming)

    async def _first_contact(self, call: Call, what: object) -> list[Outgoing]:
        if isinstance(what, Pressed) and what.action == "agree":
            call, waited_for = await account.agree(call)
            return account.welcome(call) if waited_for is None else await self._command(call, waited_for)
        if isinstance(what, Pressed) and what.action == "decline":
            return await account.decline(call)
        return await account.ask_rules(call, what if isinstance(what, Command) else None)

    async def _command(self, call: Call, command: Command) -> list[Outgoing]:
        handler = COMMANDS.get(command.name) or changes.UNLISTED.get(command.name) or _servers_own(call, command)
        if handler is None:
            return helping.unknown(call, command)
        said = await handler(_with(call, command.argument))
        sought = handler is search.find and command.argument != ""
        return said if sought else [*said, *await self._followed(call)]

    async def _tap(self, call: Call, tap: Pressed) -> list[Outgoing]:
        if tap.action in ("agree", "decline"):  # answered before
            return [call.say(Text.WELCOME_BACK, buttons=account.WELCOME_BUTTONS)]
        if tap.action in ROOM_TAPS:
            seat = await call.turn.rooms.seat(call.member.id)
            if (seat.tag if seat else "") != tap.token:
                return [call.say(Text.OLD_BUTTON)]
            return await ROOM_TAPS[tap.action](_with(call, ""))
        if tap.action == "server":
            return await server.tapped(call, tap)
        if tap.action == "everyone":  # which begins a search by itself
            return await search.everyone(call)
        if tap.form is not None and (written := answering.FORMS.get(tap.action)) is not None:
            return await written(_with(call, tap.form), tap.token)
        handler = TAPS.get(tap.action) if tap.form is None else None
        if handler is None:
            return [call.say(Text.OLD_BUTTON)]
        return [*await handler(_with(call, tap.token)), *await self._followed(call)]

    async def _followed(self, call: Call) -> list[Outgoing]:
        """A search that lasts follows the profile: who changed what they wish for is sought by it at once.

        So does the wish to be told when somebody comes. What changed may also be the server this update came from.
        """
        changed = await call.turn.members.get(call.member.id)
        if changed is None:
            return []
        still = await call.turn.tickets.of(changed.id)
        moved = still is not None and still.ticket.server != changed.profile.server
        if changed.profile == call.member.profile and not moved:
            return []
        call = replace(call, member=changed)
        await alerts.follow(call)
        return [] if still is None else await seek(call, still, quiet=True)

    async def _said(self, call: Call, incoming: Incoming) -> list[Outgoing]:
        turn, member, what = call.turn, call.member, incoming.what
        if isinstance(what, Edited):
            return await changes.edited(call, incoming.message, what)
        seat = await turn.rooms.seat(member.id)
        pending = member.pending
        if isinstance(what, Said) and handle.awaits(pending, turn.now):
            return await handle.written(call, incoming, what.content.text)
        if (
            isinstance(what, Said)
            and pending
            and turn.now < pending.until
            and (asked := answering.NEXT.get(pending.kind))
        ):
            return await asked(_with(call, plain.typed(what.content.text)), pending)
        here = seat is not None and incoming.room in (None, seat.tag)
        if isinstance(what, Said) and seat is not None and here and reveal.awaits(pending, seat, turn.now):
            return await reveal.written(call, seat, what.content)
        if seat is None:
            if await turn.tickets.of(member.id) is not None:
                return [call.say(Text.STILL_SEARCHING, buttons=waiting.SEARCH_BUTTONS)]
            return [call.say(Text.NOT_TALKING, buttons=waiting.FIND_BUTTONS)]
        if not isinstance(what, Said):
            return [self._not_relayed(call, what if isinstance(what, Unrelayable) else Unrelayable("unknown"))]
        partner = await turn.members.get(seat.partner)
        if partner is None or partner.lane is None or member.lane is None:
            return await search.partner_lost(turn, member.id, seat)
        if incoming.room is not None and incoming.room != seat.tag:
            return [call.about(Text.ROOM_OVER)]
        seated = Seated(member.id, member.lane, seat.room, seat.partner, partner.lane, seat.tag, guarded=seat.guarded)
        answers = await self._link(incoming.reply_to, member, turn)
        items = relay(what.content, seated, call.message, answers, self._house.crowded(partner.lane))
        return await guard.asked_first(call, seat, what.content, items)

    async def _touched(
        self, incoming: Incoming, what: Deleted | Reacted, turn: Turn, message: MessageId
    ) -> list[Outgoing]:
        """Something done to a message: nobody is met by it. Whose doing it was, Discord may tell by the chat alone."""
        sender = incoming.sender
        member = await turn.members.known(sender) if sender.user else await turn.members.living_at(sender)
        if member is None:
            return []
        # By the chat it was done in: with another bot the same number is another message.
        call = Call(replace(member, lane=await turn.members.lane(sender)), "", message, turn, self._house)
        if isinstance(what, Deleted):
            return await changes.deleted(call, incoming.message, what)
        return await changes.reacted(call, incoming.message, plain.felt(what))

    def _not_relayed(self, call: Call, what: Unrelayable) -> Outgoing:
        self._house.metrics.not_relayed.labels(what.kind).inc()
        if what.kind == "contact":
            return call.about(Text.CONTACT_NOT_PASSED)
        return call.about(what.why, {"kind": what.kind, **what.args})

    async def _link(self, native: str | None, member: Member, turn: Turn) -> Link | None:
        return None if native is None or member.lane is None else await turn.journal.original(member.lane, native)

    async def _answered(self, incoming: Incoming, member: Member, turn: Turn) -> Answered | None:
        """The message that a command answers."""
        native = incoming.reply_to
        if not isinstance(incoming.what, Command) or native is None or member.lane is None:
            return None
        message, room = await turn.journal.original(member.lane, native) or (None, None)
        own = await turn.journal.authored(member.lane, native) is not None
        return Answered(message, room, own, incoming.pointed)

    async def _away(self, member: Member, sender: Sender, what: Departed | Absent, turn: Turn) -> list[Outgoing]:
        if isinstance(what, Departed):
            lane = await turn.members.lane(sender)
            return [] if lane is None else await self.unreachable(member.id, lane, turn)
        if what.stage is Absence.LINE:
            left = await waiting.leave_line(turn, self._house, member.id)
            return [] if left is None else [Notice(member.id, Text.SEARCH_LOST, {}, waiting.FIND_BUTTONS)]
        await turn.alerts.take(member.id)  # a page that is gone tells nobody anything
        seat = await turn.rooms.seat(member.id)
        if seat is None:
            return []
        ended = await search.end_room(turn, member.id, seat, partner_hears=Text.PARTNER_VANISHED)
        return [Notice(member.id, Text.YOU_WERE_AWAY, {}, search.after_room_buttons(seat.tag)), *ended]

    async def unreachable(self, member: MemberId, lane: str, turn: Turn) -> list[Outgoing]:
        """Nothing can be sent to this address any more: what waited for it goes.

        Search and room end, unless the member has written from elsewhere since.
        """
        await turn.journal.empty(lane)
        desk = await turn.desks.of(member)
        told = [] if desk is None else await places.lost(self._house, desk, turn)
        known = await turn.members.get(member)
        if known is None or known.lane != lane:
            return told
        await waiting.leave_line(turn, self._house, member)
        await turn.alerts.take(member)
        seat = await turn.rooms.seat(member)
        return told if seat is None else [*told, *await search.end_room(turn, member, seat, Text.PARTNER_UNREACHABLE)]


def _servers_own(call: Call, command: Command) -> Handler | None:
    """What only servers have: on Discord."""
    discord = call.sender is not None and call.sender.platform == "discord"
    return server.bauta if discord and command.name == "bauta" else None


def _with(call: Call, argument: str) -> Call:
    return replace(call, argument=argument)
