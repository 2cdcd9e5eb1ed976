"""The real page and its socket in front of a real browser, with the test in the partner's place."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw
from playwright.async_api import Browser, expect
from prometheus_client import CollectorRegistry

from bot.content import Kind
from bot.messages import Absent, Incoming, Said, Sender
from bot.platforms.base import Receipt, SendKey
from bot.platforms.web.platform import Web
from bot.platforms.web.state import At, State
from bot.posts import Address, Attachment, Bytes, Post
from bot.texts.catalogue import Catalogue
from bot.web.app import page_routes, web_app
from bot.web.hosts import hosts
from bot.web.server import WebServer
from tests.bot.web.town import Middle
from tests.e2e.browser import Guest, Scheme

SAMPLES = Path(__file__).parent / "samples"
MIMES: Mapping[Kind, str] = {
    Kind.PHOTO: "image/jpeg",
    Kind.VIDEO: "video/webm",
    Kind.VIDEO_NOTE: "video/webm",
    Kind.VOICE: "audio/ogg",
    Kind.AUDIO: "audio/ogg",
    Kind.ANIMATION: "image/gif",
    Kind.STICKER: "image/png",
    Kind.DOCUMENT: "text/plain",
}


def painting(width: int = 480, height: int = 320, *, shift: int = 0) -> Image.Image:
    """A picture that is nobody's: bands of colour, and a moon that `shift` moves."""
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for row in range(height):
        share = row / height
        draw.line((0, row, width, row), fill=(int(40 + 180 * share), 60 + shift % 90, int(110 - 60 * share)))
    draw.ellipse((40 + shift, 40, 110 + shift, 110), fill=(250, 222, 160))
    return picture


def encoded(picture: Image.Image, form: str, **how: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def sticker() -> bytes:
    """A disc on nothing."""
    picture = Image.new("RGBA", (256, 256))
    ImageDraw.Draw(picture).ellipse((16, 16, 240, 240), fill=(220, 179, 95, 255), outline=(28, 37, 56, 255), width=10)
    return encoded(picture, "PNG")


def bytes_of(kind: Kind) -> bytes:
    """A small file of a kind, as it is when it was cleaned."""
    match kind:
        case Kind.PHOTO:
            return encoded(painting(), "JPEG")
        case Kind.VIDEO | Kind.VIDEO_NOTE:
            return (SAMPLES / "film.webm").read_bytes()
        case Kind.VOICE | Kind.AUDIO:
            return (SAMPLES / "voice.ogg").read_bytes()
        case Kind.ANIMATION:
            more = [painting(160, 120, shift=step * 9) for step in range(1, 6)]
            return encoded(painting(160, 120), "GIF", save_all=True, append_images=more, duration=120, loop=0)
        case Kind.STICKER:
            return sticker()
        case Kind.DOCUMENT:
            return b"a list of things to bring"


def attachment(kind: Kind, data: bytes | None = None, **more: Any) -> Attachment:
    """A file of a kind, as a platform is handed it."""
    about: dict[str, Any] = {"name": f"{kind.value}.{MIMES[kind].partition('/')[2]}", "mime": MIMES[kind]}
    if kind is Kind.VOICE:
        about |= {"seconds": 3.0, "waveform": bytes((at * 37) % 256 for at in range(100))}
    elif kind in (Kind.VIDEO, Kind.VIDEO_NOTE):
        about |= {"seconds": 2.0, "width": 160, "height": 120}
    return Attachment(kind, blob=Bytes(bytes_of(kind) if data is None else data), **{**about, **more})


class Stage:
    """One visitor at a time, already talking. What they do is heard in `middle`."""

    def __init__(self, middle: Middle, web: Web, port: int) -> None:
        self.middle = middle
        self.web = web
        self.port = port
        self._to = Address("lane", "web", "web", "")

    async def guest(self, browser: Browser, *, language: str = "en", scheme: Scheme = "light", **context: Any) -> Guest:
        """Somebody in a conversation, with the page open."""
        url = f"http://127.0.0.1:{self.port}/?lang={language}"
        guest = await Guest.arrive(browser, url, scheme=scheme, **context)
        await expect(guest.the("composer")).to_be_visible()
        token = await guest.page.evaluate("JSON.parse(sessionStorage.getItem('bauta.token'))")
        self._to = Address("lane", "web", "web", token)
        return guest

    async def says(self, post: Post | str, name: str = "") -> str:
        """The partner's message, once the page shows it; its native id."""
        item = Post(post) if isinstance(post, str) else post
        receipt: Receipt = await self.web.send(self._to, item, SendKey(name or uuid4().hex))
        return receipt.ids[0]

    async def sends(self, *files: Attachment, text: str = "") -> str:
        return await self.says(Post(text, media=files))

    async def deletes(self, *natives: str) -> None:
        await self.web.delete(self._to, natives, SendKey(uuid4().hex))

    async def revises(self, native: str, text: str, *files: Attachment) -> None:
        await self.web.revise(self._to, (native,), Post(text, media=files), SendKey(uuid4().hex))

    async def feels(self, native: str, *emoji: str) -> None:
        await self.web.react(self._to, native, emoji, ())

    async def heard(self) -> Incoming:
        """The next thing the visitor did. That an earlier one is gone does not count."""
        while isinstance((incoming := await self.middle.next()).what, Absent):
            pass
        return incoming

    async def got(self) -> tuple[Said, Incoming]:
        """The next thing the visitor did, which must be a message."""
        incoming = await self.heard()
        assert isinstance(incoming.what, Said)
        return incoming.what, incoming


class Talking(Middle):
    """Everybody is in a conversation."""

    async def status(self, sender: Sender) -> State:
        return State(At.TALKING, shared=("chess",), room="r1")


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    middle, names, words = Talking(), hosts("127.0.0.1"), Catalogue.load()
    web = Web(
        middle.status,
        hosts=names,
        words=words,
        on_typing=middle.typing,
        on_malformed=middle.count_malformed,
    )
    routes = [*page_routes(words), *web.routes()]
    server = WebServer(web_app(names, lambda: None, CollectorRegistry(), routes), "127.0.0.1", 0)
    await server.open()
    running = [asyncio.create_task(server.run()), asyncio.create_task(web.run(middle.accept))]
    try:
        yield Stage(middle, web, server.port)
        assert middle.malformed == 0, "the page said what the server does not understand"
    finally:
        for task in reversed(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
