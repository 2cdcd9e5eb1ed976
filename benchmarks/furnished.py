"""A data directory as thousands of searches would have left it: everybody past the rules, and talking with somebody.

The rows are those the stores write (a test compares them), but written in bulk: a table at a time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert

import moderation.stores.schema  # noqa: F401 - its tables join the metadata
from bot.members import Profile
from bot.stores.members import PROFILE
from bot.stores.rooms import INTERESTS
from bot.stores.schema import addresses, identities, members, rooms, seats
from config.database import Database, UnitOfWork, metadata, milliseconds
from config.ids import new_id
from config.keys import KeyRing, create_key_file, read_key_file
from config.migrations import migrate
from config.proof import prove_key

AT_ONCE: Final = 5_000
"""Rooms whose rows are in memory at the same time."""
CACHE: Final = 200_000
"""Kibibytes of the database that SQLite may hold while it is filled."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is reached: `chat` is also their native id, as on Telegram."""

    platform: str
    account: str
    chat: str


Two = tuple[Place, Place]


async def furnish(directory: Path, pairs: Iterable[Two], url: str | None = None) -> None:
    """Make `directory` a data directory, unless it is one, and give each of these two a room.

    `url`: the database, where it is elsewhere. With PostgreSQL this may also be done beside a running Bauta.
    """
    with suppress(FileExistsError):
        create_key_file(directory / "key")
    keys = KeyRing(read_key_file(directory / "key"), time.time)
    database = Database(url or f"sqlite+aiosqlite:///{directory / 'bauta.db'}", keys)
    try:
        await migrate(database, metadata)
        await prove_key(database)
        async with database.unit() as unit:
            if url is None:
                await unit.connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE}")
            left = iter(pairs)
            while some := list(islice(left, AT_ONCE)):
                await seat(unit, some, time.time())
    finally:
        await database.close()


async def seat(unit: UnitOfWork, pairs: Sequence[Two], now: float) -> None:
    """Everything about these people and their rooms, in an open transaction."""
    rows: dict[Table, list[Row]] = {table: [] for table in (members, identities, addresses, rooms, seats)}
    for pair in pairs:
        first, second = (_enter(place, rows, unit.keys, now) for place in pair)
        _pair(first, second, rows, unit.keys, now)
    for table, some in rows.items():
        await unit.connection.execute(insert(table), some)


def _enter(place: Place, rows: dict[Table, list[Row]], keys: KeyRing, now: float) -> str:
    """Somebody past the rules; their id."""
    member, lane = new_id(), new_id()
    rows[members].append(
        {
            "id": member,
            "created_at": milliseconds(now),
            "language": "en",
            "agreed_at": milliseconds(now),
            "locked": False,
            "profile": keys.seal("members.profile", member, PROFILE.dump_json(Profile())),
            "lane": lane,
        }
    )
    rows[identities].append({"hash": keys.hash("identity", place.platform, place.chat), "member": member})
    rows[addresses].append(
        {
            "id": lane,
            "member": member,
            "platform": place.platform,
            "account": place.account,
            "hash": keys.hash("address", place.platform, place.account, place.chat),
            "chat": keys.seal("addresses.chat", lane, place.chat.encode()),
        }
    )
    return member


def _pair(first: str, second: str, rows: dict[Table, list[Row]], keys: KeyRing, now: float) -> None:
    room = new_id()
    shared = keys.seal("rooms.shared", room, INTERESTS.dump_json(()))
    rows[rooms].append({"id": room, "first": first, "second": second, "shared": shared, "opened_at": milliseconds(now)})
    rows[seats].append({"member": first, "room": room, "partner": second})
    rows[seats].append({"member": second, "room": room, "partner": first})


def strangers(platform: str, account: str, count: int) -> Iterator[Two]:
    """So many pairs whom no emulator knows: their rooms are there, and silent."""
    for number in range(count):
        first, second = (Place(platform, account, str(9_000_000_000 + 2 * number + side)) for side in (0, 1))
        yield first, second
