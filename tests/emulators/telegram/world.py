"""The emulated Telegram: bots, people, the private chat each pair of them has, and groups."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, Final

from tests.emulators.signals import Signal
from tests.emulators.telegram.media import Files
from tests.emulators.telegram.updates import Updates

if TYPE_CHECKING:
    from tests.emulators.telegram.groups import Group

Message = dict[str, Any]  # a Bot API Message object; replaced, never changed, once it is in a chat

TOKEN: Final = re.compile(r"\d+:[\w-]+", re.ASCII)
LOCAL: Final = "http://127.0.0.1:"  # only such webhooks are called
QUERY_LIFETIME: Final = 900.0  # seconds a callback query can be answered; the real limit is not published


class BotAccount:
    """A bot: its queue of updates, its chats, its menu, and its webhook if it has one."""

    def __init__(self, token: str, name: str, username: str, updates: Updates) -> None:
        self.id = int(token.partition(":")[0])
        self.token = token
        self.username = username
        self.name = name
        self.user: dict[str, Any] = {"id": self.id, "is_bot": True, "first_name": name, "username": username}
        self.updates = updates
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.webhook: Webhook | None = None
        self.webhook_error: tuple[int, str] | None = None  # when a post failed last, and how
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self._last_message_id = 0

    def next_message_id(self) -> int:
        """Private chats number their messages in one sequence per account."""
        self._last_message_id += 1
        return self._last_message_id


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted; getUpdates is refused while there is one."""

    url: str
    secret_token: str = ""
    max_connections: int = 40


@dataclass(frozen=True, slots=True)
class PressAnswer:
    """What answerCallbackQuery showed the person."""

    text: str
    alert: bool
    url: str


class Press:
    """One press of an inline button: a callback query until the bot answers it or it grows too old."""

    def __init__(self, query_id: str, data: str, until: float) -> None:
        self.id = query_id
        self.data = data
        self.until = until
        self.answer: PressAnswer | None = None
        self.changed = Signal()

    async def answered(self, timeout: float = 5.0) -> PressAnswer:
        """Wait for the bot's answer: the toast or alert (its text may be empty)."""
        return await self.changed.until(lambda: self.answer, timeout)

    def expire(self) -> None:
        """From now on answering is too late."""
        self.until = 0.0


@dataclass(slots=True)
class Chat:
    """The private chat of a bot and a person, or a group with a bot in it, seen with the bot's message ids."""

    bot: BotAccount
    person: int  # of a group its number
    fields: dict[str, Any]  # the Bot API Chat object
    instance: str  # CallbackQuery.chat_instance
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)  # what the bot sent or edited, in order, as it was then
    consumed: int = 0  # how much of `heard` the person's `hears` has passed
    reactions: dict[tuple[int, bool], list[dict[str, Any]]] = field(default_factory=dict)  # by message and by-the-bot
    votes: dict[int, dict[int, list[int]]] = field(default_factory=dict)  # by poll's message and person: places
    changed: Signal = field(default_factory=Signal)
    group: Group | None = None

    def next_message_id(self) -> int:
        return self.bot.next_message_id() if self.group is None else self.group.next_message_id(self.bot)

    def post(self, message: Message, *, by_bot: bool) -> None:
        self.messages[message["message_id"]] = message
        if by_bot:
            self.heard.append(message)
            self.changed.notify()


class World:
    """Everything there is, and the clock and chance it runs on. `clock`: float epoch seconds.

    `copying`: whether bots may copy messages.
    """

    def __init__(self, clock: Callable[[], float], random: Random, *, copying: bool = False) -> None:
        self.copying = copying
        self.clock = clock
        self.random = random
        self.files = Files(random)
        self.bots: dict[str, BotAccount] = {}
        self.users: dict[int, dict[str, Any]] = {}
        self.groups: dict[int, Group] = {}
        self.deactivated: set[int] = set()
        self.forbid_voices: set[int] = set()  # who takes no voice messages from bots
        self.stirred = asyncio.Event()  # something was put into a queue, or a webhook was changed

    def now(self) -> int:
        return int(self.clock())

    def add_bot(self, token: str, name: str, username: str | None) -> BotAccount:
        if not TOKEN.fullmatch(token):
            raise ValueError("a bot token is digits, a colon, and letters, digits, _ or -")
        if token not in self.bots:
            first = self.random.randrange(100_000_000, 900_000_000)
            username = username or f"bauta_{len(self.bots) + 1}_bot"
            self.bots[token] = BotAccount(token, name, username, Updates(first, self.stirred))
        return self.bots[token]

    def add_user(self, fields: dict[str, Any]) -> int:
        """A new account with an id beyond 32 bits, as young accounts have."""
        while (user_id := self.random.randrange(5_000_000_000, 8_000_000_000)) in self.users:
            pass
        self.users[user_id] = {"id": user_id, "is_bot": False, **fields}
        return user_id

    def new_group_id(self, *, supergroup: bool = False) -> int:
        """Groups have numbers below zero, supergroups such below -10^12."""
        number = self.random.randrange(10**8, 10**9)
        return -(10**12) - number if supergroup else -number

    def open_chat(self, bot: BotAccount, person: int) -> Chat:
        """The chat of these two, begun if need be: only people begin chats."""
        chat = bot.chats.get(person)
        if chat is None:
            user = self.users[person]
            names: dict[str, Any] = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
            instance = str(self.random.randrange(-(2**63), 2**63))
            chat = bot.chats[person] = Chat(bot, person, {"id": person, **names, "type": "private"}, instance)
        return chat


def quoted(message: Message) -> Message:
    """A message as it appears in reply_to_message: without what it replied to itself."""
    return {key: value for key, value in message.items() if key not in ("reply_to_message", "external_reply", "quote")}
