"""Ids that carry their time, as Discord mints them: milliseconds since 2015 in the upper 42 bits."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

EPOCH: Final = 1_420_070_400_000  # milliseconds; 2015-01-01


class Snowflakes:
    """Mints ids that only grow. `clock`: epoch seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def mint(self) -> int:
        self._last = max(self._last + 1, (int(self._clock() * 1000) - EPOCH) << 22)
        return self._last


def token(bot_id: int = 1_180_000_000_000_000_001, tail: str = "emulated") -> str:
    """A well-formed bot token: the bot's id in base64, and two parts that mean nothing here."""
    first = base64.b64encode(str(bot_id).encode()).decode().rstrip("=")
    return f"{first}.Gemula.{tail:-<38}"


def bot_id_of(given: str) -> int:
    """The id a token names; ValueError when it is none."""
    first, *others = given.split(".")
    if len(others) != 2 or not all(others):
        raise ValueError("a bot token is three parts with full stops between, the first the bot's id in base64")
    try:
        return int(base64.b64decode(first + "=" * (-len(first) % 4), validate=True))
    except ValueError:
        raise ValueError("the first part of a bot token is the bot's id in base64") from None
