"""What stands in a chat already reads differently now: its messages are edited, and some are added or taken away."""

from collections.abc import Sequence

from bot.platforms.base import SendKey
from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import GONE_MESSAGE, delivery_error
from bot.platforms.discord.parse import native_id
from bot.platforms.discord.render import messages
from bot.platforms.discord.rest import Refused, RestError
from bot.platforms.discord.send import nonce
from bot.posts import Post


async def revise(account: Account, chat: str, natives: Sequence[str], item: Post, key: SendKey) -> tuple[str, ...]:
    """The ids of the parts afterwards; none if they are the same. Raises as sends do.

    Made twice it is made once: a part that an earlier attempt added is recognised by its nonce.
    """
    shown = messages(item, chat)
    natives = list(dict.fromkeys(map(native_id, natives)))  # files of one album may share a message
    try:
        for message, native in zip(shown, natives, strict=False):
            if message.editable:
                await account.edit(chat, native, {"content": message.content})
        added = [
            await account.send(chat, message.body, nonce=nonce(key, number), reply_to=natives[0])
            for number, message in enumerate(shown[len(natives) :], len(natives))
        ]
        for native in natives[len(shown) :]:
            await taken_away(account, chat, native)
    except RestError as error:
        raise delivery_error(error) from error
    return () if len(shown) == len(natives) else (*natives[: len(shown)], *added)


async def taken_away(account: Account, chat: str, native: str) -> None:
    """Delete a message; silent where it is gone. Raises RestError."""
    try:
        await account.delete(chat, native)
    except Refused as error:
        if error.code != GONE_MESSAGE:
            raise
