"""Carries everything in one database over into another, empty one: all of it in one transaction, or nothing."""

from collections.abc import Collection, Mapping

from sqlalchemy import MetaData, Table, func, insert, select, text

from config.database import Database, UnitOfWork

SHARE = 500
"""Rows at a time."""


class NotEmpty(Exception):
    """Somebody lives in the other database already: nothing was changed."""


async def move(source: Database, target: Database, tables: MetaData, stays: Collection[str]) -> Mapping[str, int]:
    """The rows of each table that went over. Both are at the newest revision, and begun with the same key.

    `stays`: tables that each database has to itself. Raises NotEmpty.
    """
    going = [table for table in tables.sorted_tables if table.name not in stays]
    async with target.patient() as patient, source.read() as old, patient.unit() as new:
        for table in going:
            if (await new.connection.execute(select(func.count()).select_from(table))).scalar_one():
                raise NotEmpty
        counts = {table.name: await _copied(table, old, new) for table in going}
        await _continue_counting(going, new)
    return counts


async def _copied(table: Table, old: UnitOfWork, new: UnitOfWork) -> int:
    count = 0
    async with old.connection.stream(select(table)) as rows:
        async for share in rows.mappings().partitions(SHARE):
            await new.connection.execute(insert(table), [dict(row) for row in share])
            count += len(share)
    return count


async def _continue_counting(tables: Collection[Table], new: UnitOfWork) -> None:
    """Numbers that the database gives out go on where the other one was; SQLite sees to that by itself."""
    if new.connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            name = f"{table.name}.{column.name}"
            sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            latest = f"(SELECT coalesce(max({name}), 0) FROM {table.name})"  # noqa: S608 - names of ours
            await new.connection.execute(text(f"SELECT setval({sequence}, {latest} + 1, false)"))
