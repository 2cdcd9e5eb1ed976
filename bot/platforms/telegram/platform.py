"""Telegram as Bauta sees it: one or several bot accounts behind the port."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import structlog
from starlette.routing import BaseRoute
from telegram.error import InvalidToken, TelegramError

from bot.content import FileRef
from bot.platforms.base import (
    Accept,
    Checked,
    Fatal,
    Keep,
    Noted,
    Receipt,
    Rejected,
    RetryLater,
    SendKey,
    TooLarge,
    Unsure,
    ungrouped,
)
from bot.platforms.shown import Shown
from bot.platforms.telegram import send as sending
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.disclose import disclose
from bot.platforms.telegram.intake import Intake
from bot.platforms.telegram.kinds import PLATFORM
from bot.platforms.telegram.presses import Presses
from bot.platforms.telegram.reactions import nearest
from bot.platforms.telegram.reading import Reader
from bot.platforms.telegram.receive import Patience, Poller, wrong_token
from bot.platforms.telegram.registration import Reception, Registration, reception
from bot.platforms.telegram.render import Part, Reply, parts
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.revise import revise
from bot.platforms.telegram.start import (
    GROUP_ADMINS,
    NO_MENUS,
    PRIVATE_CHATS,
    Menus,
    introduced,
    set_menus,
    take_webhook_away,
    username,
)
from bot.platforms.telegram.webhook import Webhooks, WebhookSetup
from bot.posts import Address, Post
from bot.via import Via

log = structlog.get_logger()

OFFICIAL_API: Final = "https://api.telegram.org"
CONNECTIONS: Final = 100
"""Requests in flight at once; more wait for a moment and are then certainly not sent."""
UNFINISHED: Final = 1000
"""Posts of several messages remembered between two attempts."""


class Telegram:
    """The Platform (Edits, Revises, Deletes, Reacts, ShowsTyping, HoldsFiles, Answers, Discloses) for these `tokens`.

    `async with` opens and closes.

    `menus`: language tag → command → description, "" being the language of everybody else; `group_menus` are for who
    administers a group. `on_skipped` is told the reason whenever an update is passed over. `poll_timeout`: seconds a
    poll waits for news, at most 50. With a `webhook` Telegram calls instead: `routes` have to be on the web server, and
    that has to listen, before `run`. `clock`: epoch seconds.
    Raises ValueError for a token that cannot be one or that comes twice.
    """

    name = PLATFORM

    def __init__(
        self,
        tokens: Sequence[str],
        api_url: str = OFFICIAL_API,
        *,
        menus: Menus,
        group_menus: Menus = NO_MENUS,
        on_skipped: Callable[[str], None],
        poll_timeout: float = 50.0,
        patience: Patience | None = None,
        webhook: WebhookSetup | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._sending = AiohttpRequest(CONNECTIONS)
        self._polling = AiohttpRequest(len(tokens))
        bots = [Account(token, api_url, sending=self._sending, polling=self._polling) for token in tokens]
        self._bots = {bot.account: bot for bot in bots}
        if not bots or len(self._bots) < len(bots):
            raise ValueError("each Telegram bot once, please, and at least one")
        self._host = urlsplit(api_url).hostname or api_url
        self._menus = {PRIVATE_CHATS: menus, GROUP_ADMINS: group_menus}
        self._on_skipped = on_skipped
        self._poll_timeout = poll_timeout
        self._patience = patience or Patience()
        self._webhooks = Webhooks(webhook, tokens) if webhook else None
        self._clock = clock
        self._usernames: dict[str, str] = {}
        self._unfinished: OrderedDict[tuple[str, int], list[str]] = OrderedDict()
        self._shown = Shown()

    async def open(self) -> None:
        """Before anything is sent or received."""
        await self._sending.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        """After the last message; what is still in flight is cut off."""
        await self._polling.shutdown()
        await self._sending.shutdown()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def links(self) -> tuple[str, ...]:
        """Where people find the bots, as far as Telegram has told their names (after `check` or early in `run`)."""
        return tuple(f"https://t.me/{name}" for account in self._bots if (name := self._usernames.get(account)))

    def routes(self) -> list[BaseRoute]:
        """What Telegram calls on our web server: nothing without a webhook."""
        return self._webhooks.routes() if self._webhooks else []

    async def check(self) -> list[Checked]:
        """Ask Telegram who each token belongs to. Never raises for what Telegram answers, or when it doesn't."""
        return list(await asyncio.gather(*(self._check(bot) for bot in self._bots.values())))

    async def receptions(self, base: str) -> list[Reception]:
        """Ask Telegram where each bot's updates go; after `check`, and only of those that could be asked.

        `base`: the address below which our webhooks lie.
        """
        found = []
        for bot in self._bots.values():
            with suppress(TelegramError):
                info = await bot.get_webhook_info()
                found.append(reception(f"@{self._usernames.get(bot.account) or bot.account}", info, base))
        return found

    async def run(self, accept: Accept) -> None:
        """Receive for all bots until cancelled. Raises Fatal, with the sentence for the operator, and then for all."""
        with ungrouped(Fatal):
            async with asyncio.TaskGroup() as group:
                for bot in self._bots.values():
                    group.create_task(self._receive(bot, accept), name=f"telegram.{bot.account}")

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        """Send a post, in several messages if need be; an attempt after a failure goes on where that one stopped."""
        bot = self._bot(to.account)
        shown = parts(item)
        name = (key.id, key.part)
        ids = self._unfinished.pop(name, [])
        try:
            begun = 0
            for part in shown:
                begun += part.messages
                if begun > len(ids):
                    new = await sending.send(bot, to.chat, part, _answered(part, item, ids), _quoted(part, item))
                    self._shown.reads(to.chat, new[0], part.words)
                    ids += new
        except (RetryLater, Unsure):
            if ids:
                self._unfinished[name] = ids
                while len(self._unfinished) > UNFINISHED:
                    self._unfinished.popitem(last=False)
            raise
        return Receipt(tuple(ids))

    async def edit(self, to: Address, native: str, item: Post, key: SendKey) -> None:
        """Change the words and buttons of a message; silent if it already reads so."""
        await sending.edit(self._bot(to.account), to.chat, native, item)

    async def revise(self, to: Address, natives: Sequence[str], item: Post, key: SendKey) -> Receipt:
        """Change what a person said, in as many messages as it takes now."""
        name = (key.id, key.part)
        added = self._unfinished.pop(name, [])

        def keep() -> None:
            self._unfinished[name] = added

        bot = self._bot(to.account)
        return Receipt(await revise(bot, to.chat, natives, item, self._shown, added, keep))

    async def typing(self, to: Address) -> None:
        """Show that the partner is writing, if Telegram lets us right now."""
        bot = self._bots.get(to.account)
        if bot is None:
            return
        try:
            await sending.typing(bot, to.chat)
        except TelegramError as error:
            log.debug("telegram.typing_not_shown", error=type(error).__name__)

    async def delete(self, to: Address, natives: Sequence[str], key: SendKey) -> None:
        """Take back what a person said."""
        await sending.delete(self._bot(to.account), to.chat, natives)

    async def disclose(self, to: Address, item: Post, key: SendKey, noted: Noted, there: int = 0) -> None:
        """Show something that can't be passed on."""
        await disclose(self._bot(to.account), to.chat, item, noted, there)

    async def answer(self, to: Address, via: Via, item: Post) -> Receipt:
        """Answer a press in a group: only the one who pressed sees it, and it leaves no message."""
        await sending.toast(self._bot(to.account), via.token, item.text)
        return Receipt(())

    async def react(self, to: Address, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
        """Show how the partner feels, in Telegram's own signs: one, the latest that it knows."""
        bot = self._bot(to.account)
        shown = next((found for each in reversed(emoji) if (found := nearest(each))), None)
        if shown is not None or gone or not emoji:  # else there is nothing to show, nor was there
            await sending.react(bot, to.chat, native, shown)
        return not emoji or nearest(emoji[-1]) is not None

    async def fetch(self, file: FileRef, limit: int, keep: Keep) -> None:
        """The bytes of a file somebody sent to one of the bots."""
        if file.size > limit:
            raise TooLarge
        await sending.fetch(self._bot(file.account), file.id, limit, keep)

    def _bot(self, account: str) -> Account:
        bot = self._bots.get(account)
        if bot is None:
            raise Rejected("this bot is not run here any more")
        return bot

    async def _check(self, bot: Account) -> Checked:
        try:
            found = self._usernames[bot.account] = await username(bot)
        except InvalidToken:
            return Checked(bot.account, problem=wrong_token(bot), wrong=True)
        except TelegramError as error:
            return Checked(
                bot.account,
                problem=f"Telegram cannot be reached at {self._host} ({error.message}): look at the network, or at "
                "BAUTA_TELEGRAM_API_URL.",
            )
        return Checked(bot.account, found)

    async def _receive(self, bot: Account, accept: Accept) -> None:
        reader = Reader(bot.account, self._on_skipped, lambda: self._usernames.get(bot.account, ""), self._clock)
        async with Presses(bot) as presses:
            if self._webhooks is None:
                await self._prepare(bot)
                await take_webhook_away(bot)
                poller = Poller(
                    bot, reader, timeout=self._poll_timeout, patience=self._patience, pressed=presses.answer
                )
                await poller.run(accept)
            hook = self._webhooks.hook(bot.token)
            intake = Intake(reader, accept, presses.answer, bot.account)
            async with self._webhooks.open(hook, intake):  # at once: the webhook may be there since an earlier run
                await self._prepare(bot)
                await Registration(bot, hook, self._patience).run()

    async def _prepare(self, bot: Account) -> None:
        self._usernames[bot.account] = await introduced(bot, self._patience)
        for where, menus in self._menus.items():
            await set_menus(bot, menus, where)


def _quoted(part: Part, item: Post) -> str:
    return item.quote if part.reply is Reply.ASKED else ""


def _answered(part: Part, item: Post, ids: Sequence[str]) -> str | None:
    match part.reply:
        case Reply.ASKED:
            return item.reply_to
        case Reply.FIRST:
            return ids[0]
        case Reply.NOTHING:
            return None
