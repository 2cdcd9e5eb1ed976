"""The `bauta` command: what it can do, and where that is. What is not asked for is not imported."""

import gc
import sys
from importlib import import_module
from importlib.metadata import version as installed_version
from typing import Final

import typer

from bot.terminal import out

COMMANDS: Final = {
    "run": "bot.cli_run:run",
    "check": "bot.cli_run:check",
    "health": "bot.cli_health:health",
    "migrate": "bot.cli_run:migrate",
    "move": "bot.cli_move:move_database",
    "mod": "bot.cli_mod:moderators",
    "audit": "bot.cli_audit:audit",
    "retention": "bot.cli_retention:retention",
    "simulate": "bot.cli_simulate:simulate",
    "version": "bot.cli:version",
}
"""Name → its function, or the group of its commands."""


def bauta(named: str = "") -> typer.Typer:
    """All of it; or as if there was only the one that is named. Containers ask `bauta health` every few seconds: that
    has no use for the messengers and the database, which take five times as long to import as it does."""
    cli = typer.Typer(
        help="Anonymous one-to-one chat for Telegram, Discord and the web.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    cli.callback()(lambda: None)  # with one command, too, its name is to be said
    for name in [named] if named in COMMANDS else COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        what = getattr(import_module(module), attribute)
        if isinstance(what, typer.Typer):
            cli.add_typer(what, name=name)
        else:
            cli.command(name)(what)
    return cli


def version() -> None:
    """Which Bauta this is."""
    out.print(f"Bauta {installed_version('bauta')}")


def main() -> None:
    """Entry point of the console script and of `python -m bot`."""
    gc.disable()  # nothing of what imports make is ever let go: looking through it costs a fifth of a start
    cli = bauta(sys.argv[1] if len(sys.argv) > 1 else "")
    gc.freeze()
    gc.enable()
    cli(prog_name="python -m bot" if sys.argv[0].endswith("__main__.py") else "bauta")
