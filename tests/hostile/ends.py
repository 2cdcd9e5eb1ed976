"""Hostile strings from one emulated platform to another, through the whole Bauta, in batches.

Ann (Telegram) and Bob (Discord) have agreed to be asked no more; Ivy (a page) and Jack (Telegram) have not. Eve on
Telegram and Hal on Discord have agreed to the rules and talk with nobody.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from structlog.testing import capture_logs

from bot.app import App
from bot.content import Content, Span
from bot.messengers import names
from bot.plain import LIMIT
from bot.platforms.discord import render as discord_render
from bot.platforms.discord.markdown import parse
from bot.platforms.telegram import render as telegram_render
from bot.posts import Post
from bot.tracking import without_tracking
from matching.policy import Policy
from tests.bot.discord.there_and_back import relayed
from tests.e2e.anybody import OnDiscord, OnTelegram, OnTheWeb, admitted, paired
from tests.e2e.living import DISCORD_TOKEN, PATIENCE, TOKEN, fetched, living, series, settings_for
from tests.e2e.strangers import Stranger
from tests.e2e.visitor import Visitor
from tests.emulators.discord import BotAccount as DiscordBot
from tests.emulators.discord import DiscordEmulator
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import BotAccount, TelegramEmulator
from tests.emulators.telegram.errors import Refused
from tests.emulators.telegram.texts import formatted, units
from tests.hostile.judge import OURS, alive, clean

BATCH: Final = 60
"""Strings at a time: fewer than are taken while their reader's platform is slow."""
ON_THE_PAGE: Final = 4
SELDOM: Final = 30
"""So many of them through the page, and seldom: one person is not let say more there within a minute."""


