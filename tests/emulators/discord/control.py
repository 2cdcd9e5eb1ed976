"""The emulator's back door: what may be called on it from another process, and what is reported of its bots."""

from __future__ import annotations

from typing import Any, Final, Self

from tests.emulators.codec import Readers, Writers
from tests.emulators.control import Control
from tests.emulators.discord.channels import Channel
from tests.emulators.discord.codec import CODEC
from tests.emulators.discord.emulator import DiscordEmulator
from tests.emulators.discord.faults import Trouble
from tests.emulators.discord.interactions import Interaction
from tests.emulators.discord.ledger import Entry
from tests.emulators.discord.people import Person
from tests.emulators.discord.world import BotAccount, Guild
from tests.emulators.faults import Fault

VERBS: Final = {
    "discord": {
        "add_bot", "person", "guild", "feed", "feed_raw", "feed_event", "connected", "disconnected", "reconnects",
        "invalidates", "asks_heartbeat", "closes", "drops", "goes_down", "comes_back", "sets", "limits",
        "expires_attachments", "add_sticker", "fetched", "checked", "violations", "unanswered",
    },
    "person": {
        "says", "sends", "edits", "unfurls", "deletes", "deletes_all", "votes", "types", "reacts", "unreacts",
        "uses", "uses_on", "autocompletes", "presses", "chooses", "submits", "closes_dms", "opens_dms", "blocks",
        "unblocks", "installs", "uninstalls", "dm", "chat", "message", "heard", "hears", "sees_typing",
    },
    "interaction": {
        "answered", "acknowledged", "asked", "offered", "too_late", "expire", "callback", "deferred", "settled",
        "ephemeral", "answer", "followups", "modal", "choices",
    },
    "guild": {"add", "remove", "mutes_bots"},
    "ledger": {"calls", "accepted", "reaches", "counts", "payloads", "leaks"},
    "arrivals": {"of", "reach"},
    "faults": {"add", "clear"},
    "fault": {"befell", "hits"},
}  # fmt: skip
REPORTED: Final = frozenset(
    {
        "create_message", "update_message", "delete_message", "create_interaction_response",
        "update_original_webhook_message", "delete_original_webhook_message", "execute_webhook",
        "update_webhook_message", "delete_webhook_message", "add_my_message_reaction", "delete_my_message_reaction",
    }
)  # fmt: skip


class DiscordControl(Control[Entry]):
    """Carries out calls on one emulator. Faults keep their numbers as long as it lives."""

    def __init__(self, discord: DiscordEmulator) -> None:
        self._discord = discord
        self._faults: list[Fault[Trouble]] = []
        writers: Writers = {
            BotAccount: lambda bot: {"id": bot.id, "token": bot.token, "name": bot.name},
            Person: lambda person: {"name": person.name, "id": person.id},
            Guild: lambda guild: {"name": guild.name, "id": guild.id, "channel": guild.channel.id},
            Channel: lambda channel: {"id": channel.id},
            Interaction: lambda interaction: {"token": interaction.token, "id": interaction.id},
            Fault: self._numbered,
        }
        readers: Readers = {
            "Bot": self._bot,
            "Person": discord.person,
            "Guild": discord.guild,
            "Interaction": self._interaction,
        }
        super().__init__(CODEC.also(writers, readers), VERBS, discord.ledger)

    @classmethod
    def attach(cls, discord: DiscordEmulator) -> Self:
        """Open the back door of this emulator."""
        control = cls(discord)
        discord.server.other = control.handle
        return control

    def target(self, of: str, which: Any) -> object:
        match of:
            case "person":
                return self._discord.person(which)
            case "guild":
                return self._discord.guild(which)
            case "interaction":
                return self._interaction(which)
            case "fault":
                return self._faults[which]
            case "ledger" | "faults" | "arrivals":
                return getattr(self._discord, of)
        return self._discord

    def events(self, entry: Entry) -> list[list[Any]]:
        """Every accepted message, edit, deletion and reaction."""
        if not entry.accepted or entry.method not in REPORTED:
            return []
        return [[entry.at, entry.bot, entry.method, entry.channel, entry.message_id, _text(entry), entry.fault]]

    def _bot(self, bot_id: int) -> BotAccount:
        return next(bot for bot in self._discord.world.bots.values() if bot.id == bot_id)

    def _interaction(self, token: str) -> Interaction:
        return next(bot.interactions[token] for bot in self._discord.world.bots.values() if token in bot.interactions)

    def _numbered(self, fault: Fault[Trouble]) -> int:
        self._faults.append(fault)
        return len(self._faults) - 1


def _text(entry: Entry) -> str | None:
    """What the message says: as it came out, or as it was asked for where the answer does not tell."""
    if isinstance(entry.answer, dict) and "content" in entry.answer:
        return str(entry.answer["content"])
    said = entry.parameters if isinstance(entry.parameters, dict) else {}
    said = said.get("data") or said
    return said.get("content")
