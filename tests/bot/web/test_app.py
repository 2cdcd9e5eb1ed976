"""What the web port answers over HTTP: the page, its files, health and metrics; and how its server starts and stops."""

import asyncio
import html
import json
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter
from starlette.routing import BaseRoute

from bot.platforms.base import Fatal
from bot.web.app import page_routes, web_app
from bot.web.hosts import hosts
from bot.web.server import PortTaken, WebServer
from bot.wellbeing import Unwell
from tests.bot.web.town import PATIENCE, ReadableWords, Street

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEMPLATE = """<!doctype html><html lang="{{ language }}" dir="{{ direction }}"><title>{{ word("web-title") }}</title>
<script type="application/json" id="words">{{ words|tojson }}</script>
{% for tag, name in languages %}<a href="/?lang={{ tag }}">{{ name }}</a>{% endfor %}"""


class WordsWithMarkup(ReadableWords):
    def word(self, key: str, language: str) -> str:
        return f"<b>{key}</b> in {language}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Browser:
    """Asks one server, by its address or by another name."""

    port: int

    async def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        timeout = aiohttp.ClientTimeout(PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            url = f"http://127.0.0.1:{self.port}{path}"
            asked = {name.replace("_", "-"): value for name, value in headers.items()}
            async with session.request(method, url, headers=asked) as answer:
                got = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, got, await answer.text())


@pytest.fixture
def pages(tmp_path: Path) -> list[BaseRoute]:
    templates, static = tmp_path / "templates", tmp_path / "static"
    templates.mkdir()
    (static / "parts").mkdir(parents=True)
    (templates / "chat.html").write_text(TEMPLATE)
    (static / "page.css").write_text("body { color: teal }")
    (static / "parts" / "main.js").write_text("export {};")
    (tmp_path / "secret").write_text("secret")
    return page_routes(WordsWithMarkup(), templates, static)


@pytest.fixture
def browser(street: Street, pages: list[BaseRoute]) -> Browser:
    street.app = web_app(hosts("127.0.0.1", "https://chat.example"), lambda: None, CollectorRegistry(), pages)
    return Browser(street.server.port)


async def test_the_page_is_fenced_in(browser: Browser) -> None:
    answer = await browser.get("/")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "microphone=(self)" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-cache"
    assert "server" not in answer.headers


async def test_words_on_the_page_are_never_markup(browser: Browser) -> None:
    answer = await browser.get("/")
    assert "&lt;b&gt;web-title&lt;/b&gt; in en" in answer.body
    [words] = re.findall(r'id="words">(.*?)</script>', answer.body)
    assert json.loads(html.unescape(words)) == {"web-title": "Bauta </script> & <en>"}


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [("/", "", "en"), ("/?lang=de", "en", "de"), ("/", "fr, de;q=0.3", "de"), ("/?lang=%00", "x", "en")],
)
async def test_the_page_speaks_the_visitors_language(browser: Browser, path: str, accepted: str, language: str) -> None:
    answer = await browser.get(path, accept_language=accepted)
    assert f'<html lang="{language}" dir="ltr">' in answer.body
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert '<a href="/?lang=de">Deutsch</a>' in answer.body


async def test_our_own_page_finds_all_it_asks_for(street: Street) -> None:
    street.app = web_app(hosts("127.0.0.1"), lambda: None, CollectorRegistry(), page_routes(ReadableWords()))
    browser = Browser(street.server.port)
    page = await browser.get("/?lang=de")
    assert page.status == 200
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.body))
    assert {(await browser.get(file)).status for file in files} == {200}
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))|<style| style=| on[a-z]+=", page.body)


