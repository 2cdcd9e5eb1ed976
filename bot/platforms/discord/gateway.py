"""The way in: a gateway connection for each shard, taken up again whatever ends it.

discord.py speaks the protocol (compression, heartbeats, IDENTIFY and RESUME); when to connect again is decided here,
because its own client ends at the first event it cannot read, and forgets the session with it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, cast

import aiohttp
import discord
import structlog
from discord.errors import ConnectionClosed
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from yarl import URL

from bot.platforms.base import Fatal, ungrouped
from bot.platforms.discord.account import Account
from bot.platforms.discord.rest import Refused, RestError, TooFast

log = structlog.get_logger()

INTENTS: Final = discord.Intents(guilds=True, dm_messages=True, dm_reactions=True, dm_typing=True)
"""What we want to hear of: direct messages, and into which servers the bot comes. None of it is privileged."""

CONNECT_SECONDS: Final = 30.0
CLOSE_SECONDS: Final = 1.0
RESUMES: Final = 3
"""So many attempts to resume a session in a row; then a new one is begun."""

discord.VoiceClient.warn_nacl = False  # we don't speak
discord.VoiceClient.warn_dave = False

OnEvent = Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before the next try, in seconds."""

    first: float = 0.5
    """After the second failure in a row (a first one costs nothing: Discord asks for a reconnect now and then);
    doubled with each further one,"""
    most: float = 90.0
    """up to this: at most 1,000 sessions may be begun in a day."""
    spacing: float = 5.0
    """Between two new sessions."""
    shun: tuple[float, float] = (1.0, 5.0)
    """Somewhere between these when Discord declared a session invalid, so that not all bots come back at once."""
    steady: float = 30.0
    """A connection that lasted so long was none of the failures in a row."""

    def after(self, failures: int) -> float:
        return 0.0 if failures <= 1 else min(self.first * float(2 ** min(failures - 2, 16)), self.most)


USUAL_PATIENCE: Final = Patience()


@dataclass(slots=True)
class _Session:
    """What it takes to resume."""

    id: str | None = None
    sequence: int | None = None
    gateway: URL | None = None
    failures: int = 0
    """Connections in a row that did not last."""
    tries: int = 0
    """Connections in a row on which nothing came; an outage, with no connection at all, costs no session."""

    def keep(self, socket: DiscordWebSocket) -> None:
        self.id, self.sequence, self.gateway = socket.session_id, socket.sequence, socket.gateway

    def drop(self) -> None:
        self.id = self.sequence = self.gateway = None


class _Resharding(Exception):
    """Discord wants more shards than it did."""


