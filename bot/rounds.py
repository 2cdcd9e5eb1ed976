"""What happens by itself as time passes: matches of the patient, news for those who wait, decisions, erasures."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from bot import meanwhile
from bot.commands import server_desk, waiting
from bot.commands.base import House
from bot.commands.pairing import matched
from bot.jobs import Deed
from bot.messages import Outgoing
from bot.platforms.base import Fatal
from bot.putoff import PutOff
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from config.database import Database
from config.ids import MemberId
from config.trouble import in_trouble
from matching.ticket import Match
from moderation.matters import Matter

log = structlog.get_logger()

TICK = 0.5
LOOK = 1.0
AGAIN = 60.0

MOVES = 20
"""Searches begun anew in one turn: others wait meanwhile."""

DECIDING, TOGETHER = 4, 5
"""Turns of one round in which decisions are carried out, and how many in one: all that is written waits meanwhile, also
in other processes."""


class Rounds:
    """Goes round every half second. Whatever fails is tried again the next time.

    `on_trouble` hears of what fails, and says whether that was the database: then it is told of there.
    """

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        turns: Turns,
        house: House,
        clock: Callable[[], float],
        on_trouble: Callable[[Exception], bool] = in_trouble,
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._turns = turns
        self._house = house
        self._clock = clock
        self._on_trouble = on_trouble
        self._put_off: PutOff[Matter] = PutOff()

    async def run(self) -> None:
        """Until cancelled. Each step by itself: one that fails keeps no other from its time."""
        last = {step: 0.0 for step, _ in self._steps}
        while True:
            now = self._clock()
            for step, every in self._steps:
                if 0 <= now - last[step] < every:
                    continue
                last[step] = now
                try:
                    await step(now)
                except Exception as error:
                    if not self._on_trouble(error):
                        log.error("rounds.failed", step=step.__name__, exc_info=error)
            await asyncio.sleep(TICK)

    @property
    def _steps(self) -> tuple[tuple[Callable[[float], Awaitable[None]], float], ...]:
        return (
            (self.pair, TICK / 2),
            (self.watch, LOOK),
            (self.patience, LOOK),
            (self.news, LOOK),
            (self.decisions, LOOK),
            (self.disclosures, LOOK),
            (self.erasures, LOOK),
            (self.pools, LOOK),
            (self.second_chances, AGAIN),
        )

    async def pair(self, now: float) -> None:
        """Open rooms for those whom the line pairs by itself. A line that forgot people is told who waits."""
        matches = await self._house.matchmaker.tick(now)
        if self._house.matchmaker.lost:
            await self._turns.act(self._restore)
        for match in matches:
            try:
                await self._turns.act(self._room(match))
            except Exception as error:  # the claim goes back to the line, with the rollback or after a while
                if not self._on_trouble(error):
                    log.error("rounds.match_failed", exc_info=error)

    async def _restore(self, turn: Turn) -> list[Outgoing]:
        """Within a turn, so that nobody who leaves meanwhile is put back."""
        tickets = [waiting.ticket for waiting in await turn.tickets.all()]
        await self._house.matchmaker.restore(tickets)
        log.warning("rounds.line_restored", waiting=len(tickets))
        return []

    def _room(self, match: Match) -> Deed:
        return partial(matched, self._house, match)

    async def watch(self, now: float) -> None:
        """Bring the gauges up to date."""
        async with self._database.read() as unit:
            turn = self._open_turn(unit, now)
            self._house.metrics.rooms.set(await turn.rooms.count())
            self._house.metrics.waiting.set(await turn.tickets.count())
            self._house.metrics.lane_depth.set(await turn.journal.depth())

    async def look(self) -> None:
        """Only whether anything can be read."""
        await self.watch(self._clock())

    async def news(self, now: float) -> None:
        """Reword the messages of those who wait where they say what is no longer so; no turn is taken to find none."""
        due = self._house.bulletin.due(now, meanwhile.LOOKS)
        if not due:
            return
        async with self._database.read() as unit:
            stale = await meanwhile.outdated(self._house, due, self._open_turn(unit, now))
        if stale:
            await self._turns.act(partial(meanwhile.refreshed, self._house, stale))

    async def patience(self, now: float) -> None:
        """Ask, or tell, those whose search is about to end or over; a turn is taken only if there are any."""
        async with self._database.read() as unit:
            due = await self._open_turn(unit, now).tickets.due(now + waiting.ASK_BEFORE, now)
        if any(due):
            await self._turns.act(partial(meanwhile.patience, self._house))

    async def decisions(self, now: float) -> None:
        """Carry out what moderation decided, a few matters a turn; no turn is taken to find none."""
        for _ in range(DECIDING):
            async with self._database.read() as unit:
                due = await self._house.moderation.due(unit, TOGETHER, self._put_off.beside(now))
            if not due:
                return
            await self._carry_out(due, now)
            await self._hand_on(now)

    async def _carry_out(self, matters: Sequence[Matter], now: float) -> None:
        """In one turn. Where it fails by a mistake of ours, each has one of its own; what fails there is put off."""
        try:
            await self._turns.act(partial(meanwhile.decided, self._house, matters))
        except Exception as error:
            if isinstance(error, Fatal) or in_trouble(error):
                raise
            if len(matters) == 1:
                log.error("rounds.matter_failed", what=matters[0].waits.value, error=type(error).__name__)
                self._put_off.add(matters[0], now)
            else:
                for each in matters:
                    await self._carry_out([each], now)

    async def _hand_on(self, now: float) -> None:
        """What waits where nobody sees it, as what somebody had in hand when the desk went, goes on."""
        async with self._database.read() as unit:
            unseen = await server_desk.unseen(self._house, self._open_turn(unit, now))
        if unseen:
            await self._turns.act(partial(meanwhile.handed_on, self._house))

    async def disclosures(self, now: float) -> None:
        """Take away what was disclosed and has stood long enough."""
        async with self._database.read() as unit:
            due = await self._open_turn(unit, now).desks.due(now)
        if due:
            await self._turns.act(meanwhile.taken_away)

    async def erasures(self, now: float) -> None:
        """Finish erasures whose farewell is out, or whose time has come."""
        async with self._database.read() as unit:
            erased = await self._open_turn(unit, now).members.erased(now)
        if erased:
            await self._turns.act(self._forget)

    async def pools(self, now: float) -> None:
        """Search anew for those who wait in a pool that is not theirs any more, once something was changed."""
        if not self._house.pools.taken():
            return
        async with self._database.read() as unit:
            displaced = await meanwhile.displaced(self._house, self._open_turn(unit, now))
        await self._move(displaced)

    async def _move(self, members: Sequence[MemberId]) -> None:
        for first in range(0, len(members), MOVES):
            await self._turns.act(partial(meanwhile.moved, self._house, members[first : first + MOVES]))

    async def second_chances(self, now: float) -> None:
        """Those who wait may meet again whom they met a while ago."""
        async with self._database.read() as unit:
            again = await meanwhile.second_chances(self._house, self._open_turn(unit, now))
        await self._move(again)

    async def _forget(self, turn: Turn) -> list[Outgoing]:
        members = await turn.members.erased(turn.now)
        await turn.members.forget(turn.now, await self._house.moderation.referring(turn.unit, members))
        return []
