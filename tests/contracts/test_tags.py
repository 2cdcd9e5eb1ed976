"""Tags keep their promises: one chain for each room whoever writes, nothing of a failed unit, gone after 72 hours."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from config.database import Database
from config.ids import MessageId, RoomId
from config.keys import KeyRing
from moderation.chains import Chains
from moderation.franking import START, Entry, Tag, Utterance
from moderation.stores.tags import LAST, SqlTags
from tests.contracts.stores import MASTER, NOW, BrokenOff, Ground, in_postgresql
from tests.moderation.said import BOB, FRANK, MINUTE, OTHER, PHOTO, ROOM, says
from tests.moderation.said import tags_of as every_tag

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOTH = pytest.mark.parametrize("alone", [True, False], ids=["alone", "among others"])


async def extended(ground: Ground, chains: Chains, *said: Utterance, minute: int = MINUTE) -> list[Entry]:
    async with ground.database.unit(shared=True) as unit:
        return await chains.extend(unit, FRANK, said, minute)


async def tags_of(ground: Ground, room: RoomId = ROOM) -> list[Tag]:
    async with ground.database.read() as unit:
        return await every_tag(unit, room)


@BOTH
async def test_what_is_said_in_a_room_is_one_chain(ground: Ground, alone: bool) -> None:
    chains = Chains(alone=alone)
    entries = await extended(ground, chains, says("hi"), says("lo", room=OTHER), says("you", who=BOB, media=(PHOTO,)))
    entries += await extended(ground, chains, says("more"))
    here = [each for each in entries if each.said.room == ROOM]
    assert [each.seq for each in here] == [0, 1, 2]
    assert FRANK.whole(here, await tags_of(ground))
    assert FRANK.whole([entries[1]], await tags_of(ground, OTHER))


@BOTH
async def test_the_chain_goes_on_after_a_start(ground: Ground, alone: bool) -> None:
    entries = await extended(ground, Chains(alone=alone), says("before"), says("the end"))
    entries += await extended(ground, Chains(alone=alone), says("after"))
    assert FRANK.whole(entries, await tags_of(ground))


@BOTH
async def test_what_was_rolled_back_is_not_in_the_chain(ground: Ground, alone: bool) -> None:
    chains = Chains(alone=alone)
    entries = await extended(ground, chains, says("first"))
    with pytest.raises(BrokenOff):
        await ground.breaks_off(lambda turn: chains.extend(turn.unit, FRANK, [says("never")], MINUTE))
    entries += await extended(ground, chains, says("second"))
    assert FRANK.whole(entries, await tags_of(ground))


async def test_a_chain_that_somebody_else_went_on_with_is_read_anew(ground: Ground) -> None:
    chains, other = Chains(alone=True), Chains(alone=True)
    entries = await extended(ground, chains, says("one"))
    entries += await extended(ground, other, says("two"))
    with pytest.raises(IntegrityError):
        await extended(ground, chains, says("three"))
    entries += await extended(ground, chains, says("three"))
    assert FRANK.whole(entries, await tags_of(ground))


async def test_a_tag_tells_nothing_of_the_words_and_comes_back_as_it_was(ground: Ground) -> None:
    said = says("a secret", media=(PHOTO, PHOTO), amended=True)
    (entry,) = await extended(ground, Chains(alone=True), said)
    (tag,) = await tags_of(ground)
    assert tag == FRANK.tag(entry, START)
    assert (tag.files, tag.amended, tag.minute) == (2, True, MINUTE)
    async with ground.database.read() as unit:
        assert await SqlTags(unit).of(ROOM, [said.message]) == [tag]
        assert await SqlTags(unit).of(ROOM, [MessageId("another")]) == []
        assert await SqlTags(unit).of(OTHER, [said.message]) == []


async def test_tags_go_after_72_hours_in_shares_the_oldest_first(ground: Ground) -> None:
    chains = Chains(alone=True)
    now = MINUTE * 60 + LAST + 60
    await extended(ground, chains, *(says(f"old {at}") for at in range(3)), says("old", room=OTHER))
    await extended(ground, chains, says("new"), minute=MINUTE + 60)
    async with ground.database.unit() as unit:
        tags = SqlTags(unit)
        assert await tags.outlived(MINUTE * 60 + LAST) is None
        assert await tags.outlived(now) == 60
        assert [await tags.clean_up(now, 3) for _ in range(3)] == [3, 1, 0]
        assert await tags.outlived(now) is None
    (left,) = await tags_of(ground)
    assert left.seq == 3
    assert FRANK.said("new", left), "what came before it is not needed to verify it"


async def test_two_processes_that_relay_the_two_sides_of_a_room_make_one_chain(tmp_path: Path) -> None:
    """Real PostgreSQL, shared units, each with several rooms in an order of its own."""
    rooms = [RoomId(f"room {number}") for number in range(6)]
    async with in_postgresql(tmp_path) as ground:
        other = Database(ground.database._url, KeyRing(MASTER, lambda: NOW))
        together = asyncio.Barrier(2)

        async def side(database: Database, who: int) -> list[Entry]:
            chains, entries = Chains(alone=False), list[Entry]()
            for turn in range(40):
                order = rooms if (turn + who) % 2 else rooms[::-1]
                said = [says(f"{who} {turn} {room}", room=room, of=f"{who} {turn} {room}") for room in order]
                await together.wait()  # so that neither is done before the other begins
                async with database.unit(shared=True) as unit:
                    entries += await chains.extend(unit, FRANK, said, MINUTE)
            return entries

        try:
            sides = await asyncio.gather(side(ground.database, 0), side(other, 1))
        finally:
            await other.close()
        for room in rooms:
            said = [each for entries in sides for each in entries if each.said.room == room]
            said.sort(key=lambda entry: entry.seq)
            assert len(said) == 80
            assert FRANK.whole(said, await tags_of(ground, room))
        turns = [entry.said.message[0] for entry in sorted(sides[0] + sides[1], key=lambda entry: entry.seq)]
        assert "01" in "".join(turns[::6]), "they took turns"
