"""One bot account: python-telegram-bot's Bot, made unable to tell its token, and the calls it has no lean form for."""

import asyncio
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from telegram import Bot

from bot.platforms.base import Keep
from bot.platforms.telegram.request import AiohttpRequest, MaybeSent, Missing, TooLarge

LIMIT: Final = 100
"""Updates per answer, the most Telegram gives."""
ALLOWED_UPDATES: Final = ("message", "edited_message", "message_reaction", "callback_query", "my_chat_member")
PIECE: Final = 65_536
"""Bytes of a file read at once."""
POLL_MARGIN: Final = 10.0
"""Seconds a long poll's answer may be late before the connection counts as dead."""

_TOKEN: Final = re.compile(r"([0-9]{1,20}):[A-Za-z0-9_-]+")


class Account(Bot):
    """A bot of Telegram's, known by its number `account` (the token's first part, which is no secret).

    Raises ValueError for a token that cannot be one; the message does not repeat it.
    """

    # The library logs addresses (with the token), parameters and answers (with content). This logger stands
    # apart from all others and passes nothing on, however logging is set up.
    _LOGGER = logging.Logger("telegram.silenced", logging.CRITICAL + 1)

    __slots__ = ("_account", "_sending")

    def __init__(self, token: str, api_url: str, *, sending: AiohttpRequest, polling: AiohttpRequest) -> None:
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            raise ValueError("a Telegram token looks like 123456:AbC-dEf, as @BotFather gives it")
        base = api_url.rstrip("/")
        super().__init__(token, f"{base}/bot", f"{base}/file/bot", request=sending, get_updates_request=polling)
        self._account = parts[1]
        self._sending = sending

    @property
    def account(self) -> str:
        return self._account

    def __repr__(self) -> str:
        return f"Account({self._account})"

    async def deliver(self, method: str, **fields: object) -> str:
        """Call a method that answers with the message it sent or changed; that message's number.

        The library's own forms of these methods make an object of all that was just written: a third of a send's time.
        Raises MaybeSent when the answer has no number, or another TelegramError.
        """
        return _number(await self._post(method, fields))

    async def deliver_all(self, method: str, **fields: object) -> list[str]:
        """The same for a method that answers with several messages."""
        result = await self._post(method, fields)
        if not isinstance(result, list) or not result:
            raise MaybeSent("unreadable answer")
        return [_number(each) for each in result]

    async def do(self, method: str, **fields: object) -> None:
        """Call a method whose answer says nothing more than that it was done. Raises TelegramError."""
        await self._post(method, fields)

    async def updates(self, offset: int | None, timeout: float) -> Sequence[Any]:
        """The next updates as Telegram sent them, unparsed; an answer of another form counts as no updates.

        Waits up to `timeout` seconds (whole ones; 50 at most) for the first. `offset` confirms everything before it.
        """
        result = await self._post(
            "getUpdates",
            {"offset": offset, "limit": LIMIT, "timeout": int(timeout), "allowed_updates": ALLOWED_UPDATES},
            read_timeout=timeout + POLL_MARGIN,
        )
        return result if isinstance(result, list) else ()

    async def download(self, file_id: str, limit: int, keep: Keep) -> None:
        """Hand over the file's bytes. Raises TooLarge beyond `limit` bytes, Missing, or another TelegramError."""
        answer = await self._post("getFile", {"file_id": file_id})
        if not isinstance(answer, dict):
            raise Missing("no such file")
        path, size = answer.get("file_path"), answer.get("file_size")
        if isinstance(size, int) and size > limit:
            raise TooLarge("file too large")
        if not isinstance(path, str):
            raise Missing("no such file")
        if path.startswith("/"):
            # A self-hosted server in --local mode keeps its files on a disk shared with us and tells the place.
            await asyncio.to_thread(_read, Path(path), limit, keep)
        else:
            await self._sending.download(f"{self.base_file_url}/{path}", limit, keep)


def _number(sent: object) -> str:
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        raise MaybeSent("unreadable answer")
    return str(number)


def _read(path: Path, limit: int, keep: Keep) -> None:
    try:
        with path.open("rb") as file:
            if path.stat().st_size > limit:
                raise TooLarge("file too large")
            while piece := file.read(PIECE):
                keep(piece)
    except OSError:
        raise Missing("no such file") from None
