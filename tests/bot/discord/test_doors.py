"""Whether somebody's direct messages take ours is known before anybody is matched with them."""

import pytest

from bot.messages import Command, Pressed
from bot.posts import Label, Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from tests.bot.discord.conftest import KEY, Side, address
from tests.bot.discord.errands import still_hears
from tests.emulators.discord import BotAccount, DiscordEmulator, Guild, Interaction, Person, faults


@pytest.fixture
def eve(discord: DiscordEmulator, bot: BotAccount) -> Person:
    """Somebody in a server who never wrote to the bot."""
    eve = discord.person("Eve", locale="en-US")
    discord.guild().add(bot, eve)
    return eve


@pytest.fixture
def guild(discord: DiscordEmulator, eve: Person) -> Guild:
    return discord.guild()


def words(catalogue: Catalogue, text: Text) -> str:
    """How a text begins."""
    return catalogue.word(text, "en")[:40]


async def given(side: Side, bot: BotAccount, person: Person, use: Interaction, *, turn: int = 1) -> None:
    """The answer to a command, as the turn gives it."""
    incoming = (await side.inside.hears(turn))[-1]
    assert incoming.via is not None
    await side.platform.answer(address(bot, person), incoming.via, Post("◆ looking", host=True))
    await use.answered("looking")


async def test_before_a_search_the_first_message_shows_that_the_chat_is_open(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side, catalogue: Catalogue
) -> None:
    async with side.running():
        assert discord.ledger.calls("create_dm") == []
        use = await eve.uses(bot, "find", place=guild)
        await given(side, bot, eve, use)
        again = await eve.uses(bot, "find", place=guild)
        await given(side, bot, eve, again, turn=2)
    assert side.inside.all[0].what == Command("find")
    assert side.inside.all[0].sender.chat == str(eve.dm(bot).id)
    (knock,) = eve.heard(bot)
    assert words(catalogue, Text.DIRECT_MESSAGES_HERE) in knock
    assert len(discord.ledger.calls("create_dm")) == 1


async def test_where_the_door_is_closed_nobody_is_matched_and_it_is_said_how_to_open_it(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side, catalogue: Catalogue
) -> None:
    await eve.closes_dms()
    async with side.running():
        use = await eve.uses(bot, "find", place=guild)
        seen = await use.answered(words(catalogue, Text.DIRECT_MESSAGES_CLOSED))
        assert seen.ephemeral
        assert side.inside.all == [], "somebody would be matched with a closed door"
        await eve.opens_dms()
        await given(side, bot, eve, await eve.uses(bot, "find", place=guild))


async def test_with_a_closed_door_other_commands_still_work(
    bot: BotAccount, eve: Person, guild: Guild, side: Side
) -> None:
    await eve.closes_dms()
    async with side.running():
        await given(side, bot, eve, await eve.uses(bot, "status", place=guild))
    assert eve.heard(bot) == []


async def test_a_door_that_closed_meanwhile_is_noticed(
    bot: BotAccount, eve: Person, guild: Guild, side: Side, catalogue: Catalogue
) -> None:
    async with side.running():
        await given(side, bot, eve, await eve.uses(bot, "find", place=guild))
        await eve.closes_dms()
        with pytest.raises(Exception, match="no direct messages"):
            await side.platform.send(address(bot, eve), Post("from the partner"), KEY)
        use = await eve.uses(bot, "find", place=guild)
        await use.answered(words(catalogue, Text.DIRECT_MESSAGES_CLOSED))
    assert len(side.inside.all) == 1


async def test_in_the_chat_too_the_door_is_tried_before_the_first_search(
    bot: BotAccount, ann: Person, side: Side, catalogue: Catalogue
) -> None:
    async with side.running():
        use = await ann.uses(bot, "find")
        await given(side, bot, ann, use)
        again = await ann.uses(bot, "next")
        await given(side, bot, ann, again, turn=2)
    knocks = [text for text in ann.heard(bot) if "looking" not in text]
    assert len(knocks) == 1


async def test_in_the_chat_too_a_closed_door_is_noticed(
    bot: BotAccount, ann: Person, side: Side, catalogue: Catalogue
) -> None:
    await ann.closes_dms()
    async with side.running():
        use = await ann.uses(bot, "find")
        seen = await use.answered()
    assert catalogue.word(Text.DIRECT_MESSAGES_CLOSED, "de")[:30] in seen.text
    assert side.inside.all == []


