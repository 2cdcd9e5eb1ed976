"""Logs tell what happened, never what was said or by whom: structlog on stderr, with secrets struck out."""

import logging
import re
import sys
from collections.abc import MutableMapping, Sequence
from typing import Any

import structlog

TOKENS = re.compile(
    r"[0-9]{3,20}:[A-Za-z0-9_-]{20,}|bot[0-9]+:[A-Za-z0-9_-]+|[A-Za-z0-9_-]{18,40}\.[A-Za-z0-9_-]{5,10}\.[A-Za-z0-9_-]{25,}"
)
QUIET = (
    "httpx",
    "httpcore",
    "aiohttp",
    "telegram",
    "uvicorn",
    "websockets",
    "aiosqlite",
    "sqlalchemy",
    "PIL",
    "alembic",
    "asyncio",
)


SILENT = ("discord",)
"""What it warns of is either told by us or no matter (the servers it does not hear of)."""


def _strike(value: object, secrets: Sequence[str]) -> object:
    """A number as it is; anything else as text, for what a list or an error holds would be shown too."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else repr(value)
    for secret in secrets:
        text = text.replace(secret, "•••")
    return TOKENS.sub("•••", text)


def _without_values(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its type and the places it came through: its text may quote content or ids."""
    info = event.pop("exc_info", None)
    error = (
        info
        if isinstance(info, BaseException)
        else info[1]
        if isinstance(info, tuple)
        else sys.exc_info()[1]
        if info
        else None
    )
    if error is not None:
        event["error"] = type(error).__name__
        places = []
        trace = error.__traceback__
        while trace is not None:
            places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["at"] = " ".join(places[-6:])
    return event


class _FromLibraries(logging.Handler):
    """Warnings of libraries, by name and place only: their texts may hold addresses, ids and tokens."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().warning(
            "library.warning",
            library=record.name.split(".")[0],
            place=f"{record.module}:{record.lineno}",
            error=type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else None,
        )


def setup(level: str, secrets: Sequence[str] = ()) -> None:
    """Send all logs to stderr from `level` up. `secrets` never appear, wherever they come from."""

    def redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: _strike(value, secrets) for key, value in event.items()}

    on_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            redact,
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_FromLibraries(logging.WARNING)]
    root.setLevel(logging.WARNING)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
