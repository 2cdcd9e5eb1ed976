"""`python -m tests.e2e.moderation_story` writes docs/moderation-transcript.md: a case, as all sides see it."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.app import App
from moderation.roles import Role
from moderation.team import OPERATOR
from tests.e2e.anybody import OnDiscord
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN, Clock, living, settings_for
from tests.e2e.strangers import ALONE, PAIRED, Stranger
from tests.e2e.transcripts import cell, marked
from tests.emulators import discord as discords
from tests.emulators import telegram as telegrams

PLACE: Final = Path(__file__).parents[2] / "docs" / "moderation-transcript.md"
HEAD: Final = """\
# A case, from all sides

Ann is on Discord, Bob on Telegram; Mo moderates in a channel on Discord, Sue is a senior in a group on Telegram. Every
line below was said in a run of Bauta against the emulators in tests/emulators: `make transcripts` writes this page
anew, and a test holds it to what is really said. Numbers and times are always other ones; here they are always the
same. Time goes down. `[Label]` is a button, and what is *for one alone* nobody else sees.

| Ann reports | Bob is reported | Moderators on Discord | Seniors on Telegram |
|---|---|---|---|
"""
MODERATE_MEMBERS: Final = 1 << 40
ALWAYS: Final = (
    (re.compile(r"\bR-[0-9A-Z]{4}\b"), "R-7K2F"),
    (re.compile(r"\bM-[0-9A-Z]{4}\b"), "M-3WQX"),
    (re.compile(r"(?<=[Cc]ase \*\*)[0-9A-Z]{4}\b|(?<=[Cc]ase )[0-9A-Z]{4}\b"), "4TXN"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "2026-03-06 18:00"),
    (
        re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+ \d+, \d{4}, \d+:\d\d\s?[AP]M"),
        "Friday, March 6, 2026, 6:00 PM",
    ),
)
"""What is another one each time, and how it reads here."""

ANN, BOB, MODERATORS, SENIORS = range(4)


@dataclass(slots=True)
class Page:
    """Four columns, a row for each thing that was said, done or seen."""

    rows: list[tuple[int, str]] = field(default_factory=list)

    def put(self, column: int, text: str) -> None:
        for pattern, always in ALWAYS:
            text = pattern.sub(always, text)
        self.rows.append((column, text))

    def seen(self, column: int, text: str, labels: Sequence[str], note: str = "", answers: str = "") -> None:
        self.put(column, cell(text, labels=labels, note=note, answers=answers))

    def __str__(self) -> str:
        lines = []
        for column, text in self.rows:
            cells = [""] * 4
            cells[column] = text
            lines.append(f"| {' | '.join(cells)} |\n")
        return HEAD + "".join(lines)


class Channel:
    """Where Mo works on Discord."""

    def __init__(self, page: Page, bot: discords.BotAccount, channel: discords.Channel, mo: OnDiscord) -> None:
        self.page, self.bot, self.channel, self.mo = page, bot, channel, mo

    async def shows(self, part: str, note: str = "in the channel") -> discords.ChatMessage:
        message = await self.mo.person.hears(self.bot, part, timeout=PATIENCE, place=self.channel)
        self.page.seen(MODERATORS, message.text, message.labels, note)
        return message

    async def taps(self, message: discords.ChatMessage, label: str, part: str) -> discords.ChatMessage:
        self.page.put(MODERATORS, f"Mo taps `[{label}]`")
        press = await self.mo.person.presses(message, label)
        answer = await press.answered(part, PATIENCE)
        self.page.seen(MODERATORS, answer.text, answer.labels, "for Mo alone")
        return answer


class Group:
    """Where Sue works on Telegram."""

    def __init__(self, page: Page, bot: telegrams.BotAccount, group: telegrams.Group, sue: Stranger) -> None:
        self.page, self.bot, self.group, self.sue = page, bot, group, sue

    async def shows(self, part: str, note: str = "in the group") -> telegrams.ChatMessage:
        message = await self.sue.person.hears(self.bot, part, timeout=PATIENCE, place=self.group)
        self.page.seen(SENIORS, marked(message), message.labels, note)
        return message

    async def taps(self, message: telegrams.ChatMessage, label: str) -> None:
        """What is answered stands over the chat for a moment."""
        self.page.put(SENIORS, f"Sue taps `[{label}]`")
        press = await self.sue.person.presses(self.bot, message, label, place=self.group)
        self.page.seen(SENIORS, (await press.answered(PATIENCE)).text, (), "over the chat, for Sue alone")

    async def hears(self, part: str) -> telegrams.ChatMessage:
        message = await self.sue.hears(part)
        self.page.seen(SENIORS, marked(message), message.labels, "in Sue's own chat")
        return message

    async def presses(self, message: telegrams.ChatMessage, label: str, part: str) -> telegrams.ChatMessage:
        self.page.put(SENIORS, f"Sue taps `[{label}]`")
        await self.sue.presses(message, label)
        return await self.hears(part)


@dataclass(slots=True)
class Cast:
    """Everybody, and where they are."""

    page: Page
    ann: OnDiscord
    bob: Stranger
    channel: Channel
    group: Group
    clock: Clock

    async def ann_hears(self, part: str, note: str = "") -> discords.ChatMessage:
        heard = await self.ann.hears(part)
        message: discords.ChatMessage = heard.native
        self.page.seen(ANN, heard.text, heard.labels, note, heard.answers)
        return message

    async def ann_taps(self, message: discords.ChatMessage, label: str) -> None:
        self.page.put(ANN, f"taps `[{label}]`")
        await self.ann.person.presses(message, label)

    async def bob_hears(self, part: str) -> telegrams.ChatMessage:
        message = await self.bob.hears(part)
        self.page.seen(BOB, marked(message), message.labels)
        return message

    async def bob_says(self, text: str) -> None:
        self.page.put(BOB, f"**Bob:** {cell(text)}")
        await self.bob.says(text)


async def story(cast: Cast) -> None:
    """From a report to a sanction, its appeal, and the overturning."""
    await cast.bob_says("You are worth nothing, do you hear?")
    insult = await cast.ann_hears("worth nothing")
    await _report(cast, insult)
    case = await _decision(cast)
    await _appeal(cast, case)


async def _report(cast: Cast, insult: discords.ChatMessage) -> None:
    ann = cast.ann
    cast.page.put(ANN, "opens the message's menu → **Apps** → **Report**")
    use = await ann.person.uses_on(ann.person.message(ann.bot, insult), "Report")
    why = await use.answered("What is it about?", PATIENCE)
    cast.page.seen(ANN, why.text, why.labels)
    await cast.ann_taps(why, "Insults or harassment")
    what = await cast.ann_hears("more exactly?")
    await cast.ann_taps(what, "Insults")
    await cast.ann_hears("R-")
    await cast.bob_hears("left the chat")


async def _decision(cast: Cast) -> discords.ChatMessage:
    channel, group = cast.channel, cast.group
    await group.shows("Nobody is on it")
    card = await channel.shows("Nobody is on it")
    await channel.taps(card, "Claim", "in your hands")
    card = await channel.shows("is on it, until", "the card reads now")
    await channel.taps(card, "View", "For your eyes only")
    rule = await channel.taps(card, "Decide", "which rule was broken")
    follows = await channel.taps(rule, "Insults or harassment", "what follows")
    confirm = await channel.taps(follows, "Warning", "Is that your decision")
    await channel.taps(confirm, "Yes, decide", "is decided")
    done = await channel.shows("a rule was broken", "the card reads now")
    await group.shows("a rule was broken", "the card reads now")
    return done


async def _appeal(cast: Cast, done: discords.ChatMessage) -> None:
    channel, group = cast.channel, cast.group
    warned = await cast.bob_hears("warning")
    cast.page.put(BOB, "taps `[Appeal]`")
    await cast.bob.presses(warned, "Appeal")
    await cast.bob_hears("why")
    await cast.bob_says("I quoted what somebody had said to me. It was not meant for her.")
    await cast.bob_hears("Thank you, noted")
    card = await group.shows("Appeal ·", "the card comes again")
    await channel.shows("Appeal ·", "and here")
    await group.taps(card, "Claim")
    card = await group.shows("is on it, until", "the card reads now")
    await group.taps(card, "View")
    await group.hears("It was not meant for her")
    await group.taps(card, "Decide")
    step = await group.hears("was appealed")
    step = await group.presses(step, "Overturn it", "Is that your ruling")
    await group.presses(step, "Yes, decide", "is overturned")
    await cast.bob_hears("the decision was wrong")
    cast.clock.forward(3600)
    await cast.ann_hears("R-", "up to an hour after the first decision")


async def _staffed(app: App, who: OnDiscord | Stranger, role: Role) -> None:
    """As `bauta mod add` does it."""
    async with app.database.unit() as unit:
        code = await app.moderation.team.invite(unit, OPERATOR, role)
    if isinstance(who, Stranger):
        await who.says(f"/mod {code}")
        await who.hears("/mod shows your cases")
    else:
        use = await who.person.uses(who.bot, "mod", {"what": code})
        await use.answered("/mod shows your cases", PATIENCE)


async def written(directory: Path) -> str:
    """The page, from a Bauta that lives in `directory` meanwhile."""
    async with telegrams.TelegramEmulator() as telegram, discords.DiscordEmulator() as discord:
        bot, discord_bot = telegram.add_bot(TOKEN), discord.add_bot(DISCORD_TOKEN)
        guild, seniors = discord.guild("Venezia"), telegram.group("Seniors")
        guild.add(discord_bot)
        seniors.add(bot)
        room, role, page, clock = guild.opens("moderation"), guild.role("Mods", MODERATE_MEMBERS), Page(), Clock()
        ann, mo = (OnDiscord(discord, discord_bot, name) for name in ("Ann", "Mo"))
        bob, sue = (Stranger(telegram, bot, name) for name in ("Bob", "Sue"))
        async with living(settings_for(directory, telegram, discord), clock) as app:
            await discord.connected(discord_bot, timeout=PATIENCE)
            for who, what in ((mo, Role.SENIOR), (sue, Role.SENIOR)):
                await _staffed(app, who, what)
            guild.add(discord_bot, mo.person)
            guild.grants(mo.person, role)
            seniors.add(sue.person)
            use = await mo.person.uses(discord_bot, "mod", {"what": "here"}, place=room)
            await use.answered("Cards of cases come here", PATIENCE)
            await sue.person.says(bot, f"/mod@{bot.username} here", place=seniors)
            await sue.hears("Cards of cases come here")
            cast = Cast(page, ann, bob, Channel(page, discord_bot, room, mo), Group(page, bot, seniors, sue), clock)
            await mo.person.hears(discord_bot, "Cards of cases appear here", timeout=PATIENCE, place=room)
            await sue.person.hears(bot, "Cards of cases appear here", timeout=PATIENCE, place=seniors)
            await ann.asks("find")
            await ann.taps(await ann.hears("18 or older"), "Yes, I am and I do")
            await ann.hears(ALONE)
            await bob.admitted("/find")
            await bob.hears(PAIRED)
            await ann.hears(PAIRED)
            await story(cast)
        assert telegram.violations == discord.violations == []
    return str(page)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PLACE.write_text(asyncio.run(written(Path(folder))))


if __name__ == "__main__":
    main()
