"""Sends, edits and fetches for one account, and says in the port's words what went wrong."""

from typing import Final

from telegram import InputFile, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.platforms.base import DeliveryError, Gone, Rejected, RetryLater, Scope, Unsure
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.render import NO_PREVIEW, Part, parts
from bot.platforms.telegram.request import MaybeSent, Missing, NotSent, TooFast, TooLarge
from bot.posts import Post

UNREACHABLE_SECONDS: Final = 2.0
"""The pause after a request that did not get through."""
REVOKED_SECONDS: Final = 30.0
"""The pause when the token is refused: the poll finds out and ends everything."""
TYPING_SECONDS: Final = 5.0
"""A sign that somebody writes is worth nothing later than that; Telegram shows it no longer either."""

# Telegram's descriptions may quote what was sent, so none is passed on; these say the same in words of our own.
_ABSENT: Final = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "user_deactivated")
UNCHANGED: Final = "message is not modified"
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
    ("file is too big", "the file is too large"),
    ("file", "the file is no longer there"),
)


async def send(account: Account, chat: str, part: Part, reply_to: str | None) -> str:
    """Send one message; its native id. Raises Gone, RetryLater, Rejected or Unsure."""
    try:
        return await _send(account, int(chat), part, _reply(reply_to))
    except TelegramError as error:
        raise delivery_error(error) from error


async def edit(account: Account, chat: str, native: str, item: Post) -> None:
    """Change the text and buttons of message `native`. Raises Gone, RetryLater or Rejected; never Unsure."""
    shown = parts(item)
    if len(shown) > 1 or shown[0].attachment is not None:
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


async def typing(account: Account, chat: str) -> None:
    """Show that somebody writes. Raises TelegramError."""
    await account.send_chat_action(int(chat), ChatAction.TYPING, read_timeout=TYPING_SECONDS)


async def fetch(account: Account, file_id: str, limit: int) -> bytes:
    """The bytes of a file. Raises Rejected beyond `limit` bytes or when it is no longer there, RetryLater else."""
    try:
        return await account.download(file_id, limit)
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
        case Forbidden():
            return Gone("refused by the person")
        case TooLarge():
            return Rejected("the file is too large")
        case Missing():
            return Rejected("the file is no longer there")
        case BadRequest() if any(words in error.message.lower() for words in _ABSENT):
            return Gone("no such chat")
        case BadRequest():
            told = error.message.lower()
            return Rejected(next((reason for words, reason in _REASONS if words in told), "refused by Telegram"))
        case Conflict():
            return RetryLater(UNREACHABLE_SECONDS, Scope.LANE)
    return Rejected("refused by Telegram")


async def _send(account: Account, chat: int, part: Part, reply: ReplyParameters | None) -> str:
    if part.attachment is None:
        return await account.deliver(
            "sendMessage",
            chat_id=chat,
            text=part.text,
            entities=part.entities or None,
            link_preview_options=NO_PREVIEW,
            reply_parameters=reply,
            reply_markup=part.keyboard,
        )
    file = InputFile(part.attachment.data, part.attachment.name)
    file.mimetype = part.attachment.mime
    about = {
        "chat_id": chat,
        "caption": part.text or None,
        "caption_entities": part.entities or None,
        "reply_parameters": reply,
        "reply_markup": part.keyboard,
    }
    if part.as_photo:
        try:
            return await account.deliver("sendPhoto", photo=file, has_spoiler=part.attachment.spoiler or None, **about)
        except BadRequest as error:
            # Too long and thin for a photo, for instance: as a document anything goes.
            if not any(words in error.message.lower() for words in _NO_PHOTO):
                raise
    return await account.deliver("sendDocument", document=file, disable_content_type_detection=True, **about)


def _reply(native: str | None) -> ReplyParameters | None:
    return None if native is None else ReplyParameters(int(native), allow_sending_without_reply=True)
