"""Clients for the emulated Discord: the real discord.py, bare REST requests and a bare gateway socket."""

from __future__ import annotations

import asyncio
import io
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.emulators.discord import BotAccount, DiscordEmulator

INTENTS = discord.Intents(guilds=True, dm_messages=True, dm_reactions=True, dm_typing=True)
NOBODY: dict[str, Any] = {"allowed_mentions": {"parse": []}}


class Client(discord.Client):
    """The real client. It keeps what it was told; `commands` are registered before the gateway connects."""

    def __init__(self, *commands: Callable[..., Any], intents: discord.Intents = INTENTS, **options: Any) -> None:
        options = {"guild_ready_timeout": 0, "max_messages": None, **options}
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), **options)
        self.tree = app_commands.CommandTree(self)
        self.events: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None  # its run, if `running` runs it
        for command in commands:
            self.tree.add_command(everywhere(command))

    async def ended(self) -> None:
        """Wait until the client has given up by itself, and raise what it raised."""
        assert self.task is not None
        async with asyncio.timeout(5):
            await asyncio.wait([self.task])
        self.task.result()

    async def setup_hook(self) -> None:
        if self.tree.get_commands():
            await self.tree.sync()

    async def told(self, event: str, *, timeout: float = 5.0) -> Any:
        """The next event of this name; others before it are passed over."""
        async with asyncio.timeout(timeout):
            while True:
                name, value = await self.events.get()
                if name == event:
                    return value

    async def on_message(self, message: discord.Message) -> None:
        self.events.put_nowait(("message", message))

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        self.events.put_nowait(("edit", edit))

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        self.events.put_nowait(("delete", deletion))

    async def on_raw_typing(self, typing: discord.RawTypingEvent) -> None:
        self.events.put_nowait(("typing", typing))

    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        self.events.put_nowait(("reacted", reaction))

    async def on_raw_reaction_remove(self, reaction: discord.RawReactionActionEvent) -> None:
        self.events.put_nowait(("unreacted", reaction))

    async def on_raw_poll_vote_add(self, vote: discord.RawPollVoteActionEvent) -> None:
        self.events.put_nowait(("voted", vote))

    async def on_raw_poll_vote_remove(self, vote: discord.RawPollVoteActionEvent) -> None:
        self.events.put_nowait(("unvoted", vote))

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        self.events.put_nowait(("bulk_delete", deletion))

    async def on_resumed(self) -> None:
        self.events.put_nowait(("resumed", None))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.events.put_nowait(("joined", guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.events.put_nowait(("removed", guild))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.events.put_nowait(("interaction", interaction))


def everywhere(run: Callable[..., Awaitable[None]]) -> Any:
    """A slash command of this function's name, in servers, DMs and everywhere else."""
    made: Any = app_commands.Command  # its type knows no callbacks with any options
    name = run.__name__
    command = made(name=name, description=f"What {name} does", callback=run)
    command = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(command)


@asynccontextmanager
async def running(emulator: DiscordEmulator, bot: BotAccount, client: discord.Client) -> AsyncIterator[discord.Client]:
    """The client logged in, connected and ready. What it points at is put back afterwards."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = emulator.api_url, yarl.URL(emulator.gateway_url)
    task = asyncio.create_task(client.start(bot.token))
    if isinstance(client, Client):
        client.task = task
    ready = asyncio.create_task(_ready(emulator, bot, client))
    try:
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        await ready
        yield client
    finally:
        ready.cancel()
        await client.close()
        await asyncio.wait([task, ready])
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
        failure = task.exception()
    if failure is not None:
        raise failure


async def _ready(emulator: DiscordEmulator, bot: BotAccount, client: discord.Client) -> None:
    await emulator.connected(bot)
    async with asyncio.timeout(10):
        await client.wait_until_ready()


class Rest:
    """Bare requests: `status, body = await rest("POST", "/channels/…", {...})`."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url
        self.token = token
        self.headers: dict[str, str] = {}  # of the last answer

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def __call__(
        self, verb: str, path: str, body: Any = None, *, files: dict[str, bytes] | None = None, **query: str
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.token}"} if self.token else {}
        data: Any = None
        if files is not None:
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(body), content_type="application/json")
            for number, (name, content) in enumerate(files.items()):
                data.add_field(
                    f"files[{number}]", io.BytesIO(content), filename=name, content_type="application/octet-stream"
                )
        elif body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        async with self.session.request(verb, self.url + path, data=data, headers=headers, params=query) as response:
            self.headers = dict(response.headers)
            text = await response.text()
            if response.headers.get("Content-Type") == "application/json":
                return response.status, json.loads(text)
            return response.status, text or None

    async def code(self, verb: str, path: str, body: Any = None, **how: Any) -> tuple[int, int]:
        """Status and JSON error code of a request that is refused."""
        status, answer = await self(verb, path, body, **how)
        assert status >= 400, answer
        return status, answer["code"]

    async def errors(self, verb: str, path: str, body: Any = None) -> dict[str, Any]:
        """The errors by field of a request that is refused with 50035."""
        status, answer = await self(verb, path, body)
        assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body"), answer
        errors: dict[str, Any] = answer["errors"]
        return errors


class Socket:
    """A bare gateway connection: what it receives is JSON again."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj() if compressed else None

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, emulator: DiscordEmulator, *, compressed: bool = False, version: str = "10"
    ) -> AsyncIterator[Self]:
        """Connected, with HELLO received."""
        compress = {"compress": "zlib-stream"} if compressed else {}
        url = yarl.URL(emulator.gateway_url).with_query(v=version, encoding="json", **compress)
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            opened = cls(socket, compressed=compressed)
            opened.hello = await opened.next()
            yield opened

    hello: Any = None

    async def send(self, op: int, d: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": d}))

    async def identify(self, bot: BotAccount, intents: int = INTENTS.value, **more: Any) -> Any:
        """IDENTIFY, and what comes next: READY, or something else."""
        await self.send(2, {"token": bot.token, "intents": intents, "properties": {"os": "linux"}, **more})
        return await self.next()

    async def next(self) -> Any:
        """The next payload, or the close code."""
        async with asyncio.timeout(5):
            frame = await self.socket.receive()
        if frame.type is aiohttp.WSMsgType.BINARY:
            assert self._inflate is not None
            assert frame.data.endswith(b"\x00\x00\xff\xff")
            return json.loads(self._inflate.decompress(frame.data))
        if frame.type is aiohttp.WSMsgType.TEXT:
            return json.loads(frame.data)
        return self.socket.close_code

    async def event(self, name: str) -> Any:
        """The data of the next event of this name."""
        while (payload := await self.next())["t"] != name:
            pass
        return payload["d"]
