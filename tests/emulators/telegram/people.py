"""People: what somebody with the Telegram app can do to a bot, and what they see of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.emulators.errors import CannotDo
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.reactions import REACTIONS
from tests.emulators.telegram.views import ChatMessage, File, file_of, view, words
from tests.emulators.telegram.votes import vote
from tests.emulators.telegram.world import QUERY_LIFETIME, BotAccount, Chat, Message, Press
from tests.emulators.telegram.writing import Wanted, Writing


class Person(Writing):
    """One account. Message ids are those the bot sees; methods that send return the new message's id."""

    # --- doing --------------------------------------------------------------------------------------------------

    async def deletes(self, bot: BotAccount, message: Wanted) -> None:
        """Delete a message for both sides. Telegram tells bots nothing of it."""
        chat, seen = self._seen(bot, message)
        del chat.messages[seen["message_id"]]

    async def reacts(self, bot: BotAccount, message: Wanted, *reactions: str | Mapping[str, Any]) -> None:
        """Set one's reaction: an emoji of Telegram's list, or what `kinds` has for others; none takes it back."""
        if odd := [each for each in reactions if isinstance(each, str) and each not in REACTIONS]:
            raise CannotDo(f"no app reacts with {', '.join(odd)}")
        chat, seen = self._seen(bot, message)
        key = (seen["message_id"], False)
        old = chat.reactions.get(key, [])
        new = [{"type": "emoji", "emoji": each} if isinstance(each, str) else dict(each) for each in reactions]
        chat.reactions[key] = new
        fields = {"chat": chat.fields, "message_id": seen["message_id"], "user": self._user, "date": self._world.now()}
        bot.updates.put("message_reaction", {**fields, "old_reaction": old, "new_reaction": new})

    async def votes(self, bot: BotAccount, message: Wanted, *options: str | int) -> None:
        """Choose answers of the bot's poll, by text or place; none takes one's vote back.

        The bot is told the counts, and of a poll that is not anonymous also who chose what.
        """
        chat, seen = self._seen(bot, message)
        poll = seen.get("poll")
        if poll is None or not seen["from"]["is_bot"]:
            raise CannotDo(f"message {seen['message_id']} is no poll of the bot's")
        chosen = vote(chat, seen, self.id, options)
        bot.updates.put("poll", chat.messages[seen["message_id"]]["poll"])
        if not poll["is_anonymous"]:
            fields = {"poll_id": poll["id"], "user": self._user, "option_ids": chosen}
            bot.updates.put("poll_answer", {**fields, "option_persistent_ids": [str(each) for each in chosen]})

    async def forwards(self, bot: BotAccount, message: Wanted, *, place: Group | None = None) -> str:
        """Pass a message on, save it or copy it: its words. CannotDo for one that is protected."""
        _, seen = self._seen(bot, message, place)
        if seen.get("has_protected_content"):
            raise CannotDo(f"the app does not let {self.name} forward, copy or save message {seen['message_id']}")
        return words(seen)

    async def presses(self, bot: BotAccount, message: Wanted, button: str, *, place: Group | None = None) -> Press:
        """Press an inline button by its label, or by how its data begins. It must be there now."""
        chat, seen = self._seen(bot, message, place)
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

    async def forbids_voices(self, forbidden: bool = True) -> None:
        """Take no voice and video messages from bots, as subscribers can."""
        (self._world.forbid_voices.add if forbidden else self._world.forbid_voices.discard)(self.id)

    async def leaves_telegram(self) -> None:
        """Delete the account: bots get 403 "user is deactivated" from now on."""
        self._world.deactivated.add(self.id)

    # --- reading ------------------------------------------------------------------------------------------------

    def chat(self, bot: BotAccount, *, place: Group | None = None) -> list[ChatMessage]:
        """The chat as it stands, both directions, oldest first."""
        chat = bot.chats.get(self.id) if place is None else self._inside(bot, place)
        return [self._view(chat, message) for _, message in sorted(chat.messages.items())] if chat else []

    def message(self, bot: BotAccount, message: Wanted, *, place: Group | None = None) -> ChatMessage:
        """One message as it stands now; CannotDo when it is gone."""
        return self._view(*self._seen(bot, message, place))

    def heard(self, bot: BotAccount) -> list[str]:
        """The bot's texts and captions as they stand, oldest first."""
        return [message.text for message in self.chat(bot) if message.from_bot]

    async def hears(
        self, bot: BotAccount, part: str = "", *, timeout: float = 5.0, place: Group | None = None
    ) -> ChatMessage:
        """Wait for the next thing from the bot, sent or edited, that contains `part`; what comes before is passed over.

        Each call goes on after the one before. AssertionError after `timeout` seconds, with what was heard instead.
        """
        chat = bot.chats.get(self.id) if place is None else self._inside(bot, place)
        if chat is None:
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

    def _view(self, chat: Chat, message: Message) -> ChatMessage:
        by_bot = bool(message["from"]["is_bot"])
        reactions = chat.reactions.get((message["message_id"], not by_bot), ())
        return view(message, self._file(chat.bot, message), reactions)

    def _file(self, bot: BotAccount, message: Message) -> File | None:
        found = file_of(message)
        if found is None:
            return None
        kind, raw = found
        stored = self._world.files.get(bot.id, raw.get("file_id", ""))
        small = self._world.files.get(bot.id, raw.get("thumbnail", {}).get("file_id", ""))
        return File(
            kind=kind,
            content=stored.content if stored else None,
            thumbnail=small.content if small else None,
            name=(stored.name if stored else "") or raw.get("file_name", ""),
            mime=(stored.mime if stored else "") or raw.get("mime_type", ""),
            raw=raw,
        )

    def _turns(self, bot: BotAccount, *, blocked: bool) -> None:
        chat = self._world.open_chat(bot, self.id)
        if chat.blocked is blocked:
            return
        chat.blocked = blocked
        states = ({"status": "member", "user": bot.user}, {"status": "kicked", "user": bot.user, "until_date": 0})
        old, new = states if blocked else states[::-1]
        fields = {"chat": chat.fields, "from": self._user, "date": self._world.now()}
        bot.updates.put("my_chat_member", {**fields, "old_chat_member": old, "new_chat_member": new})
