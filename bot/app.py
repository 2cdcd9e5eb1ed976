"""The composition root: settings become stores, services, platforms and the web; all of it runs until told to stop."""

import asyncio
import gc
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

import moderation.stores.schema  # noqa: F401 - adds its tables to the metadata, as the stores of bot do
from bot import messengers
from bot.commands.base import House
from bot.conversation import Conversation
from bot.courier import Courier
from bot.lines import open_line
from bot.lookout import Lookout
from bot.media import Photos
from bot.messages import Outgoing
from bot.messengers import Messenger
from bot.metrics import Metrics
from bot.opening import only_one, open_database, open_keys
from bot.outbox import Outbox
from bot.platforms.base import Checked, Fatal, Platform, innermost
from bot.platforms.discord.gateway import USUAL_PATIENCE, Patience
from bot.platforms.web.limits import USUAL_TIMES, Times
from bot.platforms.web.platform import Web
from bot.rounds import Rounds
from bot.stores.alerts import SqlAlerts
from bot.stores.journal import SqlJournal
from bot.stores.members import SqlMembers
from bot.stores.rooms import SqlRooms, SqlTickets
from bot.texts.catalogue import Catalogue
from bot.turn import Turn
from bot.turns import Turns
from bot.web.app import page_routes, web_app
from bot.web.hosts import hosts
from bot.web.server import WebServer
from config.database import Database, UnitOfWork
from config.interests import related
from config.settings import Settings
from matching.appraisal import Appraiser
from matching.lexicon import lexicon
from matching.line import Line
from matching.lines.memory import MemoryLine
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from moderation.service import Moderation

log = structlog.get_logger()

CHECKING_LASTS = 12.0
"""Seconds that the start waits for what messengers say about their tokens; each asks again before it receives."""

USUAL_POLICY = Policy()

SENDING_LASTS = 2.0
WRITING_LASTS = 1.0
"""Seconds that a stop waits for what is being sent, and then for what is being written."""


@dataclass(frozen=True, slots=True)
class Running:
    """What an operator is told once Bauta runs. `bots`: platform → links to those whose names are known already."""

    page: str | None
    bots: Mapping[str, tuple[str, ...]]
    data: Path


def open_turn(unit: UnitOfWork, now: float) -> Turn:
    """The SQL stores over one transaction."""
    return Turn(now, unit, SqlMembers(unit), SqlRooms(unit), SqlTickets(unit), SqlAlerts(unit), SqlJournal(unit))


