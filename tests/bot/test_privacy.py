"""What lies on the disk, and what is logged, tells nobody who people are or what they said."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Incoming, Pressed, Said, Sender
from bot.platforms.base import Rejected, Unsure
from bot.texts.catalogue import Catalogue
from config.ids import MemberId
from tests.bot.mailbox import Bug
from tests.bot.people import Person, photo
from tests.bot.test_turns import POISON
from tests.bot.town import Town, until
from tests.contracts.stores import MASTER, in_sqlite

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRETS = {
    "an interest": "zymurgy-club",
    "what was said": "meet me under the old oak",
    "what was said in Hebrew": "ניפגש מתחת לאלון",
    "a link": "https://secret.example.org/path",
    "a caption": "my cat Euclid",
    "a photo's name": "AgACAgQAAxkBAAIBY2-file-id",
    "words to a report": "he asked for my address",
    "an argument that waited for the rules": "waiting-for-yes",
    "a token": "forged-token-77",
    "what could not be delivered": "this one is refused",
    "what failed": "poison",
    "a server": "900000000000000077",
    "what is held until its author was asked": "my number is 0171 5550199",
    "what would be shown": "Anna of the seven seas",
}


@pytest_asyncio.fixture(loop_scope="session")
async def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest_asyncio.fixture(loop_scope="session")
async def city(folder: Path, catalogue: Catalogue) -> AsyncIterator[Town]:
    """A city on a disk of its own."""
    async with in_sqlite(folder) as ground, Town(ground.database, catalogue, outbox=True) as city:
        yield city


async def much_happens(city: Town, picture: bytes) -> list[Person]:
    """A rich dialogue, with something of everything that can be stored, some of it still on its way at the end."""
    ann, bob = await city.person("ann"), await city.person("bob", language="he")
    newcomer = await city.person("newcomer", admitted=False)
    await newcomer.says(f"/find {SECRETS['an argument that waited for the rules']}")
    for each in (ann, bob):
        await each.says("/settings languages en, he")
        await each.says(f"/find {SECRETS['an interest']}")
    city.mailbox.files[SECRETS["a photo's name"]] = picture
    await ann.says(SECRETS["what was said"])
    await city.settled()
    await bob.says(SECRETS["what was said in Hebrew"], reply_to=SECRETS["what was said"])
    await ann.says(f"see {SECRETS['a link']}")
    await ann.says(photo(SECRETS["a photo's name"], SECRETS["a caption"]))
    await ann.says(Said(Content(SECRETS["a caption"]), picture))
    await ann.taps(f"next:{SECRETS['a token']}")
    await ann.says(POISON)
    await city.settled()
    city.mailbox.fails(bob.sender.chat, Rejected("no"), Unsure(), None, Bug(SECRETS["what failed"]))
    await ann.says(SECRETS["what could not be delivered"])
    await ann.says("in doubt")
    await ann.says("breaks the platform")
    await city.settled()
    await ann.says("/next")
    await city.settled()
    await bob.says(f"/report {SECRETS['words to a report']}")
    await city.settled()
    await bob.reports("harassment")
    await bob.says("/export")
    await city.settled()
    cleo, dan = await city.paired("cleo", "dan", SECRETS["an interest"])
    await city.settled()
    eve = await city.person("eve")
    await eve.says("/settings languages ja")  # she meets none of the others
    eve.enters(SECRETS["a server"])
    await eve.says(f"/find {SECRETS['an interest']}")
    await eve.says("/settings near server")
    await eve.taps("tell")
    await city.settled()
    city.mailbox.hold(dan.sender.chat)
    await cleo.says(SECRETS["what was said"])
    await until(lambda: city.mailbox.sending[dan.sender.chat])
    await cleo.says(Said(Content(SECRETS["a caption"]), picture))
    await cleo.says(SECRETS["what is held until its author was asked"])
    await cleo.says(f"/reveal {SECRETS['what would be shown']}")
    await cleo.says(f"/report {SECRETS['words to a report']}")
    await city.turns.drained()
    return [ann, bob, newcomer, eve, cleo, dan]


def on_disk(folder: Path) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert {"bauta.db", "bauta.db-wal"} <= set(files)
    return files


async def test_neither_disk_nor_log_holds_who_people_are_or_what_they_said(
    city: Town, folder: Path, picture: bytes, logged: io.StringIO
) -> None:
    people = await much_happens(city, picture)
    files = on_disk(folder)
    filled = ("outbox", "files", "links", "events", "reports", "tickets", "alerts", "held")
    assert all(len(city.rows(table)) > 0 for table in filled)
    assert [row["reveal"] for row in city.rows("seats") if row["reveal"]]
    secrets = {f"{each.name}'s account": each.sender.user for each in people} | SECRETS
    secrets |= {f"an event of {each.name}": f"{each.sender.user}/1" for each in people}
    found = [(what, name) for what, secret in secrets.items() for name, data in files.items() if _in(secret, data)]
    assert found == []
    assert not [name for name, data in files.items() if picture[:64] in data or MASTER in data]
    lines = logged.getvalue().splitlines()
    assert {json.loads(line)["event"] for line in lines} >= {"turn.failed", "lane.rejected", "lane.failed"}
    for table in ("members", "rooms", "addresses"):
        secrets |= {f"{table} {row['id']}": row["id"] for row in city.rows(table)}
    assert [what for what, secret in secrets.items() if secret in "".join(lines)] == []
    city.mailbox.let_go(people[-1].sender.chat)
    await city.settled()
    assert city.rows("files") == []


def _in(secret: str, data: bytes) -> bool:
    """In any of the ways text is written to disk."""
    return any(secret.encode(coding) in data for coding in ("utf-8", "utf-16-le")) or (
        json.dumps(secret).strip('"').encode() in data
    )


async def test_what_was_delivered_is_not_left_in_the_file_even_sealed(city: Town, folder: Path) -> None:
    ann, bob = await city.paired("ann", "bob")
    await city.settled()
    city.mailbox.hold(bob.sender.chat)
    await ann.says("gone once it is delivered")
    (row,) = [row for row in city.rows("outbox") if row["room"]]
    sealed: bytes = row["body"]
    city.mailbox.let_go(bob.sender.chat)
    await city.settled()
    with_log = [data for data in on_disk(folder).values() if sealed in data]
    assert len(with_log) <= 1, "at most in the write-ahead log, until it is folded in"
    async with city.database.reading.connect() as connection:
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        await connection.exec_driver_sql("BEGIN")
    assert not [name for name, data in on_disk(folder).items() if sealed in data]


async def test_no_native_id_and_no_word_shows_in_a_repr() -> None:
    secret = "4242-secret"
    update = Incoming(
        secret,
        Sender("telegram", "77", secret, secret, "en"),
        Said(Content(secret, media=(Media(Kind.PHOTO, FileRef("telegram", "77", secret)),)), secret.encode()),
        secret,
        secret,
        secret,
    )
    shown = repr(update) + repr(Pressed("next", secret)) + repr(MemberId("m"))
    assert secret not in shown
