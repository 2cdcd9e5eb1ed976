"""On the emulated Telegram, from a report to its end: what the reporter, the group, the moderator and the other see."""

import pytest

from bot.app import App
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, Clock
from tests.e2e.strangers import Stranger, paired
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import BotAccount, ChatMessage, Group, TelegramEmulator


async def invited(app: App, who: Stranger, role: Role) -> None:
    """As `bauta mod` does it: a code, which they send to the bot."""
    async with app.database.unit() as unit:
        code = await app.moderation.team.invite(unit, OPERATOR, role)
    await who.says(f"/mod {code}")
    await who.hears("/mod here")


@pytest.fixture
def mods(telegram: TelegramEmulator, bot: BotAccount) -> Group:
    mods = telegram.group("Mods")
    mods.add(bot)
    return mods


class Desk:
    """The group as a moderator sees it."""

    def __init__(self, mods: Group, bot: BotAccount, who: Stranger) -> None:
        self.mods, self.bot, self.who = mods, bot, who

    async def hears(self, part: str) -> ChatMessage:
        return await self.who.person.hears(self.bot, part, timeout=PATIENCE, place=self.mods)

    async def presses(self, card: ChatMessage, button: str) -> str:
        """What is shown over the chat."""
        press = await self.who.person.presses(self.bot, card, button, place=self.mods)
        return (await press.answered(PATIENCE)).text

    def texts(self) -> list[str]:
        return [each.text for each in self.who.person.chat(self.bot, place=self.mods) if each.from_bot]


async def staffed(app: App, meet: Meet, mods: Group, bot: BotAccount) -> tuple[Stranger, Desk]:
    chief, mo = meet("Chief"), meet("Mo")
    for who, role in ((chief, Role.ADMIN), (mo, Role.MODERATOR)):
        await invited(app, who, role)
        mods.add(who.person)
    await chief.person.says(bot, "/mod@bauta_1_bot here", place=mods)
    await chief.hears("Cards of cases come here")
    desk = Desk(mods, bot, mo)
    await desk.hears("Cards of cases appear here")
    return mo, desk


async def reported(meet: Meet) -> tuple[Stranger, Stranger]:
    """Ann reports what Bob said, by answering it."""
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await bob.says("you are worth nothing")
    insult = await ann.hears("worth nothing")
    await ann.says("/report CANARY he won't stop", reply_to=insult.id)
    await ann.presses(await ann.hears("What is it about?"), "Insults or harassment")
    await ann.presses(await ann.hears("more exactly?"), "Insults")
    return ann, bob


async def test_from_a_report_to_its_end(
    telegram: TelegramEmulator, bot: BotAccount, app: App, meet: Meet, mods: Group, clock: Clock
) -> None:
    mo, desk = await staffed(app, meet, mods, bot)
    ann, bob = await reported(meet)
    await ann.hears("R-")
    card = await desk.hears("Nobody is on it")
    assert "one reporter" in card.text
    assert card.labels == ["Claim", "View", "Decide", "Quick close", "Escalate"]

    assert "in your hands" in await desk.presses(card, "Claim")
    card = await desk.hears("is on it, until")
    assert card.id == desk.who.person.chat(bot, place=mods)[-1].id, "the same message, changed"

    assert "your own chat" in await desk.presses(card, "View")
    evidence = await mo.hears("For your eyes only")
    assert "CANARY he won't stop" in evidence.text
    assert evidence.raw["has_protected_content"]
    with pytest.raises(CannotDo):
        await mo.person.forwards(bot, evidence)
    assert {each["type"] for each in evidence.entities} <= {"pre", "bold"}

    await desk.presses(card, "Decide")
    step = await mo.hears("which rule was broken")
    steps = (
        ("Insults or harassment", "what follows"),
        ("Warning", "Is that your decision"),
        ("Yes, decide", "is decided"),
    )
    for button, part in steps:
        await mo.presses(step, button)
        step = await mo.hears(part)
    done = await desk.hears("a rule was broken")
    assert (done.id, done.labels) == (card.id, [])

    clock.forward(601)
    assert await gone(mo, evidence)
    group = "\n".join(desk.texts())
    assert not any(word in group for word in ("CANARY", "worth nothing", "Ann", "Bob", str(ann.id), str(bob.id)))
    assert telegram.violations == []


async def gone(who: Stranger, message: ChatMessage) -> bool:
    """Whether a message goes from the chat, before everything else that is asked now has been answered many times."""
    for _ in range(200):
        await who.has_heard_all()
        try:
            who.sees(message)
        except CannotDo:
            return True
    return False


async def test_strangers_in_the_group_are_told_over_the_chat_and_never_met(
    telegram: TelegramEmulator, bot: BotAccount, app: App, meet: Meet, mods: Group
) -> None:
    _, desk = await staffed(app, meet, mods, bot)
    await reported(meet)
    card = await desk.hears("Nobody is on it")
    eve = telegram.person("Eve")
    mods.add(eve)
    guest = Desk(mods, bot, meet("Eve"))
    assert "for moderators" in await guest.presses(card, "View")
    assert "for moderators" in await guest.presses(card, "Quick close")
    assert eve.chat(bot) == []
    assert len(desk.texts()) == 2


async def test_the_group_becomes_a_supergroup_and_cards_go_on(
    bot: BotAccount, app: App, meet: Meet, mods: Group
) -> None:
    mo, desk = await staffed(app, meet, mods, bot)
    mods.migrates()
    await reported(meet)
    card = await desk.hears("Nobody is on it")
    assert "in your hands" in await desk.presses(card, "Claim")
    await desk.hears("is on it, until")
    assert mo.name == "Mo"


async def test_a_group_that_throws_the_bot_out_is_told_of(bot: BotAccount, app: App, meet: Meet, mods: Group) -> None:
    chief = meet("Chief")
    await staffed(app, meet, mods, bot)
    mods.remove(bot)
    await chief.hears("is gone, or I may not write there")


async def test_a_group_that_silences_the_bot_is_told_of(bot: BotAccount, app: App, meet: Meet, mods: Group) -> None:
    chief = meet("Chief")
    await staffed(app, meet, mods, bot)
    mods.silences(bot)
    await chief.hears("is gone, or I may not write there")
