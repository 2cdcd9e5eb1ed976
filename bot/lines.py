"""The waiting line of a deployment: in the process, or in the Redis its settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from config.interests import related
from config.keys import KeyRing
from config.settings import Settings
from matching.appraisal import Appraiser
from matching.line import Line
from matching.lines.calls import Calls
from matching.lines.memory import MemoryLine
from matching.lines.redis import RedisLine
from matching.lines.sealing import Secrets, disguise_of
from matching.policy import Policy

ANSWERS_WITHIN = 2.0
"""Seconds after which a Redis that doesn't answer counts as gone: turns wait for it."""


@asynccontextmanager
async def open_line(settings: Settings, keys: KeyRing, policy: Policy) -> AsyncIterator[Line]:
    """The line, empty in the process or as Redis has it. Redis may be out of reach: the line then says it is lost."""
    appraiser = Appraiser(policy, related=related)
    if not settings.redis_url.get_secret_value():
        yield MemoryLine(policy, appraiser)
        return
    async with redis_client(settings) as redis:
        line = RedisLine(Calls(redis), policy, secrets_of(keys), appraiser)
        try:
            yield line
        finally:
            await line.close()


def secrets_of(keys: KeyRing) -> Secrets:
    """Interests go to Redis as keyed hashes, tickets sealed."""
    return Secrets(
        disguise=lambda text: disguise_of(keys.hash("line", text)),
        seal=lambda plain: keys.seal("line", "ticket", plain),
        open=lambda sealed: keys.open("line", "ticket", sealed),
    )


async def redis_trouble(settings: Settings) -> str:
    """What keeps Bauta from using its Redis, in one sentence; empty if nothing does."""
    async with redis_client(settings) as redis:
        try:
            version = (await redis.info("server"))["redis_version"]
            memory = await redis.info("memory")
        except AuthenticationError:
            return "Redis asks for another user or password: correct BAUTA_REDIS_URL (redis://user:password@host/0)."
        except (RedisError, OSError) as error:
            return f"Redis does not answer ({type(error).__name__}): start it, or correct BAUTA_REDIS_URL."
    if int(str(version).split(".")[0]) < 7:
        return f"Redis {version} is too old: Bauta needs 7.0 or newer (or Valkey)."
    policy = memory.get("maxmemory_policy", "noeviction")
    if memory.get("maxmemory") and policy != "noeviction":
        return (
            f"Redis may drop people from the line when its memory is full ({policy}): set maxmemory-policy noeviction."
        )
    return ""


@asynccontextmanager
async def redis_client(settings: Settings) -> AsyncIterator["Redis"]:
    """The Redis that the settings name. Nothing waits for it longer than ANSWERS_WITHIN."""
    redis = Redis.from_url(
        settings.redis_url.get_secret_value(), socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN
    )
    try:
        yield redis
    finally:
        await redis.aclose()
