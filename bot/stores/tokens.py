"""Buckets of tokens that all processes share, in Redis: whoever takes an account over keeps its pace from the start.

Time is the server's. A Redis that cannot be reached is done without: each process then keeps the pace by itself.
"""

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.pace import Bucket

log = structlog.get_logger()

# The generic cell rate algorithm, as bot/pace.py has it: when the last token handed out will have come in, in µs.
SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = 1000000 / tonumber(ARGV[1]), tonumber(ARGV[2])
local charged, paused = tonumber(ARGV[3]), tonumber(ARGV[4])
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if paused >= 0 then
    free = math.max(free, now + paused - interval)
end
free = math.max(free, now - burst * interval) + (1 + charged) * interval
local wait = math.max(0, free - now)
redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', math.ceil(wait / 1000) + 60000)
return string.format('%.0f', wait)
"""


class SharedBucket:
    """`bot.pace.Tokens` over Redis; `local` keeps count beside it, for when Redis is out of reach."""

    def __init__(self, redis: Redis, name: str, local: Bucket) -> None:
        self._take = redis.register_script(SCRIPT)
        self._name = f"bauta:pace:{name}"
        self._local = local
        self._charged = 0
        self._paused_until: float | None = None  # to be told with the next token

    @property
    def rate(self) -> float:
        return self._local.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._local.rate = rate

    @property
    def unlimited(self) -> bool:
        return self._local.unlimited

    def charge(self, tokens: int) -> None:
        self._local.charge(tokens)
        self._charged += tokens

    def pause(self, seconds: float) -> None:
        self._local.pause(seconds)
        self._paused_until = max(self._paused_until or 0.0, self._local.clock() + seconds)

    async def wait(self) -> float:
        wait = self._local.reserve()
        if self.unlimited:
            return wait
        charged, until = self._charged, self._paused_until
        paused = -1 if until is None else round(max(0.0, until - self._local.clock()) * 1e6)
        arguments = (self.rate, self._local.burst, charged, paused)
        try:
            told = await self._take(keys=[self._name], args=arguments)
        except (RedisError, OSError) as error:
            log.debug("tokens.alone", error=type(error).__name__)
            return wait
        self._charged -= charged
        if self._paused_until == until:
            self._paused_until = None
        return float(told) / 1e6
