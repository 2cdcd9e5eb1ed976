"""Who is not Telegram is not listened to, whatever they send; and what Telegram never sends brings nothing down."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Said
from bot.platforms.telegram.hook import SECRET_HEADER
from bot.platforms.telegram.webhook import LARGEST
from tests.bot.telegram.conftest import TOKEN
from tests.bot.telegram.hooked import Hooked, hooked
from tests.emulators.telegram import BotAccount, TelegramEmulator

MESSAGE = {
    "message_id": 1,
    "date": 1,
    "chat": {"id": 5, "type": "private"},
    "from": {"id": 5, "is_bot": False, "first_name": "Ann"},
    "text": "hello",
}
UPDATE = {"update_id": 7, "message": MESSAGE}
NAMES = st.sampled_from(["update_id", "message", "edited_message", "callback_query", *MESSAGE, "id", "data", "x"])
HELLO = Said(Content("hello"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@pytest.fixture
async def side(telegram: TelegramEmulator, bot: BotAccount) -> AsyncIterator[Hooked]:
    async with hooked(telegram) as side, side.running():
        yield side


async def post(
    url: str, body: bytes, headers: Mapping[str, str], method: str = "POST"
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers but for the date, body."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, data=body, headers=headers, allow_redirects=False) as response,
    ):
        kept = {name.lower(): value for name, value in response.headers.items() if name.lower() != "date"}
        return response.status, kept, await response.read()


def with_secret(side: Hooked) -> dict[str, str]:
    return {SECRET_HEADER: side.hook().secret}


@asynccontextmanager
async def saying(url: str, *lines: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which the head of a request has been sent, and nothing of its body."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *lines]
    writer.write("\r\n".join([*head, "", ""]).encode())
    try:
        yield reader, writer
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(5):
        return int((await reader.readline()).split()[1])


@pytest.mark.parametrize("content_type", ["application/json", "text/plain; charset=latin-1", "image/png", "nonsense"])
async def test_with_the_secret_an_update_is_taken_whatever_type_it_says_it_has(side: Hooked, content_type: str) -> None:
    said, headers, body = await post(
        side.hook().url, json.dumps(UPDATE).encode(), {**with_secret(side), "Content-Type": content_type}
    )
    assert (said, body) == (200, b"")
    assert side.inside.whats == [HELLO]
    assert "set-cookie" not in headers


async def test_a_proxy_may_take_the_path_of_the_base_address_away_or_not(telegram: TelegramEmulator) -> None:
    telegram.add_bot(TOKEN)
    async with hooked(telegram, path="/some/where") as side, side.running():
        kept = side.hook().url
        assert kept.startswith(f"{side.base}/telegram/")
        for number, url in enumerate((kept, kept.replace("/some/where", ""))):
            update = json.dumps({**UPDATE, "update_id": number}).encode()
            assert (await post(url, update, with_secret(side)))[0] == 200
        assert (await post(kept.replace("some", "any"), b"", with_secret(side)))[0] == 404
    assert side.inside.whats == [HELLO, HELLO]


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "x"}, {SECRET_HEADER: "é"}, {"Authorization": "Bearer x"}],
    ids=["none", "empty", "wrong", "not-ascii", "elsewhere"],
)
async def test_without_the_secret_there_is_nothing_there(side: Hooked, headers: dict[str, str]) -> None:
    url, body = side.hook().url, json.dumps(UPDATE).encode()
    known = await post(url, body, headers)
    assert known[0] == 404
    assert known == await post(url[:-1] + ("0" if url[-1] != "0" else "1"), body, headers), "it tells what there is"
    assert known == await post(url.rpartition("/")[0] + "/%00", body, headers)
    assert side.inside.all == []
    assert side.skipped == {}
    assert side.refused == {"secret": 3}


async def test_the_secret_of_another_bot_or_a_part_of_it_does_not_do(side: Hooked) -> None:
    for secret in (side.hook("1:other").secret, side.hook().secret[:-1], side.hook().secret + "0", side.hook().name):
        assert (await post(side.hook().url, b"{}", {SECRET_HEADER: secret}))[0] == 404
    assert side.skipped == {}


async def test_strangers_are_refused_before_anything_of_the_body_is_read(side: Hooked) -> None:
    async with saying(side.hook().url, "Content-Length: 100", f"{SECRET_HEADER}: wrong") as (reader, _):
        assert await status(reader) == 404
        async with asyncio.timeout(5):
            rest = await reader.read()  # until the connection is closed: no body is waited for
    assert b"connection: close" in rest.lower()


async def test_what_says_it_is_too_large_is_refused_unread(side: Hooked) -> None:
    secret = f"{SECRET_HEADER}: {side.hook().secret}"
    async with saying(side.hook().url, f"Content-Length: {LARGEST + 1}", secret) as (reader, _):
        assert await status(reader) == 413
    assert side.refused == {"size": 1}


async def test_what_turns_out_to_be_too_large_is_refused_at_that_point(side: Hooked) -> None:
    secret = f"{SECRET_HEADER}: {side.hook().secret}"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    async with saying(side.hook().url, "Transfer-Encoding: chunked", secret) as (reader, writer):
        for _ in range(LARGEST // 0x10000 + 1):  # and no end of it
            writer.write(chunk)
            await writer.drain()
        assert await status(reader) == 413
    assert side.refused == {"size": 1}
    assert side.inside.all == []


async def test_the_largest_there_may_be_is_read(side: Hooked) -> None:
    body = json.dumps(UPDATE).encode()
    assert (await post(side.hook().url, body.ljust(LARGEST), with_secret(side)))[0] == 200
    assert side.inside.whats == [HELLO]


async def test_a_caller_that_never_finishes_is_not_waited_for(side: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.telegram.webhook.BODY_SECONDS", 0.01)
    secret = f"{SECRET_HEADER}: {side.hook().secret}"
    async with saying(side.hook().url, "Content-Length: 100", secret) as (reader, writer):
        writer.write(b'{"update_id"')
        assert await status(reader) == 408
    assert side.refused == {"slow": 1}


async def test_a_caller_that_hangs_up_half_way_leaves_nothing_behind(side: Hooked) -> None:
    secret = f"{SECRET_HEADER}: {side.hook().secret}"
    body = json.dumps(UPDATE).encode()
    with capture_logs() as logs:
        async with saying(side.hook().url, f"Content-Length: {len(body)}", secret) as (_, writer):
            writer.write(body[:-5])
            await writer.drain()
        assert (await post(side.hook().url, body, with_secret(side)))[0] == 200
    assert side.inside.whats == [HELLO]
    assert side.skipped == {}
    assert [entry for entry in logs if entry["log_level"] in ("warning", "error")] == []


async def test_what_could_not_be_committed_is_asked_for_again_in_a_second(side: Hooked) -> None:
    side.inside.refusals = 1
    said, headers, _ = await post(side.hook().url, json.dumps(UPDATE).encode(), with_secret(side))
    assert (said, headers["retry-after"]) == (503, "1")
    assert (await post(side.hook().url, json.dumps(UPDATE).encode(), with_secret(side)))[0] == 200


async def test_only_posts_are_taken_and_nobody_learns_from_that_what_there_is(side: Hooked) -> None:
    for url in (side.hook().url, side.base + "/telegram/nothing"):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            assert (await post(url, b"", with_secret(side), method))[0] == 405
    assert side.inside.all == []


async def test_the_log_tells_of_strangers_once_a_minute_and_how_many_they_were(side: Hooked) -> None:
    with capture_logs() as logs:
        for _ in range(5):
            await post(side.hook().url, b"a secret", {SECRET_HEADER: "guess-secret"})
    told = [entry for entry in logs if entry["event"] == "telegram.call_without_secret"]
    assert [entry["calls"] for entry in told] == [1]
    assert side.refused == {"secret": 5}
    assert "secret" not in str([{**entry, "event": ""} for entry in logs])
    assert side.hook().name not in str(logs)


def test_whatever_strangers_send_is_refused_and_whatever_else_is_acknowledged() -> None:
    """Never a 500, and never a commit without the secret."""

    async def play(side: Hooked, body: bytes, secret: str, kind: str) -> None:
        url, before = side.hook().url, sum(side.skipped.values())
        headers = {"Content-Type": kind} if kind else {}
        assert (await post(url, body, {**headers, SECRET_HEADER: secret}))[0] == 404
        assert sum(side.skipped.values()) == before, "it was read"
        assert (await post(url, body, {**headers, **with_secret(side)}))[0] == 200
        assert sum(side.skipped.values()) == before + 1

    texts = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40)
    deep = st.integers(1, 5000).map(lambda depth: b"[" * depth)
    bodies = st.binary(max_size=200) | JSON.map(json.dumps).map(str.encode) | deep

    async def standing(stack: AsyncExitStack) -> Hooked:
        telegram = await stack.enter_async_context(TelegramEmulator())
        telegram.add_bot(TOKEN)
        side = await stack.enter_async_context(hooked(telegram))
        await stack.enter_async_context(side.running())
        return side

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        side = runner.run(standing(stack))

        @settings(max_examples=60, deadline=None)
        @given(body=bodies, secret=texts, kind=st.sampled_from(["", "application/json", "multipart/form-data"]))
        def hostile(body: bytes, secret: str, kind: str) -> None:
            runner.run(play(side, body, secret, kind))

        hostile()
        assert side.skipped["malformed"] > 20
        assert side.refused["secret"] >= 60
        assert side.inside.all == []
        runner.run(stack.aclose())
