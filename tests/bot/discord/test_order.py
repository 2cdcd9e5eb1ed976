"""Commands and messages come by different ways, and take effect in the order in which somebody made them."""

from collections.abc import Sequence

import pytest

from bot.content import Content
from bot.messages import Command, Incoming, Said
from bot.platforms.discord.catchup import Open
from bot.posts import Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.discord.conftest import Side, address
from tests.bot.discord.errands import still_hears
from tests.emulators.discord import BotAccount, DiscordEmulator, Interaction, Person, faults

SECRET = Said(Content("for whoever comes next"))


async def given(side: Side, bot: BotAccount, person: Person, use: Interaction, incoming: Incoming) -> None:
    """The answer to a command, as its turn gives it."""
    assert incoming.via is not None
    await side.platform.answer(address(bot, person), incoming.via, Post("◆ looking", host=True))
    await use.answered("looking")


def whats(batch: Sequence[Incoming]) -> list[object]:
    return [each.what for each in batch]


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_what_is_written_after_next_waits_for_the_door_to_be_tried(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, elsewhere: bool
) -> None:
    guild = discord.guild()
    guild.add(bot, ann)
    knock = discord.faults.add(kind=faults.delay(0.05), method="create_message")
    async with side.running():
        await ann.says(bot, "for the old partner")
        use = await ann.uses(bot, "next", place=guild if elsewhere else "dm")
        await ann.says(bot, SECRET.content.text)
        await knock.befell()
        heard = await side.inside.hears(3)
        await given(side, bot, ann, use, heard[1])
    assert whats(heard) == [Said(Content("for the old partner")), Command("next"), SECRET]


async def test_what_is_written_after_next_waits_also_where_the_chat_is_not_known_yet(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side
) -> None:
    guild = discord.guild()
    guild.add(bot, ann)
    discord.faults.add(kind=faults.slow_answer(0.05), method="create_dm")
    async with side.running():
        use = await ann.uses(bot, "next", place=guild)
        await ann.says(bot, SECRET.content.text)
        heard = await side.inside.hears(2)
        await given(side, bot, ann, use, heard[0])
    assert whats(heard) == [Command("next"), SECRET]


async def test_where_the_door_is_not_open_what_is_written_afterwards_still_comes_through(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, catalogue: Catalogue
) -> None:
    discord.faults.add(kind=faults.garbage(502), method="create_message")
    async with side.running():
        use = await ann.uses(bot, "next")
        await ann.says(bot, "hello")
        heard = await side.inside.hears(1)
        await use.answered(catalogue.word(Text.NOT_RIGHT_NOW, "de")[:30])
        await still_hears(bot, ann, side)
    assert whats(heard[:1]) == [Said(Content("hello"))]


async def test_while_somebody_talks_or_searches_their_door_is_not_tried(
    bot: BotAccount, ann: Person, side: Side
) -> None:
    side.world.all_may_search = False
    async with side.running():
        use = await ann.uses(bot, "next")
        await ann.says(bot, SECRET.content.text)
        heard = await side.inside.hears(2)
        await given(side, bot, ann, use, heard[0])
    assert whats(heard) == [Command("next"), SECRET]
    assert ann.heard(bot) == ["◆ looking"]


@pytest.mark.parametrize("door_known", [False, True])
async def test_what_is_written_after_next_is_not_found_before_it_when_the_past_is_read(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, door_known: bool
) -> None:
    """The chat's history holds no commands; read later, it holds what was written after one."""
    bob = discord.person("Bob")
    last = await ann.says(bot, "heard before")
    await ann.says(bot, "missed")
    bobs = await bob.says(bot, "heard too")
    side.world.talks = [Open(str(ann.dm(bot).id), str(last), 0.0), Open(str(bob.dm(bot).id), str(bobs), 0.0)]
    side.world.all_may_search = not door_known
    slow = discord.faults.add(kind=faults.delay(0.1), method="list_messages")
    async with side.running():
        await slow.befell()
        use = await ann.uses(bot, "next")
        await ann.says(bot, SECRET.content.text)
        heard = await side.inside.hears(3)
        await given(side, bot, ann, use, heard[1])
    assert whats(heard) == [Said(Content("missed")), Command("next"), SECRET]
