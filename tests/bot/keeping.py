"""Housekeeping of a town, in which nobody has to be let through."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bot.housekeeping import Housekeeping
from tests.bot.town import Town


def keeping(
    town: Town,
    monotonic: Callable[[], float] = time.monotonic,
    rest: Callable[[float], Awaitable[object]] = lambda _: asyncio.sleep(0),
) -> Housekeeping:
    """As the app has it, but for its rests."""
    kept = town.moderation, town.evidence, town.metrics
    when = town.clock, monotonic, rest
    return Housekeeping(town.database, town.open_turn, town.turns, *kept, *when, town.house.hooks)
