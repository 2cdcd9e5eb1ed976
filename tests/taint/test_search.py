"""The search finds what is let through on purpose, in each place it looks in: else its silence would prove nothing."""

from __future__ import annotations

import asyncio
import base64
import gzip
import io
import json
import logging
import os
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
import structlog
from prometheus_client import CollectorRegistry, Counter, generate_latest

from bot.content import Kind
from bot.platforms.base import SendKey
from bot.platforms.discord import account as discord_account
from bot.platforms.discord.send import Sending
from bot.platforms.telegram.platform import Telegram
from bot.posts import Address, Attachment, Bytes, Post
from config import logs
from tests.bot.media.samples import Sample, refused, sample, samples
from tests.e2e.living import DISCORD_TOKEN, TOKEN
from tests.emulators.discord import DiscordEmulator
from tests.emulators.telegram import TelegramEmulator
from tests.taint.disk import WAL, Disk, nameless
from tests.taint.evidence import Natives, Request, Search, all_of, discord_request, telegram_request
from tests.taint.markers import FAMILIES, SAID, date, degree, moment, number, said, snowflake, word
from tests.taint.search import Ids, found, found_in_file

WHERE = "a proof of the search"
MARKERS = {
    "a word": word(f"{WHERE}, a word"),
    "a number": str(number(f"{WHERE}, a number")),
    "a snowflake": snowflake(f"{WHERE}, a snowflake"),
    "a date": str(date(f"{WHERE}, a date")),
    "a moment": moment(f"{WHERE}, a moment"),
    "a degree": repr(degree(f"{WHERE}, a degree", 45)),
    "words": said(f"{WHERE}, words"),
}

WORD = MARKERS["a word"]


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", data)
    return out.getvalue()


WRAPPINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in UTF-16": lambda text: b"\1" + text.encode("utf-16-le"),
    "in the other UTF-16": lambda text: text.encode("utf-16-be"),
    "in latin-1": lambda text: "é".encode("latin-1") + text.encode("latin-1"),
    "in hex": lambda text: text.encode().hex().encode(),
    "in base64": lambda text: b'{"data":"' + base64.b64encode(b"\1\2\3\4" + text.encode()) + b'"}',
    "in base64 for addresses": lambda text: base64.urlsafe_b64encode(b"\xff\xfe" + text.encode()).rstrip(b"="),
    "with percent signs": lambda text: "".join(f"%{ord(sign):02X}" for sign in text).encode(),
    "in JSON's escapes": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text).encode(),
    "in HTML's escapes": lambda text: "".join(f"&#{ord(sign)};" for sign in text).encode(),
    "in gzip": lambda text: b"OK" + gzip.compress(text.encode()),
    "in a zip": lambda text: zipped(text.encode()),
    "in gzip in base64 in JSON": lambda text: json.dumps(
        [base64.b64encode(gzip.compress(text.encode() * 3)).decode()]
    ).encode(),
    "in a zip in a zip": lambda text: zipped(zipped(text.encode())),
    "quoted twice": lambda text: quote(quote(f"ä{text}")).encode(),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("marker", MARKERS)
def test_every_marker_is_found_in_every_wrapping_and_named(marker: str, wrapping: str) -> None:
    data = b"before" + WRAPPINGS[wrapping](MARKERS[marker]) + b"\0behind"
    assert found(data, (*FAMILIES, SAID)), "it is seen"
    if wrapping != "in hex":
        assert f"{WHERE}, {marker}" in " ".join(found(data, (*FAMILIES, SAID))), "it is said which field it is of"


def test_where_there_is_none_none_is_found() -> None:
    assert found(os.urandom(300_000) + b"Wq8Zmar 7319460 1997-03-18 Kx3Vsai", (*FAMILIES, SAID)) == []
    assert Ids({"7654321098", "AgACabcdef"}).read_in(b"765432109 AgACabcde") == set()


@pytest.mark.parametrize("size", [6, 8])
@pytest.mark.parametrize("order", ["big", "little"])
def test_ids_are_found_as_people_and_as_programs_write_them(size: int, order: str) -> None:
    short, long, token = "7654321098", "1576611575194714112", "aW50ZXJhY3Rpb246" + "f" * 64
    ids = Ids({short, long, token, "123456789"})
    for text in (short, long, token):
        assert ids.read_in(f'{{"id":"{text}"}}'.encode()) == {text}
        assert ids.read_in(text.encode("utf-16-le")) == {text}
        assert ids.read_in(base64.b64encode(f"id={text}".encode())) == {text}
    assert ids.read_in(b"0123456789") == set(), "a short one within a longer number is none"
    wanted = short if size == 6 else long
    assert ids.written_in(b"\1\2" + int(wanted).to_bytes(size, order) + b"\3") == {wanted}  # type: ignore[arg-type]


