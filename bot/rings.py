"""What an earlier run or another process put into our lanes: heard of or found, and read many lanes at a time."""

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.duty import Duty
from bot.journal import Queued
from bot.leases import AccountName
from bot.posts import Address
from bot.turn import OpenTurn
from config.database import Database
from config.ids import MemberId

log = structlog.get_logger()

TOGETHER = 200
"""Lanes that are read in one look."""

ROWS = 100
"""Rows of a lane that are read so; of one that has more each is read as it is sent."""

UNHEARD = 2.0
"""Seconds between two looks for what other processes put into our lanes, should their ring have been missed."""


class Lanes(Protocol):
    """What is told, and asked, about the lanes (bot/outbox.py)."""

    def known(self, lane: str) -> bool:
        """Whether it is known where the lane leads."""

    def learn(self, address: Address, member: MemberId) -> None:
        """Where a lane leads."""

    def busy(self, lane: str) -> bool:
        """Whether the lane is being sent."""

    def unread(self, name: str) -> None:
        """The database may hold rows of a lane that memory does not: until they are read nothing overtakes them."""

    def found(self, name: str, rows: list[Queued] | None) -> None:
        """All rows of a lane that nobody began to send; None if that is not known."""


class Rings:
    """Call `heard` with a lane that may hold something; `start` once, within the group that owns it all."""

    def __init__(
        self, database: Database, open_turn: OpenTurn, clock: Callable[[], float], duty: Duty, lanes: Lanes
    ) -> None:
        self._database = database
        self._open_turn = open_turn
        self._clock = clock
        self._duty = duty
        self._lanes = lanes
        self._heard: dict[str, None] = {}
        self._ringing = asyncio.Event()

    def start(self, group: asyncio.TaskGroup) -> None:
        """From now on lanes are read; where there are other processes, their bell is listened to."""
        group.create_task(self._answer(), name="rings")
        if self._duty.accounts is not None:
            group.create_task(self._duty.bell.listen(list(self._duty.accounts), self.heard), name="bell")
            group.create_task(self._look(self._duty.accounts), name="unheard")

    def heard(self, lane: str) -> None:
        """Something may be in a lane that memory does not know of."""
        self._lanes.unread(lane)
        self._heard[lane] = None
        self._ringing.set()

    async def _answer(self) -> None:
        while True:
            await self._ringing.wait()
            lanes = list(self._heard)[:TOGETHER]
            for lane in lanes:
                del self._heard[lane]
            if not self._heard:
                self._ringing.clear()
            rows = await self._read(lanes)
            for lane in lanes:
                self._lanes.found(lane, rows.get(lane))

    async def _read(self, lanes: list[str]) -> dict[str, list[Queued]]:
        """Nothing if the database is in trouble: each lane tries by itself then, and waits until it is well."""
        unknown = [lane for lane in lanes if not self._lanes.known(lane)]
        try:
            async with self._database.read() as unit:
                turn = self._open_turn(unit, self._clock())
                rows = await turn.journal.first(lanes, ROWS)
                for address, member in await turn.members.addresses(unknown) if unknown else ():
                    self._lanes.learn(address, member)
        except SQLAlchemyError as error:
            log.warning("rings.not_read", error=type(error).__name__)
            return {}
        return rows

    async def _look(self, accounts: Collection[AccountName]) -> None:
        while True:
            await asyncio.sleep(UNHEARD)
            try:
                async with self._database.read() as unit:
                    lanes = await self._open_turn(unit, self._clock()).journal.unsent(accounts)
            except SQLAlchemyError as error:
                log.warning("rings.not_looked", error=type(error).__name__)
                continue
            for lane in lanes:
                if not self._lanes.busy(lane):
                    self.heard(lane)
