"""A gateway that closes and hangs up at once: why it did is still known after our own goodbye failed."""

import asyncio
import base64
import hashlib

import aiohttp

from bot.platforms.discord.rest import Rest
from tests.emulators.discord import token

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What a WebSocket server signs the handshake with (RFC 6455, 1.3)."""


async def closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the handshake, sends a close frame with code 4014, and is gone."""
    head = await reader.readuntil(b"\r\n\r\n")
    keys = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:")]
    key = keys[0].strip()
    accept = base64.b64encode(hashlib.sha1(key + MAGIC, usedforsecurity=False).digest())
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
    writer.write(b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    writer.write(b"\x88\x02" + (4014).to_bytes(2, "big"))
    writer.close()


async def test_the_close_code_outlives_a_goodbye_that_does_not_get_through() -> None:
    server = await asyncio.start_server(closes_at_once, "127.0.0.1", 0)
    rest = Rest(token(), "http://127.0.0.1:1")
    await rest.open()
    try:
        socket = await rest.ws_connect(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        while socket.get_extra_info("socket") is not None:  # noqa: ASYNC110 - until its end is known here, too
            await asyncio.sleep(0)
        await socket.close(code=4000)
        assert isinstance(socket.exception(), aiohttp.ClientError), "the goodbye got through: nothing was tested"
        assert socket.close_code == 4014
    finally:
        await rest.close()
        server.close()
        await server.wait_closed()
