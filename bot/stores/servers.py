"""Settings of servers, alliances, and where the bots are, in SQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # SQLite understands it, too

from bot.servers import INVITED, KEPT, MOST_ALLIES, Joined, Server, ServerSettings, Whereabouts, fingerprint
from bot.stores.schema import alliance_codes, alliances, server_bots, servers
from config.database import UnitOfWork, milliseconds, seconds
from config.ids import new_id

SETTINGS: Final = TypeAdapter(ServerSettings)
WORDS: Final = TypeAdapter(tuple[str, ...])
PLATFORM: Final = "discord"
SOME: Final = 500
"""Values of one statement: databases bound them."""


class SqlServers:
    """`bot.servers.Servers` over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection
        self._keys = unit.keys

    def fingerprint(self, native: str) -> str:
        return fingerprint(self._keys, PLATFORM, native)

    def _server(self, row: Mapping[Any, Any]) -> Server:
        name = row["id"]
        words = row["words"]
        return Server(
            name,
            self._keys.open("servers.guild", name, row["guild"]).decode(),
            SETTINGS.validate_json(self._keys.open("servers.settings", name, row["settings"])),
            () if words is None else WORDS.validate_json(self._keys.open("servers.words", name, words)),
            row["alliance"],
            None if row["left_at"] is None else seconds(row["left_at"]),
        )

    async def get(self, server: str) -> Server | None:
        row = (await self._db.execute(select(servers).where(servers.c.id == server))).mappings().one_or_none()
        return None if row is None else self._server(row)

    async def some(self, names: Collection[str]) -> Sequence[Server]:
        found: list[Server] = []
        for some in _pieces(sorted(names)):
            query = select(servers).where(servers.c.id.in_(some))
            found += [self._server(row) for row in (await self._db.execute(query)).mappings()]
        return found

    async def save(self, server: Server, account: str) -> None:
        values = {
            "settings": self._keys.seal("servers.settings", server.id, SETTINGS.dump_json(server.settings)),
            "words": self._keys.seal("servers.words", server.id, WORDS.dump_json(server.words))
            if server.words
            else None,
            "left_at": None,
        }
        guild = self._keys.seal("servers.guild", server.id, server.native.encode())
        made = upsert(servers).values(id=server.id, guild=guild, **values)
        await self._db.execute(made.on_conflict_do_update(index_elements=[servers.c.id], set_=values))
        await self._there([server.id], account)

    async def adjust(self, server: Server) -> None:
        sealed = self._keys.seal("servers.settings", server.id, SETTINGS.dump_json(server.settings))
        await self._db.execute(update(servers).where(servers.c.id == server.id).values(settings=sealed))

    # --- alliances ---

    async def allies(self, alliance: str) -> Sequence[str]:
        query = select(servers.c.id).where(servers.c.alliance == alliance).order_by(servers.c.id)
        return (await self._db.execute(query)).scalars().all()

    async def _alliance(self, server: str) -> str | None:
        query = select(servers.c.alliance).where(servers.c.id == server)
        found: str | None = (await self._db.execute(query)).scalar_one()
        return found

    def _code(self, code: str) -> bytes:
        return self._keys.hash("alliance-code", code)

    async def invite(self, server: str, code: str, now: float) -> None:
        alliance = await self._alliance(server)
        if alliance is None:
            alliance = new_id()
            await self._db.execute(insert(alliances).values(id=alliance, made_at=milliseconds(now)))
            await self._db.execute(update(servers).where(servers.c.id == server).values(alliance=alliance))
        until = milliseconds(now + INVITED)
        await self._db.execute(insert(alliance_codes).values(hash=self._code(code), alliance=alliance, until=until))

    async def join(self, server: str, code: str, now: float) -> Joined:
        good = select(alliance_codes.c.alliance).where(
            alliance_codes.c.hash == self._code(code), alliance_codes.c.until > milliseconds(now)
        )
        alliance = (await self._db.execute(good)).scalar_one_or_none()
        if alliance is None:
            return Joined.NO_SUCH_CODE
        if await self._alliance(server) is not None:
            return Joined.ALLIED_ALREADY
        if len(await self.allies(alliance)) >= MOST_ALLIES:
            return Joined.FULL
        await self._db.execute(delete(alliance_codes).where(alliance_codes.c.hash == self._code(code)))
        await self._db.execute(update(servers).where(servers.c.id == server).values(alliance=alliance))
        return Joined.DONE

    async def leave(self, server: str) -> bool:
        if await self._alliance(server) is None:
            return False
        await self._db.execute(update(servers).where(servers.c.id == server).values(alliance=None))
        await self._dissolve()
        return True

    async def _dissolve(self) -> None:
        """Alliances without servers go, and with them their codes."""
        empty = ~exists().where(servers.c.alliance == alliances.c.id)
        await self._db.execute(delete(alliances).where(empty))

    # --- where the bots are ---

    async def _there(self, names: Sequence[str], account: str) -> None:
        for some in _pieces(names):
            rows = [{"server": name, "account": account} for name in some]
            await self._db.execute(upsert(server_bots).on_conflict_do_nothing(), rows)
            await self._db.execute(
                update(servers).where(servers.c.id.in_(some), servers.c.left_at.is_not(None)).values(left_at=None)
            )

    async def _known(self, names: Collection[str]) -> list[str]:
        known: list[str] = []
        for some in _pieces(sorted(names)):
            known += (await self._db.execute(select(servers.c.id).where(servers.c.id.in_(some)))).scalars()
        return known

    async def told(self, where: Whereabouts, now: float) -> Sequence[str]:
        here = {self.fingerprint(native) for native in where.here}
        gone = {self.fingerprint(native) for native in where.gone}
        if where.shard is not None:
            gone |= await self._unmentioned(where.account, where.shard, here)
        if there := await self._known(here):
            await self._there(there, where.account)
        for some in _pieces(await self._known(gone)):
            await self._db.execute(
                delete(server_bots).where(server_bots.c.server.in_(some), server_bots.c.account == where.account)
            )
        return await self._mark_left(now) if gone else ()

    async def _unmentioned(self, account: str, shard: tuple[int, int], here: Collection[str]) -> set[str]:
        """The bot's servers of a shard that are not among those it is in."""
        number, count = shard
        query = select(servers.c.id, servers.c.guild).join(server_bots, server_bots.c.server == servers.c.id)
        rows = await self._db.execute(query.where(server_bots.c.account == account))
        natives = {row.id: int(self._keys.open("servers.guild", row.id, row.guild)) for row in rows}
        # Which shard a server is on follows from its id (Discord: Gateway, Sharding).
        return {name for name, native in natives.items() if (native >> 22) % count == number and name not in here}

    async def _mark_left(self, now: float) -> Sequence[str]:
        alone = ~exists().where(server_bots.c.server == servers.c.id)
        left = update(servers).where(alone, servers.c.left_at.is_(None)).values(left_at=milliseconds(now))
        return [str(name) for name in (await self._db.execute(left.returning(servers.c.id))).scalars()]

    async def served_by(self, running: Collection[str], now: float) -> Sequence[str]:
        stopped = delete(server_bots).where(server_bots.c.account.not_in(running))
        return await self._mark_left(now) if (await self._db.execute(stopped)).rowcount else ()

    async def any_over(self, now: float) -> bool:
        old = exists().where(_left(now))
        late = exists().where(alliance_codes.c.until <= milliseconds(now))
        return bool((await self._db.execute(select(or_(old, late)))).scalar_one())

    async def clean_up(self, now: float, most: int) -> Sequence[str]:
        query = select(servers.c.id).where(_left(now)).order_by(servers.c.left_at).limit(most)
        going = (await self._db.execute(query)).scalars().all()
        if going:
            await self._db.execute(delete(servers).where(servers.c.id.in_(going)))
            await self._dissolve()
        late = select(alliance_codes.c.hash).where(alliance_codes.c.until <= milliseconds(now)).limit(most)
        await self._db.execute(delete(alliance_codes).where(alliance_codes.c.hash.in_(late)))
        return going


def _left(now: float) -> ColumnElement[bool]:
    return servers.c.left_at <= milliseconds(now - KEPT)


def _pieces(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[at : at + SOME] for at in range(0, len(names), SOME)]
