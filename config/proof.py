"""Proof that the key in use is the one the database was begun with: one sealed word, written at the first start.

With another key nobody would be recognised any more, and age locks and bans would silently be gone.
"""

from sqlalchemy import Column, LargeBinary, String, Table, insert, inspect, select

from config.database import Database, UnitOfWork, metadata

WORD = b"bauta"

proofs = Table(
    "proofs",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)


async def proven(unit: UnitOfWork) -> bool:
    """Whether the database was begun with this key; False if it has seen none yet. Raises Unsealable for another."""
    query = select(proofs.c.sealed).where(proofs.c.name == "key")
    sealed = (await unit.connection.execute(query)).scalar_one_or_none()
    if sealed is not None:
        unit.keys.open("proofs.sealed", "key", sealed)
    return sealed is not None


async def begun(unit: UnitOfWork) -> bool:
    """Whether the database was begun with any key."""
    made = await unit.connection.run_sync(lambda connection: inspect(connection).has_table(proofs.name))
    return made and (await unit.connection.execute(select(proofs.c.name))).first() is not None


async def prove_key(database: Database) -> None:
    """Raises Unsealable when the database was begun with another key; a new database takes this one."""
    async with database.unit() as unit:
        if await proven(unit):
            return
        fresh = unit.keys.seal("proofs.sealed", "key", WORD)
        await unit.connection.execute(insert(proofs).values(name="key", sealed=fresh))
