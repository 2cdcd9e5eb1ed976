"""What stands in a chat already reads differently now: its messages are edited, and some are added or taken away."""

from collections.abc import Callable, Sequence

from telegram.error import BadRequest, TelegramError

from bot.platforms.base import RetryLater, Unsure
from bot.platforms.shown import Shown
from bot.platforms.telegram import send as sending
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.files import replacing
from bot.platforms.telegram.render import NO_PREVIEW, WITHOUT_CAPTION, Part, parts
from bot.platforms.telegram.request import MaybeSent
from bot.platforms.telegram.send import UNCHANGED, UNREACHABLE_SECONDS, delivery_error
from bot.posts import Post


async def revise(
    account: Account,
    chat: str,
    natives: Sequence[str],
    item: Post,
    memory: Shown,
    added: list[str],
    keep: Callable[[], None],
) -> tuple[str, ...]:
    """The ids of the parts afterwards; none if they are the same. Raises as sends do.

    `memory`: how messages read; what reads so already is left alone. `added`: parts that an earlier attempt added,
    extended by those of this one; `keep` is called before it fails.
    """
    shown = parts(item)
    standing, there = [], 0  # the parts that stand in the chat already, each with its first message
    for part in shown:
        if there < len(natives):
            standing.append((part, natives[there]))
        there += part.messages
    for part, native in standing:
        if part.replaces or not memory.already(chat, native, part.words):
            memory.changing(chat, native)
            await _changed(account, chat, native, part)
            memory.reads(chat, native, part.words)
    try:
        for part in shown[len(standing) + len(added) :]:  # a part that is added is words: one message
            added += await sending.send(account, chat, part, natives[0])
    except (RetryLater, Unsure):
        keep()
        raise
    for native in natives[there:]:
        await _taken_away(account, chat, native)
    return () if there == len(natives) else (*natives[:there], *added)


async def _changed(account: Account, chat: str, native: str, part: Part) -> None:
    """Change the words of a message, or those under its file; it may read so already."""
    if part.poll is not None or (part.files and part.files[0].kind in WITHOUT_CAPTION):
        return
    about: dict[str, object] = {"chat_id": int(chat), "message_id": int(native)}
    try:
        if part.replaces:
            media = replacing(part.files[0], part)
            await account.deliver("editMessageMedia", **about, media=media)
            return
        if part.files:
            await account.deliver(
                "editMessageCaption", **about, caption=part.text, caption_entities=part.entities or None
            )
            return
        await account.deliver(
            "editMessageText",
            **about,
            text=part.text,
            entities=part.entities or None,
            link_preview_options=None if part.previews else NO_PREVIEW,
        )
    except MaybeSent as error:
        raise RetryLater(UNREACHABLE_SECONDS) from error  # made twice it is made once
    except TelegramError as error:
        if not (isinstance(error, BadRequest) and UNCHANGED in error.message.lower()):
            raise delivery_error(error) from error


async def _taken_away(account: Account, chat: str, native: str) -> None:
    """Delete a message; where that can't be done any more, what it said is gone."""
    try:
        await account.delete_message(int(chat), int(native))
    except MaybeSent as error:
        raise RetryLater(UNREACHABLE_SECONDS) from error
    except BadRequest:
        pass  # it is gone, or two days old: it can't be made to read as nothing
    except TelegramError as error:
        raise delivery_error(error) from error
