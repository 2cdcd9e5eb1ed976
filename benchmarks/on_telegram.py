"""Telegram, as benchmarks use it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Final

from benchmarks.messengers import Account, Heard, Messenger, Person
from tests.emulators.telegram.remote import RemoteBot, RemotePerson, RemoteTelegram

KEPT: Final = 1000
"""Ledger entries the emulator holds."""


class TelegramAccount(Account):
    """A bot on the emulated Telegram."""

    def __init__(self, telegram: RemoteTelegram, bot: RemoteBot) -> None:
        self.name = _name(bot.id)
        self._telegram = telegram
        self._bot = bot
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

    def echo(self) -> Sequence[str]:
        return "benchmarks.echo_telegram", self._telegram.url, self._bot.token


class Telegram(Messenger):
    """The emulated Telegram."""

    def __init__(self, remote: RemoteTelegram) -> None:
        self.remote = remote

    async def account(self, token: str) -> TelegramAccount:
        return TelegramAccount(self.remote, await self.remote.add_bot(token))

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[AsyncIterator[Heard]]:
        async with self.remote.events() as events:

            async def each() -> AsyncGenerator[Heard, None]:
                async for sent in events:
                    if sent.method == "sendMessage":
                        yield Heard(_name(sent.bot), sent.chat or 0, sent.message_id or 0, sent.text or "", sent.at)

            async with aclosing(each()) as heard:
                yield heard

    async def violations(self) -> list[str]:
        return await self.remote.violations()


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """Running until the end of the block."""
    async with RemoteTelegram.spawned("--no-check", "--keep", str(KEPT)) as remote:
        yield Telegram(remote)


def _name(bot: int) -> str:
    return f"telegram:{bot}"
