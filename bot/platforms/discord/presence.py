"""One bot account at work: its gateway, what comes in by it, and everything that is told apart by account."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot.messages import Incoming, Sender
from bot.platforms.base import Accept, Fatal, Typing
from bot.platforms.discord import asked
from bot.platforms.discord.account import Account, Payload
from bot.platforms.discord.catchup import CatchUp, OpenChats
from bot.platforms.discord.desk import Desk, MaySearch, WellKnown, WordListOf
from bot.platforms.discord.doors import Doors, KnownChat
from bot.platforms.discord.feelings import Feelings
from bot.platforms.discord.gateway import Gateway, Patience, wrong_token
from bot.platforms.discord.inbox import Inbox
from bot.platforms.discord.markdown import Names
from bot.platforms.discord.parse import Skip, read_delete, read_edit, read_message, read_reaction, read_typing
from bot.platforms.discord.residence import OnServers, Residence, unheard
from bot.platforms.discord.rest import Refused, RestError, TooFast
from bot.texts.catalogue import Catalogue

log = structlog.get_logger()

REACTIONS: Final = {"MESSAGE_REACTION_ADD": True, "MESSAGE_REACTION_REMOVE": False}
EVENTS: Final = (
    "READY",
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "MESSAGE_DELETE",
    *REACTIONS,
    "INTERACTION_CREATE",
    "TYPING_START",
    "GUILD_CREATE",
    "GUILD_DELETE",
)
TYPING_AT_ONCE: Final = 50
"""Signs that somebody writes being passed on at once; more are dropped."""
SHARD_OF_CHATS: Final = 0
"""Direct messages come to the first shard only."""


async def none_of(_: Sender) -> Sequence[str]:
    """The word list of a house without any."""
    return ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the platform is given to work with, the same for every account."""

    catalogue: Catalogue
    commands: Sequence[Payload]
    interests: WellKnown
    names: Names
    open_chats: OpenChats
    known_chat: KnownChat
    may_search: MaySearch
    on_typing: Typing
    on_skipped: Callable[[str], None]
    gateway_url: str
    pace: Callable[[str], Awaitable[None]]
    """Returns when the account may make one more request."""
    patience: Patience
    clock: Callable[[], float]
    """Epoch seconds."""
    word_list: WordListOf = none_of
    on_servers: OnServers = unheard
    """Hears where the bots are."""

    @property
    def command_names(self) -> Collection[str]:
        """Those that can be written."""
        return frozenset(str(each["name"]) for each in self.commands if each["type"] == asked.SLASH)