class App:
    """Everything of one deployment, joined but not yet running. `port` 0 lets the web listen on any free one."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], float] = time.time,
        port: int | None = None,
        web_times: Times = USUAL_TIMES,
        discord_patience: Patience = USUAL_PATIENCE,
        policy: Policy = USUAL_POLICY,
        line: Line | None = None,
    ) -> None:
        self.settings = settings
        self._port = settings.web_port if port is None else port
        self._web_times = web_times
        self.database = database
        self.clock = clock
        self.metrics = Metrics()
        self.catalogue = Catalogue.load()
        self.moderation = Moderation(clock)
        self.matchmaker = Matchmaker(line or MemoryLine(policy, Appraiser(policy, related=related)), policy)
        lexicon()  # takes half a second, which nobody should wait for later
        paces = messengers.paces(settings)
        self.outbox = Outbox(database, open_turn, paces, self.metrics, clock, time.monotonic)
        self.house = House(
            self.matchmaker, policy, self.moderation, self.catalogue, self.metrics, crowded=self.outbox.crowded
        )
        self.conversation = Conversation(self.house)
        photos = Photos()
        self.turns = Turns(database, open_turn, self.conversation, photos, self.metrics, clock, self.outbox)
        self.lookout = Lookout(database, open_turn, self.matchmaker, self.moderation, clock)
        self.platforms: dict[str, Platform] = {}
        self.messengers = self._messengers(discord_patience)
        self.web = self._web()
        self.courier = Courier(
            self.platforms,
            database,
            open_turn,
            self.turns,
            self.conversation,
            self.moderation,
            self.catalogue,
            photos,
            clock,
        )
        self.rounds = Rounds(database, open_turn, self.turns, self.house, clock)
        self.ready = False
        self.server = self._server()

    def _messengers(self, patience: Patience) -> tuple[Messenger, ...]:
        settings, catalogue, metrics = self.settings, self.catalogue, self.metrics
        built = (
            messengers.telegram(settings, catalogue, metrics),
            messengers.discord(
                settings, catalogue, metrics, self.lookout, self.platforms, self.outbox.pace, patience, self.clock
            ),
        )
        found = tuple(each for each in built if each is not None)
        self.platforms |= {each.name: each for each in found}
        return found

    def _web(self) -> Web | None:
        if not self.settings.chat_on_web:
            return None
        web = Web(
            self.lookout.state,
            hosts=hosts(self.settings.web_host, self.settings.web_url),
            words=self.catalogue,
            on_typing=self.lookout.typing(self.platforms),
            on_malformed=self.metrics.skipped.labels("web").inc,
            times=self._web_times,
        )
        self.platforms[web.name] = web
        return web

    def _server(self) -> WebServer:
        names = hosts(self.settings.web_host, self.settings.web_url)
        chat = [] if self.web is None else [*page_routes(self.catalogue), *self.web.routes()]
        app = web_app(names, lambda: None if self.ready else "starting", self.metrics.registry, chat)
        return WebServer(app, self.settings.web_host, self._port)

    async def restore(self) -> None:
        """Take up what an earlier run left: the line from the tickets, the visitors whose page may come back."""
        async with self.database.read() as unit:
            turn = open_turn(unit, self.clock())
            searches = await turn.tickets.all()
            await self.matchmaker.restore([search.ticket for search in searches])
            for search in searches:
                self.house.bulletin.post(search.ticket, None, turn.now)
            visitors = await turn.members.reachable("web") if self.web is not None else ()
        if self.web is not None:
            self.web.expect([address.chat for _, address in visitors])

    async def run(self, stop: asyncio.Event, tell: Callable[[Running], None]) -> None:
        """Run until `stop` is set, then finish what is under way. Raises Fatal for what only the operator can mend."""
        await self.server.open()
        try:
            async with AsyncExitStack() as stack:
                for messenger in self.messengers:
                    await stack.enter_async_context(messenger)
                await self._check_tokens(stop)
                await self.restore()
                async with asyncio.TaskGroup() as workers:
                    working = [
                        workers.create_task(self.turns.run(), name="turns"),
                        workers.create_task(self.outbox.run(self.turns, self.courier), name="outbox"),
                    ]
                    serving = workers.create_task(self.server.run(), name="web")
                    try:
                        try:
                            await self.turns.act(self._leave_stranded)
                            await self._receive(stop, tell)
                        finally:
                            serving.cancel()  # after the platforms: the web chat says goodbye to its pages itself
                        await self._drain()
                    finally:
                        for task in working:
                            task.cancel()
        except* Fatal as fatal:
            raise innermost(fatal) from None
        finally:
            self.server.close()

    async def _check_tokens(self, stop: asyncio.Event) -> None:
        """Raises Fatal for a wrong one. An answer may be slow to come: nobody has to wait for that to stop."""
        checks = [asyncio.create_task(_checked(messenger)) for messenger in self.messengers]
        stopping = asyncio.create_task(stop.wait())
        until = time.monotonic() + CHECKING_LASTS
        try:
            for check in checks:
                left = max(0.0, until - time.monotonic())
                await asyncio.wait((check, stopping), timeout=left, return_when=asyncio.FIRST_COMPLETED)
                for checked in check.result() if check.done() else ():
                    if checked.problem and checked.wrong:
                        raise Fatal(checked.problem)
        finally:
            for task in (*checks, stopping):
                task.cancel()

    async def _leave_stranded(self, turn: Turn) -> list[Outgoing]:
        """Whoever waits or talks on a bot or page that is not run any more would keep others waiting for nobody."""
        page = {("web", "web")} if self.web is not None else set[tuple[str, str]]()
        running = messengers.accounts(self.settings) | page
        told = []
        for member, lane in await turn.members.stranded(running):
            told += await self.conversation.unreachable(member, lane, turn)
        return told

    async def _receive(self, stop: asyncio.Event, tell: Callable[[Running], None]) -> None:
        async def told_to_stop() -> None:
            await stop.wait()
            for task in tasks:
                task.cancel()

        async with asyncio.TaskGroup() as receivers:
            tasks = [
                receivers.create_task(platform.run(self.turns.accept), name=name)
                for name, platform in self.platforms.items()
            ]
            tasks.append(receivers.create_task(self.rounds.run(), name="rounds"))
            gc.collect()
            gc.freeze()  # what is here now stays; looking through it again and again would cost pauses of 50 ms
            self.ready = True
            tell(self._running())
            receivers.create_task(told_to_stop(), name="stop")
        self.ready = False

    def _running(self) -> Running:
        page = None
        if self.web is not None:
            page = self.settings.page_url
        bots = {messenger.name: messenger.links for messenger in self.messengers}
        return Running(page, bots, self.settings.data_dir.resolve())

    async def _drain(self) -> None:
        for work, seconds in ((self.outbox.drained(), SENDING_LASTS), (self.turns.drained(), WRITING_LASTS)):
            with suppress(TimeoutError):
                await asyncio.wait_for(work, seconds)


async def _checked(messenger: Messenger) -> list[Checked]:
    return await messenger.check()


async def run(settings: Settings, tell: Callable[[Running], None]) -> None:
    """Open everything, run until SIGINT or SIGTERM, close everything. Raises Fatal."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with only_one(settings.data_dir):
        keys = await open_keys(settings)
        database = await open_database(settings, keys)
        try:
            async with open_line(settings, keys, USUAL_POLICY) as line:
                await App(settings, database, line=line).run(stop, tell)
        finally:
            await database.close()
