"""Telegram as Bauta sees it: one or several bot accounts behind the port."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.messages import FileRef
from bot.platforms.base import Accept, Checked, Fatal, Receipt, Rejected, RetryLater, SendKey, Unsure, innermost
from bot.platforms.telegram import send as sending
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.parse import PLATFORM
from bot.platforms.telegram.receive import Patience, Poller, wrong_token
from bot.platforms.telegram.render import Part, Reply, parts
from bot.platforms.telegram.request import AiohttpRequest
from bot.platforms.telegram.revise import revise
from bot.platforms.telegram.start import Menus, answer, introduced, prepare, username
from bot.posts import Address, Post

log = structlog.get_logger()

OFFICIAL_API: Final = "https://api.telegram.org"
CONNECTIONS: Final = 100
"""Requests in flight at once; more wait for a moment and are then certainly not sent."""
ANSWERS: Final = 200
"""Button presses being answered at once; beyond that their little clock on the button just runs out by itself."""
UNFINISHED: Final = 1000
"""Posts of several messages remembered between two attempts."""


class Telegram:
    """The Platform (and Edits, Revises, ShowsTyping, HoldsFiles) for the bots with these `tokens`.

    `async with` opens and closes.

    `menus`: language tag → command → description, "" being the language of everybody else. `on_skipped` is told the
    reason whenever an update is passed over. `poll_timeout`: seconds a poll waits for news, at most 50.
    Raises ValueError for a token that cannot be one or that comes twice.
    """

    name = PLATFORM

    def __init__(
        self,
        tokens: Sequence[str],
        api_url: str = OFFICIAL_API,
        *,
        menus: Menus,
        on_skipped: Callable[[str], None],
        poll_timeout: float = 50.0,
        patience: Patience | None = None,
    ) -> None:
        self._sending = AiohttpRequest(CONNECTIONS)
        self._polling = AiohttpRequest(len(tokens))
        bots = [Account(token, api_url, sending=self._sending, polling=self._polling) for token in tokens]
        self._bots = {bot.account: bot for bot in bots}
        if not bots or len(self._bots) < len(bots):
            raise ValueError("each Telegram bot once, please, and at least one")
        self._host = urlsplit(api_url).hostname or api_url
        self._menus = menus
        self._on_skipped = on_skipped
        self._poll_timeout = poll_timeout
        self._patience = patience or Patience()
        self._usernames: dict[str, str] = {}
        self._unfinished: OrderedDict[tuple[str, int], list[str]] = OrderedDict()

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

    async def check(self) -> list[Checked]:
        """Ask Telegram who each token belongs to. Never raises for what Telegram answers, or when it doesn't."""
        return list(await asyncio.gather(*(self._check(bot) for bot in self._bots.values())))

    async def run(self, accept: Accept) -> None:
        """Receive for all bots until cancelled. Raises Fatal, with the sentence for the operator, and then for all."""
        fatal: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for bot in self._bots.values():
                    group.create_task(self._receive(bot, accept, group), name=f"telegram.{bot.account}")
        except* Fatal as errors:
            fatal = innermost(errors)
        if fatal is not None:
            raise fatal

    async def send(self, to: Address, item: Post, key: SendKey) -> Receipt:
        """Send a post, in several messages if need be; an attempt after a failure goes on where that one stopped."""
        bot = self._bot(to.account)
        shown = parts(item)
        name = (key.id, key.part)
        ids = self._unfinished.pop(name, [])
        try:
            for part in shown[len(ids) :]:
                ids.append(await sending.send(bot, to.chat, part, _answered(part, item, ids)))
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

        return Receipt(await revise(self._bot(to.account), to.chat, natives, item, added, keep))

    async def typing(self, to: Address) -> None:
        """Show that the partner is writing, if Telegram lets us right now."""
        bot = self._bots.get(to.account)
        if bot is None:
            return
        try:
            await sending.typing(bot, to.chat)
        except TelegramError as error:
            log.debug("telegram.typing_not_shown", error=type(error).__name__)

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        """The bytes of a file somebody sent to one of the bots."""
        if file.size > limit:
            raise Rejected("the file is too large")
        return await sending.fetch(self._bot(file.account), file.id, limit)

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

    async def _receive(self, bot: Account, accept: Accept, group: asyncio.TaskGroup) -> None:
        self._usernames[bot.account] = await introduced(bot, self._patience)
        await prepare(bot, self._menus)
        answers: set[asyncio.Task[None]] = set()

        def pressed(query: str) -> None:
            if len(answers) < ANSWERS:
                task = group.create_task(answer(bot, query), name="telegram.answer")
                answers.add(task)
                task.add_done_callback(answers.discard)

        poller = Poller(
            bot, timeout=self._poll_timeout, patience=self._patience, skipped=self._on_skipped, pressed=pressed
        )
        await poller.run(accept)


def _answered(part: Part, item: Post, ids: Sequence[str]) -> str | None:
    match part.reply:
        case Reply.ASKED:
            return item.reply_to
        case Reply.FIRST:
            return ids[0]
        case Reply.NOTHING:
            return None
