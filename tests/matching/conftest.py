"""What several stories about the line in Redis begin with."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.servers import client, shared_server


@pytest.fixture
async def redis() -> AsyncIterator["Redis"]:
    """An empty one."""
    async with client(shared_server().url) as redis:
        await redis.flushall()
        yield redis
