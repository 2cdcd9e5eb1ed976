"""For how long it is taken for known that somebody's direct messages are open, or closed."""

from typing import Literal

import pytest

from bot.platforms.discord.desk import ELSEWHERE_LASTS, HERE_LASTS
from bot.posts import Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.discord.conftest import Side, address
from tests.emulators.discord import BotAccount, DiscordEmulator, Guild, Interaction, Person, faults


@pytest.fixture
def guild(discord: DiscordEmulator, bot: BotAccount, ann: Person) -> Guild:
    guild = discord.guild()
    guild.add(bot, ann)
    return guild


async def given(side: Side, bot: BotAccount, person: Person, use: Interaction, *, turn: int = 1) -> None:
    """The answer to a command, as its turn gives it."""
    incoming = (await side.inside.hears(turn))[turn - 1]
    assert incoming.via is not None
    await side.platform.answer(address(bot, person), incoming.via, Post("◆ looking", host=True))
    await use.answered("looking")


def closed(catalogue: Catalogue) -> str:
    return catalogue.word(Text.DIRECT_MESSAGES_CLOSED, "de")[:30]


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("over", [False, True])
async def test_a_door_found_open_is_tried_again_when_that_was_long_ago(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, guild: Guild, side: Side, catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch, elsewhere: bool, over: bool,
) -> None:  # fmt: skip
    place: Guild | Literal["dm"] = guild if elsewhere else "dm"
    async with side.running():
        await given(side, bot, ann, await ann.uses(bot, "find", place=place))
        before = len(discord.ledger.calls("create_message"))
        if over:
            monkeypatch.setattr(f"bot.platforms.discord.desk.{'ELSEWHERE' if elsewhere else 'HERE'}_LASTS", 0.0)
            await ann.closes_dms()
        use = await ann.uses(bot, "find", place=place)
        if over:
            await use.answered(closed(catalogue))
        else:
            await given(side, bot, ann, use, turn=2)
    assert len(side.inside.all) == (1 if over else 2), "somebody may be matched with a closed door"
    assert len(discord.ledger.calls("create_message")) - before == over


def test_a_door_elsewhere_counts_as_open_for_minutes_and_in_the_chat_for_longer() -> None:
    """Who writes in the chat can be written to there; who is elsewhere may have closed it since."""
    assert 60 <= ELSEWHERE_LASTS < HERE_LASTS <= 86_400


async def test_somebody_closed_is_not_knocked_at_again_at_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, guild: Guild, side: Side, catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.platforms.discord.doors.STAYS_CLOSED", 60.0)
    await ann.closes_dms()
    async with side.running():
        for _ in range(6):
            use = await ann.uses(bot, "find", place=guild)
            await use.answered(closed(catalogue))
        assert len(discord.ledger.calls("create_message")) == 1, "refused requests cost the bot its access"
        monkeypatch.setattr("bot.platforms.discord.doors.STAYS_CLOSED", 0.0)
        await ann.opens_dms()
        await given(side, bot, ann, await ann.uses(bot, "find", place=guild))


async def test_a_message_that_got_through_ends_being_closed(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, guild: Guild, side: Side, catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.platforms.discord.doors.STAYS_CLOSED", 60.0)
    await ann.closes_dms()
    async with side.running():
        await (await ann.uses(bot, "find", place=guild)).answered(closed(catalogue))
        await ann.opens_dms()
        (presence,) = side.platform._bots.values()
        presence.doors.reached(str(ann.dm(bot).id))
        await given(side, bot, ann, await ann.uses(bot, "find", place=guild))


@pytest.mark.parametrize("command", ["help", "find"])
async def test_where_no_chat_can_be_opened_at_all_it_is_said_how_to_open_it(
    discord: DiscordEmulator, bot: BotAccount, side: Side, catalogue: Catalogue, command: str
) -> None:
    eve = discord.person("Eve", locale="de")
    guild = discord.guild()
    guild.add(bot, eve)
    refused = faults.error(50007, "Cannot send messages to this user", status=403)
    discord.faults.add(kind=refused, method="create_dm")
    async with side.running():
        use = await eve.uses(bot, command, place=guild)
        seen = await use.answered(closed(catalogue))
    assert seen.ephemeral
    assert side.inside.all == []
