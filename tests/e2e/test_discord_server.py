"""Only people from one's own server: which one it is, the commands used there tell, and nothing else."""

from tests.e2e.anybody import OnDiscord, admitted
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.living import PATIENCE
from tests.e2e.strangers import ALONE, PAIRED
from tests.emulators.discord import BotAccount, DiscordEmulator


async def searches(who: OnDiscord) -> None:
    """In their server, past the rules."""
    rules = await (await who.uses("find")).answered("18 or older", PATIENCE)
    await who.person.presses(rules, "agree")


async def test_people_of_one_server_meet_each_other_and_nobody_else(
    discord: DiscordEmulator, discord_bot: BotAccount, meet_on_discord: MeetOnDiscord
) -> None:
    venezia, murano = discord.guild("Venezia"), discord.guild("Murano")
    ann, dan = [meet_on_discord(name, place=venezia) for name in ("Ann", "Dan")]
    bob, cleo = meet_on_discord("Bob", place=murano), meet_on_discord("Cleo")
    venezia.add(discord_bot, ann.person, dan.person)
    murano.add(discord_bot, bob.person)
    await searches(ann)
    await ann.hears(ALONE)
    wish = {"setting": "near", "value": "server"}
    await (await ann.person.uses(discord_bot, "settings", wish, place=venezia)).answered("From: my server", PATIENCE)
    await searches(bob)
    await bob.hears(ALONE)
    await admitted(cleo, "find")  # in the chat with the bot
    for each in (bob, cleo):
        await each.hears(PAIRED)
    await searches(dan)
    for each in (ann, dan):
        await each.hears(PAIRED)
