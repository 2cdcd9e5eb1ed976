"""Sends, edits and fetches for one account, and says in the port's words what went wrong."""

from collections.abc import Sequence
from typing import Final

from telegram import ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.content import Kind
from bot.platforms.base import DeliveryError, Gone, Keep, Rejected, Relocated, RetryLater, Scope, Unsure
from bot.platforms.base import TooLarge as TooLargeFile
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.files import METHODS, album, described, uploaded
from bot.platforms.telegram.render import NO_PREVIEW, WITHOUT_CAPTION, Part, parts
from bot.platforms.telegram.request import MaybeSent, Missing, NotSent, TooFast, TooLarge
from bot.platforms.utf16 import well_formed
from bot.posts import Post

DOWNLOAD_LIMIT: Final = 20_000_000
"""Bytes of a file that Telegram's own servers hand out to bots."""
UNREACHABLE_SECONDS: Final = 2.0
"""The pause after a request that did not get through."""
REVOKED_SECONDS: Final = 30.0
"""The pause when the token is refused: the poll finds out and ends everything."""
TYPING_SECONDS: Final = 5.0
"""A sign that somebody writes is worth nothing later than that; Telegram shows it no longer either."""

# Telegram's descriptions may quote what was sent, so none is passed on; these say the same in words of our own.
_ABSENT: Final = (
    "chat not found", "user not found", "peer_id_invalid", "user is deactivated", "user_deactivated",
    # of groups:
    "not enough rights", "have no rights", "chat_write_forbidden", "chat_restricted", "group chat was deactivated",
)  # fmt: skip
TOAST_LIMIT: Final = 200
GLANCE: Final = 60
"""Characters that are read in passing; more stand still until they are tapped away."""
UNCHANGED: Final = "message is not modified"
GONE: Final = "message to delete not found"
_NO_PHOTO: Final = (
    "photo_invalid",
    "image_process_failed",
    "photo_save_file_invalid",
    "photo_ext_invalid",
    "for a photo",
)
_REASONS: Final = (
    ("message to edit not found", "the message is no longer there"),
    ("message can't be edited", "the message cannot be changed"),
    ("too long", "the text is too long"),
    ("text is empty", "there is nothing to show"),
    ("text must be non-empty", "there is nothing to show"),
    ("file", "the file is no longer there"),
)


async def send(account: Account, chat: str, part: Part, reply_to: str | None, quote: str = "") -> list[str]:
    """Send one message, or one album; the native ids. Raises Gone, RetryLater, Rejected or Unsure."""
    try:
        return await _send(account, int(chat), part, _reply(reply_to, quote))
    except BadRequest as error:
        if not quote or "quote" not in error.message.lower():
            raise delivery_error(error) from error
    except TelegramError as error:
        raise delivery_error(error) from error
    return await send(account, chat, part, reply_to)  # what is quoted reads differently there by now


async def delete(account: Account, chat: str, natives: Sequence[str]) -> None:
    """Remove messages, all that can be; those that are gone already count. Raises as `send` does, but never Unsure."""
    refused: DeliveryError | None = None
    for native in natives:
        try:
            await account.do("deleteMessage", chat_id=int(chat), message_id=int(native))
        except MaybeSent as error:
            raise RetryLater(UNREACHABLE_SECONDS) from error
        except TelegramError as error:
            if not (isinstance(error, BadRequest) and GONE in error.message.lower()):
                refused = delivery_error(error)
                if not isinstance(refused, Rejected):
                    raise refused from error
    if refused is not None:
        raise refused


