"""Writing to a bot: every kind of message somebody with the Telegram app can send, and change afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.emulators.errors import CannotDo
from tests.emulators.telegram.errors import Refused
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.kinds import Attachment, photo
from tests.emulators.telegram.quotes import clipped, places, quote, words_of
from tests.emulators.telegram.texts import CAPTION_LIMIT, MESSAGE_LIMIT, Entity, formatted, units
from tests.emulators.telegram.views import FILES, ChatMessage
from tests.emulators.telegram.world import BotAccount, Chat, Message, World, quoted

Wanted = int | ChatMessage  # a message, by its id or as seen
LARGEST_ALBUM: Final = 10


class Writing:
    """The part of a Person that sends and edits. Methods that send return the new message's id.

    `reply_to`: a message of the chat; `quote`: the part of it that is picked out. `place`: a group, if it is not the
    private chat with the bot.
    """

    def __init__(self, world: World, user_id: int) -> None:
        self._world = world
        self.id = user_id

    @property
    def name(self) -> str:
        return str(self._world.users[self.id]["first_name"])

    async def says(
        self, bot: BotAccount, text: str, *, entities: Sequence[Entity] | None = None, reply_to: Wanted | None = None,
        quote: str | None = None, place: Group | None = None,
    ) -> int:  # fmt: skip
        return self.writes(bot, text, entities=entities, reply_to=reply_to, quote=quote, place=place)

    def writes(
        self, bot: BotAccount, text: str, *, entities: Sequence[Entity] | None = None, reply_to: Wanted | None = None,
        quote: str | None = None, place: Group | None = None,
    ) -> int:  # fmt: skip
        """`says` for callers that cannot await."""
        return self._send(bot, _texts("text", "entities", text, entities, MESSAGE_LIMIT), reply_to, quote, place)

    async def sends_photo(
        self, bot: BotAccount, content: bytes, *, caption: str = "", entities: Sequence[Entity] | None = None,
        reply_to: Wanted | None = None, **fields: Any,
    ) -> int:  # fmt: skip
        """`content`: the bytes of an image. `fields`: more of the message's own (has_media_spoiler, effect_id…)."""
        return await self.sends(
            bot, caption=caption, entities=entities, reply_to=reply_to, photo=photo(content), **fields
        )

    async def sends_album(
        self, bot: BotAccount, *parts: bytes | Attachment, caption: str | Sequence[str] = "",
        entities: Sequence[Entity] | None = None, reply_to: Wanted | None = None, **fields: Any,
    ) -> list[int]:  # fmt: skip
        """Several files at once: messages of one media_group_id, each an update of its own, in this order.

        Bytes are photos. `caption`: that of the first, with `entities`, or one for each. `fields`: further ones of
        each message.
        """
        if not 2 <= len(parts) <= LARGEST_ALBUM:
            raise CannotDo(f"no app sends albums of {len(parts)}")
        captions = [caption] if isinstance(caption, str) else caption
        group = str(self._world.random.randrange(10**16, 10**17))
        return [
            await self._sends_part(
                bot, part, group, captions[place] if place < len(captions) else "",
                entities=None if place else entities, reply_to=reply_to, **fields,
            )
            for place, part in enumerate(parts)
        ]  # fmt: skip

    async def sends_straggler(
        self, bot: BotAccount, album: Wanted, part: bytes | Attachment, *, caption: str = "", **fields: Any
    ) -> int:
        """One more file of an album sent before, which was uploaded late. `album`: any message of it."""
        first = self._seen(bot, album)[1]
        if "media_group_id" not in first:
            raise CannotDo(f"message {first['message_id']} belongs to no album")
        return await self._sends_part(bot, part, first["media_group_id"], caption, **fields)

    async def sends(
        self, bot: BotAccount, *, caption: str = "", entities: Sequence[Entity] | None = None,
        reply_to: Wanted | None = None, quote: str | Mapping[str, Any] | None = None, **fields: Any,
    ) -> int:  # fmt: skip
        """Any message: fields of the Bot API's Message, with Attachments of `kinds` for files.

        `sends(bot, sticker=kinds.sticker())`, `sends(bot, text="…", forward_origin=kinds.forwarded_from_…)`; without
        any field it is a message of a kind the Bot API has no words for. A `quote` without `reply_to` is a TextQuote.
        """
        built = self._built(bot, fields, caption, entities)
        if isinstance(quote, Mapping):
            return self._send(bot, {**built, "quote": quote}, reply_to)
        return self._send(bot, built, reply_to, quote)

    async def edits(
        self, bot: BotAccount, message: Wanted, text: str, *, entities: Sequence[Entity] | None = None
    ) -> None:
        """Change one's own message: its text, or its caption where there is a file; "" takes the caption away."""
        old = self._own(bot, message)[1]
        in_text = "text" in old
        field, marks = ("text", "entities") if in_text else ("caption", "caption_entities")
        limit = MESSAGE_LIMIT if in_text else CAPTION_LIMIT
        new = _texts(field, marks, text, entities, limit) if text or in_text else {}
        self._change(bot, message, {field, marks}, new)

    async def edits_media(
        self, bot: BotAccount, message: Wanted, *, caption: str = "", entities: Sequence[Entity] | None = None,
        **fields: Any,
    ) -> None:  # fmt: skip
        """Put another file into one's own message: `edits_media(bot, message, video=kinds.video(), caption="…")`."""
        gone = {*FILES, "caption", "caption_entities", "has_media_spoiler"}
        self._change(bot, message, gone, self._built(bot, fields, caption, entities))

    async def moves(self, bot: BotAccount, message: Wanted, **location: Any) -> None:
        """Go on with a live location: `moves(bot, message, **kinds.location(45.43, 12.34, live_period=900))`."""
        if "location" not in self._own(bot, message)[1]:
            raise CannotDo("only locations move")
        self._change(bot, message, {"location"}, {"location": location})

    # --- within -------------------------------------------------------------------------------------------------

    @property
    def _user(self) -> dict[str, Any]:
        return self._world.users[self.id]

    async def _sends_part(
        self, bot: BotAccount, part: bytes | Attachment, group: str, caption: str, **fields: Any
    ) -> int:
        part = photo(part) if isinstance(part, bytes) else part
        named: dict[str, Any] = {part.kind: part, "media_group_id": group, **fields}
        return await self.sends(bot, caption=caption, **named)

    def _built(
        self, bot: BotAccount, fields: Mapping[str, Any], caption: str, entities: Sequence[Entity] | None
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name, value in fields.items():
            built |= self._uploaded(bot, name, value) if isinstance(value, Attachment) else {name: value}
        if "venue" in built:  # for bots that know no venues
            built["location"] = built["venue"]["location"]
        if caption:
            built |= _texts("caption", "caption_entities", caption, entities, CAPTION_LIMIT)
        if "text" in built:
            built |= _texts("text", "entities", built["text"], entities, MESSAGE_LIMIT)
        return built

    def _uploaded(self, bot: BotAccount, name: str, attachment: Attachment) -> dict[str, Any]:
        files = self._world.files
        if attachment.kind == "photo":
            try:
                return {name: files.photo(bot.id, attachment.content)}
            except Refused as refusal:
                raise CannotDo(f"no app sends this photo: {refusal.description}") from refusal
        stored = files.add(bot.id, name + "s", attachment.suffix, attachment.content, size=attachment.size)
        parts: dict[str, Any] = {
            part: files.add(bot.id, part, attachment.suffix, content).fields()
            for part, content in attachment.parts.items()
        }
        if attachment.thumbnail is not None:
            parts["thumbnail"] = files.thumbnail(bot.id, attachment.thumbnail)
        also = {key: {**value, **stored.fields()} for key, value in attachment.also.items()}
        return {name: {**attachment.fields, **parts, **stored.fields()}, **also}

    def _send(
        self, bot: BotAccount, fields: dict[str, Any], reply_to: Wanted | None, quote: str | None = None,
        place: Group | None = None,
    ) -> int:  # fmt: skip
        chat = self._world.open_chat(bot, self.id) if place is None else self._inside(bot, place)
        if chat.blocked:
            raise CannotDo(f"{self.name} has blocked @{bot.username}")
        message: Message = {
            "message_id": chat.next_message_id(),
            "from": self._user,
            "chat": chat.fields,
            "date": self._world.now(),
        }
        if reply_to is not None:
            answered = self._seen(bot, reply_to, place)[1]
            message["reply_to_message"] = quoted(answered)
            if quote is not None:
                message["quote"] = _picked(answered, quote)
        message |= fields
        chat.post(message, by_bot=False)
        if place is None or place.hears(bot, message):
            bot.updates.put("message", message)
        return int(message["message_id"])

    def _inside(self, bot: BotAccount, place: Group) -> Chat:
        """The group as the bot sees it; CannotDo unless both are in it."""
        if self.id not in place.people or bot not in place.bots:
            raise CannotDo(f"{self.name} and @{bot.username} are not both in {place.title}")
        return bot.chats[place.id]

    def _change(self, bot: BotAccount, message: Wanted, gone: set[str], fields: dict[str, Any]) -> None:
        chat, old = self._own(bot, message)
        kept = {key: value for key, value in old.items() if key not in gone}
        new = {**kept, "edit_date": self._world.now(), **fields}
        chat.post(new, by_bot=False)
        bot.updates.put("edited_message", new)

    def _seen(self, bot: BotAccount, message: Wanted, place: Group | None = None) -> tuple[Chat, Message]:
        number = message.id if isinstance(message, ChatMessage) else message
        chat = bot.chats.get(self.id) if place is None else self._inside(bot, place)
        if chat is None or (found := chat.messages.get(number)) is None:
            raise CannotDo(f"{self.name} sees no message {number} in the chat with @{bot.username}")
        return chat, found

    def _own(self, bot: BotAccount, message: Wanted) -> tuple[Chat, Message]:
        chat, seen = self._seen(bot, message)
        if seen["from"]["is_bot"]:
            raise CannotDo(f"{self.name} cannot change what the bot wrote")
        return chat, seen


def _picked(answered: Message, part: str) -> dict[str, Any]:
    """The TextQuote of this part of a message, at the first place where it stands."""
    text, marks = words_of(answered)
    found = places(text, part)
    if not found:
        raise CannotDo(f"{part!r} does not stand in the message that is answered")
    return quote(part, found[0], clipped(marks, found[0], units(part)), manual=True)


def _texts(field: str, marks: str, text: str, entities: Sequence[Entity] | None, limit: int) -> dict[str, Any]:
    """The text as the app sends it; apps split longer ones and send no empty ones."""
    try:
        text, found = formatted(text, entities)
    except Refused as refusal:
        raise CannotDo(f"no app sends this: {refusal.description}") from refusal
    if units(text) > limit:
        raise CannotDo(f"no app sends {units(text)} characters in one message, the limit is {limit}")
    return {field: text} | ({marks: found} if found else {})