class Presence:
    """Receives for one account; `run` until cancelled."""

    def __init__(self, account: Account, around: Surroundings) -> None:
        self.account = account
        self.doors = Doors(account, around.known_chat)
        self._around = around
        self._commands = around.command_names
        self._inbox = Inbox(around.patience.after)
        self._catch_up = CatchUp(
            account,
            self._inbox,
            around.open_chats,
            around.names,
            self._commands,
            around.patience.after,
            self._malformed,
            around.pace,
            around.clock,
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self._typing = 0
        self._feelings = Feelings()
        self._register_in = 0.0
        self.desk = Desk(
            account,
            self.doors,
            self._inbox,
            around.catalogue,
            around.interests,
            around.may_search,
            self._spawn,
            around.word_list,
        )
        self._servers = Residence(account.id, around.on_servers, around.patience.after)
        self._group: asyncio.TaskGroup | None = None

    async def run(self, accept: Accept) -> None:
        """Raises Fatal, with the sentence for the operator."""
        await self._introduced()
        registered = await self._registered()
        gateway = Gateway(
            self.account,
            self._around.gateway_url,
            EVENTS,
            self._event,
            self._inbox.room,
            self._malformed,
            self._around.patience,
        )
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._inbox.run(accept), name="discord.inbox")
            group.create_task(self._catch_up.run(), name="discord.catch-up")
            group.create_task(self._servers.run(), name="discord.servers")
            group.create_task(gateway.run(), name="discord.gateway")
            if not registered:
                group.create_task(self._registered_later(), name="discord.commands")

    # --- before anything comes in ---

    async def _introduced(self) -> None:
        """Who the bot is, however long the network takes."""
        failures = 1
        while True:
            try:
                await self.account.identify()
            except RestError as error:
                if isinstance(error, Refused) and error.status == 401:
                    raise Fatal(wrong_token(self.account)) from None
                failures += 1
                seconds = max(
                    self._around.patience.after(failures), error.seconds if isinstance(error, TooFast) else 0.0
                )
                log.warning("discord.unreachable", bot=self.account.id, error=type(error).__name__, retry_in=seconds)
                await asyncio.sleep(seconds)
            else:
                return

    async def _registered(self) -> bool:
        """The menu of commands. Goes on when Discord refuses: those registered before still work.

        False: it was not refused, but did not get through, and is to be tried again.
        """
        try:
            await self.account.register(self._around.commands)
        except RestError as error:
            code = getattr(error, "code", None)
            log.warning("discord.commands_not_registered", error=type(error).__name__, code=code)
            self._register_in = error.seconds if isinstance(error, TooFast) else 0.0
            return isinstance(error, Refused)
        return True

    async def _registered_later(self) -> None:
        failures = 1
        while True:
            failures += 1
            await asyncio.sleep(max(self._around.patience.after(failures), self._register_in))
            if await self._registered():
                return

    # --- what comes in ---

    def _event(self, name: str, data: Any) -> None:
        """The next event; one that cannot be read keeps no other from being read."""
        try:
            self._read(name, data)
            self._catch_up.listening()
        except Exception as error:
            self._malformed()
            log.warning("discord.event_unreadable", event_name=name, error=type(error).__name__)

    def _read(self, name: str, data: Mapping[str, Any]) -> None:
        match name:
            case "READY":
                if (data.get("shard") or [SHARD_OF_CHATS])[0] == SHARD_OF_CHATS:
                    self._catch_up.begin()
                self._servers.all_of(data)
            case "MESSAGE_CREATE":
                found = read_message(data, self.account.id, self._around.names, self._commands)
                if isinstance(found, Skip):
                    self._skip(found)
                    return
                self.doors.seen(found[0].sender.user, found[0].sender.chat)
                self._inbox.put(*found)
            case "MESSAGE_UPDATE":
                self._put(read_edit(data, self.account.id, self._around.names))
            case "MESSAGE_DELETE":
                self._put(read_delete(data, self.account.id))
            case "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE":
                moment = int(self._around.clock() * 1e6)
                on = REACTIONS[name]
                self._put(read_reaction(data, self.account.id, self._feelings, moment, on=on))
            case "INTERACTION_CREATE":
                wanted = asked.read(data, self.account.id, self._around.names)
                if wanted is None:
                    self._skip(Skip.SERVICE)
                else:
                    self.desk.take(wanted)
            case "GUILD_CREATE":
                self._servers.entered(data)
            case "GUILD_DELETE":
                self._servers.left(data)
            case "TYPING_START":
                writer = read_typing(data, self.account.id)
                if isinstance(writer, Sender) and self._typing < TYPING_AT_ONCE:
                    self._typing += 1
                    self._spawn(self._pass_on(writer))

    def _put(self, found: Incoming | Skip) -> None:
        if isinstance(found, Skip):
            self._skip(found)
        else:
            self._inbox.put(found)

    async def _pass_on(self, writer: Sender) -> None:
        try:
            await self._around.on_typing(writer)
        except Exception as error:  # only a sign, and reading the database may fail
            log.debug("discord.typing_not_passed_on", error=type(error).__name__)
        finally:
            self._typing -= 1

    def _skip(self, reason: Skip) -> None:
        if reason is Skip.NOT_PRIVATE:  # the others are nobody's words: our own echo, unfurled links, pins
            self._around.on_skipped(reason.value)

    def _malformed(self) -> None:
        self._around.on_skipped(Skip.MALFORMED.value)

    def _spawn(self, work: Awaitable[Any]) -> "asyncio.Task[Any]":
        if self._group is None:
            raise RuntimeError("not running")
        task: asyncio.Task[Any] = self._group.create_task(_minded(work), name="discord.aside")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _minded(work: Awaitable[Any]) -> Any:
    """What goes wrong beside the gateway must not end it."""
    try:
        return await work
    except Exception as error:
        log.error("discord.aside_failed", exc_info=error)
        return False
