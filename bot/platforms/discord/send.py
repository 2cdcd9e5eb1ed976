"""Sends posts so that none shows twice: a nonce for each part, and a look at the chat where that may be forgotten."""

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.platforms.base import Receipt, SendKey
from bot.platforms.discord.account import PAGE, Account
from bot.platforms.discord.errors import GONE_MESSAGE, delivery_error
from bot.platforms.discord.parse import native_id, snowflake
from bot.platforms.discord.render import Message, messages
from bot.platforms.discord.rest import Refused, RestError
from bot.platforms.shown import Shown
from bot.posts import Address, Post

NONCE_SECONDS: Final = 60.0
"""Discord remembers a nonce for a few minutes; after this long we don't rely on it."""
SKEW_SECONDS: Final = 60.0
"""So far our clock may be off Discord's."""
PAGES: Final = 20
"""So far the chat is read for what arrived: more is not said while one message waits."""
UNFINISHED: Final = 1000
"""Posts of several messages remembered between two attempts."""
FINISHED: Final = 10_000
"""Messages remembered as those of other posts; of notices nothing else tells."""

Known = Callable[[Address, Sequence[str]], Awaitable[frozenset[str]]]
"""Those of the messages (by native id) that stand for something already."""


def nonce(key: SendKey, part: int) -> str:
    """The same 24 characters for the same part of the same send, at every attempt (Discord takes 25)."""
    digest = hashlib.blake2s(f"{key.id}:{key.part}:{part}".encode(), digest_size=15).digest()
    return base64.b32encode(digest).decode().lower()


class Sending:
    """The way out. `clock`: epoch seconds."""

    def __init__(self, known: Known, clock: Callable[[], float]) -> None:
        self._known = known
        self._clock = clock
        self.shown = Shown()
        self._unfinished: OrderedDict[str, list[str]] = OrderedDict()
        self._finished: OrderedDict[str, None] = OrderedDict()  # messages of posts that are over

    async def send(self, account: Account, to: Address, item: Post, key: SendKey) -> Receipt:
        """Send a post, in several messages if need be; an attempt after a failure goes on where that one stopped."""
        shown = messages(item, to.chat)
        sent = self._unfinished.pop(key.id, None)
        try:
            if sent is None:
                sent = await self._arrived(account, to, shown, key) if self._may_have_arrived(key) else []
            for number, message in enumerate(shown[len(sent) :], len(sent)):
                reply_to = native_id(item.reply_to) if item.reply_to is not None and number == 0 else None
                sent.append(await self._sent(account, to.chat, message, nonce(key, number), reply_to))
                self.shown.reads(to.chat, sent[-1], message.content)
        except RestError as error:
            if sent:
                self._unfinished[key.id] = sent
                while len(self._unfinished) > UNFINISHED:
                    self._unfinished.popitem(last=False)
            raise delivery_error(error) from error
        self._finished.update((name, None) for name in sent)
        while len(self._finished) > FINISHED:
            self._finished.popitem(last=False)
        return Receipt(tuple(name for name in sent if name))

    @staticmethod
    async def _sent(account: Account, chat: str, message: Message, nonce: str, reply_to: str | None) -> str:
        try:
            return await account.send(chat, message.body, nonce=nonce, files=message.files, reply_to=reply_to)
        except Refused as error:
            if error.code == GONE_MESSAGE:  # it arrived at an earlier attempt, and was deleted since
                return ""
            raise

    def _may_have_arrived(self, key: SendKey) -> bool:
        return key.attempt > 1 and self._clock() - key.begun > NONCE_SECONDS

    async def _arrived(self, account: Account, to: Address, shown: Sequence[Message], key: SendKey) -> list[str]:
        """The parts that an earlier attempt brought there, as the chat shows."""
        own: list[dict[str, Any]] = []
        after = snowflake(key.begun - SKEW_SECONDS)
        for _ in range(PAGES):
            page = await account.history(to.chat, after)
            own += [each for each in page if _author(each) == account.id]
            if len(page) < PAGE:
                break
            after = str(page[-1]["id"])
        known = await self._known(to, [str(each["id"]) for each in own]) | self._finished.keys()
        sent: list[str] = []
        for each in own:
            if len(sent) < len(shown) and str(each["id"]) not in known and _same(each, shown[len(sent)]):
                sent.append(str(each["id"]))
        return sent


def _author(raw: Mapping[str, Any]) -> str:
    author = raw.get("author")
    return str(author.get("id")) if isinstance(author, Mapping) else ""


def _same(raw: Mapping[str, Any], message: Message) -> bool:
    """Whether a message of the chat is what we would send: its words, its files, and what its buttons do."""
    files = len(raw.get("attachments") or ())
    alike = str(raw.get("content") or "") == message.content.strip() and files == len(message.files)
    return alike and _held(raw.get("components") or ()) == _held(message.body["components"])


def _held(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """What buttons and menus hold, in order; a room's buttons name the room."""
    inner = [part for row in components for part in row.get("components", ())]
    return [str(part.get("custom_id", part.get("url"))) for part in inner]
