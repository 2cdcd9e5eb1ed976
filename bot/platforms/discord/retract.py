"""What a person said is taken back: its messages are deleted, or its file leaves the message it shares with others."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.albums import place
from bot.platforms.base import Rejected
from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import GONE_MESSAGE, delivery_error
from bot.platforms.discord.parse import native_id
from bot.platforms.discord.rest import Refused, RestError


async def retract(account: Account, chat: str, natives: Sequence[str]) -> None:
    """As the port's `Deletes.delete`. `id#2`: the third file of the album in message `id`."""
    try:
        for native in natives:
            message, _, number = native.partition("#")
            raw = await _standing(account, chat, message)
            if raw is not None:
                await _without(account, chat, raw, int(number or 0))
    except RestError as error:
        raise delivery_error(error) from error


async def _standing(account: Account, chat: str, message: str) -> Mapping[str, Any] | None:
    try:
        raw = await account.message(chat, message)
    except Refused as error:
        if error.code == GONE_MESSAGE:
            return None
        raise
    return raw if isinstance(raw, Mapping) else None


async def _without(account: Account, chat: str, raw: Mapping[str, Any], number: int) -> None:
    """Files of an album bear its numbers; a message of any other files is one thing said, and goes as a whole."""
    files = {str(each["id"]): place(str(each.get("filename"))) for each in raw.get("attachments") or ()}
    left = [name for name, at in files.items() if at != number]
    if None in files.values() or not left:
        if number == 0 or None not in files.values():
            await taken_away(account, chat, str(raw["id"]))
        return
    if len(left) == len(files):
        if number:
            return  # it went before
        raise Rejected("the album was sent in several messages")
    body: dict[str, Any] = {"attachments": [{"id": name} for name in left]}
    if number == 0:
        body["content"] = ""  # the words were the first one's
    await account.edit(chat, str(raw["id"]), body)


async def taken_away(account: Account, chat: str, native: str) -> None:
    """Delete a message; silent where it is gone. Raises RestError."""
    try:
        await account.delete(chat, native_id(native))
    except Refused as error:
        if error.code != GONE_MESSAGE:
            raise
