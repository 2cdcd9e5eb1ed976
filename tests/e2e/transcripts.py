"""`python -m tests.e2e.transcripts` writes docs/transcripts.md: a conversation from both sides, as people see it."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.anybody import OnDiscord, OnTelegram
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN, living, settings_for
from tests.e2e.strangers import ALONE, PAIRED, Stranger
from tests.emulators import discord as discords
from tests.emulators.discord import DiscordEmulator
from tests.emulators.discord.world import Guild
from tests.emulators.telegram import ChatMessage, TelegramEmulator

PLACE = Path(__file__).parents[2] / "docs" / "transcripts.md"
HEAD = """\
# A conversation, from both sides

Ann is on Discord, in a server that has the bot; Bob is on Telegram. Every line below was said in a run of Bauta against
the emulators in tests/emulators: `make transcripts` writes this page anew, and a test holds it to what is really said.
Time goes down. `[Label]` is a button, ▒▒▒▒ is covered until it is tapped, ↳ is what a message replies to.

| Ann, on Discord | Bob, on Telegram |
|---|---|
"""
MARKS = {"bold": "**", "italic": "*", "code": "`", "strikethrough": "~~"}


@dataclass(slots=True)
class Page:
    """Two columns, a row for each thing that was said, done or seen. `shown`: the bot's messages that are in it."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    shown: set[tuple[str, int]] = field(default_factory=set)

    def left(self, cell: str) -> None:
        self.rows.append((cell, ""))

    def right(self, cell: str) -> None:
        self.rows.append(("", cell))

    def __str__(self) -> str:
        return HEAD + "".join(f"| {left} | {right} |\n" for left, right in self.rows)


def cell(text: str, *, labels: Sequence[str] = (), answers: str = "", note: str = "") -> str:
    """A message in a cell: its words, above them what it replies to, below them its buttons."""
    lines = [f"*{note}*"] if note else []
    lines += [f"↳ {_safe(answers)}"] if answers else []
    lines += _safe(text).split("\n") if text else []
    lines += [" ".join(f"`[{label}]`" for label in labels)] if labels else []
    return "<br>".join(lines)


def _safe(text: str) -> str:
    """Words that may stand in a table; what is covered stays so."""
    covered = re.sub(r"\|\|(.+?)\|\|", lambda found: "▒" * len(found[1]), text)
    return covered.replace("<", "&lt;").replace("|", "\\|").replace("\n> ", "\n▎ ")


def marked(message: ChatMessage) -> str:
    """Telegram's formatting as the page can show it."""
    units = message.text.encode("utf-16-le")
    edges: list[tuple[int, int, str]] = []
    for entity in message.entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        mark = "||" if entity["type"] == "spoiler" else MARKS.get(entity["type"], "")
        edges += [(start, 1, mark), (end, 0, mark)]
    for at, _, mark in sorted(edges, reverse=True):
        units = units[: 2 * at] + mark.encode("utf-16-le") + units[2 * at :]
    return units.decode("utf-16-le")


class Ann:
    """The left column: in the server until she is paired, then in her direct messages."""

    def __init__(self, page: Page, who: OnDiscord) -> None:
        self.page = page
        self.who = who

    async def uses(self, command: str, argument: str = "", *, note: str) -> discords.Interaction:
        shown = f"`/{command} interests:{argument}`" if argument else f"`/{command}`"
        self.page.left(f"*{note}*<br>{shown}")
        return await self.who.uses(command, argument)

    async def reads(self, use: discords.Interaction, part: str) -> discords.ChatMessage:
        """An answer that only she sees."""
        message = await use.answered(part, PATIENCE)
        self.page.left(cell(message.text, labels=message.labels, note="only Ann sees this"))
        return message

    async def taps(self, message: discords.ChatMessage, label: str) -> discords.Interaction:
        self.page.left(f"taps `[{label}]`")
        return await self.who.person.presses(message, label)

    async def hears(self, part: str, note: str = "") -> discords.ChatMessage:
        heard = await self.who.hears(part)
        message: discords.ChatMessage = heard.native
        note = note or ("a picture" if heard.picture else "")
        self.page.left(cell(heard.text, labels=heard.labels, answers=heard.answers, note=note))
        self.page.shown.add(("ann", message.id))
        return message

    async def says(self, text: str, reply_to: discords.ChatMessage | None = None) -> None:
        answers = reply_to.text if reply_to else ""
        self.page.left(f"**Ann:** {cell(text, answers=answers)}")
        await self.who.person.says(self.who.bot, text, reply_to=reply_to)


