"""What is past its time goes, in shares so small that nobody waits for them.

    events 48 h · links, files and codes of messages 72 h · rooms 72 h after their end
    wishes to be told when they are over · messages whose authors did not answer whether they are to go on 1 h
    what could not be taken away again 48 h · visitors of the page 72 h after the last word
    settings of a server 30 days after the last bot left it · codes for an alliance 24 h
    what was asked of people, and what they were about to report, when it is too late to answer
    bans that are a year old: nothing goes, but moderators are asked whether they stand
    of moderation what its policy says (moderation/retention.py)

The other tables need no sweeping: tickets and seats go with their search or room, what waits in the outbox when it is
delivered or given up, and members, identities, addresses and blocks of messengers stay while there are these people.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog

from bot.heads import DailyHead
from bot.hooks import ServerHooks
from bot.journal import Kept
from bot.messages import Outgoing
from bot.metrics import Metrics
from bot.platforms.base import Fatal
from bot.putoff import PutOff
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from config.database import Database
from config.ids import MemberId
from config.trouble import in_trouble
from moderation.evidence import Evidence
from moderation.forgetting import Past, Stuck
from moderation.service import Moderation

log = structlog.get_logger()

EVERY = 10.0
"""Seconds between two looks for what is past its time."""

RECORDS_EVERY = 900.0
"""The same for the records of moderation, which are few: well within the hour that `bauta retention --check` grants."""

AIM = 0.002
"""Seconds that a share's statements may take; the writer does nothing else meanwhile."""

LEAST, FIRST, MOST = 5, 50, 200
"""Rows of one share. A row may rewrite a page of each index of its table, and all of them go through the log."""

REST = 4.0
"""So many times as long as the share took nothing is removed after it: a fifth of the writer's time at the most."""

OTHERS_FIRST = 0.25
"""Seconds that a share waits for the writer to have nothing else to do, before it takes its place in the queue."""

LOOKED_AT = 1000
"""Members looked at in one go for those who have faded, of whom `MEMBERS` leave in one share at the most."""

MEMBERS = 25

Removal = Callable[[Turn, int], Awaitable[int]]
"""Removes at most so many rows; how many went."""