async def react(account: Account, chat: str, native: str, emoji: str | None) -> None:
    """Show one feeling at a message, or none. Raises as `send` does, but never Unsure."""
    shown = [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
    try:
        await account.do("setMessageReaction", chat_id=int(chat), message_id=int(native), reaction=shown)
    except MaybeSent as error:
        raise RetryLater(UNREACHABLE_SECONDS) from error
    except TelegramError as error:
        raise delivery_error(error) from error


async def edit(account: Account, chat: str, native: str, item: Post) -> None:
    """Change the text and buttons of message `native`. Raises Gone, RetryLater or Rejected; never Unsure."""
    shown = parts(item)
    if len(shown) > 1 or shown[0].files or shown[0].poll is not None:
        raise Rejected("only a text that fits one message can be changed")
    try:
        await account.deliver(
            "editMessageText",
            chat_id=int(chat),
            message_id=int(native),
            text=shown[0].text,
            entities=shown[0].entities or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=shown[0].keyboard,
        )
    except MaybeSent as error:
        # An edit that did arrive changes nothing the second time, so doubt is no reason to give up.
        raise RetryLater(UNREACHABLE_SECONDS) from error
    except TelegramError as error:
        if not (isinstance(error, BadRequest) and UNCHANGED in error.message.lower()):
            raise delivery_error(error) from error


async def toast(account: Account, query: str, text: str) -> None:
    """Answer a press with words over the chat, which only the one who pressed sees. Raises as `send` does."""
    shown = well_formed(text)
    if len(shown) > TOAST_LIMIT:
        shown = shown[: TOAST_LIMIT - 1] + "…"
    try:
        await account.do("answerCallbackQuery", callback_query_id=query, text=shown, show_alert=len(shown) > GLANCE)
    except MaybeSent as error:
        raise RetryLater(UNREACHABLE_SECONDS) from error
    except TelegramError as error:
        raise delivery_error(error) from error


async def typing(account: Account, chat: str) -> None:
    """Show that somebody writes. Raises TelegramError."""
    await account.send_chat_action(int(chat), ChatAction.TYPING, read_timeout=TYPING_SECONDS)


async def fetch(account: Account, file_id: str, limit: int, keep: Keep) -> None:
    """Hand over a file's bytes. Raises Rejected beyond `limit` bytes or when it is no longer there, else RetryLater."""
    try:
        await account.download(file_id, limit, keep)
    except MaybeSent as error:
        raise RetryLater(UNREACHABLE_SECONDS) from error  # asking twice does no harm
    except TelegramError as error:
        raise delivery_error(error) from error


def delivery_error(error: TelegramError) -> DeliveryError:
    """What the caller is to do about the library's error; free of anything the error quotes."""
    match error:
        case TooFast():
            return RetryLater(error.seconds, Scope.LANE, too_fast=True)
        case NotSent():
            return RetryLater(UNREACHABLE_SECONDS, Scope.LANE)
        case MaybeSent():
            return Unsure("no clear answer")
        case InvalidToken():
            return RetryLater(REVOKED_SECONDS, Scope.ACCOUNT)
        case ChatMigrated():
            return Relocated(str(error.new_chat_id))
        case Forbidden():
            return Gone("refused by the person")
        case TooLarge():
            return TooLargeFile(DOWNLOAD_LIMIT)
        case Missing():
            return Rejected("the file is no longer there")
        case BadRequest() if "file is too big" in error.message.lower():
            return TooLargeFile(DOWNLOAD_LIMIT)
        case BadRequest() if any(words in error.message.lower() for words in _ABSENT):
            return Gone("no such chat")
        case BadRequest():
            told = error.message.lower()
            return Rejected(next((reason for words, reason in _REASONS if words in told), "refused by Telegram"))
        case Conflict():
            return RetryLater(UNREACHABLE_SECONDS, Scope.LANE)
    return Rejected("refused by Telegram")


async def _send(account: Account, chat: int, part: Part, reply: ReplyParameters | None) -> list[str]:
    about: dict[str, object] = {"chat_id": chat, "reply_parameters": reply}
    if part.secret:
        about["protect_content"] = True
    if len(part.files) > 1:
        return await account.deliver_all("sendMediaGroup", media=album(part), **about)
    about["reply_markup"] = part.keyboard
    if part.poll is not None:
        options = [{"text": option} for option in part.poll.options]
        several = part.poll.several or None
        fields: dict[str, object] = {
            "question": part.poll.question,
            "options": options,
            "allows_multiple_answers": several,
        }
        return [await account.deliver("sendPoll", is_anonymous=True, **fields, **about)]
    if not part.files:
        preview = None if part.previews else NO_PREVIEW
        text: dict[str, object] = {"text": part.text, "entities": part.entities or None}
        return [await account.deliver("sendMessage", **text, link_preview_options=preview, **about)]
    file = part.files[0]
    if file.kind not in WITHOUT_CAPTION:
        about |= {"caption": part.text or None, "caption_entities": part.entities or None}
    method, field = METHODS[file.kind]
    try:
        return [await account.deliver(method, **{field: uploaded(file)}, **described(file), **about)]
    except BadRequest as error:
        # Too long and thin for a photo, for instance: as a document anything goes, but for what is to stay covered.
        as_document = file.kind is Kind.PHOTO and not part.secret
        if not as_document or not any(words in error.message.lower() for words in _NO_PHOTO):
            raise
    document = {"document": uploaded(file), "disable_content_type_detection": True}
    return [await account.deliver("sendDocument", **document, **about)]


def _reply(native: str | None, quote: str) -> ReplyParameters | None:
    if native is None:
        return None
    return ReplyParameters(int(native), allow_sending_without_reply=True, quote=quote or None)
