"""An update, read by python-telegram-bot, becomes an Incoming or is skipped for a reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeCustomEmoji,
    ReactionTypeEmoji,
    Update,
    User,
)

from bot.messages import (
    Command,
    Deleted,
    Departed,
    Edited,
    Incoming,
    Pointed,
    Pressed,
    Reacted,
    Said,
    Sender,
    Unrelayable,
    What,
)
from bot.platforms.telegram import groups
from bot.platforms.telegram.kinds import FILES, PLATFORM, content
from bot.platforms.telegram.skips import Skip
from bot.platforms.utf16 import Utf16, well_formed

DELETE: Final = "del"
"""The command that takes back the message it answers: Telegram tells bots nothing of what people delete."""

CUSTOM: Final = ":emoji:"
"""Stands for every custom emoji, where Discord tells a name."""


REPORT: Final = "report"
"""The command that is about the message it answers."""
_ESSENCE: Final = ("message_id", "date", "chat")
_POINTED: Final = (
    *_ESSENCE, "from", "text", "entities", "caption", "caption_entities", "photo", "has_media_spoiler", "location",
    "poll", "dice", *FILES,
)  # fmt: skip
"""What is read of a message that is answered; the second, where the answer is about what it says."""


# What Telegram's apps say by themselves about a chat: nobody wrote it, so nobody is told that it isn't relayed.
_SERVICE: Final = frozenset(
    [
        "pinned_message",
        "message_auto_delete_timer_changed",
        "chat_background_set",
        "proximity_alert_triggered",
        "write_access_allowed",
        "connected_website",
        "users_shared",
        "chat_shared",
        "passport_data",
        "successful_payment",
        "refunded_payment",
        "web_app_data",
        "gift",
        "unique_gift",
        "gift_upgrade_sent",
        "boost_added",
        "paid_message_price_changed",
        "direct_message_price_changed",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "poll_option_added",
        "poll_option_deleted",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "managed_bot_created",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "new_chat_members",
        "left_chat_member",
        "suggested_post_approved",
        "suggested_post_approval_failed",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
    ]
)


def read(raw: Any, account: str, username: str = "", now: float = 0.0) -> Incoming | Skip:
    """What an update, as Telegram sent it, means to the bot `account` that is called `username`.

    Raises anything at all if the update is malformed: the library lets it fail wherever it happens to.
    """
    message = raw.get("message")
    if groups.concerns(raw):
        return groups.read(raw, account, username, now)
    if isinstance(message, dict):
        if not _SERVICE.isdisjoint(message):
            return Skip.SERVICE  # not even read: some of it makes the library warn of its own deprecations
        if answered := message.get("reply_to_message"):
            # Only which message it is: what it says was read when it came, or is our own.
            fields = _POINTED if _about_a_message(message) else _ESSENCE
            kept = {name: answered[name] for name in fields if name in answered}
            raw = {**raw, "message": {**message, "reply_to_message": kept}}
    return _incoming(Update.de_json(raw, None), account)


def _incoming(update: Update, account: str) -> Incoming | Skip:
    key = f"{PLATFORM}:{account}:u:{int(update.update_id)}"
    if update.message is not None:
        return _message(update.message, key, account)
    if update.edited_message is not None:
        return _edited(update.edited_message, key, account)
    if update.message_reaction is not None:
        return _reacted(update.message_reaction, key, account)
    if update.callback_query is not None:
        return _pressed(update.callback_query, key, account)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, key, account)
    return Skip.UNASKED


def _message(message: Message, key: str, account: str) -> Incoming | Skip:
    sender = _sender(message.from_user, message.chat, account)
    if isinstance(sender, Skip):
        return sender
    answered = message.reply_to_message
    same_chat = answered is not None and answered.chat.id == message.chat.id
    reply_to = _id(answered.message_id) if answered is not None and same_chat else None
    what = _what(message, account)
    if isinstance(what, Command) and what.name == DELETE and reply_to is not None:
        return Incoming(key, sender, Deleted(still_here=True), reply_to)
    pointed = _pointed(answered, account) if answered is not None and _reports(what) and same_chat else None
    return Incoming(key, sender, what, _id(message.message_id), reply_to, pointed=pointed)


def _about_a_message(message: Mapping[str, Any]) -> bool:
    return str(message.get("text") or "").lower().startswith(f"/{REPORT}")


def _reports(what: What) -> bool:
    return isinstance(what, Command) and what.name == REPORT


def _pointed(answered: Message, account: str) -> Pointed | None:
    """None for a message of a kind that is never passed on."""
    said = content(answered, account)
    by_bot = answered.from_user is not None and str(answered.from_user.id) == account
    return None if isinstance(said, Unrelayable) else Pointed(said, by_bot)


def _what(message: Message, account: str) -> What:
    said = content(message, account)
    if isinstance(said, Unrelayable):
        return said
    first = next((entity for entity in message.entities if entity.offset == 0), None)
    # Somebody else's command, passed on, is something to show the partner and not an order.
    if first is not None and first.type == MessageEntity.BOT_COMMAND and not said.forwarded:
        end = Utf16(said.text).point(first.length)
        return Command(said.text[1:end].partition("@")[0].lower(), said.text[end:].strip())
    return Said(said)


def _edited(message: Message, key: str, account: str) -> Incoming | Skip:
    sender = _sender(message.from_user, message.chat, account)
    if isinstance(sender, Skip):
        return sender
    said = content(message, account)
    fixed = message.poll, message.dice, message.location
    if isinstance(said, Unrelayable) or any(each is not None for each in fixed):
        return Skip.SERVICE  # a live location moves by itself, a poll is voted in; other kinds were not passed on
    return Incoming(key, sender, Edited(said, replaced=bool(said.media)), _id(message.message_id))


def _reacted(change: MessageReactionUpdated, key: str, account: str) -> Incoming | Skip:
    sender = _sender(change.user, change.chat, account)
    if isinstance(sender, Skip):
        return sender
    now, before = _emoji(change.new_reaction), _emoji(change.old_reaction)
    gone = tuple(each for each in before if each not in now)
    return Incoming(key, sender, Reacted(now, gone), _id(change.message_id))


def _emoji(reactions: Sequence[ReactionType]) -> tuple[str, ...]:
    """Of a custom one only that it is one: its set can tell who made it. So it is said in words, as on Discord."""
    found = []
    for each in reactions:
        if isinstance(each, ReactionTypeEmoji):
            found.append(well_formed(each.emoji))
        elif isinstance(each, ReactionTypeCustomEmoji):
            found.append(CUSTOM)
    return tuple(dict.fromkeys(found))


def _pressed(query: CallbackQuery, key: str, account: str) -> Incoming | Skip:
    if query.message is None or query.data is None:
        return Skip.UNASKED
    sender = _sender(query.from_user, query.message.chat, account)
    if isinstance(sender, Skip):
        return sender
    action, _, token = well_formed(query.data).partition(":")
    return Incoming(key, sender, Pressed(action, token), _id(query.message.message_id))


def _membership(change: ChatMemberUpdated, key: str, account: str) -> Incoming | Skip:
    sender = _sender(change.from_user, change.chat, account)
    if isinstance(sender, Skip):
        return sender
    if change.new_chat_member.status == ChatMember.BANNED:  # "kicked": the person blocked the bot
        return Incoming(key, sender, Departed())
    return Skip.RETURNED


def _sender(user: User | None, chat: Chat, account: str) -> Sender | Skip:
    if chat.type != Chat.PRIVATE:
        return Skip.NOT_PRIVATE
    if user is None:
        return Skip.MALFORMED
    return Sender(PLATFORM, account, _id(user.id), _id(chat.id), user.language_code)


def _id(number: int) -> str:
    """Raises TypeError for anything but a number: the library takes what it is given."""
    if not isinstance(number, int):
        raise TypeError("not a number")
    return str(number)
