"""`bauta check`: a table of what Bauta needs, with ✓, ! or ✗, and for each ! and ✗ the sentence that mends it."""

import asyncio
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import opening
from bot.lines import redis_trouble
from bot.media import ffmpeg
from bot.platforms.base import Fatal
from bot.platforms.discord.check import check_tokens
from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.registration import Reception
from bot.troubles import WRONG_KEY, database_trouble
from config import helplines
from config.database import Database
from config.helplines import BrokenHelp
from config.keys import KeyFileError, KeyRing, Unsealable, read_key_file
from config.migrations import NewerDatabase, revisions
from config.postgres_link import TooOld
from config.proof import proven
from config.settings import Settings
from moderation.casekeys import CaseKeys
from moderation.policy import FILE as POLICY
from moderation.policy import BrokenPolicy
from moderation.policy import read as read_policy


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table. `mend` is empty where all is well. `links`: to a server, and to one's own account.

    `minor`: Bauta does well without it, and only less.
    """

    what: str
    found: str
    mend: str = ""
    links: tuple[str, ...] = ()
    minor: bool = False

    @property
    def mark(self) -> str:
        return "✓" if not self.mend else "!" if self.minor else "✗"


_COLOURS: Final = {"✓": "green", "!": "yellow", "✗": "red"}


async def run_checks(settings: Settings | None, mistakes: Iterable[str], out: Console) -> bool:
    """Check, print, and say whether all is well. Changes nothing: no file is made, no migration run."""
    findings = [Finding("Settings", "wrong", mistake) for mistake in mistakes]
    if settings is not None:
        findings.append(Finding("Settings", "complete"))
        findings += [
            _data(settings),
            await _key(settings),
            await _database(settings),
            _case_keys(settings),
            _policy(settings),
            *await _redis(settings),
            *await _telegram(settings),
            *await _discord(settings),
            await _web(settings),
            *await asyncio.to_thread(_media),
            _help(settings),
        ]
    table = Table("", "What", "Found")
    for finding in findings:
        table.add_row(f"[{_COLOURS[finding.mark]}]{finding.mark}[/]", finding.what, escape(finding.found))
    out.print(table)
    for finding in findings:
        for line in finding.mend.splitlines():
            out.print(f"{finding.mark} {finding.what}: {line}", markup=False)
    for finding in findings:
        for where, link in zip(("a server", "your account"), finding.links, strict=False):
            out.print(f"Add {finding.found} to {where}: {link}", markup=False, soft_wrap=True)
    return not any(finding.mark == "✗" for finding in findings)


def _data(settings: Settings) -> Finding:
    directory = settings.data_dir
    nearest = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        return Finding(
            "Data directory", str(directory), f"Let the user who runs Bauta write to {nearest}, or set BAUTA_DATA_DIR."
        )
    return Finding("Data directory", f"{directory}{'' if directory.exists() else ' (made at the first start)'}")


def _help(settings: Settings) -> Finding:
    where = settings.data_dir / helplines.FILE
    try:
        lines = helplines.read(settings.data_dir)
    except BrokenHelp as error:
        return Finding("Lines that help in danger", str(where), str(error).replace("\n", " "))
    own = f", from {where}" if where.exists() else ""
    return Finding("Lines that help in danger", f"in {len(lines.languages)} languages{own}")


async def _key(settings: Settings) -> Finding:
    path = settings.key_path
    try:
        if not path.exists() and not await opening.database_begun(settings):
            return Finding("Key file", f"{path} (made at the first start)")
        read_key_file(path)
    except KeyFileError as error:
        return Finding("Key file", str(path), str(error))
    except Fatal:
        return Finding("Key file", f"{path} (made at the first start, if the database is new)")
    if path.stat().st_mode & 0o077:
        return Finding("Key file", f"{path}, others may read it", f"Run: chmod 600 {path}")
    return Finding("Key file", str(path))


async def _database(settings: Settings) -> Finding:
    name = settings.database_name
    if settings.database_file is not None and not settings.database_file.exists():
        return Finding("Database", f"{name} (made at the first start)")
    try:
        keys = KeyRing(read_key_file(settings.key_path), lambda: 0.0)
    except KeyFileError:
        keys = None  # told beside the key file
    database = Database(settings.database, keys or KeyRing(bytes(32), lambda: 0.0), busy_seconds=1.0)
    try:
        async with database.read() as unit:
            asking = "PRAGMA quick_check(1)" if settings.database_file else "SHOW synchronous_commit"
            answer = (await unit.connection.execute(text(asking))).scalar_one()
            current, newest = await unit.connection.run_sync(revisions)
            if keys is not None and current == newest:
                await proven(unit)
    except Unsealable:
        mend = WRONG_KEY.format(key=settings.key_path, name=name)
        return Finding("Database", f"{name}, begun with another key", mend)
    except NewerDatabase:
        return Finding("Database", f"{name}, newer than this Bauta", "Update Bauta, or use a backup.")
    except (DBAPIError, TooOld) as error:
        return Finding("Database", f"{name}, unusable", database_trouble(settings, error))
    finally:
        await database.close()
    if settings.database_file is None and answer == "off":
        mend = "Messages could be lost in a power cut: turn synchronous_commit on, for the server or for Bauta's user."
        return Finding("Database", f"{name}, synchronous_commit off", mend)
    if settings.database_file is not None and answer != "ok":
        return Finding("Database", f"{name}, damaged", "Stop Bauta and put back your backup.")
    state = f"revision {current}" if current == newest else f"revision {current or 'none'}, updated at the next start"
    return Finding("Database", f"{name}, {state}")


def _case_keys(settings: Settings) -> Finding:
    """Where the keys lie that open what was reported."""
    folder = settings.case_keys_path
    made = "" if folder.exists() else " (made with the first case)"
    return Finding("Case keys", f"{folder}{made}", CaseKeys(folder).trouble())


def _policy(settings: Settings) -> Finding:
    """The rules of moderation; every mistake in them with what would be right."""
    path = settings.data_dir / POLICY
    try:
        read_policy(settings.data_dir)
    except BrokenPolicy as error:
        return Finding("Moderation", f"{path}, unusable", str(error))
    return Finding("Moderation", f"{path}" if path.exists() else "the usual policy")


async def _redis(settings: Settings) -> list[Finding]:
    address = settings.redis_url.get_secret_value()
    if not address:
        return []
    parts = urlsplit(address)
    return [Finding("Redis", f"{parts.hostname}:{parts.port or 6379}", await redis_trouble(settings))]


async def _telegram(settings: Settings) -> list[Finding]:
    if not settings.telegram_token:
        return [Finding("Telegram", "not set up (BAUTA_TELEGRAM_TOKEN)")]
    tokens = [token.get_secret_value() for token in settings.telegram_token]
    async with Telegram(tokens, settings.telegram_api_url, menus={}, on_skipped=lambda _: None) as telegram:
        checked = await telegram.check()
        known = any(bot.username for bot in checked)
        receptions = await telegram.receptions(settings.telegram_webhook_url) if known else []
    return [
        Finding("Telegram", f"@{bot.username}" if bot.username else f"bot {bot.account}", bot.problem or "")
        for bot in checked
    ] + [finding for each in receptions if (finding := _webhook(each, settings, _running_here(settings)))]


def _webhook(found: Reception, settings: Settings, running: bool) -> Finding | None:
    """What Telegram tells of a bot's webhook; None where none is wanted and none is there. `running`: Bauta is."""
    base = settings.telegram_webhook_url
    waiting = f", {found.waiting} waiting" if found.waiting else ""
    if not base:
        there = f"{found.bot}, set without BAUTA_TELEGRAM_WEBHOOK_URL{waiting}: taken away at the next start"
        return None if found.here is None else Finding("Webhook", there)
    host = urlsplit(base).netloc
    if found.here:
        trouble = f", last trouble: {found.trouble}" if found.trouble else ""
        lasts = running and found.waiting and found.trouble
        mend = f"Telegram does not get through. Look whether {base}/telegram/ leads to {_place(settings)} of Bauta."
        return Finding("Webhook", f"{found.bot}, {host}{waiting}{trouble}", mend if lasts else "")
    state = "not set" if found.here is None else "set to another address"
    if running:
        mend = "Bauta sets it again within a minute; if this comes back, stop the other program with this token."
        return Finding("Webhook", f"{found.bot}, {host}, {state}{waiting}", mend)
    return Finding("Webhook", f"{found.bot}, {host}, {state}{waiting}: set at the next start")


