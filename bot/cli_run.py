"""`bauta run`, `bauta check` and `bauta migrate`: Bauta itself, whether it could run, and its database."""

import os

import typer

from bot import app as application
from bot import opening
from bot.checks import run_checks
from bot.terminal import execute, out, read_settings
from config import logs
from config.database import metadata
from config.migrations import migrate as migrate_database
from config.settings import SettingsError, load


def run() -> None:
    """Start Bauta; Ctrl-C stops it."""
    settings = read_settings()

    def tell(running: application.Running) -> None:
        if not settings.has_bots:
            out.print("No token is set, so Bauta serves the web chat only.")
        out.print(f"Web page  {running.page or 'off (BAUTA_WEB_CHAT)'}", markup=False)
        for name, links in running.bots.items():
            out.print(f"{name.capitalize():9} {', '.join(links) or 'connecting'}", markup=False)
        if not running.bots:
            out.print("Bots      none yet (BAUTA_TELEGRAM_TOKEN, BAUTA_DISCORD_TOKEN)")
        out.print(f"Data      {running.data}", markup=False)
        out.print("Stop      Ctrl-C")

    execute(application.run(settings, tell))


def check() -> None:
    """Look whether everything Bauta needs is in order; exit code 0 or 1."""
    logs.setup("critical")
    try:
        settings, mistakes = load(os.environ), []
    except SettingsError as error:
        settings, mistakes = None, error.mistakes
    if not execute(run_checks(settings, mistakes, out)):
        raise typer.Exit(1)


def migrate() -> None:
    """Bring the database to the newest revision. `run` does so by itself."""
    settings = read_settings()

    async def work() -> str:
        with opening.only_one(settings):
            database = await opening.open_database(settings, await opening.open_keys(settings))
            try:
                return (await migrate_database(database, metadata))[1]
            finally:
                await database.close()

    out.print(f"The database is at revision {execute(work())}.")
