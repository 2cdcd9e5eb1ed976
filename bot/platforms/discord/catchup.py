"""What was written while nobody listened: after a new session conversations are read from where they stopped.

A resumed session replays by itself; a new one (after a restart, or when Discord gave the old one up) replays nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn

import structlog

from bot.messages import Incoming
from bot.platforms.discord.account import PAGE, Account
from bot.platforms.discord.errors import CLOSED
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.parse import Skip, moment, native_id, read_message, snowflake
from bot.platforms.discord.rest import Refused, RestError, TooFast
from config.failpoints import failpoint
from config.trouble import AGAIN_SECONDS, in_trouble

log = structlog.get_logger()

REQUEST_SECONDS: Final = 0.1
"""Between two requests for history: ten a second leave the conversations their share of the account's fifty."""
READERS: Final = 4
"""Chats read at once: neither what an answer takes nor one that hangs slows the others down."""
SKEW_SECONDS: Final = 60.0
"""So far our clock may be off Discord's; what is read twice is recognised by its key."""
ROOM_SKEW_SECONDS: Final = 5.0
"""What was written longer than this before a room began is not meant for it."""
REMEMBERED_SECONDS: Final = 47 * 3600.0
"""Longer ago nothing would be recognised as handled before: keys are kept for 48 h."""
GIVE_UP_SECONDS: Final = 600.0
"""So long a chat whose history can't be had holds up what its person writes."""


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation: its chat, the last message known from there, when it began, and what it is called there."""

    chat: str = field(repr=False)
    last: str | None = field(repr=False)
    since: float
    tag: str = ""

    def after(self, now: float) -> str:
        """The id after which messages may have been missed."""
        since = snowflake(self.since - SKEW_SECONDS) if self.last is None else native_id(self.last)
        return str(max(int(since), int(snowflake(now - REMEMBERED_SECONDS))))


OpenChats = Callable[[str, float], Awaitable[Sequence[Open]]]
"""The conversations under way at a bot, and those that ended after a moment; the latest first."""


@dataclass(slots=True)
class _Chat:
    """One chat to be read. `failed_at`: since when it can't be; `not_before`: until when it is set aside.

    Both by the loop's clock.
    """

    id: str = field(repr=False)
    talks: list[Open]
    failed_at: float | None = None
    not_before: float = 0.0

    def tag(self, native: str) -> str:
        """What the conversation is called that a message was written in; "" before all of them."""
        then = moment(native) + ROOM_SKEW_SECONDS
        begun = [each for each in self.talks if each.since <= then]
        return max(begun, key=lambda each: each.since).tag if begun else ""


class CatchUp:
    """Reads for one account.

    `retry`: how long to wait after so many failures in a row, in seconds. `pace` returns when the account may make one
    more request. `clock`: epoch seconds.
    """

    def __init__(
        self,
        account: Account,
        inbox: Inbox,
        open_chats: OpenChats,
        names: Names,
        commands: Collection[str],
        retry: Callable[[int], float],
        malformed: Callable[[], None],
        pace: Callable[[str], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._account = account
        self._inbox = inbox
        self._open_chats = open_chats
        self._names = names
        self._commands = commands
        self._retry = retry
        self._malformed = malformed
        self._pace = pace
        self._clock = clock
        self._listened = clock() - SKEW_SECONDS
        self._reading = False
        self._request_at = 0.0
        self._failures = 0
        self._due = asyncio.Event()

    def begin(self) -> None:
        """A new session has begun: nothing is taken any more before what was missed."""
        self._reading = True
        self._inbox.hold()
        self._due.set()

    def listening(self) -> None:
        """An event came: until now nothing was missed but what is being asked for."""
        if not self._reading:
            self._listened = self._clock()

    async def run(self) -> NoReturn:
        """Until cancelled. A chat from which somebody has written since comes before the others."""
        while True:
            await self._due.wait()
            self._due.clear()
            waiting = _by_chat(await self._chats(self._listened))
            if self._due.is_set():
                continue
            self._inbox.hold_only(waiting)
            failpoint("catchup.chats_known")
            count = len(waiting)
            if await self._read_all(waiting) and not self._due.is_set():
                self._reading = False
                log.info("discord.caught_up", chats=count)

    async def _read_all(self, waiting: dict[str, _Chat]) -> bool:
        """False: yet another session has begun, and wants all of it once more."""
        self._failures = 0
        reading = [asyncio.create_task(self._read(waiting), name=f"discord.reader-{n}") for n in range(READERS)]
        again = asyncio.create_task(self._due.wait())
        done = asyncio.gather(*reading)
        try:
            await asyncio.wait((done, again), return_when=asyncio.FIRST_COMPLETED)
            if done.done():
                await done
            return not again.done()
        finally:
            for task in (again, *reading):
                task.cancel()
            await asyncio.gather(again, *reading, return_exceptions=True)

    async def _read(self, waiting: dict[str, _Chat]) -> None:
        """Take one chat after the other, until none is left."""
        while waiting:
            each = self._next(waiting)
            del waiting[each.id]
            await asyncio.sleep(each.not_before - _now())
            try:
                missed = await self._missed(each)
            except RestError as error:
                self._failures += 1
                if self._hopeless(each, error):
                    self._inbox.resume(each.id, ())
                else:
                    waiting[each.id] = each
                    await self._wait(each, error)
            else:
                self._failures = 0
                failpoint("catchup.chat_read")
                self._inbox.resume(each.id, missed)

    def _next(self, waiting: Mapping[str, _Chat]) -> _Chat:
        """Those from which something waits come first, then the latest rooms; what is set aside when it may be read."""
        now = _now()
        free = [chat for chat in waiting.values() if chat.not_before <= now]
        if not free:
            return min(waiting.values(), key=lambda chat: chat.not_before)
        return next((chat for chat in free if self._inbox.holds(chat.id)), free[0])

    async def _wait(self, chat: _Chat, error: RestError) -> None:
        """A limit of the chat's own sets it aside, and holds no other; anything else is tried again more slowly."""
        if not isinstance(error, TooFast):
            await asyncio.sleep(self._retry(self._failures))
        elif error.everybody:
            await asyncio.sleep(error.seconds)
        else:
            chat.not_before = _now() + error.seconds

    async def _chats(self, since: float) -> Sequence[Open]:
        failures = 0
        while True:
            try:
                return await self._open_chats(self._account.id, since)
            except Exception as error:  # the database: without it nothing can be taken anyway
                failures += 1
                if not in_trouble(error):
                    log.warning("discord.catch_up_delayed", error=type(error).__name__)
                await asyncio.sleep(min(self._retry(failures), AGAIN_SECONDS))

    async def _missed(self, chat: _Chat) -> list[Incoming]:
        """Everything said in a chat after the last that is known. What was handled already is recognised by its key."""
        missed: list[Incoming] = []
        after, full = min((each.after(self._clock()) for each in chat.talks), key=int), True
        while full:
            self._request_at = max(self._request_at + REQUEST_SECONDS, _now())
            await asyncio.sleep(self._request_at - _now())
            await self._pace(self._account.id)
            page = await self._account.history(chat.id, after)
            full = len(page) >= PAGE
            for raw in page:
                after = str(raw["id"])
                try:
                    told = {"channel_id": chat.id, **raw}
                    found = read_message(told, self._account.id, self._names, self._commands)
                except Exception as error:
                    self._malformed()
                    log.warning("discord.message_unreadable", error=type(error).__name__)
                    continue
                if not isinstance(found, Skip):
                    # Should the room be over by now, it must not reach the next partner.
                    missed += [replace(each, room=chat.tag(after)) for each in found]
        return missed

    def _hopeless(self, chat: _Chat, error: RestError) -> bool:
        """Whether to go on without this chat's past: it is closed to us, or Discord has not told it for too long."""
        if isinstance(error, TooFast) and error.everybody:
            return False  # nothing can be said to anybody meanwhile
        now = _now()
        chat.failed_at = now if chat.failed_at is None else chat.failed_at
        closed = isinstance(error, Refused) and error.code in CLOSED
        given_up = closed or now - chat.failed_at > GIVE_UP_SECONDS
        log.warning("discord.history_refused", error=type(error).__name__, given_up=given_up)
        return given_up


def _by_chat(talks: Iterable[Open]) -> dict[str, _Chat]:
    """In their order, by the chat's id."""
    chats: dict[str, _Chat] = {}
    for each in talks:
        chats.setdefault(each.chat, _Chat(each.chat, [])).talks.append(each)
    return chats


def _now() -> float:
    return asyncio.get_running_loop().time()
