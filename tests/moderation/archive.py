"""A room in which things were said, and what is kept of it, for the tests of evidence."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from config.database import UnitOfWork
from config.ids import MessageId
from moderation.bundle import Exhibit, Exhibits
from moderation.casekeys import CaseKeys
from moderation.chains import Chains
from moderation.evidence import Evidence, Frozen, Shown, frank_of
from moderation.franking import Entry, Utterance
from moderation.ring import Note, Ring, RingAway, TakenBack
from moderation.stores.memory_ring import MemoryRing
from tests.contracts.stores import NOW, Ground
from tests.moderation.said import ANN, BOB, ROOM

CASE = "7K2F"


class Archive:
    """Evidence over a ground. Ann is the one who is reported, Bob reports. `ring` None: only tags are kept."""

    def __init__(self, ground: Ground, folder: Path, ring: Ring | None = None, *, tags_only: bool = False) -> None:
        self.ground = ground
        self.now = NOW
        self.case_keys = CaseKeys(folder / "case-keys")
        self.ring = None if tags_only else ring or MemoryRing()
        self.evidence = Evidence(lambda: self.now, self.case_keys, self.ring)
        self._chains = Chains(alone=True)

    async def hears(self, *said: Utterance) -> list[Entry]:
        """These are relayed, one after the other."""
        async with self.ground.database.unit() as unit:
            entries = await self._chains.extend(unit, frank_of(unit.keys), said, int(self.now // 60))
        if self.ring is not None:
            for entry in entries:
                self.ring.add(entry.said.room, [entry], self.now)
        return entries

    def takes_back(self, message: str) -> None:
        if self.ring is not None:
            self.ring.add(ROOM, [TakenBack(MessageId(message), int(self.now // 60))], self.now)

    async def reported(
        self, pointed: str | None = None, shown: Shown | None = None, *, case: str = CASE, report: str = "R-1"
    ) -> Frozen:
        """Bob reports Ann."""
        async with self.ground.database.unit() as unit:
            return await self.freezes(unit, pointed, shown, case, report)

    async def freezes(
        self,
        unit: UnitOfWork,
        pointed: str | None = None,
        shown: Shown | None = None,
        case: str = CASE,
        report: str = "R-1",
    ) -> Frozen:
        """The same within a unit."""
        at = None if pointed is None else MessageId(pointed)
        people = {"subject": ANN, "reporter": BOB}
        return await self.evidence.freeze(unit, case=case, room=ROOM, **people, pointed=at, shown=shown, report=report)

    async def read(self, case: str = CASE) -> list[str]:
        """The exhibits of a case, a line for each."""
        return [_line(each) for each in await self.viewed(case)]

    async def viewed(self, case: str = CASE) -> Exhibits:
        async with self.ground.database.read() as unit:
            return await self.evidence.view(unit, case)

    async def shreds(self, case: str = CASE) -> int:
        async with self.ground.database.unit() as unit:
            return await self.evidence.shred(unit, case)


def _line(exhibit: Exhibit) -> str:
    marks = [name for name in ("pointed", "edited", "deleted") if getattr(exhibit, name)]
    files = [each.kind for each in exhibit.media]
    former = [f"was {each.text}" for each in exhibit.former]
    parts = [f"{exhibit.role} -{exhibit.minute} {'✔' if exhibit.verified else '✘'} {exhibit.text}", *files]
    return " · ".join([*parts, *former, *marks])


class AwayRing(MemoryRing):
    """A ring that cannot be read."""

    async def read(self, room: object, now: float) -> Sequence[Note]:
        raise RingAway


class HungRing(MemoryRing):
    """A ring that takes questions and never answers."""

    async def read(self, room: object, now: float) -> Sequence[Note]:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")
