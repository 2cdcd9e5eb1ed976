"""Telegram, as benchmarks use it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Final

from benchmarks.furnished import Place
from benchmarks.messengers import Account, Heard, Messenger, Person
from tests.emulators.remote import RemoteFault
from tests.emulators.telegram.faults import rate_limited
from tests.emulators.telegram.remote import RemoteBot, RemotePerson, RemoteTelegram

KEPT: Final = 1000
"""Ledger entries the emulator holds."""
TOO_FAST: Final = 429
SENDS: Final = frozenset({"sendMessage", "copyMessage"})


class TelegramAccount(Account):
    """A bot on the emulated Telegram."""

    def __init__(self, telegram: RemoteTelegram, bot: RemoteBot, kept: int) -> None:
        self.name = _name(bot.id)
        self.number = str(bot.id)
        self._telegram = telegram
        self._bot = bot
        self._kept = kept
        self._people: dict[str, RemotePerson] = {}

    async def ready(self, seconds: float) -> None:
        await self._telegram.drained(self._bot, timeout=seconds)

    async def person(self, name: str) -> Person:
        self._people[name] = person = await self._telegram.person(name)
        return Person(self, name, person.id)

    async def feed(self, said: Sequence[tuple[str, str]]) -> list[float]:
        return [at for _, at in await self._telegram.feed(self._bot, said)]

    async def press(self, person: Person, message: int, button: str) -> None:
        await self._people[person.name].presses(self._bot, message, button)

    def shown(self, text: str) -> str:
        return text

    def settings(self) -> Mapping[str, str]:
        return {"BAUTA_TELEGRAM_TOKEN": self._bot.token, "BAUTA_TELEGRAM_API_URL": self._telegram.url}

    def barest(self) -> Sequence[str]:
        return "benchmarks.copy_telegram", self._telegram.url, self._bot.token

    async def acquainted(self, names: Sequence[str]) -> list[Person]:
        """These people, who have talked with the bot before."""
        chats = await self._telegram.acquaint(self._bot, names)
        return [Person(self, name, chat) for name, chat in zip(names, chats, strict=True)]

    def place(self, person: Person) -> Place:
        """Where Bauta reaches somebody."""
        return Place("telegram", self.number, str(person.chat))

    async def hold(self, person: Person, seconds: int) -> RemoteFault:
        """Refuse the next message to somebody, once, and ask for so long a pause."""
        kind = rate_limited(seconds)
        return await self._telegram.faults.add(kind=kind, method="sendMessage", chat=person.chat, bot=self._bot.id)

    async def refused(self, since: float) -> tuple[int, int]:
        """Of the bot's messages since then, in the emulator's seconds: refused because they came too fast, and all."""
        if len(calls := await self._telegram.ledger.calls(bot=self._bot)) >= self._kept:
            raise RuntimeError("the ledger held too little to be counted")
        sends = [call for call in calls if call.method == "sendMessage" and call.at >= since]
        return sum(call.status == TOO_FAST for call in sends), len(sends)


class Telegram(Messenger):
    """The emulated Telegram."""

    def __init__(self, remote: RemoteTelegram, kept: int) -> None:
        self.remote = remote
        self._kept = kept

    async def account(self, token: str) -> TelegramAccount:
        return TelegramAccount(self.remote, await self.remote.add_bot(token), self._kept)

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[AsyncIterator[Heard]]:
        async with self.remote.events() as events:

            async def each() -> AsyncGenerator[Heard, None]:
                async for sent in events:
                    if sent.method in SENDS:
                        yield Heard(_name(sent.bot), sent.chat or 0, sent.message_id or 0, sent.text or "", sent.at)

            async with aclosing(each()) as heard:
                yield heard

    async def violations(self) -> list[str]:
        return await self.remote.violations()


@asynccontextmanager
async def telegram(kept: int = KEPT) -> AsyncIterator[Telegram]:
    """Running until the end of the block. `kept`: how many of the latest requests can be counted."""
    async with RemoteTelegram.spawned("--no-check", "--copying", "--keep", str(kept)) as remote:
        yield Telegram(remote, kept)


def _name(bot: int) -> str:
    return f"telegram:{bot}"
