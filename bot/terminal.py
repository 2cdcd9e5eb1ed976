"""What all commands share: settings read once, one loop, and sentences with exit codes instead of tracebacks.

Exit codes (sysexits.h): 78 settings, 69 something Bauta needs is not available, 70 a mistake of Bauta's own.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog
import typer
from rich.console import Console

from bot.platforms.base import Fatal
from config import logs
from config.settings import Settings, SettingsError, load

EX_UNAVAILABLE = 69
EX_SOFTWARE = 70
EX_CONFIG = 78

WIDE = 10_000


def _console(*, stderr: bool = False) -> Console:
    """As wide as the screen. In a file or a pipe each row of a table is one line, however long, unless COLUMNS says
    how wide that is."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
        console.width = WIDE
    return console


out = _console()
err = _console(stderr=True)

T = TypeVar("T")


class Refused(Exception):
    """What was asked for can't be done; the sentence says why. Exit code 1."""


def read_settings(log_level: str | None = None) -> Settings:
    """The settings, with logging set up by them; or all mistakes at once, and the end."""
    try:
        settings = load(os.environ)
    except SettingsError as error:
        for mistake in error.mistakes:
            err.print(mistake, markup=False)
        raise typer.Exit(EX_CONFIG) from None
    logs.setup(log_level or settings.log_level, settings.secrets)
    return settings


def execute(work: Coroutine[Any, Any, T]) -> T:
    """Run it to its end on the fastest loop there is; a sentence instead of a traceback where it can't go on."""
    try:
        with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
            return runner.run(work)
    except Fatal as error:
        err.print(str(error), markup=False)
        raise typer.Exit(EX_UNAVAILABLE) from None
    except Refused as error:
        err.print(str(error), markup=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except Exception as error:
        structlog.get_logger().critical("bauta.crashed", exc_info=error)
        err.print(
            f"Bauta ran into a mistake of its own ({type(error).__name__}) and stopped. What was committed is safe."
        )
        raise typer.Exit(EX_SOFTWARE) from None


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
