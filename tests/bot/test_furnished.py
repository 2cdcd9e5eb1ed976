"""What benchmarks furnish a data directory with is what the stores would have written."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.furnished import Place, Two, furnish, strangers
from bot.messages import Sender
from bot.stores.schema import addresses, identities, members, rooms, seats
from bot.stores.turn import open_turn
from bot.turn import Turn
from config.database import Database
from config.ids import MemberId
from config.keys import KeyRing, read_key_file

ANN, BOB = Place("telegram", "1", "11"), Place("telegram", "1", "12")


@asynccontextmanager
async def furnished(directory: Path, *pairs: Two) -> AsyncIterator[Database]:
    await furnish(directory, pairs)
    database = Database(
        f"sqlite+aiosqlite:///{directory / 'bauta.db'}", KeyRing(read_key_file(directory / "key"), time.time)
    )
    try:
        yield database
    finally:
        await database.close()


def sender(place: Place) -> Sender:
    return Sender(place.platform, place.account, user=place.chat, chat=place.chat)


async def test_people_are_past_the_rules_and_talk_with_each_other(tmp_path: Path) -> None:
    async with furnished(tmp_path, *strangers("telegram", "1", 3), (ANN, BOB)) as database, database.read() as unit:
        turn = open_turn(unit, time.time())
        seated = await turn.members.seated([sender(ANN), sender(BOB)])
        ann, bob = seated[sender(ANN)], seated[sender(BOB)]
        assert (ann.partner, ann.partner_lane, ann.room) == (bob.member, bob.lane, bob.room)
        assert await turn.rooms.count() == 4
        found = await turn.members.address(bob.lane)
        assert found is not None
        assert (found[0].chat, found[1]) == ("12", bob.member)
        member = await turn.members.get(ann.member)
        assert member is not None
        assert member.agreed_at is not None
        seat = await turn.rooms.seat(ann.member)
        assert seat is not None
        assert seat.shared == ()


async def test_rows_look_as_if_the_stores_had_written_them(tmp_path: Path) -> None:
    async with furnished(tmp_path, (ANN, BOB)) as database:
        before = await shapes(database)
        async with database.unit() as unit:
            turn = open_turn(unit, time.time())
            carl, dora = [await entered(turn, chat) for chat in ("13", "14")]
            await turn.rooms.open(carl, dora, (), turn.now)
        after = await shapes(database)
    for table, rows in after.items():
        assert len(rows) == 2 * len(before[table])
        assert set(rows) == set(before[table])


async def entered(turn: Turn, chat: str) -> MemberId:
    """Somebody who takes the rules."""
    member = await turn.members.meet(sender(Place("telegram", "1", chat)), "en", turn.now)
    await turn.members.save(replace(member, agreed_at=turn.now))
    return member.id


async def shapes(database: Database) -> dict[str, list[Any]]:
    """What of each row is not by chance: the types of its values, its gaps, how long its texts and bytes are."""
    async with database.read() as unit:
        return {
            table.name: [
                tuple(len(value) if isinstance(value, bytes | str) else type(value) for value in row)
                for row in await unit.connection.execute(select(table))
            ]
            for table in (members, identities, addresses, rooms, seats)
        }
