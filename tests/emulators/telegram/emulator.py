"""The emulator as tests use it: a server on loopback, its bots and people, its ledger and faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Self

from aiohttp import web

from tests.emulators import conformance
from tests.emulators.telegram.faults import Faults
from tests.emulators.telegram.groups import Group
from tests.emulators.telegram.ledger import Ledger
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.postman import Postman
from tests.emulators.telegram.server import Server
from tests.emulators.telegram.world import BotAccount, World

LOOPBACK = "127.0.0.1"


class TelegramEmulator:
    """`async with TelegramEmulator() as telegram:` listens on a loopback port until the end.

    `check`: hold requests and answers against the published schema where it is at hand (turn it off for benchmarks);
    `checker`: count them there rather than in a checker of its own. `copying`: speak copyMessage, which Bauta must not
    use; bots it is compared with do. `keep`: how many ledger entries to hold; `keep_payloads`: with all that was said.
    `clock` gives epoch seconds, `monotonic` the ledger's seconds; `seed` decides all ids. `second`: how long, in
    seconds, one of those lasts that pass before a webhook is called again.
    """

    def __init__(
        self, *, port: int = 0, check: bool = True, copying: bool = False,
        checker: conformance.Conformance | None = None, seed: int = 1,
        keep: int | None = None, keep_payloads: bool = False, clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic, second: float = 0.01,
    ) -> None:  # fmt: skip
        self.port = port
        self.world = World(clock, Random(seed), copying=copying)
        self.conformance = (checker or conformance.load()) if check else None
        self.server = Server(self.world, self.conformance, monotonic, Ledger(keep), keep_payloads=keep_payloads)
        self.postman = Postman(self.server, second)
        self._monotonic = monotonic
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._listening: tuple[web.Server, asyncio.Server] | None = None

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- where it is --------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def base_url(self) -> str:
        """As python-telegram-bot wants it: the token follows at once."""
        return self.url + "/bot"

    @property
    def base_file_url(self) -> str:
        return self.url + "/file/bot"

    # --- who is there -------------------------------------------------------------------------------------------

    def add_bot(self, token: str, *, name: str = "Bauta", username: str | None = None) -> BotAccount:
        """The bot with this token, new or already there."""
        return self.world.add_bot(token, name, username)

    def person(self, name: str, *, language: str | None = "en", **fields: Any) -> Person:
        """The person of this name, new or already there. `fields`: more of the User object (username, last_name…)."""
        if name not in self._people:
            language_code = {"language_code": language} if language else {}
            user_id = self.world.add_user({"first_name": name, **language_code, **fields})
            self._people[name] = Person(self.world, user_id)
        return self._people[name]

    def group(self, title: str) -> Group:
        """The group of this name, new or already there; `group.add(bot, ann)` brings them in."""
        if title not in self._groups:
            number = self.world.new_group_id()
            founder = self.world.users[self.world.add_user({"first_name": "Founder"})]
            self._groups[title] = self.world.groups[number] = Group(self.world, number, title, founder)
        return self._groups[title]

    def acquaint(self, bot: BotAccount, names: Sequence[str]) -> list[int]:
        """People, by name, who have talked with the bot before now, new or already there; the ids of their chats."""
        people = [self.person(name).id for name in names]
        for person in people:
            self.world.open_chat(bot, person)
        return people

    # --- what happens -------------------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        return self.server.ledger

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def violations(self) -> list[str]:
        """What a bot said that it never should, and what the emulator itself did against the schema."""
        return self.server.violations

    def feed_raw(self, bot: BotAccount, body: Any, *, stamped: bool = True) -> int:
        """Queue an update as it is, however malformed; unless `stamped` is off it gets the update_id that is due."""
        return bot.updates.put_raw(body, stamped=stamped)

    def feed(self, bot: BotAccount, said: Sequence[tuple[str, str]]) -> list[tuple[int, float]]:
        """Have people, by name, say texts in this order; each message's id, and when it was queued (ledger's seconds).

        For load drivers: one call, many messages.
        """
        return [(self.person(name).writes(bot, text), self._monotonic()) for name, text in said]

    async def drained(self, bot: BotAccount, *, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update and waits for more."""
        await bot.updates.drained(timeout, posted=lambda: bot.webhook is not None)

    def checked(self) -> tuple[int, int]:
        """How many requests and answers were held against the schema."""
        return (self.conformance.requests, self.conformance.answers) if self.conformance else (0, 0)

    def limit_chats(self, per_second: float, burst: int = 1) -> None:
        """Beyond this rate, after `burst` at once, a chat answers 429."""
        self.server.flood.limit_chats(per_second, burst)

    def limit_accounts(self, per_second: int) -> None:
        """Beyond so many messages within any one second each bot is answered 429."""
        self.server.flood.limit_accounts(per_second)

    # --- listening ----------------------------------------------------------------------------------------------

    async def listen(self) -> None:
        http = web.Server(self.server.handle, handler_cancellation=True, access_log=None)
        sockets = await asyncio.get_running_loop().create_server(http, LOOPBACK, self.port, backlog=1024)
        self.port = sockets.sockets[0].getsockname()[1]
        self._listening = http, sockets
        self.postman.start()

    async def close(self) -> None:
        if self._listening is None:
            return
        http, sockets = self._listening
        self._listening = None
        sockets.close()
        await self.postman.stop()
        for bot in self.world.bots.values():
            bot.updates.release()
        self.server.cancel()
        await http.shutdown(timeout=0.1)
        await sockets.wait_closed()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Nobody listens meanwhile, and every connection is cut; chats, updates and ledger stay."""
        await self.close()
        try:
            yield
        finally:
            await self.listen()
