"""/bauta from end to end: an admin sets what holds in a server, and the people in it live by it."""

import asyncio

import pytest

from bot.app import App
from bot.servers import KEPT
from bot.stores.turn import open_turn
from tests.e2e.anybody import OnDiscord, admitted
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.living import PATIENCE, Clock, on_disk
from tests.e2e.strangers import ALONE, PAIRED
from tests.emulators.discord import BotAccount, CannotDo, ChatMessage, DiscordEmulator, Guild

AMONG = "I look only among people who come from your server."


async def searches(who: OnDiscord) -> None:
    """In their server, past the rules."""
    rules = await (await who.uses("find")).answered("18 or older", PATIENCE)
    await who.person.presses(rules, "agree")


async def opens(who: OnDiscord) -> ChatMessage:
    """The page of /bauta, as it stands in the server."""
    use = await who.uses("bauta")
    shown = await use.answered("Bauta in this server", PATIENCE)
    assert shown.ephemeral
    return shown


async def presses(who: OnDiscord, shown: ChatMessage, button: str, part: str) -> ChatMessage:
    """A button of the page, until the page says so."""
    tap = await who.person.presses(shown, button)
    return await tap.answered(part, PATIENCE)


def admin_of(meet: MeetOnDiscord, guild: Guild, name: str = "Doge") -> OnDiscord:
    admin = meet(name, place=guild)
    guild.add(admin.bot, admin.person)
    guild.owner = admin.person.id
    return admin


async def test_this_server_only(discord: DiscordEmulator, meet_on_discord: MeetOnDiscord) -> None:
    venezia = discord.guild("Venezia")
    doge = admin_of(meet_on_discord, venezia)
    ann, bob, cleo = [meet_on_discord(name, place=venezia) for name in ("Ann", "Bob", "Cleo")]
    venezia.add(ann.person, bob.person)
    elsewhere = meet_on_discord("Dan")
    page = await presses(doge, await opens(doge), "Who may meet", "Now: everyone")
    await presses(doge, page, "this server only", "Now: this server only")

    await searches(ann)
    waiting = await ann.hears(AMONG)
    assert "Meet everyone" in waiting.labels
    await admitted(elsewhere, "find")
    await elsewhere.hears(ALONE)
    await searches(bob)
    for each in (ann, bob):
        await each.hears(PAIRED)
    await ann.says("we are of one town")
    await bob.hears("we are of one town")

    venezia.add(cleo.person)
    await searches(cleo)
    await cleo.taps(await cleo.hears(AMONG), "Meet everyone")
    for each in (cleo, elsewhere):
        await each.hears(PAIRED)


async def test_who_waits_is_moved_and_reads_so(discord: DiscordEmulator, meet_on_discord: MeetOnDiscord) -> None:
    venezia = discord.guild("Venezia")
    doge = admin_of(meet_on_discord, venezia)
    ann, bob = meet_on_discord("Ann", place=venezia), meet_on_discord("Bob")
    venezia.add(ann.person)
    await searches(ann)
    await ann.hears(ALONE)
    page = await presses(doge, await opens(doge), "Who may meet", "Now")
    page = await presses(doge, page, "this server only", "Now: this server only")
    await ann.hears(AMONG)
    await admitted(bob, "find")
    await bob.hears(ALONE)
    await presses(doge, page, "everyone", "Now: everyone")
    for each in (ann, bob):
        await each.hears(PAIRED)


async def test_nobody_else_sets_anything(
    discord: DiscordEmulator, discord_app: App, meet_on_discord: MeetOnDiscord
) -> None:
    venezia = discord.guild("Venezia")
    doge = admin_of(meet_on_discord, venezia)
    ann = meet_on_discord("Ann", place=venezia)
    venezia.add(ann.person)
    with pytest.raises(CannotDo):  # it is not offered to her
        await ann.uses("bauta")
    helped = await ann.uses("help")  # whatever message she sees, a changed app may tap what is not on it
    await helped.answered("Talk", PATIENCE)
    for custom_id in ("server:menu", "server:meet.server", "server:on.no", "server:edit", "server:join"):
        forged = await ann.person.forges(helped, custom_id)
        assert (await forged.answered("Only those who may manage", PATIENCE)).ephemeral, custom_id

    page = await opens(doge)
    venezia.owner = None
    tap = await doge.person.presses(page, "Switch off")
    await tap.answered("Only those who may manage", PATIENCE)
    venezia.owner = doge.person.id
    assert "Switched on." in (await opens(doge)).text