@pytest.mark.parametrize("each", [*samples(), *refused()], ids=lambda each: each.name)
def test_a_file_that_was_passed_on_unchanged_is_found(each: Sample) -> None:
    assert found_in_file(each.data, FAMILIES) != []


def test_an_archive_in_which_something_looked_like_an_escape_is_searched_all_the_same() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("first.txt", "%41%41%41 and so on")
        archive.writestr("second.txt", FAMILIES[0])
    assert found_in_file(held.getvalue(), FAMILIES) != []


# --- place by place -------------------------------------------------------------------------------------------------


def unclean(name: str, kind: Kind, called: str = "photo.jpg") -> Post:
    """A post as a platform would get it if nothing was cleaned."""
    return Post("hi", media=(Attachment(kind, called, "image/jpeg", Bytes(sample(name).data)),))


async def test_in_requests_to_telegram_files_names_words_and_ids_are_found(telegram: TelegramEmulator) -> None:
    bot = telegram.add_bot(TOKEN)
    ann, bob = telegram.person("Ann"), telegram.person("Bob")
    for each in (ann, bob):
        await each.says(bot, "hi")
    posts = [
        unclean("PNG", Kind.PHOTO), unclean("Opus", Kind.VOICE), unclean("MP4", Kind.VIDEO),
        unclean("JPEG", Kind.DOCUMENT, f"{WORD}.jpg"), Post(f"I am {WORD}"),
        Post(f"tg://user?id={ann.id}"), Post(said("Bob→Ann words")), Post(f"my token is {TOKEN}"), Post("fine"),
    ]  # fmt: skip
    async with Telegram([TOKEN], telegram.url, menus={}, on_skipped=lambda _: None) as platform:
        to = Address("lane", "telegram", TOKEN.split(":")[0], str(bob.id))
        for number_, post in enumerate(posts):
            await platform.send(to, post, SendKey(str(number_)))
    natives = Natives({f"telegram {each.id}": {str(each.id)} for each in (ann, bob)}, tokens={TOKEN})
    search = Search(natives, {said("Bob→Ann words"): {f"telegram {ann.id}"}})
    told = [search.in_request(telegram_request(each)) for each in telegram.ledger if each.chat == bob.id]
    assert [bool(each) for each in told] == [True] * 8 + [False]
    assert "PNG tEXt Author" in " ".join(told[0])
    assert "Opus vendor" in " ".join(told[1])
    assert "MP4 XMP text" in " ".join(told[2])
    assert f"{WHERE}, a word" in " ".join(told[3])
    assert str(ann.id) in told[5][0]
    assert "meant for another" in told[6][0]
    telegram.violations.clear()


async def test_in_requests_to_discord_files_names_words_and_ids_are_found(discord: DiscordEmulator) -> None:
    app, ann, bob = discord.add_bot(DISCORD_TOKEN), discord.person("Ann"), discord.person("Bob")
    for each in (ann, bob):
        await each.says(app, "hi")
    account = discord_account.Account(DISCORD_TOKEN, discord.api_url)
    await account.rest.open()
    lanes = {each: f"discord {each.dm(app).id}" for each in (ann, bob)}
    posts = [
        unclean("PNG", Kind.PHOTO), unclean("Opus", Kind.AUDIO), unclean("JPEG", Kind.PHOTO, f"{WORD}.jpg"),
        Post(f"I am {WORD}"), Post(f"I am <@{ann.id}>"), Post(f"at {ann.dm(app).id}"),
        Post(said("Bob→Ann words")), Post(DISCORD_TOKEN), Post("fine"),
    ]  # fmt: skip

    async def none_known(_: Address, __: object) -> frozenset[str]:
        return frozenset()

    sending = Sending(none_known, lambda: 0.0)
    for number_, post in enumerate(posts):
        to = Address("lane", "discord", str(app.id), str(bob.dm(app).id))
        await sending.send(account, to, post, SendKey(str(number_)))
    await account.rest.close()
    natives = Natives(
        {lanes[each]: {str(each.id), str(each.dm(app).id)} for each in (ann, bob)}, tokens={DISCORD_TOKEN}
    )
    search = Search(natives, {said("Bob→Ann words"): {lanes[ann]}})
    told = [search.in_request(discord_request(each)) for each in discord.ledger if each.channel == bob.dm(app).id]
    assert [bool(each) for each in told] == [True] * 8 + [False]
    assert "PNG tEXt Author" in " ".join(told[0])
    assert {f"create_message to discord: {ann.id}", f"create_message to discord: {ann.dm(app).id}"} <= set(all_of(told))
    discord.violations.clear()


