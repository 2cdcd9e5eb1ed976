"""Feelings at a message: the partner's emoji become the bot's own reactions."""

import re
from collections.abc import Sequence
from typing import Final

from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import GONE_MESSAGE, delivery_error
from bot.platforms.discord.rest import Refused, RestError

UNKNOWN_EMOJI: Final = 10014
TOO_MANY: Final = 30010
"""Twenty kinds of reaction are the most that a message takes."""

_NAME: Final = re.compile(r":[^:\s]{1,64}:")


async def react(account: Account, chat: str, native: str, emoji: Sequence[str], gone: Sequence[str]) -> bool:
    """As the port's `Reacts.react`. A custom emoji comes as its name, which can only be said in words."""
    drawn = [each for each in emoji if not _NAME.fullmatch(each)]
    try:
        for each in gone:
            if not _NAME.fullmatch(each):
                await _off(account, chat, native, each)
        for each in drawn:
            await account.react(chat, native, each, on=True)
    except Refused as error:
        if error.code in (UNKNOWN_EMOJI, TOO_MANY):
            return False
        raise delivery_error(error) from error
    except RestError as error:
        raise delivery_error(error) from error
    return not emoji or emoji[-1] in drawn


async def _off(account: Account, chat: str, native: str, emoji: str) -> None:
    try:
        await account.react(chat, native, emoji, on=False)
    except Refused as error:
        if error.code not in (UNKNOWN_EMOJI, GONE_MESSAGE):
            raise
