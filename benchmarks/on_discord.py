"""Discord, as benchmarks use it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Final, Literal

from benchmarks.messengers import Account, Heard, Messenger, Person
from bot.platforms.discord.markdown import parts
from bot.platforms.discord.render import TEXT_LIMIT
from tests.emulators.discord.remote import RemoteBot, RemoteDiscord, RemotePerson

KEPT: Final = 10_000
"""Ledger entries the emulator holds: all of those that are counted."""
TOO_FAST: Final = 429


class DiscordAccount(Account):
    """A bot on the emulated Discord. People write to it in their direct messages."""

    def __init__(self, discord: RemoteDiscord, bot: RemoteBot) -> None:
        self.name = _name(bot.id)
        self._discord = discord
        self.bot = bot
        self._people: dict[str, RemotePerson] = {}

    async def ready(self, seconds: float) -> None:
        await self._discord.connected(self.bot, timeout=seconds)

    async def person(self, name: str) -> Person:
        self._people[name] = person = await self._discord.person(name)
        await person.installs(self.bot)
        return Person(self, name, (await person.dm(self.bot)).id)

    async def feed(self, said: Sequence[tuple[str, str]]) -> list[float]:
        return [at for _, at in await self._discord.feed(self.bot, said)]

    async def press(self, person: Person, message: int, button: str) -> None:
        somebody = self._people[person.name]
        await somebody.presses(await somebody.message(self.bot, message), button)

    def shown(self, text: str) -> str:
        return "".join(parts(text, (), TEXT_LIMIT))

    def settings(self) -> Mapping[str, str]:
        return {"BAUTA_DISCORD_TOKEN": self.bot.token, "BAUTA_DISCORD_API_URL": self._discord.api_url}

    def barest(self) -> Sequence[str]:
        return "benchmarks.echo_discord", self._discord.api_url, self._discord.gateway_url, self.bot.token

    async def refused(self) -> int:
        """How many of the bot's requests, since it began, were refused because they came too fast."""
        calls = await self._discord.ledger.calls(bot=self.bot)
        if len(calls) >= KEPT:
            raise RuntimeError("the ledger held too little to be counted")
        return sum(call.status == TOO_FAST for call in calls)


class Discord(Messenger):
    """The emulated Discord."""

    def __init__(self, remote: RemoteDiscord) -> None:
        self.remote = remote

    async def account(self, token: str) -> DiscordAccount:
        return DiscordAccount(self.remote, await self.remote.add_bot(token))

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[AsyncIterator[Heard]]:
        async with self.remote.events() as events:

            async def each() -> AsyncGenerator[Heard, None]:
                async for sent in events:
                    if sent.method == "create_message":
                        yield Heard(_name(sent.bot), sent.channel or 0, sent.message_id or 0, sent.text or "", sent.at)

            async with aclosing(each()) as heard:
                yield heard

    async def violations(self) -> list[str]:
        return await self.remote.violations()


@asynccontextmanager
async def discord(limits: Literal["none", "real"]) -> AsyncIterator[Discord]:
    """Running until the end of the block."""
    async with RemoteDiscord.spawned("--no-check", "--keep", str(KEPT), "--limits", limits) as remote:
        yield Discord(remote)


def _name(bot: int) -> str:
    return f"discord:{bot}"