async def test_roles_channels_and_words_are_chosen_and_written_in_discords_own_menus(
    discord: DiscordEmulator, discord_app: App, meet_on_discord: MeetOnDiscord
) -> None:
    venezia = discord.guild("Venezia")
    mask, staff, desk = venezia.role("mask"), venezia.role("staff"), venezia.opens("desk")
    doge = admin_of(meet_on_discord, venezia)
    page = await presses(doge, await opens(doge), "Roles", "Now: everybody")
    shown = await (await doge.person.picks(page, mask)).answered("with the role you chose", PATIENCE)
    assert shown.selects[0].chosen == (mask.id,)
    page = await presses(doge, await opens(doge), "Moderators", "In which channel")
    page = await (await doge.person.picks(page, desk, select="server:channel")).answered("In which", PATIENCE)
    page = await (await doge.person.picks(page, staff, select="server:moderators")).answered("In which", PATIENCE)
    assert [menu.chosen for menu in page.selects] == [(desk.id,), (staff.id,)]
    assert "a role and a channel" in (await opens(doge)).text

    page = await presses(doge, await opens(doge), "Word list", "no rules")
    opened = await doge.person.presses(page, "Edit the list")
    (field,) = (await opened.asked(PATIENCE)).fields
    sent = await doge.person.submits(opened, {field.label: "gold\n/(/"})
    page = await sent.answered("Nothing was saved", PATIENCE)
    opened = await doge.person.presses(page, "Edit the list")
    assert (await opened.asked(PATIENCE)).fields[0].value is None, "nothing was saved"
    sent = await doge.person.submits(opened, {field.label: "gold\n/silver+/"})
    page = await sent.answered("has 2 rules", PATIENCE)
    opened = await doge.person.presses(page, "Edit the list")
    assert (await opened.asked(PATIENCE)).fields[0].value == "gold\n/silver+/", "as it stands"
    await doge.person.submits(opened, {})

    ann, bob = [meet_on_discord(name, place=venezia) for name in ("Ann", "Bob")]
    venezia.add(ann.person, bob.person)
    await (await ann.uses("find")).answered("for members with certain roles", PATIENCE)
    for each in (ann, bob):
        venezia.grants(each.person, mask)
        await searches(each)
    for each in (ann, bob):
        await each.hears(PAIRED)
    await ann.says("I sell silver")
    asked = await ann.hears("asks its people not to write")
    await ann.taps(asked, "Send")
    await bob.hears("I sell silver")
    stored = on_disk(discord_app)
    for secret in (venezia.id, mask.id, staff.id, desk.id, doge.person.id, "silver+", "Venezia"):
        assert str(secret).encode() not in stored, secret


async def test_allied_servers_meet(discord: DiscordEmulator, meet_on_discord: MeetOnDiscord) -> None:
    venezia, murano = discord.guild("Venezia"), discord.guild("Murano")
    doge, glazier = admin_of(meet_on_discord, venezia), admin_of(meet_on_discord, murano, "Glazier")
    page = await presses(doge, await opens(doge), "Allied servers", "allied with no other")
    invited = await presses(doge, page, "Make a code", "Give this code")
    code = invited.text.split("**")[1]
    page = await presses(glazier, await opens(glazier), "Allied servers", "allied with no other")
    opened = await glazier.person.presses(page, "I have a code")
    (field,) = (await opened.asked(PATIENCE)).fields
    await (await glazier.person.submits(opened, {field.label: code})).answered("allied with one other", PATIENCE)
    for admin in (doge, glazier):
        page = await presses(admin, await opens(admin), "Who may meet", "Now")
        await presses(admin, page, "allied servers", "Now: allied servers")
    ann, bob = meet_on_discord("Ann", place=venezia), meet_on_discord("Bob", place=murano)
    venezia.add(ann.person)
    murano.add(bob.person)
    for each in (ann, bob):
        await searches(each)
    for each in (ann, bob):
        await each.hears(PAIRED)


async def test_in_age_restricted_channels_only(discord: DiscordEmulator, meet_on_discord: MeetOnDiscord) -> None:
    venezia = discord.guild("Venezia")
    doge = admin_of(meet_on_discord, venezia)
    lounge = venezia.opens("lounge")
    venezia.restricts(lounge)
    await presses(doge, await opens(doge), "18+ channels only", "in age-restricted channels only")
    ann = meet_on_discord("Ann", place=venezia)
    venezia.add(ann.person)
    await (await ann.uses("find")).answered("age-restricted channels only", PATIENCE)
    ann.place = lounge
    await searches(ann)
    await ann.hears(ALONE)


async def left(app: App, guild: Guild, *, it_is: bool) -> None:
    """Until it is known that the bot has left, or that it has not."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with app.database.read() as unit:
                servers = open_turn(unit, app.clock()).servers
                server = await servers.get(servers.fingerprint(str(guild.id)))
            if server is not None and (server.left_at is not None) == it_is:
                return
            await asyncio.sleep(0.01)


async def test_what_was_set_outlasts_being_thrown_out_by_thirty_days(
    discord: DiscordEmulator,
    discord_bot: BotAccount,
    discord_app: App,
    meet_on_discord: MeetOnDiscord,
    clock: Clock,
) -> None:
    app, venezia = discord_app, discord.guild("Venezia")
    doge = admin_of(meet_on_discord, venezia)
    await presses(doge, await opens(doge), "Switch off", "Switched off")
    discord.feed_event(discord_bot, "GUILD_DELETE", {"id": str(venezia.id), "unavailable": True})
    venezia.remove(discord_bot)
    await left(app, venezia, it_is=True)
    venezia.add(discord_bot)
    await left(app, venezia, it_is=False)
    assert "Switched off" in (await opens(doge)).text

    venezia.remove(discord_bot)
    await left(app, venezia, it_is=True)
    clock.forward(KEPT)
    await app.housekeeping.clean()
    async with app.database.read() as unit:
        assert (await unit.connection.exec_driver_sql("SELECT * FROM servers")).all() == []
