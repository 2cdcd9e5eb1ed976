"""`bauta move`: from SQLite into PostgreSQL, when a deployment outgrows one process."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.table import Table

from bot import opening
from bot.stores.leases import SqlLeases
from bot.terminal import Refused, execute, out, read_settings
from config.database import metadata
from config.moving import NotEmpty, move
from config.settings import Settings

STAYS = frozenset({"proofs", "leases", "commits"})
"""What each database has to itself."""

Old = Annotated[
    Path | None, typer.Argument(help="The SQLite file; else bauta.db in the data directory.", show_default=False)
]


def move_database(old: Old = None) -> None:
    """Carry everything over from SQLite into the database that BAUTA_DATABASE_URL names. Stop Bauta first."""
    settings = read_settings()
    counts = execute(_moved(settings, old or settings.data_dir / "bauta.db"))
    table = Table("What", "Rows")
    for name, count in counts.items():
        if count:
            table.add_row(name, f"{count:,}")
    out.print(table)
    out.print(
        f"Everything went over to {settings.database_name}. Start Bauta; the old file is as it was.", markup=False
    )


async def _moved(settings: Settings, file: Path) -> Mapping[str, int]:
    before = _before(settings, file)
    with opening.only_one(before):
        keys = await opening.open_keys(before)
        source = await opening.open_database(before, keys)
        try:
            target = await opening.open_database(settings, keys)
            try:
                counts = await move(source, target, metadata, STAYS)
                async with target.unit() as unit:
                    await SqlLeases(unit).announce(time.time())
                return counts
            except NotEmpty:
                raise Refused(
                    f"The database {settings.database_name} is in use already: name an empty one in BAUTA_DATABASE_URL."
                ) from None
            finally:
                await target.close()
        finally:
            await source.close()


def _before(settings: Settings, file: Path) -> Settings:
    """The settings as they were. Raises Refused."""
    if settings.database_file is not None:
        raise Refused("Set BAUTA_DATABASE_URL to the new database first: postgresql://user:password@host:5432/name.")
    if not file.exists():
        raise Refused(f"There is no database {file}: name the SQLite file to carry over.")
    return settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{file}")})
