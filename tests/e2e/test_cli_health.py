"""`bauta health`, as a supervisor asks it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli_health import asked
from tests.e2e.living import settings_for
from tests.e2e.processes import Deployment, Spawner, deployment


@pytest.fixture
async def deployed(spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(spawner, tmp_path) as deployed:
        yield deployed


async def test_it_tells_how_the_bauta_here_is(deployed: Deployment) -> None:
    before = await deployed.does("health")
    assert (before.code, before.out, before.err) == (1, "unreachable\n", "")
    process = await deployed.runs()
    well = await deployed.does("health")
    assert (well.code, well.out, well.err) == (0, "ok\n", "")
    process.send(signal.SIGTERM)
    await process.ended()
    assert (await deployed.does("health")).code == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
async def test_it_asks_where_bauta_listens(tmp_path: Path, host: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"status": "standing by"}'
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = settings_for(tmp_path, web_host=host, web_port=port)
        assert await asyncio.to_thread(asked, settings) == "standing by"


async def test_somebody_else_on_the_port_is_no_bauta(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        settings = settings_for(tmp_path, web_port=server.sockets[0].getsockname()[1])
        assert await asyncio.to_thread(asked, settings) == "unreachable"