class _Client(discord.Client):
    """What discord.py's gateway asks a client for: where requests go, who reads which event, when to identify."""

    def __init__(self, account: Account, parsers: Mapping[str, Callable[[Any], None]], patience: Patience) -> None:
        super().__init__(intents=INTENTS)
        self.loop = asyncio.get_running_loop()
        self.http = cast("Any", account.rest)
        self._connection.parsers = dict(parsers)
        self._patience = patience
        self._one_by_one = asyncio.Lock()
        self._last = -patience.spacing

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Nothing is awaited here, with the connection open already: see `may_identify`."""

    async def may_identify(self) -> None:
        """Returns when a new session may be begun."""
        async with self._one_by_one:
            await asyncio.sleep(max(0.0, self._last + self._patience.spacing - self.loop.time()))
            self._last = self.loop.time()

    def sharded(self, shards: int) -> None:
        self.shard_count = self._connection.shard_count = shards


@dataclass(slots=True)
class Gateway:
    """All shards of one account.

    `on_event` gets the events whose names are in `events`, in their order; it must neither block nor raise. `room`
    returns when there is room for more: until then nothing is read. `malformed` counts what could not be read.
    """

    account: Account
    url: str
    """"": where Discord says."""
    events: tuple[str, ...]
    on_event: OnEvent
    room: Callable[[], Awaitable[None]]
    malformed: Callable[[], None]
    patience: Patience = USUAL_PATIENCE
    chance: random.Random = field(default_factory=random.SystemRandom)

    async def run(self) -> NoReturn:
        """Until cancelled. Raises Fatal for what only the operator can mend."""
        refusals, before = 0, 0
        while True:
            address, shards = await self._recommended()
            refusals = refusals + 1 if shards == before else 1
            before = shards
            await asyncio.sleep(self.patience.after(refusals))  # sessions that are refused count as begun
            client = _Client(self.account, {name: self._reader(name) for name in self.events}, self.patience)
            client.sharded(shards)
            log.info("discord.connecting", bot=self.account.id, shards=shards)
            with suppress(_Resharding):
                await self._connected(client, URL(self.url or address), shards)

    def _reader(self, name: str) -> Callable[[Any], None]:
        return lambda data: self.on_event(name, data)

    async def _connected(self, client: _Client, address: URL, shards: int) -> None:
        with ungrouped(Fatal, _Resharding):
            async with asyncio.TaskGroup() as group:
                for shard in range(shards):
                    group.create_task(self._shard(client, address, shard), name=f"discord.shard-{shard}")

    async def _recommended(self) -> tuple[str, int]:
        failures = 1
        while True:
            try:
                return await self.account.gateway()
            except RestError as error:
                if isinstance(error, Refused) and error.status == 401:
                    raise Fatal(wrong_token(self.account)) from None
                failures += 1
                seconds = self.patience.after(failures)
                if isinstance(error, TooFast):
                    seconds = max(seconds, error.seconds)
                log.warning("discord.unreachable", bot=self.account.id, error=type(error).__name__, retry_in=seconds)
                await asyncio.sleep(seconds)

    async def _shard(self, client: _Client, address: URL, shard: int) -> NoReturn:
        session = _Session()
        while True:
            try:
                await self._listen(client, address, shard, session)
            except ReconnectWebSocket as asked:
                if not asked.resume:
                    session.drop()
                    await asyncio.sleep(self.chance.uniform(*self.patience.shun))
            except ConnectionClosed as closed:
                if closed.code == SHARDING_REQUIRED:
                    raise _Resharding from None
                if closed.code in FATAL:
                    raise Fatal(FATAL[closed.code].format(bot=self.account.id)) from None
            except (OSError, aiohttp.ClientError, discord.ClientException) as error:
                log.warning("discord.connection_lost", bot=self.account.id, error=type(error).__name__)
            except Exception as error:  # a frame that discord.py cannot read
                self.malformed()
                log.warning("discord.frame_unreadable", bot=self.account.id, exc_info=error)
            session.failures += 1
            if session.tries > RESUMES:
                session.drop()
            await asyncio.sleep(self.patience.after(session.failures))

    async def _listen(self, client: _Client, address: URL, shard: int, session: _Session) -> NoReturn:
        """One connection until it ends."""
        if session.id is None:
            await client.may_identify()
        connecting = DiscordWebSocket.from_client(
            client,
            gateway=session.gateway if session.id and not self.url else address,
            shard_id=shard,
            session=session.id,
            sequence=session.sequence,
            resume=session.id is not None,
        )
        socket = await asyncio.wait_for(connecting, CONNECT_SECONDS)
        session.tries += 1
        since = client.loop.time()
        code = 1000  # told to stop: the bot shows as away at once
        try:
            while True:
                await self.room()
                before = socket.sequence
                await socket.poll_event()
                if socket.session_id is not None and socket.sequence != before:
                    session.tries = 0
        except Exception:
            code = 4000  # can be resumed
            raise
        finally:
            session.keep(socket)
            if socket.socket.close_code in LOST:
                session.drop()
            if client.loop.time() - since >= self.patience.steady:
                session.failures = 0
            with suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await socket.close(code)


LOST: Final = frozenset({4003, 4007, 4009})
"""Close codes after which the session can't be resumed."""
SHARDING_REQUIRED: Final = 4011
FATAL: Final = {
    4004: "The Discord token of bot {bot} is wrong or was reset: copy the current one from the Developer Portal (Bot, "
    "Reset Token) into BAUTA_DISCORD_TOKEN.",
    4010: "Discord refused the shard of bot {bot}: set BAUTA_DISCORD_GATEWAY_URL back to its default, or look at the "
    "gateway proxy.",
    4012: "Discord no longer speaks this version of its gateway (bot {bot}): install a newer Bauta.",
    4013: "Discord does not know what bot {bot} wants to hear of: install a newer Bauta.",
    4014: "Discord does not let bot {bot} hear what it asks for: look at Privileged Gateway Intents in the Developer "
    "Portal; Bauta needs none of them.",
}
"""What the operator is told where a new connection would end the same way, by close code."""


def wrong_token(account: Account) -> str:
    """The sentence for the operator."""
    return FATAL[4004].format(bot=account.id)
