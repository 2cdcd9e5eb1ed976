"""Tells Telegram where a bot's updates go, and looks now and then whether they still do."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, NoReturn, TypeVar

import structlog
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.platforms.base import Fatal
from bot.platforms.telegram.account import ALLOWED_UPDATES, Account
from bot.platforms.telegram.hook import Hook, leads_below, same, unnamed
from bot.platforms.telegram.receive import Patience, pause_after, wrong_token

log = structlog.get_logger()

MAX_CONNECTIONS: Final = 40
"""Updates on their way at once, each of another chat. What Telegram takes where nobody says anything."""
REFUSALS: Final = 10
"""How often in a row Telegram may refuse an address: a name may just have been given, a certificate be on its way."""
THEFTS: Final = 3
"""How often somebody may take the webhook away; a program that is being replaced does it once or twice."""
THEFT_MEMORY: Final = 30.0
"""After so many looks a theft no longer counts."""

Found = TypeVar("Found")


class Registration:
    """Of one bot's webhook. `run` once the web server listens."""

    def __init__(self, bot: Account, hook: Hook, patience: Patience) -> None:
        self._bot = bot
        self._hook = hook
        self._patience = patience
        self._log = log.bind(bot=bot.account)

    async def run(self) -> NoReturn:
        """Until cancelled; the webhook stays then, so that updates wait at Telegram, for up to 24 hours.

        Raises Fatal when the token is refused, the address is refused again and again, or somebody keeps taking the
        webhook away; nothing else.
        """
        info = await self._insist(self._bot.get_webhook_info)
        if same(info.url, self._hook.url) and info.pending_update_count:
            # Telegram may be waiting two minutes before it tries them again, and would go on doing so.
            await self._insist(lambda: self._bot.delete_webhook(drop_pending_updates=False))
        elif info.url and not same(info.url, self._hook.url):
            self._log.warning("telegram.webhook_replaced")
        await self._set()
        failed = info.last_error_date  # before this start: nobody was there
        thefts: deque[int] = deque(maxlen=THEFTS)
        look = 0
        while True:
            await asyncio.sleep(self._patience.watch)
            look += 1
            info = await self._insist(self._bot.get_webhook_info)
            if not same(info.url, self._hook.url):
                if len(thefts) == THEFTS and look - thefts[0] < THEFT_MEMORY:
                    raise Fatal(stolen_webhook(self._bot, polls=not info.url))
                thefts.append(look)
                self._log.warning("telegram.webhook_taken_away")
                await self._set()
            elif info.last_error_date not in (None, failed):
                failed = info.last_error_date
                self._log.warning(
                    "telegram.webhook_trouble", reason=self._reason(info), waiting=info.pending_update_count
                )

    async def _set(self) -> None:
        await self._insist(
            lambda: self._bot.set_webhook(
                self._hook.url,
                secret_token=self._hook.secret,
                max_connections=MAX_CONNECTIONS,
                allowed_updates=ALLOWED_UPDATES,
                drop_pending_updates=False,
            )
        )
        self._log.info("telegram.webhook_set")

    async def _insist(self, ask: Callable[[], Awaitable[Found]]) -> Found:
        """Ask until Telegram answers. Raises Fatal for a refused token, and when it keeps refusing what is asked."""
        failures = refusals = 0
        while True:
            try:
                return await ask()
            except InvalidToken:
                raise Fatal(wrong_token(self._bot)) from None
            except TelegramError as error:
                failures += 1
                refusals = refusals + 1 if isinstance(error, BadRequest) else 0
                reason = unnamed(error.message, self._hook.url) if isinstance(error, BadRequest) else None
                if reason is not None and refusals == REFUSALS:
                    raise Fatal(refused_webhook(self._bot, reason)) from None
                seconds = pause_after(error, failures, self._patience)
                self._log.warning(
                    "telegram.webhook_not_set", error=type(error).__name__, reason=reason, retry_in=seconds
                )
            await asyncio.sleep(seconds)

    def _reason(self, info: WebhookInfo) -> str:
        return unnamed(info.last_error_message or "", self._hook.url)


def stolen_webhook(bot: Account, *, polls: bool) -> str:
    """The sentence for the operator."""
    how = "removing" if polls else "replacing"
    return (
        f"Another program keeps {how} the webhook of Telegram bot {bot.account}, which takes its messages away from "
        "here: stop it, then start again."
    )


def refused_webhook(bot: Account, reason: str) -> str:
    """The sentence for the operator."""
    return (
        f"Telegram does not take the webhook of bot {bot.account} ({reason}): look at BAUTA_TELEGRAM_WEBHOOK_URL, and "
        "whether that address leads here from the internet."
    )


@dataclass(frozen=True, slots=True)
class Reception:
    """Where Telegram sends a bot's updates. `here`: below our address; None: nowhere, it waits for polls."""

    bot: str
    here: bool | None
    waiting: int
    trouble: str


def reception(bot: str, info: WebhookInfo, base: str) -> Reception:
    """What Telegram has to say of the webhook of `bot`, without the address, where ours lie below `base`, if any do."""
    here = bool(base) and leads_below(info.url, f"{base}/telegram")
    trouble = unnamed(info.last_error_message or "", info.url, base)
    return Reception(bot, here if info.url else None, info.pending_update_count, trouble)
