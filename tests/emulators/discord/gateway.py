"""The gateway: one WebSocket after another, from HELLO to its close code."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web

from tests.emulators.discord import intents
from tests.emulators.discord.arrivals import Arrivals
from tests.emulators.discord.sessions import Payload, Session
from tests.emulators.discord.world import BotAccount, World

Outbox = asyncio.Queue[Payload | None]

ENDS_SESSION: Final = (1000, 1001)  # a bot that closes so does not mean to come back
SENDS_PER_MINUTE: Final = 120
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


class _Closed(Exception):
    """The socket is to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Raw(dict[str, Any]):
    """A frame to send as it is: {"text": …}, whatever the bot makes of it."""


class Gateway:
    """Every socket of every bot. `violations` collects what no bot should do."""

    def __init__(self, world: World, violations: list[str]) -> None:
        self.world = world
        self.violations = violations
        self.arrivals = Arrivals(world.monotonic)
        self.sockets: dict[Socket, None] = {}
        self.url = ""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        version, encoding = request.query.get("v"), request.query.get("encoding", "json")
        compress = request.query.get("compress")
        if set(request.query) - {"v", "encoding", "compress"}:
            self.violations.append(f"gateway: unknown query parameters among {sorted(request.query)}")
        if encoding != "json" or compress not in (None, "zlib-stream"):
            self.violations.append(f"gateway: encoding {encoding} with compression {compress} is not spoken here")
            return web.Response(status=400)
        answer = web.WebSocketResponse(max_msg_size=4096, compress=False, autoclose=False, timeout=1.0)
        await answer.prepare(request)
        socket = Socket(self, request, answer, compressed=compress is not None, version=version)
        self.sockets[socket] = None
        try:
            await socket.run()
        finally:
            del self.sockets[socket]
        return answer

    def of(self, bot: BotAccount | None = None) -> list[Socket]:
        """The open sockets of a bot (None: of all), identified or not yet."""
        return [socket for socket in self.sockets if bot is None or (socket.session and socket.session.bot == bot.id)]


