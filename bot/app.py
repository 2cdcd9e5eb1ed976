"""The composition root: settings become stores, services, platforms and the web; all of it runs until told to stop."""

import asyncio
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

import moderation.stores.schema  # noqa: F401 - adds its tables to the metadata, as the stores of bot do
from bot import messengers, opening
from bot.baggage import Baggage
from bot.commands.base import House
from bot.conversation import Conversation
from bot.courier import Courier
from bot.duties import check_company, open_duty
from bot.duty import ALONE, Duty
from bot.hooks import moderated
from bot.housekeeping import Housekeeping
from bot.kept import only_tags, open_evidence
from bot.lines import open_line
from bot.lookout import Lookout
from bot.media.cleaner import Cleaner, Spool
from bot.messages import Outgoing
from bot.messengers import Messenger, check_tokens
from bot.metrics import Metrics
from bot.notary import Notary
from bot.opening import only_one, open_database, open_keys, open_moderation
from bot.outbox import Outbox
from bot.platforms.base import Fatal, Platform, ungrouped
from bot.platforms.discord.gateway import USUAL_PATIENCE, Patience
from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES, Limits, Times
from bot.rounds import Rounds
from bot.showcase import Showcase
from bot.stores.turn import open_turn
from bot.tenure import Tenure
from bot.texts.catalogue import Catalogue
from bot.troubles import BY_ITSELF, database_trouble
from bot.turn import Turn
from bot.turns import Turns
from bot.vigil import Vigil
from bot.web.app import page_routes, web_app
from bot.web.hosts import hosts
from bot.web.server import WebServer
from bot.wellbeing import Unwell, Wellbeing
from bot.whereabouts import noted_by, only_these
from config import garbage
from config.database import Database
from config.interests import related
from config.settings import Settings
from matching.appraisal import Appraiser
from matching.lexicon import lexicon
from matching.line import Line
from matching.lines.memory import MemoryLine
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from moderation.evidence import Evidence

log = structlog.get_logger()

USUAL_POLICY = Policy()

SPOOL_BYTES = 400_000_000
"""Files on their way take no more room than that together, on the disk and in memory; more have to wait."""

SENDING_LASTS, WRITING_LASTS = 2.0, 1.0  # seconds that a stop waits for what is being sent, and then written


