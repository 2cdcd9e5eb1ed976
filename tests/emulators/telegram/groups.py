"""Groups: who is in them, what bots hear there, and how one becomes a supergroup with another number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.emulators.telegram.world import BotAccount, Chat, Message

if TYPE_CHECKING:
    from tests.emulators.telegram.world import World

_MAY_NOT: Final = dict.fromkeys(
    (
        "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
        "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
        "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
        "can_pin_messages", "can_manage_topics",
    ),
    False,
)  # fmt: skip


@dataclass(slots=True, eq=False, repr=False)
class Group:
    """A group, or a supergroup once it has moved. Bots hear commands and answers to what they said, and no more."""

    world: World
    id: int
    title: str
    founder: dict[str, Any]
    people: list[int] = field(default_factory=list)
    bots: list[BotAccount] = field(default_factory=list)
    silenced: set[int] = field(default_factory=set)  # bots that may not write
    became: int | None = None
    supergroup: bool = False
    _numbers: int = 0

    @property
    def fields(self) -> dict[str, Any]:
        kind = "supergroup" if self.supergroup else "group"
        return {"id": self.id, "title": self.title, "type": kind}

    def add(self, *who: Any) -> None:
        """People or bots come in."""
        for one in who:
            if not isinstance(one, BotAccount):
                self.people.append(one.id)
            elif one not in self.bots:
                self.bots.append(one)
                self._open(one)
                self._tell(one, {"status": "left"}, {"status": "member"})

    def remove(self, *who: Any) -> None:
        """They are thrown out."""
        for one in who:
            if not isinstance(one, BotAccount):
                self.people.remove(one.id)
                continue
            self.bots.remove(one)
            self._tell(one, {"status": "member"}, {"status": "kicked", "until_date": 0})

    def silences(self, bot: BotAccount) -> None:
        """The bot may not write any more, but hears what it heard."""
        self.silenced.add(bot.id)
        restricted = {"status": "restricted", "is_member": True, "until_date": 0, **_MAY_NOT}
        self._tell(bot, {"status": "member"}, restricted)

    def migrates(self) -> None:
        """It becomes a supergroup; the old number is good for nothing but to learn the new one."""
        old, self.id = self.id, self.world.new_group_id(supergroup=True)
        before, self.supergroup, self.became = self.fields, True, None
        before = {**before, "id": old, "type": "group"}
        left = Group(self.world, old, self.title, self.founder, became=self.id)
        self.world.groups[old], self.world.groups[self.id] = left, self
        for bot in self.bots:
            last = bot.next_message_id()
            self._serve(bot, bot.chats[old], last, {"migrate_to_chat_id": self.id, "chat": before})
            first = self.next_message_id(bot)
            self._serve(bot, self._open(bot), first, {"migrate_from_chat_id": old, "chat": self.fields})

    def next_message_id(self, bot: BotAccount) -> int:
        """Groups share the numbers of their bots' private chats; supergroups have their own."""
        if not self.supergroup:
            return bot.next_message_id()
        self._numbers += 1
        return self._numbers

    def hears(self, bot: BotAccount, message: Message) -> bool:
        """Whether a bot is told of somebody's message: privacy mode is on."""
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
            return True
        first = next(iter(message.get("entities", ())), None)
        if first is None or first["type"] != "bot_command" or first["offset"]:
            return False
        _, at, name = message["text"][: first["length"]].partition("@")
        return not at or name.lower() == bot.username.lower()

    def _open(self, bot: BotAccount) -> Chat:
        instance = str(self.world.random.randrange(-(2**63), 2**63))
        chat = bot.chats[self.id] = Chat(bot, self.id, self.fields, instance, group=self)
        return chat

    def _serve(self, bot: BotAccount, chat: Chat, number: int, what: dict[str, Any]) -> None:
        message: Message = {"message_id": number, "from": self.founder, "date": self.world.now(), **what}
        chat.post(message, by_bot=False)
        bot.updates.put("message", message)

    def _tell(self, bot: BotAccount, old: dict[str, Any], new: dict[str, Any]) -> None:
        change = {"chat": self.fields, "from": self.founder, "date": self.world.now()}
        change |= {"old_chat_member": {**old, "user": bot.user}, "new_chat_member": {**new, "user": bot.user}}
        bot.updates.put("my_chat_member", change)
