"""Interactions: acknowledged within Discord's three seconds, taken in like any update, answered beside the lanes."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import structlog

from bot.desks import DISCLOSED_FOR
from bot.messages import Command, Incoming, Pressed, Sender, Spot, Via
from bot.platforms.base import DeliveryError, Receipt, Rejected
from bot.platforms.discord.account import EPHEMERAL, Account
from bot.platforms.discord.asked import Asked, Kind
from bot.platforms.discord.doors import Door, Doors
from bot.platforms.discord.errors import CLOSED, delivery_error
from bot.platforms.discord.forms import form
from bot.platforms.discord.inbox import Inbox, Slot
from bot.platforms.discord.render import Message, messages, unchosen
from bot.platforms.discord.rest import Refused, RestError, TooFast, Unclear, Unreached
from bot.platforms.discord.server_forms import code_form, words_form
from bot.platforms.discord.slash import SUGGESTION_LENGTH, suggestions
from bot.posts import Address, Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.failpoints import failpoint

log = structlog.get_logger()

LATER, SILENTLY, SUGGESTIONS, FORM = 5, 6, 8, 9
"""Ways to acknowledge an interaction (Discord: interaction callback types)."""

SEEKING: Final = frozenset({"find", "next", "agree", "everyone"})
"""Commands and buttons after which somebody may be paired."""

WellKnown = Callable[[str], Mapping[str, Sequence[str]]]
"""What interests are called in a language, each with all its names folded."""

MaySearch = Callable[[Sender], Awaitable[bool]]
"""Whether somebody could begin a search: took the rules, is not kept out, and neither talks nor searches."""

WordListOf = Callable[[Sender], Awaitable[Sequence[str]]]
"""The rules in the word list of the server that somebody writes from."""

HERE_LASTS: Final = 3600.0
ELSEWHERE_LASTS: Final = 600.0
"""Seconds for which a door counts as open after something got through: for a search begun in the chat, or elsewhere."""

REMEMBERED: Final = 2000
"""Interactions of which is known whether they were acknowledged in time."""
TRIES: Final = 3
SECRET_LASTS: Final = DISCLOSED_FOR
"""Seconds for which something secret is shown; less than an interaction can be answered."""
LONGEST_WAIT: Final = 5.0
"""Seconds that an answer waits for a rate limit; beyond that it goes down the lane."""


@dataclass(slots=True)
class Desk:
    """One account's interactions. `spawn` runs something in the account's task group."""

    account: Account
    doors: Doors
    inbox: Inbox
    catalogue: Catalogue
    interests: WellKnown
    may_search: MaySearch
    spawn: Callable[[Awaitable[Any]], "asyncio.Task[Any]"]
    word_list: WordListOf
    _acknowledged: "OrderedDict[str, asyncio.Task[bool]]" = field(default_factory=OrderedDict)

    def take(self, asked: Asked) -> None:
        """The next interaction, as it comes in; never blocks."""
        if asked.chat is not None:
            self.doors.seen(asked.user, asked.chat)
        if asked.kind is Kind.SUGGEST:
            self.spawn(self._suggest(asked))
        elif asked.opens_form:
            self.spawn(self._form(asked))
        elif asked.opens_servers_form:
            self.spawn(self._servers_form(asked))
        else:
            self._acknowledged[asked.via_token] = self.spawn(self._acknowledge(asked))
            while len(self._acknowledged) > REMEMBERED:
                self._acknowledged.popitem(last=False)
            if asked.chat is not None and not (_seeks(asked) and not self.doors.is_open(asked.chat, HERE_LASTS)):
                self.inbox.put(asked.incoming(self.account.id, asked.chat))
            else:
                chat = asked.chat or self.doors.known(asked.user)
                self.spawn(self._enter(asked, self.inbox.keep_place(chat, asked.user, asked.id)))

    # --- the first word ---

    async def _acknowledge(self, asked: Asked) -> bool:
        """Whether Discord took it in time: only then it waits for an answer."""
        if asked.kind is Kind.COMMAND:
            body: Mapping[str, Any] = {"type": LATER, "data": {"flags": EPHEMERAL}} if asked.aside else {"type": LATER}
        else:
            body = {"type": SILENTLY}
        failpoint("interaction.before_acknowledged")
        acknowledged = await self._first(asked, body)
        failpoint("interaction.acknowledged")
        return acknowledged

    async def _first(self, asked: Asked, body: Mapping[str, Any]) -> bool:
        try:
            await self.account.acknowledge(asked.id, asked.token, body)
        except RestError as error:
            log.warning("discord.not_acknowledged", error=type(error).__name__, code=getattr(error, "code", None))
            return isinstance(error, Unclear)  # it may have been taken
        return True

    async def _suggest(self, asked: Asked) -> None:
        found = suggestions(asked.typed, self.interests((asked.locale or "").partition("-")[0]))
        choices = [{"name": each[:SUGGESTION_LENGTH], "value": each} for each in found]
        await self._first(asked, {"type": SUGGESTIONS, "data": {"choices": choices}})

    async def _form(self, asked: Asked) -> None:
        """The form behind a button. What is written there comes as an interaction of its own."""
        if not isinstance(asked.what, Pressed):
            return
        opened = form(asked.what, self.catalogue, self.catalogue.nearest(asked.locale))
        await self._first(asked, {"type": FORM, "data": opened})

    async def _servers_form(self, asked: Asked) -> None:
        """The form behind a button of /bauta."""
        language = self.catalogue.nearest(asked.locale)
        if asked.what == Pressed("server", "edit"):
            rules = await self.word_list(asked.incoming(self.account.id, "").sender)
            form = words_form(rules, self.catalogue, language)
        else:
            form = code_form(self.catalogue, language)
        await self._first(asked, {"type": FORM, "data": form})

    # --- from elsewhere than the chat ---

    async def _enter(self, asked: Asked, slot: Slot) -> None:
        entered: Incoming | None = None
        try:
            entered = await self._entered(asked)
        finally:
            self.inbox.fill(slot, entered)

    async def _entered(self, asked: Asked) -> Incoming | None:
        """The update, once it is known where the chat is, and, before a search, that it is open; else None."""
        try:
            chat = asked.chat or await self.doors.chat(asked.user)
            door = await self._door(asked, chat)
        except Exception as error:  # Discord's or the database's: somebody waits for an answer in any case
            log.warning("discord.chat_not_opened", error=type(error).__name__)
            closed = isinstance(error, Refused) and error.code in CLOSED
            door = Door.CLOSED if closed else Door.UNKNOWN
        if door is not Door.OPEN:
            await self._say(asked, Text.DIRECT_MESSAGES_CLOSED if door is Door.CLOSED else Text.NOT_RIGHT_NOW)
            return None
        return asked.incoming(self.account.id, chat)

    async def _door(self, asked: Asked, chat: str) -> Door:
        """Whether the chat is open, as far as that matters: only who may be paired by this is behind it."""
        sender = asked.incoming(self.account.id, chat).sender
        if not (_seeks(asked) and (asked.what == Pressed("agree") or await self.may_search(sender))):
            return Door.OPEN
        words = self.catalogue.notice(Text.DIRECT_MESSAGES_HERE, self.catalogue.nearest(asked.locale), {})
        within = ELSEWHERE_LASTS if asked.aside else HERE_LASTS
        door = await self.doors.knock(chat, words, asked.id, within)
        failpoint("door.knocked")
        return door

    async def _say(self, asked: Asked, text: Text) -> None:
        """Answer without a turn: nothing changes."""
        incoming = asked.incoming(self.account.id, asked.chat or "")
        spot = Spot.ANSWER if asked.kind is Kind.COMMAND else Spot.BESIDE
        via = replace(incoming.via or Via(asked.via_token, 0.0, asked.aside), spot=spot)
        words, spans = self.catalogue.notice(text, self.catalogue.nearest(asked.locale), {})
        address = Address("", "discord", self.account.id, asked.chat or "")
        try:
            await self.answer(address, via, Post(words, spans, host=True))
        except DeliveryError as error:
            log.warning("discord.not_answered", error=type(error).__name__)

    # --- the answer ---

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        """Answer directly. Raises a DeliveryError when that is no longer possible.

        What is secret only the one who asked sees, and only for a while; nothing is told of its parts.
        """
        try:
            return await self._answered(to, via, item)
        except Rejected:
            plainer = unchosen(item)  # a role or channel that a menu shows as chosen may be gone since
            if plainer is None:
                raise
            return await self._answered(to, via, plainer)

    async def _answered(self, to: Address, via: Via, item: Post) -> Receipt:
        aside = via.aside or item.secret
        if item.secret and not (via.aside or via.tap):
            raise Rejected("the place held free for it is not private")
        acknowledged = self._acknowledged.get(via.token)
        if acknowledged is not None and not await acknowledged:
            raise Rejected("the interaction was over")
        sent: list[str] = []
        try:
            await self._answers(via, messages(item, to.chat), aside, sent)
        finally:
            if item.secret and sent:
                self.spawn(self._gone_in_time(via.token, tuple(sent)))
        return Receipt(() if item.secret else tuple(sent))

    async def _answers(self, via: Via, shown: Sequence[Message], aside: bool, sent: list[str]) -> None:
        for number, message in enumerate(shown):
            if number == 0 and via.spot is Spot.ANSWER:
                name = await self._tried(partial(self.account.answer, via.token, message.body, files=message.files))
            else:
                beside = partial(self.account.follow_up, via.token, message.body, aside=aside, files=message.files)
                name = await self._tried(beside, again=False)
            if name:
                sent.append(name)

    async def _gone_in_time(self, via: str, names: Sequence[str]) -> None:
        """Take away what was secret, while Discord still lets us; it goes with the reader's app at the latest."""
        await asyncio.sleep(SECRET_LASTS)
        for name in names:
            with suppress(RestError):
                await self.account.take_back(via, name)

    async def _tried(self, request: Callable[[], Awaitable[str]], again: bool = True) -> str:
        """`again`: doing it twice is doing it once."""
        for attempt in range(1, TRIES + 1):
            try:
                return await request()
            except RestError as error:
                wait = error.seconds if isinstance(error, TooFast) else 0.5
                if isinstance(error, Unclear) and not again:
                    return ""  # a notice of the bot is rather lost than shown twice
                passing = isinstance(error, TooFast | Unreached | Unclear)
                if attempt == TRIES or not passing or wait > LONGEST_WAIT:
                    raise delivery_error(error) from error
                await asyncio.sleep(wait)
        raise Rejected("never answered")


def _seeks(asked: Asked) -> bool:
    what = asked.what
    return (what.name if isinstance(what, Command) else what.action) in SEEKING
