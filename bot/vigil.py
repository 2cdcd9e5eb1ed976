"""Keeps time over the last words of rooms: they go half an hour after the room is over, and keys of no case go, too."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.jobs import Deed
from bot.messages import Outgoing
from bot.notary import Notary
from bot.turn import OpenTurn, Turn
from config.database import Database
from config.ids import RoomId
from config.trouble import in_trouble
from moderation.evidence import Evidence
from moderation.ring import LASTS, ROOMS

log = structlog.get_logger()

LOOKS: Final = 60.0
"""Seconds between two looks for rooms that are over."""

SWEEPS: Final = 3600.0
"""Seconds between two looks for keys of no case."""

TOGETHER: Final = 500
"""Rooms that are asked about in one look."""


class Vigil:
    """`run` until cancelled. `act` runs a turn; `clock`: epoch seconds."""

    def __init__(
        self,
        notary: Notary,
        evidence: Evidence,
        database: Database,
        open_turn: OpenTurn,
        act: Callable[[Deed], Awaitable[None]],
        clock: Callable[[], float],
        rest: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._notary = notary
        self._evidence = evidence
        self._database = database
        self._open_turn = open_turn
        self._act = act
        self._clock = clock
        self._rest = rest
        self._swept = 0.0

    async def run(self) -> None:
        """Bring what is kept to where it is kept, and let go what is over, until cancelled."""
        async with asyncio.TaskGroup() as group:
            if self._evidence.ring is not None:
                group.create_task(self._evidence.ring.run(), name="ring")
            group.create_task(self._looks(), name="vigil")

    async def _looks(self) -> None:
        first = True
        while True:
            try:
                if first:
                    await self.recall()
                first = False
                await self.look()
            except Exception as error:
                if not in_trouble(error):  # which the turns tell of
                    log.error("vigil.failed", exc_info=error)
            await self._rest(LOOKS)

    async def recall(self) -> None:
        """After a start: the rooms of which an earlier run may have kept something in Redis."""
        if self._evidence.ring is None:
            return
        async with self._database.read() as unit:
            now = self._clock()
            for room in await self._open_turn(unit, now).rooms.lately(now - LASTS, ROOMS):
                self._notary.know(room)

    async def look(self) -> None:
        """Give each ring its end: half an hour after that of its room, or after now where people still talk."""
        now = self._clock()
        if self._evidence.ring is not None:
            rooms = list(self._notary.rooms)
            for at in range(0, len(rooms), TOGETHER):
                await self._ends(rooms[at : at + TOGETHER], now)
            await self._evidence.ring.until({}, now)
            if self._evidence.owing():
                await self._act(self._settled)
        if not 0 <= now - self._swept < SWEEPS:
            self._swept = now
            await self._sweep()

    async def _ends(self, rooms: Sequence[RoomId], now: float) -> None:
        async with self._database.read() as unit:
            closed = await self._open_turn(unit, now).rooms.ends(rooms)
        ends: dict[RoomId, float] = {}
        for room in rooms:
            end = closed.get(room, 0.0)  # a room that nobody knows any more has been over for long
            ends[room] = now + LASTS if end is None else end + LASTS
            if end is not None:
                self._notary.rooms.pop(room, None)
        if self._evidence.ring is not None:
            await self._evidence.ring.until(ends, now)

    async def _sweep(self) -> None:
        """Keys of no case go, in a turn that runs alone: none of them is about to be used then."""
        async with self._database.read() as unit:
            orphans = await self._evidence.any_orphans(unit)
        if orphans:
            await self._act(self._swept_keys)

    async def _settled(self, turn: Turn) -> list[Outgoing]:
        log.info("vigil.evidence_settled", bundles=await self._evidence.settle(turn.unit))
        return []

    async def _swept_keys(self, turn: Turn) -> list[Outgoing]:
        log.info("vigil.keys_swept", keys=await self._evidence.sweep(turn.unit))
        return []
