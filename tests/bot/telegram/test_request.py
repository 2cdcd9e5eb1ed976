"""The HTTP client underneath: which failures certainly had no effect, and that none of them tells the token."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram.error import BadRequest, NetworkError

from bot.platforms.telegram.account import Account
from bot.platforms.telegram.request import AiohttpRequest, MaybeSent, Missing, NotSent, TooFast, TooLarge
from tests.bot.telegram.conftest import TOKEN
from tests.bot.telegram.errands import everything

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def discard(piece: bytes) -> None:
    """Whoever fetches wants none of it."""


@asynccontextmanager
async def serving(behave: Behaviour) -> AsyncIterator[str]:
    """A server that does anything with a connection, and its address."""
    open_ones: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.close()
        for writer in open_ones:
            writer.close()
        await server.wait_closed()


def answering(code: int, body: bytes, *headers: str, length: int | None = None) -> Behaviour:
    """Answer every request so; `length`: what Content-Length claims."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await take(reader)
            claimed = len(body) if length is None else length
            lines = [f"HTTP/1.1 {code} Whatever", f"Content-Length: {claimed}", *headers, "", ""]
            writer.write("\r\n".join(lines).encode() + body)
            await writer.drain()
            if claimed != len(body):
                return

    return behave


async def take(reader: asyncio.StreamReader) -> bytes:
    """One request's body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = head.partition("content-length: ")[2].partition("\r\n")[0]
    return await reader.readexactly(int(length or 0))


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await take(reader)
    await reader.read()


def refusal(code: int, description: str) -> bytes:
    return json.dumps({"ok": False, "error_code": code, "description": description}).encode()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=2) as request:
        yield request


async def failure(request: AiohttpRequest, url: str, **timeouts: float) -> NetworkError:
    with pytest.raises(NetworkError) as error:
        await request.post(f"{url}/bot{TOKEN}/sendMessage", None, **timeouts)
    assert not [told for told in everything(error.value) if "SECRET" in told]
    return error.value


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        (200, b"<html>", MaybeSent),
        (200, b"", MaybeSent),
        (200, b'["result"]', MaybeSent),
        (200, b'"result"', MaybeSent),
        (200, refusal(200, "odd"), MaybeSent),
        (400, refusal(400, "Bad Request: no"), BadRequest),
        (400, b"<html>", NotSent),
        (403, b"<html>", NotSent),
        (407, b"", NotSent),
        (413, b"<html>", TooLarge),
        (429, b'{"ok":false,"parameters":{"retry_after":3}}', TooFast),
        (429, b"<html>", NotSent),
        (500, refusal(500, "Internal Server Error"), NotSent),
        (500, refusal(500, "Internal Server Error: restart"), MaybeSent),
        (500, b"", MaybeSent),
        (502, b"<html>", MaybeSent),
        (503, b"busy", MaybeSent),
        (504, b"", MaybeSent),
        (504, b"[]", MaybeSent),
        (302, b"", NotSent),
        (301, refusal(301, "moved"), NotSent),
    ],
)
async def test_what_an_answer_means(
    request_: AiohttpRequest, code: int, body: bytes, expected: type[NetworkError]
) -> None:
    async with serving(answering(code, body)) as url:
        assert type(await failure(request_, url)) is expected


async def test_a_redirect_is_not_followed(request_: AiohttpRequest) -> None:
    async with (
        serving(answering(200, b'{"ok":true,"result":true}')) as elsewhere,
        serving(answering(302, b"", f"Location: {elsewhere}")) as url,
    ):
        assert type(await failure(request_, url)) is NotSent


async def test_the_pause_asked_for_is_passed_on(request_: AiohttpRequest) -> None:
    async with serving(answering(429, b'{"ok":false,"parameters":{"retry_after":12}}')) as url:
        error = await failure(request_, url)
    assert isinstance(error, TooFast)
    assert error.seconds == 12


async def test_no_answer_in_time_may_have_been_sent(request_: AiohttpRequest) -> None:
    async with serving(silence) as url:
        assert type(await failure(request_, url, read_timeout=0.05)) is MaybeSent


async def test_an_answer_cut_short_may_have_been_sent(request_: AiohttpRequest) -> None:
    async with serving(answering(200, b'{"ok":true,"res', length=500)) as url:
        assert type(await failure(request_, url)) is MaybeSent


async def test_something_other_than_http_may_have_been_sent(request_: AiohttpRequest) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await take(reader)
        writer.write(b"SSH-2.0-hello\r\n\r\n")
        await writer.drain()

    async with serving(shout) as url:
        assert type(await failure(request_, url)) is MaybeSent


async def test_waiting_in_vain_for_a_connection_sent_nothing(request_: AiohttpRequest) -> None:
    arrived = asyncio.Semaphore(0)

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await take(reader)
        arrived.release()
        await reader.read()

    async with serving(hold) as url:
        held = [asyncio.create_task(failure(request_, url, read_timeout=5.0)) for _ in range(2)]
        for _ in held:
            await arrived.acquire()
        error = await failure(request_, url, pool_timeout=0.02, connect_timeout=0.02)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
    assert type(error) is NotSent


async def test_nobody_listening_means_nothing_was_sent(request_: AiohttpRequest) -> None:
    async with serving(silence) as url:
        pass
    assert type(await failure(request_, url)) is NotSent


async def test_a_server_without_tls_where_tls_was_asked_for_got_nothing(request_: AiohttpRequest) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(plain) as url:
        assert type(await failure(request_, url.replace("http:", "https:"))) is NotSent


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://[::1"])
async def test_an_address_that_is_none_sends_nothing_and_stays_unsaid(request_: AiohttpRequest, url: str) -> None:
    await failure(request_, url)


async def test_connections_are_kept_for_the_next_request(request_: AiohttpRequest) -> None:
    connections = 0
    answer = answering(200, b'{"ok":true,"result":true}')

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await answer(reader, writer)

    async with serving(count) as url:
        for _ in range(5):
            assert await request_.post(f"{url}/bot{TOKEN}/getMe") is True
    assert connections == 1


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [(404, b"", Missing), (410, b"", Missing), (500, b"", NotSent), (302, b"", NotSent), (200, b"x" * 101, TooLarge)],
)
async def test_a_download_that_fails(
    request_: AiohttpRequest, code: int, body: bytes, expected: type[NetworkError]
) -> None:
    async with serving(answering(code, body)) as url:
        with pytest.raises(NetworkError) as error:
            await request_.download(f"{url}/file/bot{TOKEN}/photos/file_1.jpg", 100, discard)
    assert type(error.value) is expected
    assert not [told for told in everything(error.value) if "SECRET" in told or "photos" in told]


async def test_a_download_of_unknown_length_stops_at_the_limit(request_: AiohttpRequest) -> None:
    sent = 0

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await take(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(1000):
            writer.write(bytes(64 * 1024))
            await writer.drain()
            sent += 1

    kept = bytearray()
    async with serving(pour) as url:
        with pytest.raises(TooLarge):
            await request_.download(url, 100_000, kept.extend)
    assert sent < 1000
    assert len(kept) <= 100_000, "more was handed over than was asked for"


async def test_a_download_cut_short_is_not_taken_for_the_whole(request_: AiohttpRequest) -> None:
    async with serving(answering(200, b"half", length=8)) as url:
        with pytest.raises(NotSent):
            await request_.download(url, 100, discard)


async def test_a_file_on_a_shared_disk_is_read_from_there(request_: AiohttpRequest, tmp_path: Path) -> None:
    place = tmp_path / "file_1.jpg"
    place.write_bytes(b"pixels")
    body = json.dumps({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": str(place)}})
    async with serving(answering(200, body.encode())) as url:
        account = Account(TOKEN, url, sending=request_, polling=request_)
        kept = bytearray()
        await account.download("f", 6, kept.extend)
        assert kept == b"pixels"
        with pytest.raises(TooLarge):
            await account.download("f", 5, discard)
        place.unlink()
        with pytest.raises(Missing):
            await account.download("f", 6, discard)


@pytest.mark.parametrize("result", [{"message_id": "7"}, {}, [], "sent"])
async def test_an_answer_without_a_number_may_have_been_sent(request_: AiohttpRequest, result: object) -> None:
    async with serving(answering(200, json.dumps({"ok": True, "result": result}).encode())) as url:
        account = Account(TOKEN, url, sending=request_, polling=request_)
        with pytest.raises(MaybeSent):
            await account.deliver("sendMessage", chat_id=1, text="hello")
