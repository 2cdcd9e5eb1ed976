"""What goes wrong beside the kills: everything the emulators can lay, and a second process that holds the database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.chaos.cast import Cast
from tests.chaos.voices import OnTelegram
from tests.emulators.discord import faults as discord
from tests.emulators.telegram import faults as telegram

CLOSE_CODES: Final = (1000, 1001, 4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009)
"""All after which a bot may come back."""

Trouble = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Receiving:
    """A way for Telegram's updates to come: the settings for it, what befalls it, and failpoints that it never passes.

    `method`: what the emulator's faults call the request with which they come.
    """

    settings: Mapping[str, str]
    method: str
    troubles: Mapping[str, telegram.Trouble]
    avoids: str

    def passes(self, failpoint: str) -> bool:
        return not failpoint.startswith(self.avoids)


POLLING: Final = Receiving(
    {},
    "getUpdates",
    {
        "poll 500": telegram.error(500, "Internal Server Error"),
        "poll 502 in HTML": telegram.garbage(),
        "poll 429": telegram.rate_limited(1),
        "poll lost answer": telegram.lost_answer(),
        "poll lost request": telegram.lost_request(),
        "poll slow answer": telegram.slow_answer(0.3),
        "poll conflict": telegram.error(409, "Conflict: terminated by other getUpdates"),
    },
    avoids="webhook.",
)


def webhook(port: int) -> Receiving:
    """Telegram calls Bauta on this port."""
    return Receiving(
        {"BAUTA_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}"},
        "webhook",
        {
            "post twice at once": telegram.doubled(),
            "post repeated": telegram.repeated(),
            "post hung up": telegram.hung_up(),
            "post lost": telegram.lost_request(),
            "post late": telegram.delay(0.3),
        },
        avoids="telegram.",
    )


@dataclass(slots=True)
class Weather:
    """Lays troubles for what the pairs read, for polls and for the gateway. `counts`: how often which was laid.

    Strangers who meet are spared what leaves a send in doubt: of their notices a doubt costs one for good.
    """

    cast: Cast
    receiving: Receiving
    database: Path
    random: Random
    counts: Counter[str] = field(default_factory=Counter)
    _holding: set[asyncio.Task[None]] = field(default_factory=set)

    async def turns(self, *, gateway: bool = True) -> None:
        """Up to three troubles; without `gateway` none of those that keep Discord away for seconds."""
        kinds = [*self._on_the_way_out(), *self._on_the_way_in(), *(self._at_the_gateway() if gateway else ())]
        for name, lay in self.random.sample(kinds, self.random.randrange(4)):
            await self._lay(name, lay)

    async def bans(self) -> None:
        """What guards Discord shuts the bot out for a minute: a 429 that is not Discord's own."""
        await self._lay("discord 429 without via", self._on_discord(discord.rate_limited(1.0, via=False)))

    async def holds(self, seconds: float) -> None:
        """Hold the database's lock for writing."""
        self.counts["database held"] += 1
        task = asyncio.create_task(self._hold(seconds))
        self._holding.add(task)
        task.add_done_callback(self._holding.discard)

    async def settled(self) -> None:
        """The database is free, and its files are left alone."""
        await asyncio.gather(*self._holding)

    async def clears(self) -> None:
        """What has not befallen anything yet is taken away."""
        await self.cast.telegram.faults.clear()
        await self.cast.discord.faults.clear()
        await self.settled()

    async def _lay(self, name: str, lay: Trouble) -> None:
        self.counts[name] += 1
        await lay()

    def _on_the_way_out(self) -> list[tuple[str, Trouble]]:
        return [
            ("telegram lost answer", self._on_telegram(telegram.lost_answer())),
            ("telegram lost request", self._on_telegram(telegram.lost_request())),
            ("telegram 500", self._on_telegram(telegram.error(500, "Internal Server Error"))),
            ("telegram 502 in HTML", self._on_telegram(telegram.garbage())),
            ("telegram 429", self._on_telegram(telegram.rate_limited(1))),
            ("telegram long 429", self._on_telegram(telegram.rate_limited(5))),
            ("telegram late", self._on_telegram(telegram.delay(0.3))),
            ("telegram slow answer", self._on_telegram(telegram.slow_answer(0.5))),
            ("telegram file 500", self._at("getFile", telegram.error(500, "Internal Server Error"))),
            ("discord lost answer", self._on_discord(discord.lost_answer())),
            ("discord lost request", self._on_discord(discord.lost_request())),
            ("discord 500", self._on_discord(discord.failed(500))),
            ("discord 503", self._on_discord(discord.failed(503))),
            ("discord 502 in HTML", self._on_discord(discord.garbage())),
            ("discord 429", self._on_discord(discord.rate_limited(0.3))),
            ("discord shared 429", self._on_discord(discord.rate_limited(0.5, scope="shared"))),
            ("discord global 429", self._on_discord(discord.rate_limited(0.3, global_=True))),
            ("discord late", self._on_discord(discord.delay(0.3))),
            ("discord slow answer", self._on_discord(discord.slow_answer(0.5))),
            ("database held", lambda: self.holds(self.random.uniform(0.05, 0.4))),
        ]

    def _on_the_way_in(self) -> list[tuple[str, Trouble]]:
        coming = self.receiving.method
        return [
            *((name, self._at(coming, trouble)) for name, trouble in self.receiving.troubles.items()),
            ("history 500", self._in_history(discord.failed(500))),
            ("history 429", self._in_history(discord.rate_limited(0.3))),
            ("page cut off", self._page_cut),
        ]

    def _at_the_gateway(self) -> list[tuple[str, Trouble]]:
        there, bot = self.cast.discord, self.cast.discord_bot
        code = self.random.choice(CLOSE_CODES)
        return [
            (f"gateway closed with {code}", lambda: there.closes(bot, code)),
            ("gateway asks for a reconnect", lambda: there.reconnects(bot)),
            ("session invalid, to be resumed", lambda: there.invalidates(bot, resumable=True)),
            ("session invalid", lambda: there.invalidates(bot, resumable=False)),
            ("gateway cut", lambda: there.drops(bot)),
            ("gateway cut and session forgotten", lambda: there.drops(bot, forget=True)),
            ("heartbeat asked for", lambda: there.asks_heartbeat(bot)),
        ]

    def _on_telegram(self, kind: telegram.Trouble) -> Trouble:
        chosen = self.random.choice([each for each in self.cast.talkers if isinstance(each, OnTelegram)])
        return lambda: self.cast.telegram.faults.add(kind=kind, method="sendMessage", chat=chosen.chat)

    def _on_discord(self, kind: discord.Trouble) -> Trouble:
        chosen = self.random.choice([each for each in self.cast.talkers if not isinstance(each, OnTelegram)])
        return lambda: self.cast.discord.faults.add(kind=kind, method="create_message", channel=chosen.chat)

    def _in_history(self, kind: discord.Trouble) -> Trouble:
        return lambda: self.cast.discord.faults.add(kind=kind, method="list_messages")

    def _at(self, method: str, kind: telegram.Trouble) -> Trouble:
        return lambda: self.cast.telegram.faults.add(kind=kind, method=method)

    async def _page_cut(self) -> None:
        self.random.choice(self.cast.pages).visitor.cut()

    async def _hold(self, seconds: float) -> None:
        with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as held:
            for _ in range(50):
                try:
                    held.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError:  # Bauta is writing
                    await asyncio.sleep(0.002)
            else:
                return
            await asyncio.sleep(seconds)
            held.execute("ROLLBACK")
