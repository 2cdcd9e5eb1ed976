"""Everything stored about a member, readable: for /export."""

from bot.commands.base import REMEMBERED
from bot.turn import Turn
from config.ids import MemberId
from moderation.service import Moderation


async def gather(member: MemberId, turn: Turn, moderation: Moderation) -> dict[str, object]:
    """What the tables hold about one member, as plain JSON values; times are epoch seconds.

    Nothing in it tells who a partner was.
    """
    waiting = await turn.tickets.of(member)
    alert = await turn.alerts.of(member, turn.now)
    rooms = await turn.rooms.past(member, turn.now - REMEMBERED)
    seat = await turn.rooms.seat(member)
    offer = None if seat is None else (await turn.rooms.offers(seat.room)).get(member)
    return {
        "made_at": turn.now,
        "account": dict(await turn.members.stored(member)),
        "search": None
        if waiting is None
        else {
            "since": waiting.ticket.since,
            "until": waiting.until,
            "interests": list(waiting.ticket.interests),
        },
        "to_be_told_when_somebody_comes": None
        if alert is None
        else {"since": alert.asked_at, "until": alert.until, "interests": list(alert.ticket.interests)},
        "chats_of_the_last_72_hours": [
            {
                "open": room.closed_at is None,
                "closed_at": room.closed_at,
                "fingerprint_of_the_server_both_came_from": room.server,
            }
            for room in rooms
        ],
        "messages_held_until_you_answer": [
            {"since": held.at, "text": held.content.text, "files": [each.kind.value for each in held.content.media]}
            for held in await turn.held.of(member)
        ],
        "to_be_shown_if_your_partner_shows_something": None if offer is None else offer.words,
        **await moderation.stored(turn.unit, member),
    }
