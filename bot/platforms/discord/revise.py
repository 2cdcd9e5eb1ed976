"""What stands in a chat already reads differently now: its messages are edited, and some are added or taken away."""

from collections.abc import Sequence

from bot.platforms.base import Rejected, SendKey
from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import delivery_error
from bot.platforms.discord.render import Message, messages
from bot.platforms.discord.rest import RestError
from bot.platforms.discord.retract import taken_away
from bot.platforms.discord.send import nonce
from bot.platforms.shown import Shown
from bot.posts import Post


async def revise(
    account: Account, chat: str, natives: Sequence[str], item: Post, key: SendKey, memory: Shown
) -> tuple[str, ...]:
    """The ids of the parts afterwards; none if they are the same. Raises as sends do.

    `memory`: how messages read; what reads so already is left alone. Made twice it is made once: a part that an
    earlier attempt added is recognised by its nonce.
    """
    shown = messages(item, chat)
    if any("#" in native for native in natives):
        raise Rejected("the words of an album are those of its first file")
    try:
        for message, native in zip(shown, natives, strict=False):
            if message.files and all(file.blob.size for file in message.files):
                memory.changing(chat, native)
                await _with_others(account, chat, native, message)
            elif message.editable and not memory.already(chat, native, message.content):
                memory.changing(chat, native)
                await account.edit(chat, native, {"content": message.content})
                memory.reads(chat, native, message.content)
        added = [
            await account.send(chat, message.body, nonce=nonce(key, number), reply_to=natives[0])
            for number, message in enumerate(shown[len(natives) :], len(natives))
        ]
        for native in natives[len(shown) :]:
            await taken_away(account, chat, native)
    except RestError as error:
        raise delivery_error(error) from error
    return () if len(shown) == len(natives) else (*natives[: len(shown)], *added)


async def _with_others(account: Account, chat: str, native: str, message: Message) -> None:
    """The same message with other files; of an album none can be replaced alone."""
    standing = await account.message(chat, native)
    if len(standing.get("attachments") or ()) != len(message.files):
        raise Rejected("one file of an album can't be replaced")
    new = [{"id": number, "filename": file.name} for number, file in enumerate(message.files)]
    await account.edit(chat, native, {"content": message.content, "attachments": new}, files=message.files)
