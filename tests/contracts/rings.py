"""Every backend of the ring, for the tests that hold for all of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from config.keys import KeyRing
from moderation.ring import Ring
from moderation.stores.memory_ring import MemoryRing
from moderation.stores.redis_ring import RedisRing
from tests.contracts.stores import MASTER, NOW
from tests.servers import client, shared_server

KEYS = KeyRing(MASTER, lambda: NOW)


@asynccontextmanager
async def in_memory(rooms: int) -> AsyncIterator[Ring]:
    yield MemoryRing(rooms)


@asynccontextmanager
async def in_redis(rooms: int) -> AsyncIterator[Ring]:
    async with client(shared_server().url) as redis:
        await redis.flushall()
        yield RedisRing(redis, KEYS, rooms)


RINGS: dict[str, Callable[[int], AbstractAsyncContextManager[Ring]]] = {"memory": in_memory, "redis": in_redis}
"""A backend is added here, and nowhere else."""
