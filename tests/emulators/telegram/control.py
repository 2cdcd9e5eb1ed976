"""The emulator's back door: what may be called on it from another process, and what is reported of its bots."""

from __future__ import annotations

from typing import Any, Final, Self

from tests.emulators.codec import Writers
from tests.emulators.control import Control
from tests.emulators.faults import Fault
from tests.emulators.telegram.codec import CODEC
from tests.emulators.telegram.emulator import TelegramEmulator
from tests.emulators.telegram.faults import Trouble
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.world import BotAccount, Message, Press

VERBS: Final = {
    "telegram": {
        "add_bot", "person", "acquaint", "feed", "feed_raw", "drained", "limit_chats", "limit_accounts", "checked",
        "violations",
    },
    "person": {
        "says", "sends_photo", "sends_album", "sends_straggler", "sends", "edits", "edits_media", "moves", "deletes",
        "reacts", "votes", "presses", "blocks", "unblocks", "forbids_voices", "leaves_telegram", "chat", "message",
        "heard", "hears",
    },
    "ledger": {"calls", "accepted", "reaches", "counts", "payloads", "leaks"},
    "faults": {"add", "clear"},
    "fault": {"befell", "hits"},
    "press": {"answered", "expire"},
}  # fmt: skip
REPORTED: Final = frozenset(
    {
        "sendMessage", "sendPhoto", "sendVideo", "sendVideoNote", "sendVoice", "sendAudio", "sendAnimation",
        "sendSticker", "sendDocument", "sendMediaGroup", "sendPoll", "copyMessage", "editMessageText",
        "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup", "deleteMessage", "deleteMessages",
        "answerCallbackQuery", "setMessageReaction",
    }
)  # fmt: skip


class TelegramControl(Control[Entry]):
    """Carries out calls on one emulator. Presses and faults keep their numbers as long as it lives."""

    def __init__(self, telegram: TelegramEmulator) -> None:
        self._telegram = telegram
        self._faults: list[Fault[Trouble]] = []
        writers: Writers = {
            BotAccount: lambda bot: {"id": bot.id, "token": bot.token, "username": bot.username},
            Person: lambda person: {"name": person.name, "id": person.id},
            Press: lambda press: {"id": press.id, "data": press.data},
            Fault: self._numbered,
        }
        codec = CODEC.also(writers, {"Bot": self._bot, "Person": telegram.person})
        super().__init__(codec, VERBS, telegram.ledger)

    @classmethod
    def attach(cls, telegram: TelegramEmulator) -> Self:
        """Open the back door of this emulator."""
        control = cls(telegram)
        telegram.server.other = control.handle
        return control

    def target(self, of: str, which: Any) -> object:
        match of:
            case "person":
                return self._telegram.person(which)
            case "ledger":
                return self._telegram.ledger
            case "faults":
                return self._telegram.faults
            case "fault":
                return self._faults[which]
            case "press":
                return next(bot.presses[which] for bot in self._telegram.world.bots.values() if which in bot.presses)
        return self._telegram

    def events(self, entry: Entry) -> list[list[Any]]:
        """Every accepted message, edit and deletion; of an album each message."""
        if not entry.accepted or entry.method not in REPORTED:
            return []
        answer = self._copy(entry) if entry.method == "copyMessage" else entry.answer
        if not isinstance(answer, list):
            return [self._event(entry, entry.message_id, answer if isinstance(answer, dict) else {})]
        return [self._event(entry, each["message_id"], each) for each in answer]

    def _event(self, entry: Entry, message_id: int | None, answer: Message) -> list[Any]:
        text = answer.get("text") or answer.get("caption")
        return [entry.at, entry.bot, entry.method, entry.chat, message_id, text, entry.fault]

    def _copy(self, entry: Entry) -> Message:
        """The copy: the answer tells no more of it than its id."""
        return self._bot(entry.bot).chats[entry.chat or 0].messages[entry.message_id or 0]

    def _bot(self, bot_id: int) -> BotAccount:
        return next(bot for bot in self._telegram.world.bots.values() if bot.id == bot_id)

    def _numbered(self, fault: Fault[Trouble]) -> int:
        self._faults.append(fault)
        return len(self._faults) - 1
