"""What keeps the account busy keeps nobody waiting for the first answer: Discord gives it three seconds."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.content import FileRef
from bot.posts import Post
from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import KEY, Side, address, side_at
from tests.bot.telegram.errands import fetched
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The host of a server that takes connections and says nothing."""

    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(nothing, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
async def narrow(
    discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, silent: str
) -> AsyncIterator[Side]:
    """A platform with two connections of each kind, whose files lie where nobody answers."""
    monkeypatch.setattr("bot.platforms.discord.rest.CONNECTIONS", 2)
    monkeypatch.setattr("bot.platforms.discord.rest.FILES", 2)
    monkeypatch.setattr("bot.platforms.discord.account.CDN", frozenset({silent}))
    async with side_at(discord, catalogue) as side:
        yield side


async def test_slow_sends_and_downloads_keep_no_interaction_from_being_acknowledged(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, narrow: Side, silent: str
) -> None:
    slow = discord.faults.add(kind=faults.slow_answer(1.0), method="create_message", times=None)
    file = FileRef("discord", str(bot.id), f"1 2 0 http://{silent}/a.png")
    async with narrow.running():
        sends = []
        for number in range(6):
            person = discord.person(f"P{number}")
            await person.says(bot, "x")
            sends.append(asyncio.create_task(narrow.platform.send(address(bot, person), Post("hello"), KEY)))
        fetches = [asyncio.create_task(fetched(narrow.platform, file, 1000)) for _ in range(6)]
        await slow.befell(2)
        use = await ann.uses(bot, "rules")
        await use.acknowledged(0.8)
        incoming = (await narrow.inside.hears(7))[6]
        assert incoming.via is not None
        await narrow.platform.answer(address(bot, ann), incoming.via, Post("◆ the rules", host=True))
        await use.answered("the rules", 0.8)
        assert not any(task.done() for task in sends[2:]), "nothing was slow"
        for task in (*sends, *fetches):
            task.cancel()
        await asyncio.gather(*sends, *fetches, return_exceptions=True)
