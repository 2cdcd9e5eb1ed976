"""The emulator as tests use it: a server on loopback, its bots, people and guilds, its ledger and faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Self

from aiohttp import web

from tests.emulators import discord_conformance
from tests.emulators.discord import kinds
from tests.emulators.discord.arrivals import Arrivals
from tests.emulators.discord.faults import Faults
from tests.emulators.discord.gateway import Raw
from tests.emulators.discord.ledger import Ledger
from tests.emulators.discord.limits import Limits
from tests.emulators.discord.people import Person
from tests.emulators.discord.server import API, Server
from tests.emulators.discord.settings import Settings
from tests.emulators.discord.world import BotAccount, Guild, World

LOOPBACK = "127.0.0.1"


class DiscordEmulator:
    """`async with DiscordEmulator() as discord:` listens on a loopback port until the end.

    `limits`: None sends limiting headers with room for everything; True holds real limits; False sends no such
    headers. `check`: hold requests, answers and events against the published schema where it is at hand (turn it off
    for benchmarks); `checker`: count them there rather than in a checker of its own. `keep`: how many ledger entries
    to hold; `keep_payloads`: with all that was said. `clock` gives epoch seconds, `monotonic` the ledger's seconds;
    `seed` decides ids and tokens.
    """

    def __init__(
        self, *, port: int = 0, limits: bool | None = None, check: bool = True,
        checker: discord_conformance.Conformance | None = None, seed: int = 1, keep: int | None = None,
        keep_payloads: bool = False, settings: Settings | None = None, clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.port = port
        self.settings = settings or Settings()
        self.world = World(clock, monotonic, Random(seed), self.settings)
        self.conformance = (checker or discord_conformance.load()) if check else None
        self.server = Server(
            self.world, self.conformance, Ledger(keep), Limits(monotonic, limits), keep_payloads=keep_payloads
        )
        if self.conformance is not None:
            checking, violations = self.conformance, self.server.violations
            self.world.check_event = lambda event, data: violations.extend(checking.event(event, data))
        self.arrivals.limited = limits is True
        self._monotonic = monotonic
        self._people: dict[str, Person] = {}
        self._guilds: dict[str, Guild] = {}
        self._listening: tuple[web.Server, asyncio.Server] | None = None

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        self.world.sessions.clear_timers()
        self.violations.extend(self.unanswered())

    # --- where it is --------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def api_url(self) -> str:
        """As `discord.http.Route.BASE` wants it."""
        return self.url + API

    @property
    def gateway_url(self) -> str:
        """As `DiscordWebSocket.DEFAULT_GATEWAY` wants it (in a yarl.URL)."""
        return f"ws://{LOOPBACK}:{self.port}/gateway/"

    # --- who is there -------------------------------------------------------------------------------------------

    def add_bot(self, token: str, *, name: str = "Bauta", privileged: int = 0) -> BotAccount:
        """The bot with this token (`snowflakes.token()` makes valid ones), new or already there.

        `privileged`: the privileged intents it was granted, as bits.
        """
        return self.world.add_bot(token, name, privileged)

    def person(self, name: str, *, locale: str = "en-US", **fields: Any) -> Person:
        """The person of this name, new or already there. `fields`: more of the User object (username, avatar…)."""
        if name not in self._people:
            self._people[name] = Person(self.world, self.world.add_person(name, locale, fields))
        return self._people[name]

    def guild(self, name: str = "Venezia", *, locale: str = "en-US") -> Guild:
        """The guild of this name, new or already there; `guild.add(bot, ann)` brings them in."""
        if name not in self._guilds:
            self._guilds[name] = self.world.add_guild(name, locale)
        return self._guilds[name]

    # --- what happens -------------------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        return self.server.ledger

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def arrivals(self) -> Arrivals:
        """Who identified and resumed at the gateway."""
        return self.server.gateway.arrivals

    @property
    def violations(self) -> list[str]:
        """What a bot said that it never should, and what the emulator itself did against the schema."""
        return self.server.violations

    def checked(self) -> tuple[int, int]:
        """How many requests, and answers and events, were held against the schema."""
        return (self.conformance.requests, self.conformance.answers) if self.conformance else (0, 0)

    def unanswered(self) -> list[str]:
        """Interactions a bot got and left without an answer; violations at the end, if that is strict."""
        if "unanswered" not in self.settings.strict:
            return []
        return [
            f"an interaction ({interaction.kind.name.lower()}) was "
            + ("never answered" if interaction.callback is None else "deferred and never resolved")
            for bot in self.world.bots.values()
            for interaction in bot.interactions.values()
            if interaction.delivered and not interaction.settled and not interaction.excused
        ]

    def sets(self, **settings: Any) -> None:
        """Change fields of the settings; `strict` may be any collection."""
        for name, value in settings.items():
            if name not in Settings.__slots__:
                raise ValueError(f"nothing is set by {name}")
            setattr(self.settings, name, set(value) if name == "strict" else value)

    def limits(self, enforced: bool | None) -> None:
        """As the argument of the same name when the emulator was made; from now on."""
        self.server.limits.enforced = enforced
        self.arrivals.limited = enforced is True

    def add_sticker(self, content: bytes, *, name: str = "Wave", format_type: int = 1) -> dict[str, Any]:
        """A sticker people can send: `ann.sends(bot, **discord.add_sticker(png))`.

        `format_type`: 1 PNG, 2 APNG, 3 Lottie, 4 GIF. The bytes are had from `url` + /stickers/ID.png, .json or .gif.
        """
        return kinds.sticker(name, self.world.files.add_sticker(content, format_type), format_type)

    def fetched(self) -> list[int]:
        """Ids of the attachments and stickers that were downloaded, in order."""
        return self.world.files.fetched

    def expires_attachments(self) -> None:
        """The addresses of all attachments so far are good for nothing."""
        self.world.files.expire()

    def feed(self, bot: BotAccount, said: Sequence[tuple[str, str]]) -> list[tuple[int, float]]:
        """Have people, by name, say texts in this order; each message's id, and when the gateway had it.

        For load drivers: one call, many messages. Times are the ledger's.
        """
        return [(self.person(name).writes(bot, text), self._monotonic()) for name, text in said]

    # --- the gateway --------------------------------------------------------------------------------------------

    async def connected(self, bot: BotAccount, *, sessions: int = 1, timeout: float = 5.0) -> None:
        """Wait until the bot has so many sessions with a socket."""
        mine = self.world.sessions
        await mine.changed.until(
            lambda: True if sum(session.connected for session in mine.of(bot.id)) >= sessions else None, timeout
        )

    async def disconnected(self, bot: BotAccount, *, timeout: float = 5.0) -> None:
        """Wait until the bot has no session with a socket."""
        mine = self.world.sessions
        await mine.changed.until(
            lambda: None if any(session.connected for session in mine.of(bot.id)) else True, timeout
        )

    def feed_raw(self, bot: BotAccount, text: str) -> int:
        """Send a frame as it is, however malformed, to every socket of the bot; to how many."""
        sockets = self.server.gateway.of(bot)
        for socket in sockets:
            socket.send(Raw(text=text))
        return len(sockets)

    def feed_event(self, bot: BotAccount, event: str, data: Any) -> int:
        """Dispatch an event as it is to every session of the bot; how many there are."""
        sessions = self.world.sessions.of(bot.id)
        for session in sessions:
            session.dispatch(event, data)
        return len(sessions)

    def reconnects(self, bot: BotAccount | None = None) -> None:
        """Opcode 7: ask the bot to reconnect and resume."""
        for socket in self.server.gateway.of(bot):
            socket.send({"op": 7, "d": None})

    def invalidates(self, bot: BotAccount | None = None, *, resumable: bool = False) -> None:
        """Opcode 9. Unless `resumable`, the session ends."""
        for socket in self.server.gateway.of(bot):
            if not resumable and socket.session is not None:
                self.world.sessions.end(socket.session)
            socket.send({"op": 9, "d": resumable})

    def asks_heartbeat(self, bot: BotAccount | None = None) -> None:
        """Opcode 1: the bot is to send a heartbeat at once."""
        for socket in self.server.gateway.of(bot):
            socket.send({"op": 1, "d": None})

    def closes(self, bot: BotAccount | None = None, code: int = 4000, reason: str = "") -> None:
        """Close the bot's sockets with this code; sessions can be resumed."""
        for socket in self.server.gateway.of(bot):
            socket.close(code, reason)

    def drops(self, bot: BotAccount | None = None, *, forget: bool = False) -> None:
        """Cut the bot's sockets without a word; `forget` the sessions too."""
        for socket in self.server.gateway.of(bot):
            if forget and socket.session is not None:
                self.world.sessions.end(socket.session)
            socket.drop()

    # --- listening ----------------------------------------------------------------------------------------------

    async def listen(self) -> None:
        http = web.Server(self.server.handle, access_log=None)
        sockets = await asyncio.get_running_loop().create_server(http, LOOPBACK, self.port, backlog=1024)
        self.port = sockets.sockets[0].getsockname()[1]
        self.world.files.origin = self.url
        self.world.gateway_url = self.server.gateway.url = self.gateway_url
        self._listening = http, sockets

    async def close(self) -> None:
        if self._listening is None:
            return
        http, sockets = self._listening
        self._listening = None
        sockets.close()
        for socket in self.server.gateway.of():
            socket.drop()
        await http.shutdown(timeout=0.1)
        await sockets.wait_closed()

    def goes_down(self) -> None:
        """Cut every connection and every new one, the back door's excepted, until it `comes_back`."""
        self.server.down = True
        self.drops()

    def comes_back(self) -> None:
        self.server.down = False

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Nobody listens meanwhile, and every connection is cut; channels, sessions and ledger stay."""
        await self.close()
        try:
            yield
        finally:
            await self.listen()