async def test_agreeing_to_the_rules_elsewhere_tries_the_door_too(
    bot: BotAccount, eve: Person, guild: Guild, side: Side, catalogue: Catalogue
) -> None:
    side.world.all_may_search = False
    await eve.closes_dms()
    async with side.running():
        use = await eve.uses(bot, "find", place=guild)
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        labels = ((Label("Yes", "agree"),),)
        await side.platform.answer(address(bot, eve), incoming.via, Post("◆ rules?", labels=labels, host=True))
        tap = await eve.presses(await use.answered("rules?"), "Yes")
        await tap.answered(words(catalogue, Text.DIRECT_MESSAGES_CLOSED))
        assert [each.what for each in side.inside.all] == [Command("find")]
        await eve.opens_dms()
        await eve.presses(await use.answered("rules?"), "Yes")
        assert (await side.inside.hears(2))[1].what == Pressed("agree")


async def test_who_never_agreed_to_the_rules_is_not_written_to(
    bot: BotAccount, eve: Person, guild: Guild, side: Side
) -> None:
    side.world.all_may_search = False
    async with side.running():
        await given(side, bot, eve, await eve.uses(bot, "find", place=guild))
    assert eve.heard(bot) == []


async def test_a_chat_that_is_known_is_not_opened_again(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side
) -> None:
    side.world.chats[str(eve.id)] = str(eve.dm(bot).id)
    async with side.running():
        await given(side, bot, eve, await eve.uses(bot, "status", place=guild))
    assert discord.ledger.calls("create_dm") == []


@pytest.mark.parametrize("known_by", ["what they wrote", "a command in the chat"])
async def test_a_chat_somebody_was_seen_in_is_not_opened_again(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side, known_by: str
) -> None:
    async with side.running():
        if known_by == "what they wrote":
            await eve.says(bot, "hello")
            await side.inside.hears(1)
        else:
            await given(side, bot, eve, await eve.uses(bot, "status"))
        await given(side, bot, eve, await eve.uses(bot, "status", place=guild), turn=2)
    assert discord.ledger.calls("create_dm") == []


async def test_who_searches_twice_at_once_is_told_once(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side
) -> None:
    discord.faults.add(kind=faults.delay(0.05), method="create_message")
    async with side.running():
        uses = [await eve.uses(bot, "find", place=guild) for _ in range(3)]
        for incoming in await side.inside.hears(3):
            assert incoming.via is not None
            await side.platform.answer(address(bot, eve), incoming.via, Post("◆ looking", host=True))
        for use in uses:
            await use.answered("looking")
    assert len(eve.heard(bot)) == 1


@pytest.mark.parametrize(
    ("method", "trouble"),
    [
        ("create_dm", faults.error(40003, "You are opening direct messages too fast", status=400)),
        ("create_dm", faults.garbage(502)),
        ("create_dm", faults.rate_limited(30)),
        ("create_message", faults.garbage(502)),
        ("create_message", faults.rate_limited(30)),
        ("create_message", faults.error(20026, "flagged", status=403)),
    ],
    ids=lambda each: getattr(each, "name", each),
)
async def test_when_discord_will_not_tell_nothing_is_changed_and_that_is_said(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side, catalogue: Catalogue,
    method: str, trouble: faults.Trouble,
) -> None:  # fmt: skip
    discord.faults.add(kind=trouble, method=method)
    async with side.running():
        use = await eve.uses(bot, "find", place=guild)
        await use.answered(words(catalogue, Text.NOT_RIGHT_NOW))
        assert side.inside.all == []


async def test_when_the_database_is_away_somebody_is_told_rather_than_left_waiting(
    bot: BotAccount, ann: Person, eve: Person, guild: Guild, side: Side, catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async def away(sender: object) -> str | None:
        raise OSError("the database is away")

    (presence,) = side.platform._bots.values()
    monkeypatch.setattr(presence.doors, "_known", away)
    async with side.running():
        use = await eve.uses(bot, "status", place=guild)
        await use.answered(words(catalogue, Text.NOT_RIGHT_NOW))
        await still_hears(bot, ann, side)


async def test_no_chat_is_opened_by_typing_a_command(
    discord: DiscordEmulator, bot: BotAccount, eve: Person, guild: Guild, side: Side
) -> None:
    async with side.running():
        await eve.autocompletes(bot, "find", "interests", "che", place=guild)
    assert discord.ledger.calls("create_dm") == []