async def test_files_come_as_what_they_are(browser: Browser) -> None:
    style = await browser.get("/static/page.css")
    assert (style.status, style.body) == (200, "body { color: teal }")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    script = await browser.get("/static/parts/main.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["x-content-type-options"] == "nosniff"


async def test_files_are_sent_again_only_if_they_changed(browser: Browser) -> None:
    first = await browser.get("/static/page.css")
    assert first.headers["cache-control"] == "no-cache"
    again = await browser.get("/static/page.css", if_none_match=f'"x", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, "")
    assert (await browser.get("/static/page.css", if_none_match='"other"')).status == 200


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/none.css", "/static/../secret", "/static/%2e%2e/secret", "/static/parts", "/nowhere"],
)
async def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status == 404
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_pages_are_read_only(browser: Browser) -> None:
    assert (await browser.get("/", "POST")).status == 405
    head = await browser.get("/", "HEAD")
    assert (head.status, head.body) == (200, "")


@pytest.mark.parametrize("path", ["/", "/health", "/metrics", "/static/page.css"])
async def test_under_another_name_there_is_only_one_sentence(browser: Browser, path: str) -> None:
    answer = await browser.get(path, host="evil.example")
    assert answer.status == 400
    assert answer.body.count(".") == 1
    assert "BAUTA_WEB_URL" in answer.body
    assert "evil" not in answer.body


async def test_the_public_name_is_ours(browser: Browser) -> None:
    assert (await browser.get("/health", host="chat.example")).status == 200


async def test_health_says_what_is_wrong(street: Street) -> None:
    trouble: list[Unwell] = []
    street.app = web_app(hosts("127.0.0.1"), lambda: trouble[-1] if trouble else None, CollectorRegistry())
    browser = Browser(street.server.port)
    answer = await browser.get("/health")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    for unwell, told in (
        (Unwell("starting"), {"status": "starting"}),
        (Unwell("database", "It is full."), {"status": "database", "reason": "It is full."}),
    ):
        trouble.append(unwell)
        answer = await browser.get("/health")
        assert (answer.status, json.loads(answer.body)) == (503, told)


async def test_metrics_are_those_of_the_registry(street: Street) -> None:
    registry = CollectorRegistry()
    Counter("bauta_matches", "Pairs made", registry=registry).inc(3)
    street.app = web_app(hosts("127.0.0.1"), lambda: None, registry)
    answer = await Browser(street.server.port).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "bauta_matches_total 3.0" in answer.body.splitlines()


async def test_without_the_web_chat_there_is_no_page(street: Street) -> None:
    street.app = web_app(hosts("127.0.0.1"), lambda: None, CollectorRegistry())
    browser = Browser(street.server.port)
    assert [(await browser.get(path)).status for path in ("/", "/chat", "/static/page.css")] == [404, 404, 404]


# --- the server itself -------------------------------------------------------------------------------------------


@asynccontextmanager
async def running(server: WebServer) -> AsyncIterator[None]:
    await server.open()
    serving = asyncio.create_task(server.run())
    await asyncio.sleep(0)
    yield
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


def an_app(port: int = 0) -> WebServer:
    return WebServer(web_app(hosts("127.0.0.1"), lambda: None, CollectorRegistry()), "127.0.0.1", port)


async def test_a_taken_port_is_one_sentence_for_the_operator(street: Street) -> None:
    server = WebServer(street.app, "127.0.0.1", street.server.port)
    with pytest.raises(PortTaken) as taken:
        await server.open()
    assert f"port {street.server.port} of 127.0.0.1" in str(taken.value)
    assert "BAUTA_WEB_PORT" in str(taken.value)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
async def test_an_impossible_address_is_one_too(street: Street, host: str) -> None:
    with pytest.raises(Fatal) as impossible:
        await WebServer(street.app, host, 0).open()
    assert host in str(impossible.value)
    assert "BAUTA_WEB_HOST" in str(impossible.value)
    assert "None" not in str(impossible.value)


async def test_localhost_is_served_at_every_address_it_has() -> None:
    server = WebServer(web_app(hosts("localhost"), lambda: None, CollectorRegistry()), "localhost", 0)
    async with running(server):
        assert (await Browser(server.port).get("/health")).status == 200


async def test_who_connects_before_it_runs_is_served_then() -> None:
    server = an_app()
    await server.open()
    asking = asyncio.create_task(Browser(server.port).get("/health"))
    serving = asyncio.create_task(server.run())
    assert (await asking).status == 200
    serving.cancel()
    assert isinstance((await asyncio.gather(serving, return_exceptions=True))[0], asyncio.CancelledError)


async def test_the_port_is_free_after_it_stopped() -> None:
    first = an_app()
    async with running(first):
        pass
    async with running(an_app(first.port)):
        pass


async def test_a_server_that_never_ran_lets_go_of_its_port() -> None:
    server = an_app()
    await server.open()
    server.close()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", server.port))
        listener.listen()


async def test_signals_are_left_to_whoever_runs_it() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    async with running(an_app()):
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
