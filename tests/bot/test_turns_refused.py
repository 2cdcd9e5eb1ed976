"""A turn that the database refused, whatever is wrong with it, is neither handled nor answered: it comes again."""

import sqlite3

import pytest
from sqlalchemy.exc import DatabaseError, DBAPIError
from structlog.testing import capture_logs

from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    "trouble",
    [
        sqlite3.DatabaseError("database disk image is malformed"),
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("disk I/O error"),
        sqlite3.OperationalError("attempt to write a readonly database"),
    ],
    ids=str,
)
@pytest.mark.parametrize("how", ["words", "/interests chess"])
async def test_what_cannot_be_committed_is_not_taken_for_handled(
    town: Town, monkeypatch: pytest.MonkeyPatch, trouble: sqlite3.Error, how: str
) -> None:
    """Nor answered with an apology: it comes again, and works."""
    ann, bob = await town.paired("ann", "bob")
    heard = list[Exception]()
    monkeypatch.setattr(town.turns, "_on_trouble", heard.append)
    line = ann.lines(how)
    with monkeypatch.context() as patched:

        async def refused(*_: object) -> None:
            raise DBAPIError.instance("INSERT", None, trouble, sqlite3.Error)

        patched.setattr("bot.stores.journal.SqlJournal.remember", refused)
        with pytest.raises(DatabaseError), capture_logs() as logs:
            await town.hand_in(*line)
    assert [type(each.orig) for each in heard if isinstance(each, DBAPIError)] == [type(trouble)]
    assert logs == []
    await town.hand_in(*line)
    assert town.metrics.failed_turns._value.get() == 0
    assert bob.hears() == (["words"] if how == "words" else [])
