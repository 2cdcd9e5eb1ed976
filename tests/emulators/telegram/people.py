"""People: what somebody with the Telegram app can do to a bot, and what they see of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.emulators.errors import CannotDo
from tests.emulators.telegram.errors import Refused
from tests.emulators.telegram.kinds import Attachment
from tests.emulators.telegram.texts import CAPTION_LIMIT, MESSAGE_LIMIT, Entity, formatted, units
from tests.emulators.telegram.views import ChatMessage, file_ids, view, words
from tests.emulators.telegram.world import QUERY_LIFETIME, BotAccount, Chat, Message, Press, World, quoted

Wanted = int | ChatMessage  # a message, by its id or as seen


class Person:
    """One account. Message ids are those the bot sees; methods that send return the new message's id."""

    def __init__(self, world: World, user_id: int) -> None:
        self._world = world
        self.id = user_id

    @property
    def name(self) -> str:
        return str(self._world.users[self.id]["first_name"])

    # --- writing ------------------------------------------------------------------------------------------------

    async def says(
        self, bot: BotAccount, text: str, *, entities: Sequence[Entity] | None = None, reply_to: Wanted | None = None
    ) -> int:
        return self.writes(bot, text, entities=entities, reply_to=reply_to)

    def writes(
        self, bot: BotAccount, text: str, *, entities: Sequence[Entity] | None = None, reply_to: Wanted | None = None
    ) -> int:
        """`says` for callers that cannot await."""
        return self._send(bot, _texts("text", "entities", text, entities, MESSAGE_LIMIT), reply_to)

    async def sends_photo(
        self, bot: BotAccount, content: bytes, *, caption: str = "", entities: Sequence[Entity] | None = None,
        reply_to: Wanted | None = None, **fields: Any,
    ) -> int:  # fmt: skip
        """`content`: the bytes of an image. `fields`: more of the message's own (media_group_id, has_media_spoiler)."""
        try:
            sizes = self._world.files.photo(bot.id, content)
        except Refused as refusal:
            raise CannotDo(f"no app sends this photo: {refusal.description}") from refusal
        text = _texts("caption", "caption_entities", caption, entities, CAPTION_LIMIT) if caption else {}
        return self._send(bot, {"photo": sizes, **text, **fields}, reply_to)

    async def sends_album(self, bot: BotAccount, contents: Sequence[bytes], *, caption: str = "") -> list[int]:
        """Several photos at once: messages of one media_group_id, the caption at the first."""
        group = str(self._world.random.randrange(10**16, 10**17))
        return [
            await self.sends_photo(bot, content, caption="" if place else caption, media_group_id=group)
            for place, content in enumerate(contents)
        ]

    async def sends(
        self, bot: BotAccount, *, caption: str = "", entities: Sequence[Entity] | None = None,
        reply_to: Wanted | None = None, **fields: Any,
    ) -> int:  # fmt: skip
        """Any message: fields of the Bot API's Message, with Attachments of `kinds` for files.

        `sends(bot, sticker=kinds.sticker())`, `sends(bot, text="…", forward_origin=kinds.forwarded_from_…)`; without
        any field it is a message of a kind the Bot API has no words for.
        """
        built: dict[str, Any] = {}
        for name, value in fields.items():
            built |= self._uploaded(bot, name, value) if isinstance(value, Attachment) else {name: value}
        if "venue" in built:  # for bots that know no venues
            built["location"] = built["venue"]["location"]
        if caption:
            built |= _texts("caption", "caption_entities", caption, entities, CAPTION_LIMIT)
        if "text" in built:
            built |= _texts("text", "entities", built["text"], entities, MESSAGE_LIMIT)
        return self._send(bot, built, reply_to)

    async def edits(
        self, bot: BotAccount, message: Wanted, text: str, *, entities: Sequence[Entity] | None = None
    ) -> None:
        """Change one's own message: its text, or its caption where there is a picture or file."""
        chat, old = self._own(bot, message)
        field, marks, limit = (
            ("text", "entities", MESSAGE_LIMIT) if "text" in old else ("caption", "caption_entities", CAPTION_LIMIT)
        )
        kept = {key: value for key, value in old.items() if key not in (field, marks)}
        new = {**kept, "edit_date": self._world.now(), **_texts(field, marks, text, entities, limit)}
        chat.post(new, by_bot=False)
        bot.updates.put("edited_message", new)

    async def deletes(self, bot: BotAccount, message: Wanted) -> None:
        """Delete a message for both sides. Telegram tells bots nothing of it."""
        chat, _ = self._seen(bot, message)
        del chat.messages[_id(message)]

    async def reacts(self, bot: BotAccount, message: Wanted, *emoji: str) -> None:
        """Set one's reaction; none takes it back."""
        chat, seen = self._seen(bot, message)
        key = (seen["message_id"], False)
        old, new = chat.reactions.get(key, []), [{"type": "emoji", "emoji": each} for each in emoji]
        chat.reactions[key] = new
        fields = {"chat": chat.fields, "message_id": seen["message_id"], "user": self._user, "date": self._world.now()}
        bot.updates.put("message_reaction", {**fields, "old_reaction": old, "new_reaction": new})

    async def presses(self, bot: BotAccount, message: Wanted, button: str) -> Press:
        """Press an inline button by its label, or by how its data begins. It must be there now."""
        chat, seen = self._seen(bot, message)
        shown = self._view(chat, seen)
        found = shown.button(button)
        if found is None or found.data is None:
            raise CannotDo(f"{self.name} sees no button {button!r} to press, only {shown.labels}")
        query_id = str(self._world.random.randrange(2**60, 2**63))
        press = bot.presses[query_id] = Press(query_id, found.data, self._world.clock() + QUERY_LIFETIME)
        fields = {"id": query_id, "from": self._user, "message": seen, "chat_instance": chat.instance}
        bot.updates.put("callback_query", {**fields, "data": found.data})
        return press

    # --- coming and going ---------------------------------------------------------------------------------------

    async def blocks(self, bot: BotAccount) -> None:
        self._turns(bot, blocked=True)

    async def unblocks(self, bot: BotAccount) -> None:
        self._turns(bot, blocked=False)

    async def leaves_telegram(self) -> None:
        """Delete the account: bots get 403 "user is deactivated" from now on."""
        self._world.deactivated.add(self.id)

    # --- reading ------------------------------------------------------------------------------------------------

    def chat(self, bot: BotAccount) -> list[ChatMessage]:
        """The chat as it stands, both directions, oldest first."""
        chat = bot.chats.get(self.id)
        return [self._view(chat, message) for _, message in sorted(chat.messages.items())] if chat else []

    def message(self, bot: BotAccount, message: Wanted) -> ChatMessage:
        """One message as it stands now; CannotDo when it is gone."""
        return self._view(*self._seen(bot, message))

    def heard(self, bot: BotAccount) -> list[str]:
        """The bot's texts and captions as they stand, oldest first."""
        return [message.text for message in self.chat(bot) if message.from_bot]

    async def hears(self, bot: BotAccount, part: str = "", *, timeout: float = 5.0) -> ChatMessage:
        """Wait for the next thing from the bot, sent or edited, that contains `part`; what comes before is passed over.

        Each call goes on after the one before. AssertionError after `timeout` seconds, with what was heard instead.
        """
        if (chat := bot.chats.get(self.id)) is None:
            raise CannotDo(f"{self.name} has no chat with @{bot.username}: people write first")
        looked = start = chat.consumed

        def look() -> Message | None:
            nonlocal looked
            looked = max(looked, chat.consumed)
            while looked < len(chat.heard):
                message = chat.heard[looked]
                looked += 1
                if part in words(message):
                    chat.consumed = looked
                    return message
            return None

        try:
            return self._view(chat, await chat.changed.until(look, timeout))
        except TimeoutError:
            instead = [words(message) for message in chat.heard[start:]]
            raise AssertionError(f"{self.name} did not hear {part!r} within {timeout} s but {instead}") from None

    # --- within -------------------------------------------------------------------------------------------------

    @property
    def _user(self) -> dict[str, Any]:
        return self._world.users[self.id]

    def _send(self, bot: BotAccount, fields: dict[str, Any], reply_to: Wanted | None) -> int:
        chat = self._world.open_chat(bot, self.id)
        if chat.blocked:
            raise CannotDo(f"{self.name} has blocked @{bot.username}")
        message: Message = {
            "message_id": bot.next_message_id(),
            "from": self._user,
            "chat": chat.fields,
            "date": self._world.now(),
        }
        if reply_to is not None:
            message["reply_to_message"] = quoted(self._seen(bot, reply_to)[1])
        message |= fields
        chat.post(message, by_bot=False)
        bot.updates.put("message", message)
        return int(message["message_id"])

    def _uploaded(self, bot: BotAccount, name: str, attachment: Attachment) -> dict[str, Any]:
        stored = self._world.files.add(
            bot.id, attachment.folder, attachment.suffix, attachment.content, size=attachment.size
        )
        also = {key: {**value, **stored.fields()} for key, value in attachment.also.items()}
        return {name: {**attachment.fields, **stored.fields()}, **also}

    def _seen(self, bot: BotAccount, message: Wanted) -> tuple[Chat, Message]:
        chat = bot.chats.get(self.id)
        if chat is None or (found := chat.messages.get(_id(message))) is None:
            raise CannotDo(f"{self.name} sees no message {_id(message)} in the chat with @{bot.username}")
        return chat, found

    def _own(self, bot: BotAccount, message: Wanted) -> tuple[Chat, Message]:
        chat, seen = self._seen(bot, message)
        if seen["from"]["is_bot"]:
            raise CannotDo(f"{self.name} cannot change what the bot wrote")
        return chat, seen

    def _view(self, chat: Chat, message: Message) -> ChatMessage:
        photo, document = (
            stored.content if file_id and (stored := self._world.files.get(chat.bot.id, file_id)) else None
            for file_id in file_ids(message)
        )
        by_bot = bool(message["from"]["is_bot"])
        return view(message, photo, document, chat.reactions.get((message["message_id"], not by_bot), ()))

    def _turns(self, bot: BotAccount, *, blocked: bool) -> None:
        chat = self._world.open_chat(bot, self.id)
        if chat.blocked is blocked:
            return
        chat.blocked = blocked
        states = ({"status": "member", "user": bot.user}, {"status": "kicked", "user": bot.user, "until_date": 0})
        old, new = states if blocked else states[::-1]
        fields = {"chat": chat.fields, "from": self._user, "date": self._world.now()}
        bot.updates.put("my_chat_member", {**fields, "old_chat_member": old, "new_chat_member": new})


def _id(message: Wanted) -> int:
    return message.id if isinstance(message, ChatMessage) else message


def _texts(field: str, marks: str, text: str, entities: Sequence[Entity] | None, limit: int) -> dict[str, Any]:
    """The text as the app sends it; apps split longer ones and send no empty ones."""
    try:
        text, found = formatted(text, entities)
    except Refused as refusal:
        raise CannotDo(f"no app sends this: {refusal.description}") from refusal
    if units(text) > limit:
        raise CannotDo(f"no app sends {units(text)} characters in one message, the limit is {limit}")
    return {field: text} | ({marks: found} if found else {})
