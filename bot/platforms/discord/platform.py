"""Discord as Bauta sees it: one or several bot accounts behind the port."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

import structlog

from bot.content import FileRef
from bot.messages import Via
from bot.pace import Bucket
from bot.platforms.base import (
    Accept,
    Checked,
    Fatal,
    Gone,
    Keep,
    Receipt,
    Rejected,
    RetryLater,
    SendKey,
    TooLarge,
    ungrouped,
)
from bot.platforms.discord.account import Account
from bot.platforms.discord.append import append
from bot.platforms.discord.breaker import Breaker
from bot.platforms.discord.check import check, invitations
from bot.platforms.discord.errors import UNREACHABLE_SECONDS, delivery_error
from bot.platforms.discord.kinds import PLATFORM, STICKER
from bot.platforms.discord.parse import native_id
from bot.platforms.discord.presence import Presence, Surroundings
from bot.platforms.discord.reactions import react
from bot.platforms.discord.render import messages
from bot.platforms.discord.rest import Refused, RestError
from bot.platforms.discord.retract import retract
from bot.platforms.discord.revise import revise
from bot.platforms.discord.send import Known, Sending
from bot.posts import Address, Attachment, Post

log = structlog.get_logger()

OFFICIAL_API: Final = "https://discord.com/api/v10"
TYPING_SECONDS: Final = 8.0
"""Discord shows for ten seconds that somebody writes; it is told no more often than that."""
TYPING_CHATS: Final = 10_000
TYPING_RATE: Final = 4.0
TYPING_BURST: Final = 2
"""Requests per second that may tell of typing; they count towards the account's fifty, and more are dropped."""


class Discord:
    """The Platform for the bots with these `tokens`, with all abilities but KnowsPresence.

    `async with` opens and closes. `known` tells which messages stand for something already. `clock`: epoch seconds.
    `cdn_url`: where stickers are fetched, if not from Discord.
    Raises ValueError for a token that cannot be one or that comes twice.
    """

    name = PLATFORM

    def __init__(
        self,
        tokens: Sequence[str],
        api_url: str,
        around: Surroundings,
        *,
        known: Known,
        clock: Callable[[], float] = time.time,
        cdn_url: str = "",
    ) -> None:
        breaker = Breaker()
        accounts = [Account(token, api_url, breaker, cdn_url) for token in tokens]
        self._bots = {account.id: Presence(account, around) for account in accounts}
        if not accounts or len(self._bots) < len(accounts):
            raise ValueError("each Discord bot once, please, and at least one")
        self._api_url = api_url
        self._sending = Sending(known, clock)
        self._typed: OrderedDict[str, float] = OrderedDict()
        self._typing = Bucket(TYPING_RATE, TYPING_BURST, time.monotonic)

    async def open(self) -> None:
        """Before anything is sent or received."""
        for bot in self._bots.values():
            await bot.account.rest.open()

    async def close(self) -> None:
        """After the last message; what is still in flight is cut off."""
        for bot in self._bots.values():
            await bot.account.rest.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def links(self) -> tuple[str, ...]:
        """Where operators and admins add the bots to their servers."""
        return tuple(invitations(bot.account.application)[0] for bot in self._bots.values())

    async def check(self) -> list[Checked]:
        """Ask Discord who each token belongs to. Never raises for what Discord answers, or when it doesn't."""
        return list(await asyncio.gather(*(check(bot.account, self._api_url) for bot in self._bots.values())))

    async def run(self, accept: Accept) -> None:
        """Receive for all bots until cancelled. Raises Fatal, with the sentence for the operator, and then for all."""
        with ungrouped(Fatal):
            async with asyncio.TaskGroup() as group:
                for bot in self._bots.values():
                    group.create_task(bot.run(accept), name=f"discord.{bot.account.id}")

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        """Send a post; whatever attempt this is, it shows once."""
        bot = self._bot(to.account)
        try:
            receipt = await self._sending.send(bot.account, to, item, key)
        except Gone:
            bot.doors.lost(to.chat)
            raise
        bot.doors.reached(to.chat)
        self._typed.pop(to.chat, None)  # a message ends the sign that one is being written
        return receipt

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        """Change the words and buttons of a message."""
        shown = messages(item, to.chat)
        if len(shown) > 1 or shown[0].files:
            raise Rejected("only a text that fits one message can be changed")
        try:
            await self._bot(to.account).account.edit(to.chat, native_id(native), shown[0].body)
        except RestError as error:
            raise delivery_error(error) from error

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        """Change what a person said, in as many messages as it takes now."""
        account = self._bot(to.account).account
        return Receipt(await revise(account, to.chat, natives, item, key, self._sending.shown))

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        """Answer an interaction."""
        return await self._bot(to.account).desk.answer(to, via, item)

    def pause(self, to: Address) -> float:
        """Seconds until the chat takes another message."""
        bot = self._bots.get(to.account)
        return 0.0 if bot is None else bot.account.rest.pause(Account.posting(to.chat))

    async def typing(self, to: Address) -> None:
        """Show that the partner is writing, if Discord lets us right now."""
        bot = self._bots.get(to.account)
        now = asyncio.get_running_loop().time()
        if bot is None or now - self._typed.get(to.chat, -TYPING_SECONDS) < TYPING_SECONDS:
            return
        if not self._typing.take():
            return
        self._typed[to.chat] = now
        self._typed.move_to_end(to.chat)
        while len(self._typed) > TYPING_CHATS:
            self._typed.popitem(last=False)
        try:
            await bot.account.typing(to.chat)
        except RestError as error:
            log.debug("discord.typing_not_shown", error=type(error).__name__)

    async def append(self, to: Address, native: str, files: Sequence[Attachment]) -> Receipt:
        """Add files that came late to the message of their album."""
        return Receipt(await append(self._bot(to.account).account, to.chat, native_id(native), files))

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        """Take back what a person said."""
        await retract(self._bot(to.account).account, to.chat, natives)

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        """Show how the partner feels."""
        return await react(self._bot(to.account).account, to.chat, native_id(native), emoji, gone)

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        """The bytes of a file somebody sent to one of the bots."""
        if file.size > limit:
            raise TooLarge
        account = self._bot(file.account).account
        try:
            fits = await self._fetched(account, file.id.split(" "), limit, keep)
        except Refused as error:
            raise Rejected("the file is no longer there") from error
        except RestError as error:
            raise RetryLater(UNREACHABLE_SECONDS) from error
        if not fits:
            raise TooLarge

    async def _fetched(self, account: Account, where: Sequence[str], limit: int, keep: Keep) -> bool:
        if where[0] == STICKER:
            return await account.download(account.sticker(where[1]), limit, keep)
        chat, message, place, url = where
        try:
            return await account.download(url, limit, keep)
        except Refused:  # the address has run out: Discord gives another one with the message
            return await account.download(await self._anew(account, chat, message, int(place)), limit, keep)

    @staticmethod
    async def _anew(account: Account, chat: str, message: str, place: int) -> str:
        """The present address of an attachment. Raises Refused when it is gone."""
        raw = await account.message(chat, message)
        try:
            told = raw["message_snapshots"][0]["message"] if raw.get("message_snapshots") else raw
            return str(told["attachments"][place]["url"])
        except (KeyError, IndexError, TypeError, AttributeError):
            raise Refused(404) from None

    def _bot(self, account: str) -> Presence:
        bot = self._bots.get(account)
        if bot is None:
            raise Rejected("this bot is not run here any more")
        return bot
