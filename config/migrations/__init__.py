"""The database's shape over time: brings it up to the newest revision, and refuses one that is newer than the code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from config.database import Database


class NewerDatabase(Exception):
    """The database was written by a newer version."""


def _config(connection: Connection | None = None, metadata: MetaData | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


def _upgrade(connection: Connection, metadata: MetaData) -> tuple[str | None, str]:
    before, newest = revisions(connection)
    if before != newest:
        command.upgrade(_config(connection, metadata), "head")
    return before, newest


def revisions(connection: Connection) -> tuple[str | None, str]:
    """The revision of the database (None: empty), and the newest one. Raises NewerDatabase."""
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise NewerDatabase
    head = scripts.get_current_head()
    if head is None:
        raise RuntimeError("the package holds no migrations")
    return current, head


async def migrate(database: Database, metadata: MetaData) -> tuple[str | None, str]:
    """Bring the database to the newest revision, in one transaction: the revisions before and after.

    Of several processes at once one does the work; the others wait, and find it done. Raises NewerDatabase.
    """
    async with database.read() as unit:
        before, newest = await unit.connection.run_sync(revisions)
    if before == newest:
        return before, newest
    async with database.patient() as patient, patient.unit() as unit:
        return await unit.connection.run_sync(_upgrade, metadata)
