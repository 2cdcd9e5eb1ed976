"""People, guilds and interactions of an emulator in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.emulators.discord.files import Attachment
from tests.emulators.discord.interactions import Callback
from tests.emulators.discord.views import ChatMessage, Modal
from tests.emulators.remote import RemoteEmulator, Verbs


@dataclass(frozen=True, slots=True)
class RemoteBot:
    """A bot account over there."""

    id: int
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoteChannel:
    """A channel over there."""

    id: int


class RemoteGuild(Verbs):
    """A guild over there."""

    def __init__(self, discord: RemoteEmulator, name: str, guild_id: int, channel: int) -> None:
        super().__init__(discord, "guild", name)
        self.name = name
        self.id = guild_id
        self.channel = RemoteChannel(channel)

    async def add(self, *who: RemoteBot | RemotePerson) -> None:
        await self._call("add", *who)

    async def remove(self, *who: RemoteBot | RemotePerson) -> None:
        await self._call("remove", *who)

    async def mutes_bots(self, muted: bool = True) -> None:
        await self._call("mutes_bots", muted)


class RemoteInteraction(Verbs):
    """An interaction over there; see `interactions.Interaction`. What is an attribute there is awaited here."""

    def __init__(self, discord: RemoteEmulator, token: str, interaction_id: int) -> None:
        super().__init__(discord, "interaction", token)
        self.token = token
        self.id = interaction_id

    async def answered(self, part: str = "", timeout: float = 5.0) -> ChatMessage:
        message: ChatMessage = await self._call("answered", part, timeout)
        return message

    async def acknowledged(self, timeout: float = 5.0) -> Callback:
        return Callback(await self._call("acknowledged", timeout))

    async def asked(self, timeout: float = 5.0) -> Modal:
        modal: Modal = await self._call("asked", timeout)
        return modal

    async def too_late(self) -> None:
        await self._call("too_late")

    async def expire(self) -> None:
        await self._call("expire")

    async def deferred(self) -> bool:
        return bool(await self._call("deferred"))

    async def settled(self) -> bool:
        return bool(await self._call("settled"))

    async def ephemeral(self) -> bool:
        return bool(await self._call("ephemeral"))

    async def answer(self) -> ChatMessage | None:
        message: ChatMessage | None = await self._call("answer")
        return message

    async def followups(self) -> list[ChatMessage]:
        messages: list[ChatMessage] = await self._call("followups")
        return messages


Place = RemoteGuild | Literal["dm", "private"]


class RemotePerson(Verbs):
    """A person over there; see `people.Person` for what each verb means."""

    def __init__(self, discord: RemoteEmulator, name: str, user_id: int) -> None:
        super().__init__(discord, "person", name)
        self.name = name
        self.id = user_id

    async def says(self, bot: RemoteBot, text: str, **how: Any) -> int:
        return int(await self._call("says", bot, text, **how))

    async def sends(self, bot: RemoteBot, *attachments: Attachment, **fields: Any) -> int:
        return int(await self._call("sends", bot, *attachments, **fields))

    async def edits(self, bot: RemoteBot, message: int | ChatMessage, text: str, **how: Any) -> None:
        await self._call("edits", bot, message, text, **how)

    async def unfurls(self, bot: RemoteBot, message: int | ChatMessage, **embed: Any) -> None:
        await self._call("unfurls", bot, message, **embed)

    async def deletes(self, bot: RemoteBot, message: int | ChatMessage, **how: Any) -> None:
        await self._call("deletes", bot, message, **how)

    async def deletes_all(self, bot: RemoteBot, *messages: int | ChatMessage, **how: Any) -> None:
        await self._call("deletes_all", bot, *messages, **how)

    async def votes(self, bot: RemoteBot, message: int | ChatMessage, *answers: str | int, **how: Any) -> None:
        await self._call("votes", bot, message, *answers, **how)

    async def types(self, bot: RemoteBot, **how: Any) -> None:
        await self._call("types", bot, **how)

    async def reacts(self, bot: RemoteBot, message: int | ChatMessage, emoji: str, **how: Any) -> None:
        await self._call("reacts", bot, message, emoji, **how)

    async def unreacts(self, bot: RemoteBot, message: int | ChatMessage, emoji: str, **how: Any) -> None:
        await self._call("unreacts", bot, message, emoji, **how)

    async def uses(
        self, bot: RemoteBot, command: str, options: Mapping[str, Any] | None = None, *, place: Place = "dm"
    ) -> RemoteInteraction:
        interaction: RemoteInteraction = await self._call("uses", bot, command, options, place=place)
        return interaction

    async def uses_on(self, message: ChatMessage, command: str) -> RemoteInteraction:
        interaction: RemoteInteraction = await self._call("uses_on", message, command)
        return interaction

    async def autocompletes(
        self, bot: RemoteBot, command: str, option: str, typed: str, **how: Any
    ) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in await self._call("autocompletes", bot, command, option, typed, **how)]

    async def presses(self, message: ChatMessage | RemoteInteraction, button: str) -> RemoteInteraction:
        interaction: RemoteInteraction = await self._call("presses", message, button)
        return interaction

    async def chooses(
        self, message: ChatMessage | RemoteInteraction, *options: str, select: str | None = None
    ) -> RemoteInteraction:
        interaction: RemoteInteraction = await self._call("chooses", message, *options, select=select)
        return interaction

    async def submits(self, opened: RemoteInteraction, texts: Mapping[str, str]) -> RemoteInteraction:
        interaction: RemoteInteraction = await self._call("submits", opened, texts)
        return interaction

    async def closes_dms(self) -> None:
        await self._call("closes_dms")

    async def opens_dms(self) -> None:
        await self._call("opens_dms")

    async def blocks(self, bot: RemoteBot) -> None:
        await self._call("blocks", bot)

    async def unblocks(self, bot: RemoteBot) -> None:
        await self._call("unblocks", bot)

    async def installs(self, bot: RemoteBot) -> None:
        await self._call("installs", bot)

    async def uninstalls(self, bot: RemoteBot) -> None:
        await self._call("uninstalls", bot)

    async def dm(self, bot: RemoteBot) -> RemoteChannel:
        channel: RemoteChannel = await self._call("dm", bot)
        return channel

    async def chat(self, bot: RemoteBot, **how: Any) -> list[ChatMessage]:
        messages: list[ChatMessage] = await self._call("chat", bot, **how)
        return messages

    async def message(self, bot: RemoteBot, message: int | ChatMessage, **how: Any) -> ChatMessage:
        now: ChatMessage = await self._call("message", bot, message, **how)
        return now

    async def heard(self, bot: RemoteBot) -> list[str]:
        texts: list[str] = await self._call("heard", bot)
        return texts

    async def hears(self, bot: RemoteBot, part: str = "", **how: Any) -> ChatMessage:
        message: ChatMessage = await self._call("hears", bot, part, **how)
        return message

    async def sees_typing(self, bot: RemoteBot, times: int = 1, *, timeout: float = 5.0) -> None:
        await self._call("sees_typing", bot, times, timeout=timeout)
