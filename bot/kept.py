"""What a deployment keeps for reports: tags, case keys, and the last words of rooms, as its settings say."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.lines import redis_client
from config.keys import KeyRing
from config.settings import Settings
from moderation.casekeys import CaseKeys
from moderation.evidence import Evidence
from moderation.stores.memory_ring import MemoryRing
from moderation.stores.redis_ring import RedisRing


@asynccontextmanager
async def open_evidence(settings: Settings, keys: KeyRing, clock: Callable[[], float]) -> AsyncIterator[Evidence]:
    """With a ring in the process or in Redis, or without one. Redis may be out of reach: then it is so for the ring."""
    case_keys = CaseKeys(settings.case_keys_path)
    if settings.evidence == "zero-content":
        yield only_tags(settings, clock)
    elif not settings.redis_url.get_secret_value():
        yield Evidence(clock, case_keys, MemoryRing())
    else:
        async with redis_client(settings) as redis:
            yield Evidence(clock, case_keys, RedisRing(redis, keys))


def only_tags(settings: Settings, clock: Callable[[], float]) -> Evidence:
    """Without the words of anybody."""
    return Evidence(clock, CaseKeys(settings.case_keys_path), None)
