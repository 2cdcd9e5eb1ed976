"""What bot's tables hold of people: what /export tells of it, what /delete erases, and what stays, and why.

With moderation's (moderation/personal.py) these are all tables that tell of anybody; `NOBODYS` are the others.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.commands.base import REMEMBERED
from bot.stores.schema import (
    addresses,
    alerts,
    blocks,
    cards,
    desks,
    events,
    files,
    fleeting,
    held,
    identities,
    links,
    members,
    outbox,
    rooms,
    seats,
    tickets,
)
from bot.turn import Turn
from config.ids import MemberId
from config.personal import Gone, Personal, Stays, What, Withheld, Within
from moderation.personal import PERSONAL as MODERATIONS

# --- what the export tells ---


async def _account(turn: Turn, member: MemberId) -> Mapping[str, object]:
    return {"account": dict(await turn.members.stored(member))}


async def _search(turn: Turn, member: MemberId) -> Mapping[str, object]:
    waiting = await turn.tickets.of(member)
    told = None
    if waiting is not None:
        ticket = waiting.ticket
        told = {"since": ticket.since, "until": waiting.until, "interests": list(ticket.interests)}
    return {"search": told}


async def _alert(turn: Turn, member: MemberId) -> Mapping[str, object]:
    alert = await turn.alerts.of(member, turn.now)
    told = None
    if alert is not None:
        told = {"since": alert.asked_at, "until": alert.until, "interests": list(alert.ticket.interests)}
    return {"to_be_told_when_somebody_comes": told}


async def _rooms(turn: Turn, member: MemberId) -> Mapping[str, object]:
    past = await turn.rooms.past(member, turn.now - REMEMBERED)
    return {
        "chats_of_the_last_72_hours": [
            {
                "open": room.closed_at is None,
                "closed_at": room.closed_at,
                "fingerprint_of_the_server_both_came_from": room.server,
            }
            for room in past
        ]
    }


async def _held(turn: Turn, member: MemberId) -> Mapping[str, object]:
    return {
        "messages_held_until_you_answer": [
            {"since": each.at, "text": each.content.text, "files": [file.kind.value for file in each.content.media]}
            for each in await turn.held.of(member)
        ]
    }


async def _reveal(turn: Turn, member: MemberId) -> Mapping[str, object]:
    seat = await turn.rooms.seat(member)
    offer = None if seat is None else (await turn.rooms.offers(seat.room)).get(member)
    return {"to_be_shown_if_your_partner_shows_something": None if offer is None else offer.words}


async def _places(turn: Turn, member: MemberId) -> Mapping[str, object]:
    return {"places_for_moderators_set_up": await turn.desks.set_up_by(member)}


async def _disclosed(turn: Turn, member: MemberId) -> Mapping[str, object]:
    return {"evidence_that_stands_in_your_chat_for_a_moment": len(await turn.desks.shown_to(member))}


# --- all of them ---


_AWAY: Final = "within 60 s, unless an age lock, a block, a chat of the last 72 h, an open case or a sanction needs it"
_NOT_OURS: Final = "It says nothing of the account but that it is the one that asks."
_STANDS_FOR: Final = "Random names and fingerprints that say which message stands for which; no words."

PERSONAL: Final[Sequence[Personal[Turn]]] = (
    Personal(
        members,
        {"id": What.MEMBER, "profile": What.SEALED, "pending": What.SEALED, "lane": What.PLACE},
        _account,
        Gone(f"profile, rules and what waits at once, the row {_AWAY}"),
    ),
    Personal(
        identities,
        {"hash": What.HASH, "member": What.MEMBER},
        Withheld(f"A fingerprint of the account's id at its platform. {_NOT_OURS}"),
        Gone(f"with the member's row: {_AWAY}"),
    ),
    Personal(
        addresses,
        {"id": What.PLACE, "member": What.MEMBER, "account": What.CODED, "hash": What.HASH, "chat": What.SEALED},
        Within("account", "addresses"),
        Gone("when the farewell is out, within 60 s"),
    ),
    Personal(
        tickets,
        {"id": What.THING, "member": What.MEMBER, "wish": What.SEALED, "notice": What.THING},
        _search,
        Gone("at once, with the search"),
    ),
    Personal(
        alerts,
        {"member": What.MEMBER, "wish": What.SEALED},
        _alert,
        Gone("at once"),
    ),
    Personal(
        rooms,
        {"id": What.ROOM, "first": What.MEMBER, "second": What.MEMBER, "shared": What.SEALED, "server": What.SEALED},
        _rooms,
        Stays(
            "So that a partner of the last 72 h can still report and block: else erasing would end every consequence."
        ),
    ),
    Personal(
        held,
        {"id": What.THING, "member": What.MEMBER, "room": What.ROOM, "body": What.SEALED},
        _held,
        Gone("at once"),
    ),
    Personal(
        seats,
        {
            "member": What.MEMBER,
            "room": What.ROOM,
            "partner": What.MEMBER,
            "reveal": What.SEALED,
            "origin": What.SEALED,
        },
        _reveal,
        Gone("at once, with the chat"),
    ),
    Personal(
        blocks,
        {"member": What.MEMBER, "blocked": What.MEMBER},
        Within("account", "people_blocked_at"),
        Stays("Who keeps apart from whom has to outlast the account, or erasing it would undo a block."),
    ),
    Personal(
        events,
        {"key": What.HASH},
        Withheld("Fingerprints of what was handled; nothing tells whose they are."),
        Stays("Nothing tells whose they are."),
    ),
    Personal(
        outbox,
        {"id": What.THING, "lane": What.PLACE, "room": What.ROOM, "body": What.SEALED},
        Withheld("Messages on their way, for moments: they arrive."),
        Gone("what was for the member with the address; what they said still arrives"),
    ),
    Personal(
        links,
        {"hash": What.HASH, "message": What.THING, "lane": What.PLACE, "native": What.SEALED, "room": What.ROOM},
        Withheld(_STANDS_FOR),
        Gone("at once, those of the member's own chats"),
    ),
    Personal(
        files,
        {"id": What.THING, "data": What.SEALED},
        Withheld("Files on their way, for moments: they arrive."),
        Stays("What was sent before is still delivered, within 72 h."),
    ),
    Personal(
        desks,
        {"member": What.MEMBER, "scope": What.HASH, "set_by": What.MEMBER, "digest": What.THING},
        _places,
        Gone("at once: one's own chat is no such place any more, and of others nothing says who set them up"),
    ),
    Personal(
        cards,
        {"case": What.THING, "desk": What.MEMBER, "message": What.THING, "says": What.CODED},
        Withheld("Which message shows moderators which case; it says nothing of anybody."),
        Gone("at once, those in the member's own chat"),
    ),
    Personal(
        fleeting,
        {"id": What.THING, "message": What.THING, "member": What.MEMBER, "lane": What.PLACE, "native": What.SEALED},
        _disclosed,
        Gone("at once: it is taken out of the member's chat before the farewell"),
    ),
)
"""In the order in which /export tells of them."""

NOBODYS: Final[Mapping[str, str]] = {
    "leases": "Which process serves which bot: the operator's.",
    "commits": "Which process wrote last.",
    "servers": "What admins of a Discord server set; who did stands in the audit log.",
    "server_bots": "Which bots are in which server.",
    "alliances": "Which servers are allied.",
    "alliance_codes": "Codes that let a server into an alliance, as HMAC.",
    "proofs": "Whether the key is the one the database was begun with.",
}
"""Tables that tell of nobody, and of what they tell instead."""

EVERYTHING: Final[Sequence[Personal[Any]]] = (*PERSONAL, *MODERATIONS)


def what_stays() -> dict[str, str]:
    """What outlasts /delete, by its table, and why: part of every export."""
    return {each.name: each.erased.why for each in EVERYTHING if isinstance(each.erased, Stays)}
