"""A database that somebody else holds for a while: nothing is lost, nothing said twice, and Bauta goes on."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.app import App
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, database_path, fetched, series
from tests.e2e.strangers import paired
from tests.e2e.visitor import Visitor
from tests.emulators.telegram import BotAccount, TelegramEmulator

MANY, LONG = 40, "long" * 900


@contextmanager
def held(app: App) -> Iterator[None]:
    """Another program writes, and takes its time."""
    with closing(sqlite3.connect(database_path(app), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def impatient(app: App) -> None:
    """Wait for 50 ms rather than 5 s before giving up on the lock."""
    async with app.database.unit() as unit:
        await unit.connection.exec_driver_sql("PRAGMA busy_timeout=50")


async def test_messages_wait_for_the_database_and_then_arrive_once(
    meet: Meet, app: App, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await impatient(app)
    await telegram.drained(bot, timeout=PATIENCE)
    polls = len(telegram.ledger.calls("getUpdates"))
    with held(app):
        for number in range(5):
            await ann.says(f"words {number}")
        await bob.says("/status")
        await telegram.ledger.reaches(polls + 2, "getUpdates", timeout=PATIENCE)  # asked for again, not acknowledged
        assert not [text for text in bob.heard() if text.startswith("words")]
    await bob.hears("words 4")
    await bob.hears("You have been talking")
    assert [text for text in bob.heard() if text.startswith("words")] == [f"words {number}" for number in range(5)]
    assert series(await fetched(app.server.port, "/metrics"), "bauta_failed_turns_total") == 0


async def test_a_page_says_it_again_until_it_is_recorded(app: App) -> None:
    async with Visitor(app.server.port) as ann, Visitor(app.server.port) as bob:
        await ann.admitted("find")
        await bob.admitted("find")
        await bob.is_at("talking")
        await ann.is_at("talking")
        await impatient(app)
        connections = ann.connections
        with held(app):
            for number in range(3):
                await ann.says(f"words {number}")
            async with asyncio.timeout(PATIENCE):
                await ann.until(lambda: ann.connections > connections)
            assert bob.heard() == []
        await bob.hears("words 2")
        assert bob.heard() == [f"words {number}" for number in range(3)]
        assert ann.refused == []


async def test_where_there_is_no_room_for_the_database_messages_wait_until_there_is(
    meet: Meet, app: App, telegram: TelegramEmulator, bot: BotAccount
) -> None:
    """As SQLite says it of a full disk."""
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await telegram.drained(bot, timeout=PATIENCE)
    async with app.database.unit() as unit:
        (pages,) = (await unit.connection.exec_driver_sql("PRAGMA page_count")).one()
        await unit.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    for number in range(MANY):
        await ann.says(f"words {number} {LONG}")
    async with asyncio.timeout(PATIENCE):
        while app.wellbeing.sentence is None:  # noqa: ASYNC110 - until a turn finds no room
            await asyncio.sleep(0.01)
    assert app.wellbeing.sentence == (
        f"The disk is full, and the database {database_path(app)} has no room: make some, and Bauta goes on by itself."
    )
    async with app.database.unit() as unit:
        await unit.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    await bob.hears(f"words {MANY - 1}")
    assert [text for text in bob.heard() if text.startswith("words")] == [f"words {n} {LONG}" for n in range(MANY)]
    async with asyncio.timeout(PATIENCE):
        while app.wellbeing.sentence is not None:  # noqa: ASYNC110 - until the next probe
            await asyncio.sleep(0.01)