@dataclass(frozen=True, slots=True)
class Running:
    """What an operator is told once Bauta runs. `bots`: platform → links to those whose names are known already."""

    page: str | None
    bots: Mapping[str, tuple[str, ...]]
    data: Path


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
        duty: Duty = ALONE,
        tenure: Tenure | None = None,
        web_limits: Limits = USUAL_LIMITS,
        evidence: Evidence | None = None,
    ) -> None:
        self.settings = settings
        self._port = settings.web_port if port is None else port
        self.database = database
        self.clock = clock
        self.metrics = Metrics()
        self.catalogue = Catalogue.load()
        self.evidence = evidence or only_tags(settings, clock)
        self.moderation = open_moderation(settings, clock, self.evidence)
        self.matchmaker = Matchmaker(line or MemoryLine(policy, Appraiser(policy, related=related)), policy)
        lexicon()  # takes half a second, which nobody should wait for later
        paces = messengers.paces(settings)
        self._duty, self._tenure = duty, tenure
        self.outbox = Outbox(database, open_turn, paces, self.metrics, clock, time.monotonic, duty)
        services = self.matchmaker, policy, self.moderation, self.catalogue, self.metrics
        hooks, lines = moderated(self.moderation), opening.read_help(settings)
        self.house = House(*services, crowded=self.outbox.crowded, hooks=hooks, help=lines)
        self.conversation = Conversation(self.house)
        self.cleaner = Cleaner(spool := Spool(settings.data_dir / "spool", SPOOL_BYTES))
        self.wellbeing = Wellbeing(partial(database_trouble, settings, then=BY_ITSELF), time.monotonic)
        hears = self.wellbeing.failed
        notary = Notary(database.keys, self.evidence, duty, self.metrics)
        parts = (open_turn, self.conversation, self.cleaner, self.metrics, clock, self.outbox, duty, hears, notary)
        self.turns = Turns(database, *parts)
        self.vigil = Vigil(notary, self.evidence, database, open_turn, self.turns.act, clock)
        self.lookout = Lookout(database, open_turn, self.house, clock)
        self.platforms: dict[str, Platform] = {}
        self.messengers = self._messengers(discord_patience)
        self.web = messengers.page(
            settings, self.catalogue, self.metrics, self.lookout, self.platforms, web_times, web_limits
        )
        baggage = Baggage(self.platforms, database, open_turn, spool, self.cleaner, clock)
        middle = (self.turns, self.conversation, self.moderation, self.catalogue)
        show = Showcase(database, self.moderation, self.evidence.view)
        self.courier = Courier(self.platforms, database, open_turn, *middle, baggage, clock, show)
        self.rounds = Rounds(database, open_turn, self.turns, self.house, clock, hears)
        sweeps = (self.turns, self.moderation, self.evidence, self.metrics, clock)
        self.housekeeping = Housekeeping(database, open_turn, *sweeps, hooks=self.house.hooks)
        self.ready = False
        self._state = "starting"
        self._serving: asyncio.Task[None] | None = None
        self.server = self._server()

    def _messengers(self, patience: Patience) -> tuple[Messenger, ...]:
        about = self.settings, self.catalogue, self.metrics
        note = noted_by(self.turns, self.house)
        built = (
            messengers.telegram(*about, self.database.keys),
            messengers.discord(*about, self.lookout, self.platforms, self.outbox.pace, patience, self.clock, note),
        )
        found = tuple(each for each in built if each is not None)
        self.platforms |= {each.name: each for each in found}
        return found

    def _server(self) -> WebServer:
        settings = self.settings
        names = hosts(settings.web_host, settings.web_url, settings.telegram_webhook_url)
        chat = [] if self.web is None else [*page_routes(self.catalogue), *self.web.routes()]
        routes = [*messengers.routes(self.messengers), *chat]
        app = web_app(
            names, lambda: self.wellbeing.unwell if self.ready else Unwell(self._state), self.metrics.registry, routes
        )
        return WebServer(app, self.settings.web_host, self._port)

    async def restore(self) -> None:
        """Take up what an earlier run left: the line from the tickets, the visitors whose page may come back."""
        async with self.database.read() as unit:
            turn = open_turn(unit, self.clock())
            searches = await turn.tickets.all()
            await self.matchmaker.restore([search.ticket for search in searches])
            served = self._duty.accounts
            for search in searches if served is None else await turn.tickets.of_accounts(served):
                self.house.bulletin.post(search.ticket, None, turn.now)
            visitors = await turn.members.reachable("web") if self.web is not None else ()
        if self.web is not None:
            self.web.expect([address.chat for _, address in visitors])

    async def run(self, stop: asyncio.Event, tell: Callable[[Running], None]) -> None:
        """Run until `stop` is set, then finish what is under way. Raises Fatal for what only the operator can mend."""
        await self.server.open()
        with closing(self.server), ungrouped(Fatal):
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(self.cleaner)
                for messenger in self.messengers:
                    await stack.enter_async_context(messenger)
                await check_tokens(self.messengers, stop)
                async with asyncio.TaskGroup() as workers:
                    if await self._on_duty(workers, stop):
                        if self._tenure is not None:
                            stack.push_async_callback(self._tenure.give_up)
                        await self._work(workers, stop, tell)

    async def _on_duty(self, workers: asyncio.TaskGroup, stop: asyncio.Event) -> bool:
        """Stand by while somebody else serves our accounts; False when told to stop meanwhile."""
        if self._tenure is None:
            return True
        self._state = "standing by"
        self._serving = workers.create_task(self.server.run(), name="web")
        taking, stopping = asyncio.create_task(self._tenure.take()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((taking, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (taking, stopping):
                task.cancel()
        if not taking.done():
            self._serving.cancel()
            return False
        await taking
        await check_company(self.settings, self._tenure)
        self._state = "starting"
        return True

    async def _work(self, workers: asyncio.TaskGroup, stop: asyncio.Event, tell: Callable[[Running], None]) -> None:
        await self.restore()
        working = [
            workers.create_task(self.turns.run(), name="turns"),
            workers.create_task(self.outbox.run(self.turns, self.courier), name="outbox"),
            workers.create_task(self.wellbeing.run(self.turns.act, self.rounds.look), name="wellbeing"),
        ]
        if self._tenure is not None:
            working.append(workers.create_task(self._tenure.keep(), name="tenure"))
        serving = self._serving or workers.create_task(self.server.run(), name="web")
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

    async def _leave_stranded(self, turn: Turn) -> list[Outgoing]:
        """Whoever waits or talks on a bot or page that is not run any more would keep others waiting for nobody."""
        page = {("web", "web")} if self.web is not None else set[tuple[str, str]]()
        others = set() if self._tenure is None else set(await self._tenure.served())
        running = messengers.accounts(self.settings) | page | others
        told = await only_these(running, self.house, turn)
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
            tasks.append(receivers.create_task(self.housekeeping.run(), name="housekeeping"))
            tasks.append(receivers.create_task(self.vigil.run(), name="vigil"))
            garbage.settled()
            self.ready = True
            tell(self._running())
            receivers.create_task(told_to_stop(), name="stop")
        self.ready = False

    def _running(self) -> Running:
        page = None if self.web is None else self.settings.page_url
        bots = {messenger.name: messenger.links for messenger in self.messengers}
        return Running(page, bots, self.settings.data_dir.resolve())

    async def _drain(self) -> None:
        self.outbox.stop()
        for work, seconds in ((self.outbox.drained(), SENDING_LASTS), (self.turns.drained(), WRITING_LASTS)):
            with suppress(TimeoutError):
                await asyncio.wait_for(work, seconds)


async def run(settings: Settings, tell: Callable[[Running], None]) -> None:
    """Open everything, run until SIGINT or SIGTERM, close everything. Raises Fatal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with only_one(settings):
        keys = await open_keys(settings)
        database = await open_database(settings, keys)
        try:
            async with (
                open_line(settings, keys, USUAL_POLICY) as line,
                open_duty(settings, database, time.time) as (duty, tenure),
                open_evidence(settings, keys, time.time) as kept,
            ):
                await App(settings, database, line=line, duty=duty, tenure=tenure, evidence=kept).run(stop, tell)
        finally:
            await database.close()
