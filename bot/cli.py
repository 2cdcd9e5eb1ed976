"""The `bauta` command: run, check, health, migrate, mod, audit, retention, move, simulate, version."""

import os
import sys
from importlib.metadata import version as installed_version

import typer

from bot import app as application
from bot import opening
from bot.checks import run_checks
from bot.cli_audit import audit
from bot.cli_health import health
from bot.cli_mod import moderators
from bot.cli_move import move_database
from bot.cli_retention import retention
from bot.cli_simulate import simulate
from bot.terminal import execute, out, read_settings
from config import logs
from config.database import metadata
from config.migrations import migrate as migrate_database
from config.settings import SettingsError, load

cli = typer.Typer(
    help="Anonymous one-to-one chat for Telegram, Discord and the web.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(moderators, name="mod")
cli.add_typer(audit, name="audit")
cli.command()(retention)
cli.command()(simulate)
cli.command()(health)
cli.command("move")(move_database)


@cli.command()
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


@cli.command()
def check() -> None:
    """Look whether everything Bauta needs is in order; exit code 0 or 1."""
    logs.setup("critical")
    try:
        settings, mistakes = load(os.environ), []
    except SettingsError as error:
        settings, mistakes = None, error.mistakes
    if not execute(run_checks(settings, mistakes, out)):
        raise typer.Exit(1)


@cli.command()
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


@cli.command()
def version() -> None:
    """Which Bauta this is."""
    out.print(f"Bauta {installed_version('bauta')}")


def main() -> None:
    """Entry point of the console script and of `python -m bot`."""
    cli(prog_name="python -m bot" if sys.argv[0].endswith("__main__.py") else "bauta")
