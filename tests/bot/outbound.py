"""Our platforms without a network: what they would ask of the messengers is written down, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from telegram.request import RequestData

from bot.content import FileRef, Kind
from bot.media.goals import Goal
from bot.platforms.base import Keep, Receipt, SendKey
from bot.platforms.discord.account import Account as DiscordAccount
from bot.platforms.discord.reactions import react
from bot.platforms.discord.rest import Rest, Route
from bot.platforms.discord.retract import retract
from bot.platforms.discord.revise import revise
from bot.platforms.discord.send import Sending
from bot.platforms.telegram.account import Account as TelegramAccount
from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.request import AiohttpRequest
from bot.posts import Address, Attachment, Blob, Bytes, Post
from tests.emulators.discord import token

TELEGRAM_TOKEN: Final = "77:" + "A" * 35
DISCORD_TOKEN: Final = token(tail="outbound")
NEUTRAL: Final = {
    Kind.PHOTO: "photo.jpg", Kind.VIDEO: "video.mp4", Kind.VIDEO_NOTE: "video.mp4", Kind.VOICE: "voice.ogg",
    Kind.AUDIO: "audio.mp3", Kind.ANIMATION: "animation.mp4", Kind.STICKER: "sticker.webp", Kind.DOCUMENT: "file-0.txt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its method or route, its fields with JSON undone, the names of its files, and all of it as bytes."""

    what: str
    fields: Mapping[str, Any]
    files: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)


class Clean:
    """Stands for cleaning, which has tests of its own: every file becomes a clean one of its kind."""

    async def clean(self, source: Blob, kind: Kind, goal: Goal, *, spoiler: bool = False) -> Attachment:
        return Attachment(kind, NEUTRAL[kind], "application/x", Bytes(b"clean"), spoiler, 2.0, b"\1\2", 9, 9)


class _Recorder(AiohttpRequest):
    """Answers as Telegram would, so that everything goes on."""

    __slots__ = ("_last", "asked")

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self._last = 0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        assert request_data is not None
        fields = {name: _undone(value) for name, value in request_data.json_parameters.items()}
        parts = request_data.multipart_data if request_data.contains_files else {}
        raw = json.dumps([fields, *([*each[:1], each[2]] for each in parts.values())], ensure_ascii=False).encode()
        names = tuple(str(each[0]) for each in parts.values())
        self.asked.append(Asked(url.rpartition("/")[2], fields, names, raw))
        made = [self._number() for _ in fields["media"]] if isinstance(fields.get("media"), list) else self._number()
        return 200, json.dumps({"ok": True, "result": made}).encode()

    def _number(self) -> dict[str, int]:
        self._last += 1
        return {"message_id": self._last}


def _undone(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


class OnTelegram(Telegram):
    """Our platform, with a recorder where its requests leave; what is fetched is one byte."""

    def __init__(self) -> None:
        super().__init__([TELEGRAM_TOKEN], menus={}, on_skipped=lambda _: None)
        self._recorder = _Recorder()
        account = TelegramAccount(
            TELEGRAM_TOKEN, "https://api.telegram.org", sending=self._recorder, polling=self._recorder
        )
        self._bots = {account.account: account}

    @property
    def asked(self) -> list[Asked]:
        return self._recorder.asked

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        keep(b"x")


class _Rest(Rest):
    """Answers as Discord would."""

    def __init__(self) -> None:
        super().__init__(DISCORD_TOKEN, "https://discord.com/api/v10")
        self.asked: list[Asked] = []

    async def ask(
        self, route: Route, body: object = None, *, files: Sequence[Attachment] = (),
        query: Mapping[str, str] | None = None, seconds: float = 0.0,
    ) -> Any:  # fmt: skip
        fields = body if isinstance(body, dict) else {}
        names = tuple(file.name for file in files)
        raw = json.dumps([route.url(""), body, names, query], ensure_ascii=False).encode()
        self.asked.append(Asked(route.kind, fields, names, raw))
        return {"id": str(10**18 + len(self.asked)), "attachments": [{"id": "1"} for _ in names] or [{"id": "1"}]}


async def _none_known(to: Address, natives: Sequence[str]) -> frozenset[str]:
    return frozenset()


class OnDiscord:
    """The sending half of our platform, in the same way."""

    name = "discord"

    def __init__(self) -> None:
        self.account = DiscordAccount(DISCORD_TOKEN, "https://discord.com/api/v10")
        self._rest = self.account.rest = _Rest()
        self._sending = Sending(_none_known, lambda: 0.0)

    @property
    def asked(self) -> list[Asked]:
        return self._rest.asked

    async def run(self, accept: object) -> None:
        raise NotImplementedError

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        return await self._sending.send(self.account, to, item, key)

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        return Receipt(await revise(self.account, to.chat, natives, item, key, self._sending.shown))

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        await retract(self.account, to.chat, natives)

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        return await react(self.account, to.chat, native, emoji, gone)

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        keep(b"x")
