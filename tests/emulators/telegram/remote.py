"""An emulator in another process, with the verbs of the one in this process; everything here is awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.emulators.remote import RemoteEmulator, RemoteFault, RemoteFaults, RemoteLedger, Verbs
from tests.emulators.telegram.codec import CODEC
from tests.emulators.telegram.faults import Trouble
from tests.emulators.telegram.kinds import Attachment
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.views import ChatMessage
from tests.emulators.telegram.world import PressAnswer


@dataclass(frozen=True, slots=True)
class Sent:
    """Something a bot sent, edited or deleted. `at`: monotonic seconds, comparable with those of `feed`."""

    at: float
    bot: int
    method: str
    chat: int | None
    message_id: int | None
    text: str | None
    fault: str | None
    """What befell the request, by the trouble's name."""


@dataclass(frozen=True, slots=True)
class RemoteBot:
    """A bot account over there."""

    id: int
    token: str
    username: str


class RemotePress(Verbs):
    """A pressed button."""

    def __init__(self, telegram: RemoteTelegram, query_id: str, data: str) -> None:
        super().__init__(telegram, "press", query_id)
        self.id = query_id
        self.data = data

    async def answered(self, timeout: float = 5.0) -> PressAnswer:
        answer: PressAnswer = await self._call("answered", timeout)
        return answer

    async def expire(self) -> None:
        await self._call("expire")


class RemotePerson(Verbs):
    """A person over there; see `people.Person` for what each verb means."""

    def __init__(self, telegram: RemoteTelegram, name: str, user_id: int) -> None:
        super().__init__(telegram, "person", name)
        self.name = name
        self.id = user_id

    async def says(self, bot: RemoteBot, text: str, **how: Any) -> int:
        return int(await self._call("says", bot, text, **how))

    async def sends_photo(self, bot: RemoteBot, content: bytes, **how: Any) -> int:
        return int(await self._call("sends_photo", bot, content, **how))

    async def sends_album(self, bot: RemoteBot, *parts: bytes | Attachment, **how: Any) -> list[int]:
        numbers: list[int] = await self._call("sends_album", bot, *parts, **how)
        return numbers

    async def sends_straggler(
        self, bot: RemoteBot, album: int | ChatMessage, part: bytes | Attachment, **how: Any
    ) -> int:
        return int(await self._call("sends_straggler", bot, album, part, **how))

    async def sends(self, bot: RemoteBot, **fields: Any) -> int:
        return int(await self._call("sends", bot, **fields))

    async def edits(self, bot: RemoteBot, message: int | ChatMessage, text: str, **how: Any) -> None:
        await self._call("edits", bot, message, text, **how)

    async def edits_media(self, bot: RemoteBot, message: int | ChatMessage, **fields: Any) -> None:
        await self._call("edits_media", bot, message, **fields)

    async def moves(self, bot: RemoteBot, message: int | ChatMessage, **location: Any) -> None:
        await self._call("moves", bot, message, **location)

    async def deletes(self, bot: RemoteBot, message: int | ChatMessage) -> None:
        await self._call("deletes", bot, message)

    async def reacts(self, bot: RemoteBot, message: int | ChatMessage, *reactions: str | Mapping[str, Any]) -> None:
        await self._call("reacts", bot, message, *reactions)

    async def votes(self, bot: RemoteBot, message: int | ChatMessage, *options: str | int) -> None:
        await self._call("votes", bot, message, *options)

    async def presses(self, bot: RemoteBot, message: int | ChatMessage, button: str) -> RemotePress:
        press: RemotePress = await self._call("presses", bot, message, button)
        return press

    async def blocks(self, bot: RemoteBot) -> None:
        await self._call("blocks", bot)

    async def unblocks(self, bot: RemoteBot) -> None:
        await self._call("unblocks", bot)

    async def forbids_voices(self, forbidden: bool = True) -> None:
        await self._call("forbids_voices", forbidden)

    async def leaves_telegram(self) -> None:
        await self._call("leaves_telegram")

    async def chat(self, bot: RemoteBot) -> list[ChatMessage]:
        messages: list[ChatMessage] = await self._call("chat", bot)
        return messages

    async def message(self, bot: RemoteBot, message: int | ChatMessage) -> ChatMessage:
        now: ChatMessage = await self._call("message", bot, message)
        return now

    async def heard(self, bot: RemoteBot) -> list[str]:
        texts: list[str] = await self._call("heard", bot)
        return texts

    async def hears(self, bot: RemoteBot, part: str = "", *, timeout: float = 5.0) -> ChatMessage:
        message: ChatMessage = await self._call("hears", bot, part, timeout=timeout)
        return message


class RemoteTelegram(RemoteEmulator):
    """A running emulator at `url`. `async with RemoteTelegram(url)`, or `async with RemoteTelegram.spawned()`."""

    module: ClassVar[str] = "tests.emulators.telegram"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.base_url = url + "/bot"
        self.base_file_url = url + "/file/bot"
        self.ledger = RemoteLedger[Entry](self, "ledger")
        self.faults = RemoteFaults[Trouble](self, "faults")
        readers = {
            "BotAccount": lambda parts: RemoteBot(**parts),
            "Person": lambda parts: RemotePerson(self, parts["name"], parts["id"]),
            "Press": lambda parts: RemotePress(self, parts["id"], parts["data"]),
            "Fault": lambda number: RemoteFault(self, "fault", number),
        }
        self.codec = CODEC.also({RemoteBot: lambda bot: bot.id, RemotePerson: lambda person: person.name}, readers)

    async def add_bot(self, token: str, **names: str) -> RemoteBot:
        bot: RemoteBot = await self._telegram("add_bot", token, **names)
        return bot

    async def person(self, name: str, **fields: Any) -> RemotePerson:
        person: RemotePerson = await self._telegram("person", name, **fields)
        return person

    async def acquaint(self, bot: RemoteBot, names: Sequence[str]) -> list[int]:
        """People, by name, who have talked with the bot before now; the ids of their chats."""
        return [int(number) for number in await self._telegram("acquaint", bot, names)]

    async def feed(self, bot: RemoteBot, said: Sequence[tuple[str, str]]) -> list[tuple[int, float]]:
        """Have people, by name, say texts; each message's id and the monotonic seconds when it was queued."""
        return [(number, at) for number, at in await self._telegram("feed", bot, said)]

    async def feed_raw(self, bot: RemoteBot, body: Any, *, stamped: bool = True) -> int:
        return int(await self._telegram("feed_raw", bot, body, stamped=stamped))

    async def drained(self, bot: RemoteBot, *, timeout: float = 5.0) -> None:
        await self._telegram("drained", bot, timeout=timeout)

    async def limit_chats(self, per_second: float, burst: int = 1) -> None:
        await self._telegram("limit_chats", per_second, burst)

    async def limit_accounts(self, per_second: int) -> None:
        await self._telegram("limit_accounts", per_second)

    async def violations(self) -> list[str]:
        sentences: list[str] = await self._telegram("violations")
        return sentences

    async def checked(self) -> tuple[int, int]:
        requests, answers = await self._telegram("checked")
        return requests, answers

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[Sent]]:
        """What bots send from now on, as it is accepted: `async with telegram.events() as events: async for …`."""
        async with self.reported() as reported, aclosing(Sent(*event) async for event in reported) as events:
            yield events

    async def _telegram(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        return await self.call("telegram", None, verb, args, kwargs)