async def _discord(settings: Settings) -> list[Finding]:
    if not settings.discord_token:
        return [Finding("Discord", "not set up (BAUTA_DISCORD_TOKEN)")]
    tokens = [token.get_secret_value() for token in settings.discord_token]
    return [
        Finding("Discord", f"@{bot.username}" if bot.username else f"bot {bot.account}", bot.problem or "", bot.links)
        for bot in await check_tokens(tokens, settings.discord_api_url)
    ]


async def _web(settings: Settings) -> Finding:
    where = _place(settings)
    what = "page" if settings.chat_on_web else "health and metrics only"
    if _running_here(settings):
        return Finding("Web", f"{where}, {what}; Bauta is running")
    family = socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
            probe.listen()
        except OSError as error:
            if await _bauta_answers(settings):
                return Finding("Web", f"{where}, {what}; Bauta is running")
            mend = f"{error.strerror}: stop the other program, or set BAUTA_WEB_PORT (or BAUTA_WEB_HOST)."
            return Finding("Web", f"{where} is not free", mend)
    return Finding("Web", f"{where}, {what}")


def _media() -> list[Finding]:
    """What cleans films, sounds and stickers. Without them these kinds of files are refused, and the sender is told."""
    extra = "pip install 'bauta[media]'"
    if (tool := ffmpeg.found()) is None:
        mend = f"Install ffmpeg, or {extra}: without it no video, voice or music is relayed."
        films = Finding("ffmpeg", "not found", mend, minor=True)
    else:
        missing = ", ".join(ffmpeg.missing())
        mend = f"It was built without {missing}: install another ffmpeg, or {extra}." if missing else ""
        films = Finding("ffmpeg", tool, mend, minor=True)
    if find_spec("rlottie_python") is not None:
        return [films, Finding("rlottie", "found")]
    mend = f"Run: {extra}. Without it Telegram's animated stickers stay on Telegram."
    return [films, Finding("rlottie", "not found", mend, minor=True)]


def _place(settings: Settings) -> str:
    return f"{settings.web_host}:{settings.web_port}"


def _running_here(settings: Settings) -> bool:
    if not (settings.data_dir / "lock").exists():
        return False
    try:
        with opening.only_one(settings):
            return False
    except Fatal:
        return True


async def _bauta_answers(settings: Settings) -> bool:
    """Whether it is a Bauta that listens there. Processes on PostgreSQL leave no lock in the data directory."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.web_host, settings.web_host)  # noqa: S104 - asked only
    url = f"http://[{host}]" if ":" in host else f"http://{host}"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(2)) as session,
            session.get(f"{url}:{settings.web_port}/metrics") as answer,
        ):
            return "\nbauta_" in await answer.text()
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
        return False