def test_in_frames_to_pages_files_and_names_are_found() -> None:
    natives = Natives({"web Ann": {"2ad67f06-aaaa-4bbb-8ccc-0123456789ab"}, "web Bob": set()}, tokens={"t" * 43})
    search = Search(natives, {said("Bob→Ann words"): {"web Ann"}})
    packed = base64.b64encode(sample("JPEG").data).decode()
    for frame in (
        json.dumps({"t": "post", "media": [{"data": packed}]}),
        json.dumps({"t": "post", "text": WORD}),
        json.dumps({"t": "post", "text": said("Bob→Ann words")}),
        json.dumps({"t": "post", "of": "2ad67f06-aaaa-4bbb-8ccc-0123456789ab"}),
        json.dumps({"t": "post", "token": "t" * 43}),
    ):
        assert search.in_frame(frame.encode(), "web Bob") != []
    assert search.in_frame(sample("WebM").data, "web Bob") != [], "files come as they are, too"
    assert search.in_frame(json.dumps({"t": "post", "text": "fine"}).encode(), "web Bob") == []


def test_a_name_an_id_and_words_in_a_log_line_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    logs.setup("debug", [TOKEN])
    log = structlog.get_logger()
    search = Search(Natives({"telegram 7654321098": {"7654321098"}}, nobody={"AgACAgIAAxkBfile"}, tokens={TOKEN}))
    try:
        for line in (
            {"who": WORD},
            {"chat": 7654321098},
            {"file": "AgACAgIAAxkBfile"},
            {"said": said("x")},
        ):
            log.debug("room.closed", **line)
            assert search.in_words(capsys.readouterr().err, "stderr") != []
        log.debug("room.closed", messages=3, token=TOKEN)
        assert search.in_words(capsys.readouterr().err, "stderr") == [], "nothing else there is struck out or found"
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers[:] = before
    sys.stderr.write(TOKEN)
    assert search.in_words(capsys.readouterr().err, "stderr") != []


def test_a_name_and_an_id_in_a_label_of_the_metrics_are_found() -> None:
    search = Search(Natives({"telegram 7654321098": {"7654321098"}}))
    for label in (WORD, MARKERS["words"], "7654321098", "fine"):
        registry = CollectorRegistry()
        Counter("bauta_rooms", "Rooms.", ("of",), registry=registry).labels(label).inc()
        assert bool(search.in_words(generate_latest(registry).decode(), "/metrics")) is (label != "fine")


@pytest.mark.parametrize("place", ["bauta.db", "bauta.db-wal"])
def test_in_the_databases_pages_words_and_ids_are_found(tmp_path: Path, place: str) -> None:
    """As text, as a number and within a blob; in the file itself and in what was written ahead of it."""
    search = Search(Natives({"telegram 7654321098": {"7654321098"}, "discord 1": {"1576611575194714112"}}))
    for at, value in enumerate((
        WORD, MARKERS["words"], 7654321098, 1576611575194714112, number(f"{WHERE}, a number"),
        b"\1" + WORD.encode("utf-16-le"), "7654321098", None,
    )):  # fmt: skip
        folder = tmp_path / str(at)
        folder.mkdir()
        database = sqlite3.connect(folder / "bauta.db", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (?)", (value,))
        if place == "bauta.db":
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = Disk(folder).read()
        if place == "bauta.db-wal":
            assert (folder / place).read_bytes()[:4] in WAL
        told = {path: search.in_bytes(data, path) for path, data in kept.items()}
        database.close()
        assert [path for path, each in told.items() if each] == ([] if value is None else [place])


async def test_in_files_without_a_name_words_are_found(tmp_path: Path) -> None:
    """Of the process that has them open: here a child that keeps one on the disk, already unlinked."""
    waits = (
        "import sys, tempfile; f = tempfile.TemporaryFile(dir=sys.argv[1]); f.write(sys.argv[2].encode()); f.flush()"
    )
    command = (sys.executable, "-c", f"{waits}; print('there', flush=True); input()", str(tmp_path), MARKERS["words"])
    process = await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1)
    assert process.stdout is not None
    await process.stdout.readline()
    spooled = nameless(process.pid)
    process.kill()
    await process.communicate()
    told = all_of(Search(Natives()).in_bytes(data, path) for path, data in spooled.items())
    assert any(f"{WHERE}, words" in each for each in told)


def test_a_request_about_a_message_of_another_chat_is_found() -> None:
    search = Search(Natives(messages={7: "telegram 1", 8: "telegram 2"}))
    assert search.in_request(Request("sendMessage", "telegram 2", b"", about=(7,))) != []
    assert search.in_request(Request("sendMessage", "telegram 2", b"", about=(8, 9))) == []


async def test_a_request_that_is_refused_is_looked_at_too(telegram: TelegramEmulator) -> None:
    telegram.add_bot(TOKEN)
    async with aiohttp.ClientSession() as session:
        url = f"{telegram.base_url}{TOKEN}/sendMessage"
        await session.post(url, json={"chat_id": 1, "text": WORD})
    (told,) = [Search(Natives()).in_request(telegram_request(each)) for each in telegram.ledger]
    assert told != []
    telegram.violations.clear()