class Bob:
    """The right column."""

    def __init__(self, page: Page, who: OnTelegram) -> None:
        self.page = page
        self.who = who

    async def hears(self, part: str, note: str = "") -> ChatMessage:
        heard = await self.who.hears(part)
        message: ChatMessage = heard.native
        self.page.right(cell(marked(message), labels=heard.labels, answers=heard.answers, note=note))
        self.page.shown.add(("bob", message.id))
        return message

    async def says(self, text: str, reply_to: ChatMessage | None = None) -> None:
        self.page.right(f"**Bob:** {cell(text, answers=reply_to.text if reply_to else '')}")
        await self.who.stranger.says(text, **({"reply_to": reply_to} if reply_to else {}))

    async def shows(self, caption: str) -> None:
        self.page.right(f"**Bob:** {cell(caption, note='a picture')}")
        await self.who.shows(discords.kinds.picture(), caption)

    async def taps(self, message: ChatMessage, label: str) -> None:
        self.page.right(f"taps `[{label}]`")
        await self.who.stranger.presses(message, label)


async def story(ann: Ann, bob: Bob, guild: Guild) -> None:
    """From /find to /block. Whatever is waited for is written down when it has come."""
    use = await ann.uses("find", "chess, hiking", note=f"in a channel of the server {guild.name}")
    tap = await ann.taps(await ann.reads(use, "18 or older"), "Yes, I am and I do")
    await ann.hears("This is where your chats happen", note="in the direct messages")
    await ann.hears(ALONE)
    await ann.reads(tap, "That is in our direct messages")

    await bob.says("/find hiking")
    await bob.taps(await bob.hears("18 or older"), "Yes, I am and I do")
    await bob.hears(PAIRED)
    opening = await ann.hears(PAIRED)
    await ann.hears("Found someone", note="the notice about the search reads now")

    await ann.says("Hello, **stranger**! Where do you go *hiking*?")
    question = await bob.hears("Hello")
    await bob.says("Mostly in the Alps. You?", reply_to=question)
    answer = await ann.hears("Alps")
    await ann.says("The same. I once met ||a marmot|| up there, and @everyone laughed", reply_to=answer)
    await bob.hears("marmot")
    await bob.shows("The view from the hut")
    picture = await ann.hears("The view")
    await ann.says("Beautiful", reply_to=picture)
    await bob.hears("Beautiful")
    await ann.who.person.sends(ann.who.bot, discords.kinds.file("thesis.pdf"))
    ann.page.left("**Ann:** *a PDF*")
    await ann.hears("Files of this kind aren't")
    await bob.says("I have to go soon. It was good to talk with you.")
    await ann.hears("good to talk")

    await ann.taps(opening, "Next")
    await ann.hears("You left. Looking for someone new")
    await ann.hears(ALONE)
    left = await bob.hears("Your partner went on")
    await bob.says("Hello?")
    await bob.hears("Nobody is listening")
    await bob.taps(left, "Block")
    await bob.hears("You two won't meet again")
    use = await ann.uses("stop", note=f"in {guild.name} again")
    await ann.reads(use, "That is in our direct messages")
    await ann.hears("I stopped looking", note="in the direct messages")


def nothing_left_out(ann: Ann, bob: Bob) -> None:
    """Every message of the bot in either chat is on the page."""
    for name, ids in (
        ("ann", {each.id for each in ann.who.person.chat(ann.who.bot) if each.from_bot}),
        ("bob", {each.id for each in bob.who.stranger.person.chat(bob.who.stranger.bot) if each.from_bot}),
    ):
        assert ids == {number for whose, number in ann.page.shown if whose == name}, name


async def written(directory: Path) -> str:
    """The page, from a Bauta that lives in `directory` meanwhile."""
    async with TelegramEmulator() as telegram, DiscordEmulator() as discord:
        stranger = Stranger(telegram, telegram.add_bot(TOKEN), "Bob")
        discord_bot = discord.add_bot(DISCORD_TOKEN)
        guild = discord.guild("Venezia")
        page = Page()
        ann = Ann(page, OnDiscord(discord, discord_bot, "Ann", place=guild))
        bob = Bob(page, OnTelegram(telegram, stranger))
        guild.add(discord_bot, ann.who.person)
        async with living(settings_for(directory, telegram, discord)):
            await discord.connected(discord_bot, timeout=PATIENCE)
            await story(ann, bob, guild)
        nothing_left_out(ann, bob)
        assert telegram.violations == discord.violations == []
    return str(page)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PLACE.write_text(asyncio.run(written(Path(folder))))


if __name__ == "__main__":
    main()
