"""On the emulated Discord: cards in a channel, everything else for the eyes of the moderator who tapped."""

import pytest

from bot.app import App
from bot.pseudonyms import pseudonym
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.e2e.anybody import OnDiscord
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.living import PATIENCE
from tests.emulators.discord import BotAccount, Channel, ChatMessage, DiscordEmulator, Guild, Interaction, faults
from tests.emulators.errors import CannotDo

MODERATE_MEMBERS = 1 << 40


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: BotAccount) -> Guild:
    guild = discord.guild("Venezia")
    guild.add(discord_bot)
    return guild


class Desk:
    """A channel as one of its people sees it."""

    def __init__(self, bot: BotAccount, channel: Channel, who: OnDiscord) -> None:
        self.bot, self.channel, self.who = bot, channel, who

    async def hears(self, part: str) -> ChatMessage:
        return await self.who.person.hears(self.bot, part, timeout=PATIENCE, place=self.channel)

    async def presses(self, message: ChatMessage | Interaction, button: str, part: str) -> ChatMessage:
        """What the one who pressed is shown."""
        press = await self.who.person.presses(message, button)
        return await press.answered(part, PATIENCE)

    def texts(self) -> list[str]:
        return [each.text for each in self.who.person.chat(self.bot, place=self.channel)]


async def staffed(app: App, bot: BotAccount, guild: Guild, meet: MeetOnDiscord) -> tuple[OnDiscord, Desk]:
    """An admin had cards come to the channel, and a moderator works there."""
    channel = guild.opens("moderation")
    chief, mo = meet("Chief"), meet("Mo")
    role = guild.role("Mods", MODERATE_MEMBERS)
    for who, what in ((chief, Role.ADMIN), (mo, Role.MODERATOR)):
        guild.add(who.person)
        guild.grants(who.person, role)
        async with app.database.unit() as unit:
            code = await app.moderation.team.invite(unit, OPERATOR, what)
        use = await who.person.uses(bot, "mod", {"what": code})
        await use.answered("/mod here", PATIENCE)
    use = await chief.person.uses(bot, "mod", {"what": "here"}, place=channel)
    assert (await use.answered("Cards of cases come here", PATIENCE)).ephemeral
    desk = Desk(bot, channel, mo)
    await desk.hears("Cards of cases appear here")
    return mo, desk


async def reported(bot: BotAccount, ann: OnDiscord, bob: OnDiscord) -> None:
    """Ann reports what Bob said, from the message's own menu."""
    await bob.says("you are worth nothing")
    insult = await ann.hears("worth nothing")
    use = await ann.person.uses_on(ann.person.message(bot, insult.native), "Report")
    why = await use.answered("What is it about?", PATIENCE)
    await ann.person.presses(why, "Insults or harassment")
    await ann.person.presses((await ann.hears("more exactly?")).native, "Insults")
    await ann.hears("R-")


