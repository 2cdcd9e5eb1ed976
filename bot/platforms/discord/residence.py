"""In which servers a bot is: Discord lists them with each new session, and tells when one comes or goes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog

from bot.servers import Whereabouts

log = structlog.get_logger()

OnServers = Callable[[Whereabouts], Awaitable[None]]
"""Hears where a bot is; raises when it could not take that in."""

WAITING: Final = 1000
"""What is not taken in yet. Beyond that the oldest is dropped; the next session's list says the same again."""


async def unheard(_: Whereabouts) -> None:
    """Nobody wants to know."""


class Residence:
    """One bot's. `retry`: how long to wait after so many failures in a row, in seconds."""

    def __init__(self, account: str, tell: OnServers, retry: Callable[[int], float]) -> None:
        self._account = account
        self._tell = tell
        self._retry = retry
        self._known: set[str] = set()
        self._news: asyncio.Queue[Whereabouts] = asyncio.Queue()

    def all_of(self, ready: Mapping[str, Any]) -> None:
        """READY: all servers of a shard. Each of them comes by itself afterwards, and is no news then."""
        number, count = ready.get("shard") or (0, 1)
        here = tuple(str(int(each["id"])) for each in ready.get("guilds") or ())
        self._known = {each for each in self._known if (int(each) >> 22) % int(count) != int(number)} | set(here)
        self._put(Whereabouts(self._account, here, shard=(int(number), int(count))))

    def entered(self, guild: Mapping[str, Any]) -> None:
        """GUILD_CREATE: the bot was added, or the server is available again."""
        name = str(int(guild["id"]))
        if name not in self._known and guild.get("unavailable") is not True:
            self._known.add(name)
            self._put(Whereabouts(self._account, here=(name,)))

    def left(self, guild: Mapping[str, Any]) -> None:
        """GUILD_DELETE: the bot was thrown out, or the server is gone; or only out of reach, which means nothing."""
        if guild.get("unavailable") is not True:
            name = str(int(guild["id"]))
            self._known.discard(name)
            self._put(Whereabouts(self._account, gone=(name,)))

    def _put(self, where: Whereabouts) -> None:
        while self._news.qsize() >= WAITING:
            self._news.get_nowait()
        self._news.put_nowait(where)

    async def run(self) -> None:
        """Tell in order until cancelled; what could not be taken in is told again, and nothing overtakes it."""
        while True:
            where = await self._news.get()
            failures = 0
            while True:
                try:
                    await self._tell(where)
                    break
                except Exception as error:
                    failures += 1
                    seconds = max(0.1, self._retry(failures))
                    log.warning("discord.servers_not_noted", error=type(error).__name__, retry_in=seconds)
                    await asyncio.sleep(seconds)
