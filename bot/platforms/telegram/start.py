"""Before anything is received: who the bot is, that nobody else gets its messages, and its menus of commands."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import InvalidToken, TelegramError

from bot.platforms.base import Fatal
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.receive import Patience, pause_after, wrong_token

log = structlog.get_logger()

Menus = Mapping[str, Mapping[str, str]]
"""Language tag → command → description; "" is for everybody whose language has no menu of its own."""

NO_MENUS: Final[Menus] = {}

PRIVATE_CHATS: Final = BotCommandScopeAllPrivateChats()
GROUP_ADMINS: Final = BotCommandScopeAllChatAdministrators()


async def username(bot: Account) -> str:
    """The bot's name as Telegram has it. Raises InvalidToken or another TelegramError."""
    return (await bot.get_me()).username or ""


async def introduced(bot: Account, patience: Patience) -> str:
    """The bot's name, however long the network takes. Raises Fatal when the token is refused."""
    failures = 0
    while True:
        try:
            return await username(bot)
        except InvalidToken:
            raise Fatal(wrong_token(bot)) from None
        except TelegramError as error:
            failures += 1
            seconds = pause_after(error, failures, patience)
            log.warning("telegram.unreachable", bot=bot.account, error=type(error).__name__, retry_in=seconds)
            await asyncio.sleep(seconds)


async def take_webhook_away(bot: Account) -> None:
    """So that polls are answered; what waits stays. Goes on when Telegram refuses: the poller tries again."""
    try:
        if (await bot.get_webhook_info()).url:
            await bot.delete_webhook(drop_pending_updates=False)
            log.warning("telegram.webhook_removed", bot=bot.account)
    except TelegramError as error:
        log.warning("telegram.not_prepared", bot=bot.account, error=type(error).__name__)


async def set_menus(bot: Account, menus: Menus, where: BotCommandScope) -> None:
    """Nobody is kept from talking when Telegram refuses them."""
    try:
        for language, commands in menus.items():
            await bot.set_my_commands(
                [BotCommand(name, description) for name, description in commands.items()],
                scope=where,
                language_code=language or None,
            )
    except TelegramError as error:
        log.warning("telegram.not_prepared", bot=bot.account, error=type(error).__name__)


async def answer(bot: Account, query: str) -> None:
    """End the little clock on a button that was pressed. Best effort: the press itself is committed already."""
    try:
        await bot.answer_callback_query(query)
    except TelegramError as error:
        log.info("telegram.press_not_answered", bot=bot.account, error=type(error).__name__)
