"""Where people's direct messages are, and whether they take ours.

A chat is opened only for somebody who used a command; and before somebody searches, a message must have got through to
them, because a closed door shows at the first message only, and by then somebody else would be waiting behind it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final, TypeVar
from weakref import WeakValueDictionary

import structlog

from bot.content import Span
from bot.messages import Sender
from bot.platforms.base import SendKey
from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import CLOSED
from bot.platforms.discord.render import messages
from bot.platforms.discord.rest import Refused, RestError
from bot.platforms.discord.send import nonce
from bot.posts import Post

log = structlog.get_logger()

REMEMBERED: Final = 50_000
"""Chats of which is known where they are and that they are open."""

STAYS_CLOSED: Final = 5.0
"""Seconds for which nobody knocks again where nobody let us in."""

T = TypeVar("T")
KnownChat = Callable[[Sender], Awaitable[str | None]]
"""The chat in which somebody was reached before; `chat` of the sender is empty."""

Words = tuple[str, tuple[Span, ...]]


class Door(Enum):
    """How it stands with somebody's direct messages."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Discord would not tell right now."""


class Doors:
    """What is known about one account's chats, by its people."""

    def __init__(self, account: Account, known: KnownChat) -> None:
        self._account = account
        self._known = known
        self._chats: OrderedDict[str, str] = OrderedDict()
        self._open: OrderedDict[str, float] = OrderedDict()  # by chat: when something got through last
        self._closed: OrderedDict[str, float] = OrderedDict()  # by chat: when we were turned away last
        self._knocking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def seen(self, user: str, chat: str) -> None:
        """Somebody wrote from there."""
        _note(self._chats, user, chat)

    def reached(self, chat: str) -> None:
        """A message of ours got through."""
        self._closed.pop(chat, None)
        _note(self._open, chat, asyncio.get_running_loop().time())

    def lost(self, chat: str) -> None:
        """One did not."""
        self._open.pop(chat, None)
        _note(self._closed, chat, asyncio.get_running_loop().time())

    def is_open(self, chat: str, within: float) -> bool:
        """Whether something got through in the last `within` seconds."""
        then = self._open.get(chat)
        return then is not None and asyncio.get_running_loop().time() - then < within

    def known(self, user: str) -> str | None:
        """Where somebody's direct messages are, if that need not be asked for."""
        return self._chats.get(user)

    async def chat(self, user: str) -> str:
        """Where somebody's direct messages are, who has just used a command. Raises RestError."""
        found = self._chats.get(user)
        if found is None:
            found = await self._known(Sender("discord", self._account.id, user, ""))
        if found is None:
            found = await self._account.direct_messages(user)
        self.seen(user, found)
        return found

    async def knock(self, chat: str, words: Words, name: str, within: float) -> Door:
        """Make sure that messages get through, unless one did in the last `within` seconds.

        `words` are what the first one says, `name` tells attempts apart. Who was found closed a moment ago still counts
        as closed: too many refused requests would cost the bot its access.
        """
        async with self._knocking.setdefault(chat, asyncio.Lock()):  # who taps twice is told once
            if self.is_open(chat, within):
                return Door.OPEN
            if asyncio.get_running_loop().time() - self._closed.get(chat, -STAYS_CLOSED) < STAYS_CLOSED:
                return Door.CLOSED
            return await self._knock(chat, words, name)

    async def _knock(self, chat: str, words: Words, name: str) -> Door:
        text, spans = words
        try:
            for number, message in enumerate(messages(Post(text, spans, host=True), chat)):
                await self._account.send(chat, message.body, nonce=nonce(SendKey(f"knock:{name}"), number))
        except Refused as error:
            if error.code in CLOSED:
                self.lost(chat)
                return Door.CLOSED
            log.warning("discord.door_unclear", status=error.status, code=error.code)
            return Door.UNKNOWN
        except RestError as error:
            log.warning("discord.door_unclear", error=type(error).__name__)
            return Door.UNKNOWN
        self.reached(chat)
        return Door.OPEN


def _note(where: "OrderedDict[str, T]", key: str, value: T) -> None:
    where[key] = value
    where.move_to_end(key)
    while len(where) > REMEMBERED:
        where.popitem(last=False)