class Socket:
    """One connection. What is to be sent waits in its outbox, so that one writer compresses it in order."""

    def __init__(
        self, gateway: Gateway, request: web.BaseRequest, answer: web.WebSocketResponse, *, compressed: bool,
        version: str | None,
    ) -> None:  # fmt: skip
        self._gateway = gateway
        self._world = gateway.world
        self._request = request
        self._answer = answer
        self._deflate = zlib.compressobj() if compressed else None
        self._version = version
        self._received: deque[float] = deque()
        self.session: Session | None = None
        self.outbox: Outbox = asyncio.Queue()
        self._closing: tuple[int, str] | None = None

    # --- the connection -----------------------------------------------------------------------------------------

    async def run(self) -> None:
        writer = asyncio.create_task(self._write(), name="gateway writer")
        interval = self._world.settings.heartbeat_interval
        self.outbox.put_nowait({"op": 10, "d": {"heartbeat_interval": int(interval * 1000), "_trace": []}})
        try:
            if self._version not in ("10", None):
                raise _Closed(4012, "Invalid API version")
            await self._read(interval)
        except _Closed as closed:
            self.close(closed.code, closed.reason)
        finally:
            if self._closing is None:  # the bot hung up, or we are torn down
                writer.cancel()
            await asyncio.wait([writer])
            self._part()

    async def _read(self, interval: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + interval * 1.5
        while not self._answer.closed:
            try:
                async with asyncio.timeout_at(deadline):
                    frame = await self._answer.receive()
            except TimeoutError:
                raise _Closed(4009, "Session timed out") from None
            if frame.type is WSMsgType.TEXT or frame.type is WSMsgType.BINARY:
                if self._understood(frame.data) == 1:
                    deadline = loop.time() + interval * 1.5
            else:
                if frame.type is WSMsgType.CLOSE:
                    await self._answer.close()
                return

    async def _write(self) -> None:
        while (payload := await self.outbox.get()) is not None:
            text = payload["text"] if isinstance(payload, Raw) else _ENCODE(payload)
            try:
                if self._deflate is None:
                    await self._answer.send_str(text)
                else:
                    packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._answer.send_bytes(packed)
            except ConnectionError:
                return
        code, reason = self._closing or (1000, "")
        await self._answer.close(code=code, message=reason.encode())

    def close(self, code: int, reason: str = "") -> None:
        """Close with this code once everything before has been written."""
        self._closing = code, reason
        self.outbox.put_nowait(None)

    def drop(self) -> None:
        """Cut the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def send(self, payload: Payload) -> None:
        self.outbox.put_nowait(payload)

    def _part(self) -> None:
        """What becomes of the session when its socket is gone."""
        session = self.session
        if session is None or not session.detach(self.outbox):
            return
        code = self._closing[0] if self._closing else self._answer.close_code
        if not session.alive:
            return
        if self._closing is None and code in ENDS_SESSION:
            self._world.sessions.end(session)
        else:
            self._world.sessions.end_later(session, self._world.settings.session_lifetime)
        if self._closing is None and code in (None, WSCloseCode.ABNORMAL_CLOSURE):
            bot = self._world.bot(session.bot)
            for interaction in bot.interactions.values() if bot else ():
                interaction.bot_died()

    # --- what the bot says --------------------------------------------------------------------------------------

    def _understood(self, data: str | bytes) -> int:
        """Do what a frame asks; its opcode."""
        now = self._world.monotonic()
        while self._received and self._received[0] <= now - 60:
            self._received.popleft()
        self._received.append(now)
        if len(self._received) > SENDS_PER_MINUTE:
            raise _Closed(4008, "Rate limited")
        try:
            said = json.loads(data)
            op, d = said["op"], said.get("d")
        except (ValueError, TypeError, KeyError, AttributeError):
            raise _Closed(4002, "Error while decoding payload") from None
        if op == 1:
            self.send({"op": 11, "d": None})
        elif op == 2:
            self._identify(d)
        elif op == 6:
            self._resume(d)
        elif op not in (3, 4, 8, 31):
            raise _Closed(4001, "Unknown opcode")
        elif self.session is None:
            raise _Closed(4003, "Not authenticated")
        elif op != 3:
            self._gateway.violations.append(f"gateway: opcode {op} is not spoken here")
        return int(op)

    def _bot(self, said: Mapping[str, Any]) -> BotAccount:
        bot = self._world.bots.get(str(said.get("token", "")).removeprefix("Bot "))
        if bot is None:
            raise _Closed(4004, "Authentication failed")
        return bot

    def _identify(self, said: Any) -> None:
        if self.session is not None:
            raise _Closed(4005, "Already authenticated")
        if not isinstance(said, dict) or not isinstance(said.get("properties"), dict):
            raise _Closed(4002, "Error while decoding payload")
        bot, settings = self._bot(said), self._world.settings
        asked = said.get("intents")
        if not isinstance(asked, int) or asked & ~intents.KNOWN:
            raise _Closed(4013, "Invalid intents")
        if asked & intents.PRIVILEGED & ~bot.privileged:
            raise _Closed(4014, "Disallowed intents")
        shard = _shard(said.get("shard"))
        if (shard or (0, 1))[1] < settings.least_shards:
            raise _Closed(4011, "Sharding required")
        if self._gateway.arrivals.identified(bot, shard, asked, settings.max_concurrency):
            self.send({"op": 9, "d": False})
            return
        session = Session(f"{self._world.random.getrandbits(128):032x}", bot.id, asked, shard or (0, 1))
        self.session = session
        session.attach(self.outbox)
        session.dispatch("READY", self._ready(bot, session, shard), kept=False)
        if asked & intents.GUILDS:
            for guild in self._guilds(bot, session):
                session.dispatch("GUILD_CREATE", self._world.guild_object(guild, bot))
        self._world.sessions.add(session)

    def _guilds(self, bot: BotAccount, session: Session) -> list[Any]:
        number, count = session.shard
        return [g for g in self._world.guilds.values() if bot in g.bots and (g.id >> 22) % count == number]

    def _ready(self, bot: BotAccount, session: Session, shard: tuple[int, int] | None) -> dict[str, Any]:
        user = {**bot.user, "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
        return {
            "v": 10,
            "user": user,
            "user_settings": {},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self._guilds(bot, session)],
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "auth": {},
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": self._gateway.url,
            "application": {"id": str(bot.id), "flags": 0},
            **({"shard": list(shard)} if shard else {}),
            "_trace": [],
        }

    def _resume(self, said: Any) -> None:
        if self.session is not None:
            raise _Closed(4005, "Already authenticated")
        if not isinstance(said, dict) or not isinstance(said.get("seq"), int):
            raise _Closed(4002, "Error while decoding payload")
        bot, after = self._bot(said), said["seq"]
        session = self._world.sessions.get(str(said.get("session_id")))
        if session is None or session.bot != bot.id or not session.can_replay(after):
            self._gateway.arrivals.resumed(bot, None, after, accepted=False)
            self.send({"op": 9, "d": False})
            return
        if after > session.sequence:
            raise _Closed(4007, "Invalid seq")
        self._gateway.arrivals.resumed(bot, session.shard, after, accepted=True)
        self.session = session
        session.attach(self.outbox)
        session.replay(after)
        session.dispatch("RESUMED", {"_trace": []}, kept=False)
        self._world.sessions.changed.notify()


def _shard(given: Any) -> tuple[int, int] | None:
    if given is None:
        return None
    match given:
        case [int(number), int(count)] if 0 <= number < count:
            return number, count
    raise _Closed(4010, "Invalid shard")
