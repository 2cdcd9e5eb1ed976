"""Files that came too late for their album join the message it is."""

from collections.abc import Sequence

from bot.albums import place
from bot.platforms.base import Rejected
from bot.platforms.discord.account import Account
from bot.platforms.discord.errors import delivery_error
from bot.platforms.discord.render import FILES, REQUEST_LIMIT, covered
from bot.platforms.discord.rest import RestError
from bot.posts import Attachment


async def append(account: Account, chat: str, native: str, files: Sequence[Attachment]) -> tuple[str, ...]:
    """As the port's `Appends.append`. What an earlier attempt brought there is not brought again."""
    try:
        raw = await account.message(chat, native)
        standing = raw.get("attachments") or ()
        there = {place(str(each.get("filename"))) for each in standing}
        new = [covered(file) for file in files if place(file.name) not in there]
        if len(standing) + len(new) > FILES or sum(file.blob.size for file in new) > REQUEST_LIMIT:
            raise Rejected("the message is full")
        if new:
            kept = [{"id": str(each["id"])} for each in standing]
            told = [{"id": number, "filename": file.name} for number, file in enumerate(new)]
            await account.edit(chat, native, {"attachments": [*kept, *told]}, files=new)
    except RestError as error:
        raise delivery_error(error) from error
    return tuple(f"{native}#{place(file.name)}" for file in files)
