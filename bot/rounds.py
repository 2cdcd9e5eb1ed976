"""What happens by itself as time passes: matches of the patient, widened and expired searches, decisions, erasures."""

import asyncio
from collections.abc import Callable

import structlog

from bot.conversation import Conversation
from bot.jobs import Deed
from bot.messages import Outgoing
from bot.metrics import Metrics
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from config.database import Database
from matching.matchmaker import Matchmaker
from matching.policy import Policy
from matching.ticket import Match
from moderation.service import Moderation

log = structlog.get_logger()

TICK = 0.5
LOOK = 1.0
CLEAN = 60.0


class Rounds:
    """Goes round every half second. Whatever fails is tried again the next time."""

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        turns: Turns,
        conversation: Conversation,
        matchmaker: Matchmaker,
        policy: Policy,
        moderation: Moderation,
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._turns = turns
        self._conversation = conversation
        self._matchmaker = matchmaker
        self._policy = policy
        self._moderation = moderation
        self._metrics = metrics
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        looked = cleaned = 0.0
        while True:
            now = self._clock()
            try:
                await self.pair(now)
                if not 0 <= now - looked < LOOK:
                    looked = now
                    await self.look(now)
                if not 0 <= now - cleaned < CLEAN:
                    cleaned = now
                    await self.clean()
            except Exception as error:
                log.error("rounds.failed", exc_info=error)
            await asyncio.sleep(TICK)

    async def pair(self, now: float) -> None:
        """Open rooms for those whom the line pairs by itself."""
        for match in await self._matchmaker.tick(now):
            try:
                await self._turns.act(self._room(match))
            except Exception as error:  # the claim has been released with the rollback
                log.error("rounds.match_failed", exc_info=error)

    def _room(self, match: Match) -> Deed:
        return lambda turn: self._conversation.matched(match, turn)

    async def look(self, now: float) -> None:
        """See whether anything is due, and only then take a turn for it."""
        async with self._database.read() as unit:
            turn = self._open_turn(unit, now)
            widened, over = await turn.tickets.due(now - self._policy.commit_after, now - self._policy.search_expires)
            decided = await self._moderation.has_news(unit)
            erased = await turn.members.erased(now)
            self._metrics.rooms.set(await turn.rooms.count())
            self._metrics.waiting.set(await turn.tickets.count())
            self._metrics.lane_depth.set(await turn.journal.depth())
        if widened or over:
            await self._turns.act(self._conversation.patience)
        if decided:
            await self._turns.act(self._conversation.decided)
        if erased:
            await self._turns.act(self._forget)

    async def _forget(self, turn: Turn) -> list[Outgoing]:
        members = await turn.members.erased(turn.now)
        await turn.members.forget(turn.now, await self._moderation.referring(turn.unit, members))
        return []

    async def clean(self) -> None:
        """Remove what is past its time, a share per turn so that nobody waits for it."""
        removed = 1
        while removed:
            removed = 0

            async def share(turn: Turn) -> list[Outgoing]:
                nonlocal removed
                removed = await turn.journal.clean_up(turn.now)
                return []

            await self._turns.act(share)