async def test_from_a_report_to_its_end(
    discord: DiscordEmulator, discord_bot: BotAccount, discord_app: App, guild: Guild,
    meet_on_discord: MeetOnDiscord, discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    mo, desk = await staffed(discord_app, discord_bot, guild, meet_on_discord)
    await reported(discord_bot, *discord_pair)
    card = await desk.hears("Nobody is on it")
    assert card.labels == ["Claim", "View", "Decide", "Quick close", "Escalate"]

    claimed = await desk.presses(card, "Claim", "in your hands")
    assert claimed.ephemeral
    changed = await desk.hears("is on it, until")
    assert changed.id == card.id

    evidence = await desk.presses(changed, "View", "For your eyes only")
    assert evidence.ephemeral

    rule = await desk.presses(changed, "Decide", "which rule was broken")
    follows = await desk.presses(rule, "Insults or harassment", "what follows")
    confirm = await desk.presses(follows, "Warning", "Is that your decision")
    assert (rule.ephemeral, confirm.ephemeral) == (True, True)
    assert confirm.id == rule.id, "one message, changed from step to step"
    opened = await mo.person.presses(confirm, "With a note")
    (field,) = (await opened.asked(PATIENCE)).fields
    sent = await mo.person.submits(opened, {field.custom_id: "the third this week"})
    await sent.answered("is decided", PATIENCE)

    done = await desk.hears("a rule was broken")
    assert (done.id, done.labels) == (card.id, [])
    guest = meet_on_discord("Guest")
    guild.add(guest.person)
    seen = "\n".join(Desk(discord_bot, desk.channel, guest).texts())
    assert "For your eyes only" not in seen
    assert "which rule" not in seen
    assert discord.violations == []


async def test_others_who_tap_are_told_so_alone_and_nothing_changes(
    discord_bot: BotAccount, discord_app: App, guild: Guild, meet_on_discord: MeetOnDiscord,
    discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    _, desk = await staffed(discord_app, discord_bot, guild, meet_on_discord)
    await reported(discord_bot, *discord_pair)
    card = await desk.hears("Nobody is on it")
    eve = meet_on_discord("Eve")
    guild.add(eve.person)
    guest = Desk(discord_bot, desk.channel, eve)
    for button in ("Claim", "View", "Quick close", "Decide"):
        refused = await guest.presses(card, button, "for moderators")
        assert refused.ephemeral
    assert eve.person.message(discord_bot, card.id, place=desk.channel).text == card.text
    with pytest.raises(CannotDo):
        await eve.person.uses(discord_bot, "mod", place=desk.channel)


async def test_in_the_chat_with_the_bot_evidence_is_for_the_moment_too(
    discord_bot: BotAccount, discord_app: App, guild: Guild, meet_on_discord: MeetOnDiscord,
    discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    mo, desk = await staffed(discord_app, discord_bot, guild, meet_on_discord)
    await reported(discord_bot, *discord_pair)
    await desk.hears("Nobody is on it")
    use = await mo.person.uses(discord_bot, "mod")
    listed = await use.answered("Waiting for you", PATIENCE)
    sheet = await desk.presses(listed, "mod-open", "The ladder says")
    evidence = await desk.presses(sheet, "View", "For your eyes only")
    assert evidence.ephemeral
    async with discord_app.database.read() as unit:
        (number,) = await discord_app.moderation.cases.open_ones(unit, None, 5)
        case = await discord_app.moderation.case_of(unit, number)
    assert case.holder is not None
    name = pseudonym(discord_app.database.keys, case.holder)
    assert name in (await desk.hears("is on it")).text


async def test_a_channel_that_is_gone_is_told_of(
    discord_bot: BotAccount, discord_app: App, guild: Guild, meet_on_discord: MeetOnDiscord,
    discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    await staffed(discord_app, discord_bot, guild, meet_on_discord)
    guild.closes("moderation")
    await reported(discord_bot, *discord_pair)
    await meet_on_discord("Chief").hears("is gone, or I may not write there")


async def test_a_channel_where_the_bot_may_not_write_is_told_of(
    discord_bot: BotAccount, discord_app: App, guild: Guild, meet_on_discord: MeetOnDiscord,
    discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    await staffed(discord_app, discord_bot, guild, meet_on_discord)
    guild.mutes_bots()
    await reported(discord_bot, *discord_pair)
    await meet_on_discord("Chief").hears("is gone, or I may not write there")


async def test_evidence_that_cannot_be_shown_to_one_alone_is_not_sent_at_all(
    discord: DiscordEmulator, discord_bot: BotAccount, discord_app: App, guild: Guild,
    meet_on_discord: MeetOnDiscord, discord_pair: tuple[OnDiscord, OnDiscord],
) -> None:  # fmt: skip
    """The way back to a tap is closed: in the chat with the bot it would stay, and could be passed on."""
    mo, desk = await staffed(discord_app, discord_bot, guild, meet_on_discord)
    await reported(discord_bot, *discord_pair)
    card = await desk.hears("Nobody is on it")
    discord.faults.add(kind=faults.error(10015, "Unknown Webhook", status=404), method="execute_webhook", times=9)
    await mo.person.presses(card, "View")
    await mo.hears("did not get to you")
    assert all("For your eyes only" not in text for text in mo.person.heard(discord_bot))
