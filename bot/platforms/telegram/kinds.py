"""What a message of Telegram's says: words, files, polls, dice. An allow-list; who made or forwarded it is not read."""

from typing import Final

from telegram import Message, PhotoSize
from telegram import Poll as TelegramPoll

from bot.content import Content, FileRef, Kind, Media, Place, Poll, Span
from bot.messages import Unrelayable
from bot.platforms.telegram.entities import spans
from bot.platforms.utf16 import well_formed

PLATFORM: Final = "telegram"

# Which field a message with a file has. Some set a second one for the sake of older programs (an animation is also a
# document): the first that is set counts.
FILES: Final = {
    "animation": Kind.ANIMATION,
    "video": Kind.VIDEO,
    "video_note": Kind.VIDEO_NOTE,
    "voice": Kind.VOICE,
    "audio": Kind.AUDIO,
    "sticker": Kind.STICKER,
    "document": Kind.DOCUMENT,
}

# Which field a message of a kind that is not relayed has.
_OTHERS: Final = {
    "contact": "contact",
    "story": "story",
    "game": "game",
    "invoice": "invoice",
}


def content(message: Message, account: str) -> Content | Unrelayable:
    """What it says. Raises anything at all if it is malformed."""
    said = _content(message, account)
    if isinstance(said, Unrelayable):
        return said
    text, marks, media, poll = said
    place = message.location  # a venue's, too: its name would be exact to a metre
    return Content(
        text,
        marks,
        media,
        poll,
        quote=well_formed(message.quote.text) if message.quote is not None and message.reply_to_message else "",
        album=str(message.media_group_id or ""),
        forwarded=message.forward_origin is not None,
        place=None if place is None else Place(float(place.latitude), float(place.longitude)),
    )


def _content(
    message: Message, account: str
) -> tuple[str, tuple[Span, ...], tuple[Media, ...], Poll | None] | Unrelayable:
    if message.text is not None:
        text = well_formed(message.text)
        return text, spans(text, message.entities), (), None
    media = _media(message, account)
    if media is not None:
        caption = well_formed(message.caption or "")
        return caption, spans(caption, message.caption_entities), (media,), None
    if message.location is not None:
        return "", (), (), None
    if message.poll is not None:
        return "", (), (), _poll(message.poll)
    if message.dice is not None:
        # A copy would roll anew; what was rolled is what was meant.
        return f"{well_formed(message.dice.emoji)} {int(message.dice.value)}", (), (), None
    # Telegram adds kinds faster than anybody follows; none may vanish without a word.
    return Unrelayable(next((kind for name, kind in _OTHERS.items() if getattr(message, name) is not None), "unknown"))


def _media(message: Message, account: str) -> Media | None:
    spoiler = bool(message.has_media_spoiler)
    if message.photo:
        return Media(Kind.PHOTO, _largest(message.photo, account), spoiler)
    for name, kind in FILES.items():
        file = getattr(message, name)
        if file is not None:
            return Media(kind, FileRef(PLATFORM, account, str(file.file_id), file.file_size or 0), spoiler)
    return None


def _largest(sizes: tuple[PhotoSize, ...], account: str) -> FileRef:
    best = max(sizes, key=lambda size: size.width * size.height)
    return FileRef(PLATFORM, account, str(best.file_id), best.file_size or 0)


def _poll(poll: TelegramPoll) -> Poll:
    options = tuple(well_formed(option.text) for option in poll.options)
    return Poll(well_formed(poll.question), options, bool(poll.allows_multiple_answers))