@dataclass(slots=True)
class Share:
    """How many rows of one kind go at once: as many as take the time aimed at."""

    rows: int = FIRST

    def learn(self, removed: int, seconds: float) -> None:
        """So long the statements took."""
        if seconds > AIM:
            self.rows = max(LEAST, self.rows // 2)
        elif seconds < AIM / 2 and removed >= self.rows:
            self.rows = min(MOST, self.rows + self.rows // 4 + 1)


@dataclass(slots=True)
class _Spent:
    """What one share took of the writer: its statements, and all of it with the commit, in seconds."""

    removed: int = 0
    statements: float = 0.0
    begun: float = 0.0


class Housekeeping:
    """`run` until cancelled. `clock`: epoch seconds; `monotonic`: seconds that only pass."""

    def __init__(
        self,
        database: Database,
        open_turn: OpenTurn,
        turns: Turns,
        moderation: Moderation,
        evidence: Evidence,
        metrics: Metrics,
        clock: Callable[[], float],
        monotonic: Callable[[], float] = time.monotonic,
        rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
        hooks: ServerHooks | None = None,
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._turns = turns
        self._moderation = moderation
        self._evidence = evidence
        self._metrics = metrics
        self._clock = clock
        self._monotonic = monotonic
        self._rest = rest
        self._hooks = hooks or ServerHooks()
        self._head = DailyHead(moderation)
        self._shares: dict[str, Share] = {}
        self._after = ""
        self._looked = 0.0
        self._put_off: PutOff[str] = PutOff()  # kinds of rows, and cases

    async def run(self) -> None:
        while True:
            try:
                await self.clean()
            except Exception as error:
                if not in_trouble(error):  # which the turn has told of
                    log.error("housekeeping.failed", exc_info=error)
            await self._rest(EVERY)

    async def clean(self) -> None:
        """Remove all that is past its time now, a share of each kind by turns; look at some members."""
        due = await self._due()
        while due:
            due = {what: removal for what, removal in due.items() if await self._tried(what, removal)}
        await self._members()

    async def _tried(self, what: str, removal: Removal) -> bool:
        """One share, which may fail by a mistake of ours: then it, or the case it was about, is put off, and all else
        goes on. Whether there may be more."""
        try:
            return await self._share(what, removal)
        except Stuck as error:
            self._put_off.add(error.case, self._clock())
            log.error("housekeeping.case_failed", what=what, error=type(error.__cause__).__name__)
            return not self._put_off.full
        except Exception as error:
            if isinstance(error, Fatal) or in_trouble(error):
                raise
            self._put_off.add(what, self._clock())
            log.error("housekeeping.removal_failed", what=what, error=type(error).__name__)
            return False

    async def _due(self) -> dict[str, Removal]:
        """What there is to remove; no turn is taken to find none."""
        found: dict[str, Removal] = {}
        async with self._database.read() as unit:
            turn = self._open_turn(unit, self._clock())
            overdue = await turn.journal.overdue(turn.now)
            for what in overdue:
                found[what.value] = partial(_of_journal, what)
            if await turn.alerts.any_over(turn.now):
                found["alerts"] = _alerts
            if await turn.held.any_over(turn.now):
                found["held"] = _held
            if await turn.servers.any_over(turn.now):
                found["servers"] = self._servers
            if await turn.desks.any_over(turn.now):
                found["disclosed"] = _disclosed
            if (late := await self._evidence.outlived(unit)) is not None:
                found["tags"] = self._tags
            await self._head.tell(unit, turn.now)
            if not 0 <= turn.now - self._looked < RECORDS_EVERY:
                self._looked = turn.now
                for past in await self._moderation.outlived(unit):
                    found[f"records.{past.value}"] = partial(self._records, past)
                if await self._moderation.reviews.due(unit):
                    found["reviews"] = self._reviews
        self._metrics.overdue.set(max((*overdue.values(), late or 0.0)))
        beside = self._put_off.beside(self._clock())
        return {what: removal for what, removal in found.items() if what not in beside}

    async def _records(self, what: Past, turn: Turn, most: int) -> int:
        beside = self._put_off.beside(turn.now)
        gone = await self._moderation.clean_up(turn.unit, what, most, beside)
        if gone:
            self._looked = 0.0  # what was put away may be past another time, too
        return gone

    async def _reviews(self, turn: Turn, most: int) -> int:
        """Nothing goes: moderators are asked whether what has no end still stands."""
        await self._moderation.reviews.ask(turn.unit)
        return 0

    async def _tags(self, turn: Turn, most: int) -> int:
        return await self._evidence.clean_up(turn.unit, most)

    async def _servers(self, turn: Turn, most: int) -> int:
        gone = await turn.servers.clean_up(turn.now, most)
        if gone:
            await self._hooks.removed(turn, gone)
        return len(gone)

    async def _share(self, what: str, removal: Removal) -> bool:
        """One share. Whether there may be more."""
        share = self._shares.setdefault(what, Share())
        most, spent = share.rows, _Spent()

        async def removed(turn: Turn) -> list[Outgoing]:
            spent.begun = self._monotonic()
            spent.removed = await removal(turn, most)
            spent.statements = self._monotonic() - spent.begun
            return []

        with suppress(TimeoutError):  # the writer is never idle: a share in between costs the others next to nothing
            async with asyncio.timeout(OTHERS_FIRST):
                await self._turns.drained()
        await self._turns.act(removed)
        share.learn(spent.removed, spent.statements)
        self._metrics.removed.labels(what).inc(spent.removed)
        await self._rest(REST * (self._monotonic() - spent.begun))
        return spent.removed >= most

    async def _members(self) -> None:
        """The next of the members: who has faded leaves, and what was asked of them too long ago is forgotten."""
        async with self._database.read() as unit:
            turn = self._open_turn(unit, self._clock())
            faded, after = await turn.members.faded(turn.now, self._after, LOOKED_AT)
            lapsed = await turn.members.lapsed(turn.now, self._after, LOOKED_AT)
        for first in range(0, len(lapsed), MEMBERS):
            await self._share("pending", partial(_lapse, lapsed[first : first + MEMBERS]))
        for first in range(0, len(faded), MEMBERS):
            await self._share("members", partial(self._leave, faded[first : first + MEMBERS]))
        self._after = after

    async def _leave(self, names: Sequence[MemberId], turn: Turn, _: int) -> int:
        kept = await self._moderation.referring(turn.unit, names)
        return await turn.members.drop(names, turn.now, kept)


async def _lapse(names: Sequence[MemberId], turn: Turn, _: int) -> int:
    return await turn.members.lapse(names, turn.now)


async def _of_journal(what: Kept, turn: Turn, most: int) -> int:
    return await turn.journal.clean_up(what, turn.now, most)


async def _alerts(turn: Turn, most: int) -> int:
    return await turn.alerts.clean_up(turn.now, most)


async def _disclosed(turn: Turn, most: int) -> int:
    return await turn.desks.clean_up(turn.now, most)


async def _held(turn: Turn, most: int) -> int:
    return await turn.held.clean_up(turn.now, most)
