"""Looks for what was planted: in everything that lies anywhere, and, with the key, in all that is sealed."""

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg
from redis.asyncio import Redis
from sqlalchemy import LargeBinary

from bot.personal import EVERYTHING
from config.keys import KeyRing
from config.personal import What
from tests.bot.raw import SqliteFile
from tests.bot.town import Town
from tests.taint.search import Ids, unfolded

Row = Mapping[str, Any]

BOUND: Final[Mapping[str, Callable[[Row], str]]] = {
    "seats": lambda row: f"{row['room']} {row['member']}",
    "links": lambda row: bytes(row["hash"]).hex(),
    "reports": lambda row: str(row["number"]),
    "alerts": lambda row: str(row["member"]),
}
"""To what of its row a sealed value is bound, where that is not its id."""


def said_in(data: bytes, words: Mapping[str, str]) -> set[str]:
    """Which of the words stand there, however they are written or packed."""
    found = set()
    for layer in unfolded(data):
        for what, text in words.items():
            forms = {form.encode(coding) for form in (text, text.lower()) for coding in ("utf-8", "utf-16-le")}
            forms |= {text.encode("utf-16-be"), text.encode().hex().encode(), text[::-1].encode()}
            if any(form in layer for form in forms):
                found.add(what)
    return found


def ids_in(data: bytes, ids: Iterable[str]) -> set[str]:
    """Which ids of platforms stand there, in digits or in bytes."""
    search = Ids(ids)
    return search.read_in(data) | search.written_in(data)


async def stored(town: Town, url: str) -> dict[str, bytes]:
    """Everything the database keeps: SQLite's files as they are, or each table as PostgreSQL hands it out."""
    if isinstance(town.raw, SqliteFile):
        folder = Path(town.raw.path).parent
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    connection = await asyncpg.connect(url)
    try:
        dumped = {}
        for table in town.tables():
            out = io.BytesIO()
            await connection.copy_from_table(table, output=out, format="binary")
            dumped[table] = out.getvalue()
        return dumped
    finally:
        await connection.close()


async def in_redis(redis: Redis) -> dict[str, bytes]:
    """Every key with what is under it, as Redis itself would write it to a file."""
    await redis.config_set("rdbcompression", "no")
    found = {}
    for key in await redis.keys("*"):
        assert isinstance(key, bytes)
        kept = await redis.dump(key)
        found[f"redis {key!r}"] = key + b"\0" + (kept if isinstance(kept, bytes) else b"")
    return found


def opened(town: Town, keys: KeyRing) -> dict[str, bytes]:
    """All that is sealed in the tables, opened: what whoever has the database and the key could read."""
    told: dict[str, bytes] = {}
    for each in EVERYTHING:
        if each.name == "evidence":
            continue  # under the keys of cases: `frozen`
        sealed = [name for name in each.of(What.SEALED) if isinstance(each.table.c[name].type, LargeBinary)]
        for number, row in enumerate(town.rows(each.name)):
            for name in sealed:
                if row[name] is not None:
                    bound = BOUND[each.name](row) if each.name in BOUND else str(row["id"])
                    told[f"{each.name}.{name} {number}"] = keys.open(f"{each.name}.{name}", bound, bytes(row[name]))
    return told


async def frozen(town: Town) -> bytes:
    """What was frozen for reports, opened with the keys of their cases."""
    said = []
    async with town.look() as turn:
        for case in {row["case"] for row in town.rows("evidence")}:
            said += [exhibit.text for exhibit in await town.evidence.view(turn.unit, case)]
    return "\n".join(said).encode()