class Ends:
    """`arrived`, `told`: strings that came through, and those whose sender was told why not."""

    def __init__(
        self,
        app: App,
        telegram: tuple[TelegramEmulator, BotAccount],
        discord: tuple[DiscordEmulator, DiscordBot],
        people: tuple[OnTelegram, OnTelegram, OnTelegram, OnDiscord, OnDiscord, OnTheWeb],
    ) -> None:
        self.app = app
        self.arrived = self.told = 0
        self._telegram, self._bot = telegram
        self._discord, self._dbot = discord
        self.ann, self.jack, self.eve, self.bob, self.hal, self.ivy = people
        self._names = names(app.catalogue)
        self._ended = 0
        self._judged = (0, 0)

    async def open(self) -> None:
        for idle in (self.eve, self.hal):
            await admitted(idle)
        await paired(self.ann, self.bob)
        await self.ann.says("@ann_in_person")
        asked = await self.ann.hears("This ")
        await self.ann.taps(asked, "Don't ask in this chat")
        await self.bob.taps(await self.bob.hears("Do you agree?"), "Agree")
        for each in (self.ann, self.bob):
            await each.hears("You both agreed")
        await paired(self.ivy, self.jack)
        self._idle = [self.eve.heard(), self.hal.heard()]

    async def batch(self, strings: Sequence[str]) -> None:
        """So many strings there, the same number back. Raises AssertionError for whatever is not as it should be."""
        with capture_logs() as logs:
            through_page = ON_THE_PAGE if self._ended % SELDOM < 2 else 0
            page, rest = strings[:through_page], strings[through_page:]
            await self._to_discord(rest[::2])
            await self._to_telegram(rest[1::2])
            if page:
                await self._from_the_page(page)
        broken = [log for log in logs if log["event"].endswith("failed") or log.get("exc_info")]
        assert broken == []
        assert series(await fetched(self.app.server.port, "/metrics"), "bauta_failed_turns_total") == 0
        assert [self.eve.heard(), self.hal.heard()] == self._idle
        self._judge_requests()

    # --- the three ways ---

    async def _to_discord(self, strings: Sequence[str]) -> None:
        wanted: list[str] = []
        told = 0
        before, heard = len(self.ann.heard()), len(self.bob.heard())
        for text in [self._typed_on_telegram(string) for string in strings]:
            content = self._passed(clean(text), text)
            if content is None:
                told += 1
            else:
                wanted += [message.content for message in discord_render.messages(Post(content.text), "1")]
        end = self._end()
        await self.ann.says(end)
        await self.bob.hears(end)
        assert self.bob.heard()[heard:] == [*wanted, end]
        await self._hears_so_often(self.ann, before, told)
        self.arrived, self.told = self.arrived + len(strings) - told, self.told + told

    async def _to_telegram(self, strings: Sequence[str]) -> None:
        wanted: list[str] = []
        told = 0
        before, heard = len(self.bob.heard()), len(self.ann.heard())
        for markdown in [self._typed_on_discord(string) for string in strings]:
            text, spans = parse(markdown, self._names)
            content = self._passed(clean(text, spans), text, spans) if text.strip() else None
            shown = None if content is None else self._on_telegram(content)
            if shown is None:
                told += 1
            else:
                wanted += shown
        end = self._end()
        await self.bob.says(end)
        await self.ann.hears(end)
        assert self.ann.heard()[heard:] == [*wanted, end]
        await self._hears_so_often(self.bob, before, told)
        self.arrived, self.told = self.arrived + len(strings) - told, self.told + told

    async def _from_the_page(self, strings: Sequence[str]) -> None:
        """What the page is asked about goes nowhere."""
        sent = [string.encode("utf-8", "replace").decode()[:5000] for string in strings]
        start, refused, heard = len(self.ivy.visitor.page), len(self.ivy.visitor.refused), len(self.jack.heard())
        for string in sent:
            await self.ivy.says(string)
        end = self._end()
        await self.ivy.says(end)
        await self.jack.hears(end)
        arrived = [text for text in self.jack.heard()[heard:] if text != end]
        possible = [_stored(without_tracking(Content(clean(string))).text) for string in sent]
        whole = [text for text in possible if text and units(text) <= LIMIT]
        assert all(text in whole for text in arrived if units(text) < 2000), "it arrives as it was written"
        whole_ones = sum(units(text) < 2000 for text in arrived)
        cut = sum(text is not None and units(text) >= 2000 for text in possible)
        await _until(lambda: whole_ones + cut + self._told_on_page(start, refused) >= len(strings))
        told = self._told_on_page(start, refused)
        self.arrived, self.told = self.arrived + len(strings) - told, self.told + told

    # --- within ---

    def _told_on_page(self, start: int, refused: int) -> int:
        """Of how many messages the page says that, and why, they went nowhere."""
        visitor = self.ivy.visitor
        return sum(shown.host for shown in visitor.page[start:]) + len(visitor.refused) - refused

    def _passed(self, wanted: str, text: str, spans: Sequence[Span] = ()) -> Content | None:
        """What is to arrive, by the relay itself, held to what it is to read."""
        content = relayed(text, spans)
        assert content is None or content.text == wanted
        return content

    @staticmethod
    def _on_telegram(content: Content) -> list[str] | None:
        """The messages as Telegram stores them; None if it takes one of them for empty."""
        found = []
        for part in telegram_render.parts(Post(content.text, content.spans)):
            try:
                found.append(formatted(part.text, [entity.to_dict() for entity in part.entities])[0])
            except Refused:
                return None
        return found

    def _typed_on_telegram(self, string: str) -> str:
        """Send it as an app would, or where none would, as only a server gone mad could. What the bot reads."""
        string = _no_order(string)
        bot, person = self._bot, self.ann.stranger.person
        try:
            return self.ann.stranger.sees(person.writes(bot, string)).text
        except CannotDo:
            user = {"id": person.id, "is_bot": False, "first_name": "Ann", "language_code": "en"}
            chat = {"id": person.id, "type": "private", "first_name": "Ann"}
            message = {"message_id": bot.next_message_id(), "date": 1, "chat": chat, "from": user, "text": string}
            self._telegram.feed_raw(bot, {"message": message})
            return _as_read(string)

    def _typed_on_discord(self, string: str) -> str:
        string = _no_order(string)
        person = self.bob.person
        try:
            number = person.writes(self._dbot, string)
        except CannotDo:
            number = person.writes(self._dbot, f"{string[:3000]}.")
        return person.message(self._dbot, number).text

    def _end(self) -> str:
        self._ended += 1
        return f"That was batch {self._ended}"

    async def _hears_so_often(self, who: OnTelegram | OnDiscord, before: int, times: int) -> None:
        """The sender was told exactly so often, each time by the bot."""
        await _until(lambda: len(who.heard()) >= before + times)
        news = who.heard()[before:]
        assert len(news) == times
        assert all(text.startswith("◆ ") for text in news)

    def _judge_requests(self) -> None:
        """Nothing that went out mentions anybody."""
        seen_there, seen_here = self._judged
        for entry in list(self._discord.ledger)[seen_there:]:
            if entry.method == "create_message":
                assert entry.parameters["allowed_mentions"] == {"parse": [], "replied_user": False}, entry.parameters
                assert alive(entry.parameters.get("content") or "") == []
        for sent in list(self._telegram.ledger)[seen_here:]:
            for entity in _entities(sent.parameters.get("entities")):
                assert entity["type"] in OURS
                assert "user" not in entity
        self._judged = len(self._discord.ledger), len(self._telegram.ledger)
        assert self._discord.violations == []
        assert self._telegram.violations == []


@asynccontextmanager
async def ends(folder: Path, telegram: TelegramEmulator, discord: DiscordEmulator) -> AsyncIterator[Ends]:
    """Everybody where they are to be, in a Bauta of its own."""
    bot, dbot = telegram.add_bot(TOKEN), discord.add_bot(DISCORD_TOKEN)
    async with living(settings_for(folder, telegram, discord), policy=Policy(thin=1e9)) as app:
        await discord.connected(dbot, timeout=PATIENCE)
        async with Visitor(app.server.port) as page:
            ann, jack, eve = [OnTelegram(telegram, Stranger(telegram, bot, name)) for name in ("Ann", "Jack", "Eve")]
            bob, hal = [OnDiscord(discord, dbot, name) for name in ("Bob", "Hal")]
            people = ann, jack, eve, bob, hal, OnTheWeb("Ivy", page)
            there = Ends(app, (telegram, bot), (discord, dbot), people)
            await there.open()
            yield there


def _entities(given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(given) if isinstance(given, str) else given or []
    return found


def _no_order(string: str) -> str:
    """Orders are carried out, which is another story."""
    return f"say {string}" if string.lstrip().startswith("/") else string


def _as_read(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _stored(text: str) -> str | None:
    try:
        return formatted(text, None)[0]
    except Refused:
        return None


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)
