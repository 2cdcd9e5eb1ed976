"""Words, ids and codes planted everywhere are found in no page of a database, no Redis, no log and no metric; and after
/delete, within a minute, not even by whoever has the key."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from prometheus_client import generate_latest

from bot.lines import secrets_of
from bot.servers import Server
from bot.texts.catalogue import Catalogue
from config.ids import MemberId, RoomId
from config.keys import KeyRing
from matching.lines.calls import Calls
from matching.lines.redis import RedisLine
from matching.policy import Policy
from moderation.model import Reason
from moderation.roles import Role
from moderation.stores.redis_ring import RedisRing
from moderation.team import OPERATOR
from tests.bot import belongings
from tests.bot.canaries import frozen, ids_in, in_redis, opened, said_in, stored
from tests.bot.justice import reported, who
from tests.bot.town import Town, until
from tests.contracts.stores import MASTER, NOW, STORES
from tests.servers import client, redis_server
from tests.telling import Tell

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVER = "900000000000000077"
RULE = "rumpelstilzchen the elder"
ON_ITS_WAY = "the bench behind the mill at nine"


class Place:
    """A town with all it keeps: a database, a Redis, a log, metrics."""

    def __init__(self, town: Town, url: str, redis: object, logged: io.StringIO) -> None:
        self.town = town
        self._url = url
        self._redis = redis
        self._logged = logged

    async def everything(self) -> dict[str, bytes]:
        found = await stored(self.town, self._url)
        found |= await in_redis(self._redis)  # type: ignore[arg-type]
        found["log"] = self._logged.getvalue().encode()
        found["metrics"] = generate_latest(self.town.metrics.registry)
        return found


@pytest_asyncio.fixture(loop_scope="session", params=list(STORES))
async def place(
    request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue, logged: io.StringIO
) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        ground = await stack.enter_async_context(STORES[request.param](tmp_path))
        server = stack.enter_context(redis_server())
        redis = await stack.enter_async_context(client(server.url))
        line = RedisLine(Calls(redis), Policy(), secrets_of(ground.database.keys))
        town = Town(ground.database, catalogue, outbox=True, line=line)
        town.evidence.ring = RedisRing(redis, ground.database.keys)
        await stack.enter_async_context(town)
        yield Place(town, ground.database._url, redis, logged)
        await line.close()


async def plant(town: Town) -> tuple[dict[str, str], set[str]]:
    """Something in every place there is: the words, and the ids and codes by which people are known outside."""
    await belongings.talk(town)
    await belongings.moderation(town)
    searcher = await town.person("searcher")
    searcher.enters(SERVER)
    await searcher.says(f"/find {belongings.WORDS['an interest']}")
    await town.settled()
    talking = town.people["ann"]
    town.mailbox.hold(town.people["bob"].sender.chat)
    await talking.says(ON_ITS_WAY)
    await until(lambda: town.mailbox.sending[town.people["bob"].sender.chat])
    await town.turns.drained()
    await brought(town)
    async with town.database.unit() as unit:
        code = await town.moderation.team.invite(unit, OPERATOR, Role.SENIOR)
        servers = town.open_turn(unit, town.clock()).servers
        await servers.save(Server(servers.fingerprint(SERVER), SERVER, words=(RULE,)), "77")
    await reported(town, "frank", "cleo", Reason.THREATS, belongings.WORDS["words about her"])
    words = {
        **belongings.WORDS,
        "a server's word list": RULE,
        "what is on its way": ON_ITS_WAY,
        "a code of an invitation": code,
    }
    ids = {person.sender.user for person in town.people.values()} | {SERVER, belongings.GROUP, belongings.SHOWN}
    return words, ids | {person.sender.chat for person in town.people.values()}


async def brought(town: Town) -> None:
    """The last words of all rooms lie in Redis."""
    assert town.evidence.ring is not None
    for row in town.rows("rooms"):
        await town.evidence.ring.read(RoomId(row["id"]), town.clock())


async def test_nothing_that_was_planted_is_found_anywhere(place: Place, tell: Tell) -> None:
    words, ids = await plant(place.town)
    everything = await place.everything()
    assert {what for what, data in everything.items() if not data} <= {"log"} | set(place.town.tables())
    found = {name: (said_in(data, words), ids_in(data, ids)) for name, data in everything.items()}
    assert {name: told for name, told in found.items() if any(told)} == {}
    assert not [name for name, data in everything.items() if MASTER in data]
    names = {row["id"] for row in place.town.rows("members")}
    assert len(names) > 6
    outside = everything["log"] + everything["metrics"]
    assert not [name for name in names if name.encode() in outside], "not even the names they have inside"
    keys = KeyRing(MASTER, lambda: NOW)
    readable = b"\n".join(opened(place.town, keys).values())
    nowhere = {"a code of an invitation", "what was said", "a server's word list"}  # a hash; it arrived; no person's
    assert said_in(readable, words) == set(words) - nowhere, "all else was there to be found"
    assert said_in(await frozen(place.town), words) == {"what was said"}, "and that with the key of its case alone"
    assert [name for name in everything if name.startswith("redis") and b"ring" in name.encode()]
    tell(f"canaries: {len(words)} words and {len(ids)} ids, {len(everything)} places, 0 found")
    place.town.mailbox.let_go(place.town.people["bob"].sender.chat)
    await place.town.settled()


async def test_after_delete_not_even_the_key_brings_back_what_somebody_said(place: Place) -> None:
    town = place.town
    words, _ = await plant(town)
    town.mailbox.let_go(town.people["bob"].sender.chat)
    await town.settled()
    ann = town.people["ann"]
    account = {ann.sender.user, ann.sender.chat}
    member = await who(town, "ann")
    keys = KeyRing(MASTER, lambda: NOW)
    assert ids_in(b"\n".join(opened(town, keys).values()), account) == account
    await ann.taps("delete:yes")
    await town.settled()
    await town.goes_round(seconds=60)
    await town.settled()
    readable = b"\n".join(opened(town, keys).values())
    assert ids_in(readable, account) == set()
    others = {
        "words about her": "the words of others",
        "a note": "what moderators noted about others' cases and hers, until the case is sealed",
        "a note to others": "what she wrote for other moderators",
        "why to unmask": "what she asked for as a moderator",
        "an interest": "somebody else looks for it, too",
    }
    assert said_in(readable, words) == set(others)
    if place.town.raw.__class__.__name__ == "SqliteFile":
        everything = await place.everything()
        assert not [name for name, data in everything.items() if any(said_in(data, words)) or ids_in(data, account)]
    await _still_decided(town, member)


async def _still_decided(town: Town, member: MemberId) -> None:
    """The case about her goes on without her."""
    (row,) = [row for row in town.rows("cases") if row["subject"] == member]
    assert re.match(r"decided|appealed", row["state"])
