"""Pictures and sounds that were reported, as a moderator sees them: covered and alone, or told of in kind words."""

import pytest

from bot.app import App
from moderation.roles import Role
from tests.e2e.anybody import OnDiscord
from tests.e2e.conftest import Meet, MeetOnDiscord
from tests.e2e.living import Clock
from tests.e2e.strangers import Stranger, paired
from tests.e2e.test_moderators_discord import Desk as DiscordDesk
from tests.e2e.test_moderators_discord import reported
from tests.e2e.test_moderators_discord import staffed as staffed_on_discord
from tests.e2e.test_moderators_telegram import Desk, gone, invited, staffed
from tests.emulators.discord import BotAccount as DiscordBot
from tests.emulators.discord import ChatMessage, DiscordEmulator, Guild
from tests.emulators.discord import kinds as on_discord
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import BotAccount, Group, TelegramEmulator
from tests.emulators.telegram import kinds as on_telegram
from tests.fidelity.samples import voice

NEVER = "files of this kind are not shown"
BELOW = "it stands below"


@pytest.fixture
def mods(telegram: TelegramEmulator, bot: BotAccount) -> Group:
    mods = telegram.group("Mods")
    mods.add(bot)
    return mods


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: DiscordBot) -> Guild:
    guild = discord.guild("Venezia")
    guild.add(discord_bot)
    return guild


async def sent_and_reported(meet: Meet, *taps: str) -> tuple[Stranger, Stranger]:
    """Bob sent a picture and a voice message, and Ann reports him."""
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await bob.sends_photo(on_discord.picture(), caption="look")
    await bob.sends(voice=on_telegram.voice(voice()))
    await bob.says("well?")
    await ann.hears("well?")
    await ann.says("/report")
    for question, tap in zip(("What is it about?", "more exactly?"), taps, strict=True):
        await ann.presses(await ann.hears(question), tap)
    await ann.hears("R-")
    return ann, bob


def line(text: str, kind: str) -> str:
    """What is told of a file of this kind."""
    return next(each for each in text.split("\n") if each.lstrip("\\").startswith(f"[{kind}"))


async def viewed(desk: Desk, mo: Stranger) -> str:
    """What the moderator reads who claimed the case."""
    await desk.presses(await desk.hears("Nobody is on it"), "Claim")
    await desk.presses(await desk.hears("is on it, until"), "View")
    return (await mo.hears("For your eyes only")).text


async def shown_on_discord(desk: DiscordDesk) -> ChatMessage:
    """What the moderator sees alone who claimed the case."""
    await desk.presses(await desk.hears("Nobody is on it"), "Claim", "in your hands")
    evidence = await desk.presses(await desk.hears("is on it, until"), "View", "For your eyes only")
    assert evidence.ephemeral
    return evidence


async def test_on_telegram_a_picture_stands_covered_in_the_moderators_own_chat_and_goes(
    telegram: TelegramEmulator, bot: BotAccount, app: App, meet: Meet, mods: Group, clock: Clock
) -> None:
    mo, desk = await staffed(app, meet, mods, bot)
    await sent_and_reported(meet, "Unwanted sexual content", "Sexual pictures or films")
    text = await viewed(desk, mo)
    assert BELOW in line(text, "Photo")
    assert NEVER in line(text, "Voice message")
    await mo.has_heard_all()
    (picture,) = [each for each in mo.person.chat(bot) if each.photo]
    assert picture.spoiler
    with pytest.raises(CannotDo):
        await mo.person.forwards(bot, picture)
    assert not any(each.photo for each in mo.person.chat(bot, place=mods))
    clock.forward(601)
    assert await gone(mo, picture)
    assert telegram.violations == []


async def test_of_a_minors_case_no_picture_is_shown_to_anybody(
    bot: BotAccount, app: App, meet: Meet, mods: Group
) -> None:
    mo, desk = await staffed(app, meet, mods, bot)
    await invited(app, mo, Role.CHILD_SAFETY)
    await sent_and_reported(meet, "A minor, or danger to minors", "Seems to be under 18")
    text = await viewed(desk, mo)
    assert "no picture is shown to anybody" in text
    await mo.has_heard_all()
    assert not any(each.photo for each in mo.person.chat(bot))


async def test_on_discord_a_picture_is_covered_in_the_answer_that_only_one_sees(
    discord: DiscordEmulator, discord_bot: DiscordBot, discord_app: App, guild: Guild,
    meet_on_discord: MeetOnDiscord, discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    ann, bob = discord_pair
    _, desk = await staffed_on_discord(discord_app, discord_bot, guild, meet_on_discord)
    await bob.person.sends(bob.bot, on_discord.photo())
    file, fields = on_discord.voice(voice(), seconds=0.5)
    await bob.person.sends(bob.bot, file, **fields)
    await reported(discord_bot, ann, bob)
    evidence = await shown_on_discord(desk)
    assert BELOW in line(evidence.text, "Photo")
    assert NEVER in line(evidence.text, "Voice message")
    assert [each.spoiler for each in evidence.attachments] == [True]
    assert discord.violations == []


async def test_a_picture_that_was_taken_back_is_told_of_and_everything_else_is_shown(
    discord: DiscordEmulator, discord_bot: DiscordBot, discord_app: App, guild: Guild,
    meet_on_discord: MeetOnDiscord, discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    ann, bob = discord_pair
    _, desk = await staffed_on_discord(discord_app, discord_bot, guild, meet_on_discord)
    picture = await bob.person.sends(bob.bot, on_discord.photo(), text="look")
    await ann.hears("look")
    await reported(discord_bot, ann, bob)
    discord.world.files.expire()
    await bob.person.deletes(bob.bot, picture)
    evidence = await shown_on_discord(desk)
    assert "it can't be shown here, or not any more" in evidence.text
    assert "worth nothing" in evidence.text
    assert evidence.attachments == ()
    assert discord.violations == []
