"""How long everything is kept, as one table in code: bot's own tables, and with the policy moderation's."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import or_

from bot.desks import DELETABLE_FOR, DISCLOSED_FOR
from bot.held import LASTS as HELD_LASTS
from bot.lasting import SAID_LASTS as RELAYED_LASTS
from bot.servers import KEPT as SERVERS_LAST
from bot.stores.journal import EVENTS_LAST, LINKS_LAST
from bot.stores.leaving import REFERRED_LAST, idle
from bot.stores.schema import (
    addresses,
    alerts,
    alliance_codes,
    alliances,
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
    server_bots,
    servers,
    tickets,
)
from config.retention import Kept
from moderation import retention as moderation
from moderation.policy import Policy
from moderation.retention import HOUSE, ROUNDS

_ROWS: Final = "with the member"
_HOURS: Final = 3600


def _hours(seconds: float) -> str:
    return f"{round(seconds / _HOURS)} h"


def schedule(now: float, policy: Policy) -> Sequence[Kept]:
    """All lines, as they stand at `now` (epoch seconds)."""
    return (*_people(now), *_talk(), *_servers(), *moderation.schedule(policy))


def _people(now: float) -> Sequence[Kept]:
    idling = idle(now)
    needed = moderation.refers(members.c.id, datetime.fromtimestamp(now, UTC))
    fading = idling & ~needed
    stay = members.c.forget_at.is_(None) & ~idling
    return (
        Kept("people", "until /delete; visitors of the page see below", "erased", "", members, stay,
             members.c.created_at),
        Kept("people who used /delete", "60 seconds, until the farewell is out", "erased", ROUNDS, members,
             members.c.forget_at.is_not(None), members.c.forget_at, timedelta(0)),
        Kept("visitors of the page",
             f"{_hours(LINKS_LAST)} after the last word; {round(REFERRED_LAST / 86400)} days where a lock or a block "
             "refers to them", "deleted", HOUSE, members, fading, None, None, passing=True),
        Kept("visitors of the page whom a case, a sanction or a role needs", "as long as it does", "deleted", HOUSE,
             members, idling & needed, members.c.created_at),
        Kept("accounts, as fingerprints", _ROWS, "deleted", HOUSE, identities),
        Kept("addresses", _ROWS, "deleted", HOUSE, addresses),
        Kept("blocks", "while there are both people", "deleted", HOUSE, blocks, None, blocks.c.at),
    )  # fmt: skip


def _talk() -> Sequence[Kept]:
    ended = "deleted"
    said = outbox.c.room.is_not(None)
    waits = said & (outbox.c.state == "ready")
    return (
        Kept("searches", "until they are over", ended, ROUNDS, tickets, None, tickets.c.until, timedelta(0)),
        Kept("wishes to be told when somebody comes", "until told, taken back, or 24 h", ended, HOUSE, alerts, None,
             alerts.c.until, timedelta(0)),
        Kept("seats in a chat", "while it is open", ended, "", seats),
        Kept("chats that are open: who talks with whom", "until they end", ended, "", rooms,
             rooms.c.closed_at.is_(None), rooms.c.opened_at),
        Kept("chats that ended: who talked with whom, and when", f"{_hours(LINKS_LAST)} after the end", ended, HOUSE,
             rooms, rooms.c.closed_at.is_not(None), rooms.c.closed_at, timedelta(seconds=LINKS_LAST)),
        Kept("messages whose authors are asked whether they are to go on", _hours(HELD_LASTS), ended, HOUSE, held, None,
             held.c.at, timedelta(seconds=HELD_LASTS)),
        Kept("messages of people on their way", f"until delivered, or {_hours(RELAYED_LASTS)}", ended, "outbox", outbox,
             waits, outbox.c.created_at, timedelta(seconds=RELAYED_LASTS)),
        Kept("other messages on their way", "until delivered", ended, "outbox", outbox,
             or_(~said, outbox.c.state != "ready"), outbox.c.created_at),
        Kept("which message stands for which", _hours(LINKS_LAST), ended, HOUSE, links, None, links.c.at,
             timedelta(seconds=LINKS_LAST)),
        Kept("files from the page on their way", f"until delivered, or {_hours(LINKS_LAST)}", ended, HOUSE, files, None,
             files.c.at, timedelta(seconds=LINKS_LAST)),
        Kept("places where moderators' cards go", "until moderators use another", ended, "moderators", desks, None,
             desks.c.at),
        Kept("which message shows which case", "while the case is to be decided", ended, ROUNDS, cards, None,
             cards.c.at),
        Kept("which message shows evidence to a moderator",
             f"{round(DISCLOSED_FOR / 60)} minutes; {_hours(DELETABLE_FOR)} where it can't be taken away", ended, HOUSE,
             fleeting, None, fleeting.c.until, timedelta(seconds=DELETABLE_FOR)),
        Kept("that an event was handled", _hours(EVENTS_LAST), ended, HOUSE, events, None, events.c.at,
             timedelta(seconds=EVENTS_LAST)),
    )  # fmt: skip


def _servers() -> Sequence[Kept]:
    left = timedelta(seconds=SERVERS_LAST)
    return (
        Kept("what was set in a server that a bot is in", "while one is", "deleted", HOUSE, servers,
             servers.c.left_at.is_(None)),
        Kept("what was set in a server that the bots have left", f"{left.days} days", "deleted", HOUSE, servers,
             servers.c.left_at.is_not(None), servers.c.left_at, left),
        Kept("which bots are in it, and its alliance", "with the server", "deleted", HOUSE, server_bots),
        Kept("alliances", "while there is a server in them", "deleted", HOUSE, alliances, None, alliances.c.made_at),
        Kept("codes for an alliance", "until used, or 24 h", "deleted", HOUSE, alliance_codes, None,
             alliance_codes.c.until, timedelta(0)),
    )  # fmt: skip
