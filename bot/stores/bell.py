"""The bell over Redis pub/sub: one channel for each bot account."""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.leases import AccountName

log = structlog.get_logger()

MOST = 10_000
"""Lanes rung for at once; more are found by looking."""
QUIET = 10.0
"""Seconds of silence after which the connection is tried."""
AGAIN = 1.0
"""Seconds until the next try after Redis failed."""


class RedisBell:
    """`bot.bell.Bell`; `run` carries the rings."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._rung: dict[tuple[str, str], None] = {}  # channel and lane, each once
        self._somebody = asyncio.Event()

    def ring(self, account: AccountName, lane: str) -> None:
        if len(self._rung) < MOST:
            self._rung[_channel(account), lane] = None
            self._somebody.set()

    async def run(self) -> None:
        """Carry rings until cancelled. What cannot be carried is dropped."""
        while True:
            await self._somebody.wait()
            self._somebody.clear()
            rung, self._rung = self._rung, {}
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for channel, lane in rung:
                        pipe.publish(channel, lane)
                    await pipe.execute()
            except (RedisError, OSError) as error:
                log.debug("bell.not_rung", error=type(error).__name__)
                await asyncio.sleep(AGAIN)

    async def listen(self, accounts: Sequence[AccountName], heard: Callable[[str], None]) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as listening:
                    await listening.subscribe(*map(_channel, accounts))
                    while True:
                        message = await listening.get_message(timeout=QUIET)
                        if message is None:
                            await listening.ping()  # a connection that nobody is at the other end of fails by this
                        elif message["type"] == "message":
                            heard(message["data"].decode())
            except (RedisError, OSError, UnicodeDecodeError) as error:
                log.debug("bell.not_heard", error=type(error).__name__)
            await asyncio.sleep(AGAIN)


def _channel(account: AccountName) -> str:
    return f"bauta:bell:{account[0]}:{account[1]}"
