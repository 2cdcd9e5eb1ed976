"""What was written while nobody listened: after a new session the open conversations are read from where they stopped.

A resumed session replays by itself; a new one (after a restart, or when Discord gave the old one up) replays nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

import structlog

from bot.messages import Incoming
from bot.platforms.discord.account import PAGE, Account
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.parse import Skip, native_id, read_message, snowflake
from bot.platforms.discord.rest import Refused, RestError, TooFast

log = structlog.get_logger()

REQUEST_SECONDS: Final = 0.1
"""Between two requests for history: ten a second leave the conversations their share of the account's fifty."""

SKEW_SECONDS: Final = 60.0
"""So far our clock may be off Discord's; what is read twice is recognised by its key."""


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that is under way: its chat, the last message known from there, and when it began."""

    chat: str = field(repr=False)
    last: str | None = field(repr=False)
    since: float

    @property
    def after(self) -> str:
        """The id after which messages may have been missed."""
        return snowflake(self.since - SKEW_SECONDS) if self.last is None else native_id(self.last)


OpenChats = Callable[[str], Awaitable[Sequence[Open]]]
"""The conversations under way at a bot, the latest first."""


class CatchUp:
    """Reads for one account. `retry`: how long to wait after so many failures in a row, in seconds."""

    def __init__(
        self,
        account: Account,
        inbox: Inbox,
        open_chats: OpenChats,
        names: Names,
        commands: Collection[str],
        retry: Callable[[int], float],
        malformed: Callable[[], None],
    ) -> None:
        self._account = account
        self._inbox = inbox
        self._open_chats = open_chats
        self._names = names
        self._commands = commands
        self._retry = retry
        self._malformed = malformed
        self._due = asyncio.Event()

    def begin(self) -> None:
        """A new session has begun: nothing is taken any more before what was missed."""
        self._inbox.hold()
        self._due.set()

    async def run(self) -> NoReturn:
        """Until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            chats = await self._chats()
            if self._due.is_set():
                continue
            self._inbox.hold_only(each.chat for each in chats)
            for each in chats:
                missed = await self._missed(each)
                if self._due.is_set():  # yet another session: all of it once more
                    break
                self._inbox.resume(each.chat, missed)
            else:
                log.info("discord.caught_up", chats=len(chats))

    async def _chats(self) -> Sequence[Open]:
        failures = 0
        while True:
            try:
                return await self._open_chats(self._account.id)
            except Exception as error:  # the database: without it nothing can be taken anyway
                failures += 1
                log.warning("discord.catch_up_delayed", error=type(error).__name__)
                await asyncio.sleep(self._retry(failures))

    async def _missed(self, each: Open) -> list[Incoming]:
        """Everything said in a chat after the last that is known. What was handled already is recognised by its key."""
        missed: list[Incoming] = []
        after, full = each.after, True
        while full and not self._due.is_set():
            page = await self._page(each.chat, after)
            full = len(page) >= PAGE
            for raw in page:
                after = str(raw["id"])
                try:
                    told = {"channel_id": each.chat, **raw}
                    found = read_message(told, self._account.id, self._names, self._commands)
                except Exception as error:
                    self._malformed()
                    log.warning("discord.message_unreadable", error=type(error).__name__)
                    continue
                if not isinstance(found, Skip):
                    missed += found
        return missed

    async def _page(self, chat: str, after: str) -> list[dict[str, object]]:
        failures = 0
        while True:
            await asyncio.sleep(REQUEST_SECONDS)
            try:
                return await self._account.history(chat, after)
            except Refused as error:
                log.warning("discord.history_refused", status=error.status, code=error.code)
                return []  # the chat is closed to us: what is sent there will find out
            except RestError as error:
                failures += 1
                seconds = error.seconds if isinstance(error, TooFast) else self._retry(failures)
                log.warning("discord.history_delayed", error=type(error).__name__, retry_in=seconds)
                await asyncio.sleep(seconds)
