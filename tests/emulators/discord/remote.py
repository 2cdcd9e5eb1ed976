"""An emulator in another process, with the verbs of the one in this process; everything here is awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.emulators.discord.arrivals import Arrival
from tests.emulators.discord.codec import CODEC
from tests.emulators.discord.faults import Trouble
from tests.emulators.discord.ledger import Entry
from tests.emulators.discord.remote_people import (
    RemoteBot,
    RemoteChannel,
    RemoteGuild,
    RemoteInteraction,
    RemotePerson,
)
from tests.emulators.remote import RemoteEmulator, RemoteFault, RemoteFaults, RemoteLedger, Verbs


@dataclass(frozen=True, slots=True)
class Sent:
    """Something a bot sent, edited or deleted. `at`: monotonic seconds, comparable with those of `feed`."""

    at: float
    bot: int
    method: str
    channel: int | None
    message_id: int | None
    text: str | None
    fault: str | None
    """What befell the request, by the trouble's name."""


class RemoteArrivals(Verbs):
    """Who identified and resumed over there."""

    async def of(self, kind: str) -> list[Arrival]:
        arrivals: list[Arrival] = await self._call("of", kind)
        return arrivals

    async def reach(self, count: int, kind: str, *, timeout: float = 5.0) -> list[Arrival]:
        arrivals: list[Arrival] = await self._call("reach", count, kind, timeout=timeout)
        return arrivals


class RemoteDiscord(RemoteEmulator):
    """A running emulator at `url`. `async with RemoteDiscord(url)`, or `async with RemoteDiscord.spawned()`."""

    module: ClassVar[str] = "tests.emulators.discord"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.api_url = url + "/api/v10"
        self.gateway_url = f"ws{url.removeprefix('http')}/gateway/"
        self.ledger = RemoteLedger[Entry](self, "ledger")
        self.arrivals = RemoteArrivals(self, "arrivals")
        self.faults = RemoteFaults[Trouble](self, "faults")
        writers = {
            RemoteBot: lambda bot: bot.id,
            RemotePerson: lambda person: person.name,
            RemoteGuild: lambda guild: guild.name,
            RemoteInteraction: lambda interaction: interaction.token,
        }
        readers = {
            "BotAccount": lambda parts: RemoteBot(**parts),
            "Person": lambda parts: RemotePerson(self, parts["name"], parts["id"]),
            "Guild": lambda parts: RemoteGuild(self, parts["name"], parts["id"], parts["channel"]),
            "Channel": lambda parts: RemoteChannel(parts["id"]),
            "Interaction": lambda parts: RemoteInteraction(self, parts["token"], parts["id"]),
            "Fault": lambda number: RemoteFault(self, "fault", number),
        }
        self.codec = CODEC.also(writers, readers)

    async def add_bot(self, token: str, **fields: Any) -> RemoteBot:
        bot: RemoteBot = await self._discord("add_bot", token, **fields)
        return bot

    async def person(self, name: str, **fields: Any) -> RemotePerson:
        person: RemotePerson = await self._discord("person", name, **fields)
        return person

    async def guild(self, name: str = "Venezia", **fields: Any) -> RemoteGuild:
        guild: RemoteGuild = await self._discord("guild", name, **fields)
        return guild

    async def feed(self, bot: RemoteBot, said: Sequence[tuple[str, str]]) -> list[tuple[int, float]]:
        """Have people, by name, say texts; each message's id and the monotonic seconds when the gateway had it."""
        return [(number, at) for number, at in await self._discord("feed", bot, said)]

    async def feed_raw(self, bot: RemoteBot, text: str) -> int:
        return int(await self._discord("feed_raw", bot, text))

    async def feed_event(self, bot: RemoteBot, event: str, data: Any) -> int:
        return int(await self._discord("feed_event", bot, event, data))

    async def connected(self, bot: RemoteBot, *, sessions: int = 1, timeout: float = 5.0) -> None:
        await self._discord("connected", bot, sessions=sessions, timeout=timeout)

    async def disconnected(self, bot: RemoteBot, *, timeout: float = 5.0) -> None:
        await self._discord("disconnected", bot, timeout=timeout)

    async def reconnects(self, bot: RemoteBot | None = None) -> None:
        await self._discord("reconnects", bot)

    async def invalidates(self, bot: RemoteBot | None = None, *, resumable: bool = False) -> None:
        await self._discord("invalidates", bot, resumable=resumable)

    async def asks_heartbeat(self, bot: RemoteBot | None = None) -> None:
        await self._discord("asks_heartbeat", bot)

    async def closes(self, bot: RemoteBot | None = None, code: int = 4000, reason: str = "") -> None:
        await self._discord("closes", bot, code, reason)

    async def drops(self, bot: RemoteBot | None = None, *, forget: bool = False) -> None:
        await self._discord("drops", bot, forget=forget)

    async def goes_down(self) -> None:
        await self._discord("goes_down")

    async def comes_back(self) -> None:
        await self._discord("comes_back")

    async def expires_attachments(self) -> None:
        await self._discord("expires_attachments")

    async def add_sticker(self, content: bytes, **how: Any) -> dict[str, Any]:
        fields: dict[str, Any] = await self._discord("add_sticker", content, **how)
        return fields

    async def fetched(self) -> list[int]:
        """Ids of the attachments and stickers that were downloaded, in order."""
        numbers: list[int] = await self._discord("fetched")
        return numbers

    async def sets(self, **settings: Any) -> None:
        await self._discord("sets", **settings)

    async def limits(self, enforced: bool | None) -> None:
        await self._discord("limits", enforced)

    async def violations(self) -> list[str]:
        sentences: list[str] = await self._discord("violations")
        return sentences

    async def unanswered(self) -> list[str]:
        sentences: list[str] = await self._discord("unanswered")
        return sentences

    async def checked(self) -> tuple[int, int]:
        requests, answers = await self._discord("checked")
        return requests, answers

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Sent]]:
        """What bots send from now on, as it is accepted: `async with discord.events() as events: async for …`."""
        async with self.reported() as reported, aclosing(Sent(*event) async for event in reported) as events:
            yield events

    async def _discord(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        return await self.call("discord", None, verb, args, kwargs)


__all__ = [
    "RemoteBot",
    "RemoteChannel",
    "RemoteDiscord",
    "RemoteGuild",
    "RemoteInteraction",
    "RemotePerson",
    "Sent",
]
