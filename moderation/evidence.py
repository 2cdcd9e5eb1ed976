"""What a report rests on: the last words of the room and what the reporter points at, checked and frozen for one case.

Everything works within the caller's unit of work. What cannot be kept keeps no report from going through.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from config.database import UnitOfWork, milliseconds
from config.ids import MemberId, MessageId, RoomId, new_id
from config.keys import KeyRing
from moderation import bundle as bundles
from moderation.arrears import Arrears, Debt
from moderation.assay import Shown, assayed
from moderation.bundle import Bundle, Exhibits, Unreadable
from moderation.casekeys import CaseKey, CaseKeys, CaseKeyTrouble
from moderation.cases import ENDED, State
from moderation.franking import Frank
from moderation.model import CaseId
from moderation.ring import Note, Ring, RingAway
from moderation.stores.cases import SqlCases
from moderation.stores.evidence import Piece, SqlEvidence
from moderation.stores.tags import SqlTags

__all__ = ["Evidence", "Frozen", "Shown", "frank_of"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Frozen:
    """What became of it. `messages`: so many are kept, of which `verified` are. `pointed`: whether the one pointed at
    is among them, and is verified (None: it is not among them). `trouble`: why nothing could be kept."""

    messages: int = 0
    verified: int = 0
    pointed: bool | None = None
    trouble: str = ""


def frank_of(keys: KeyRing) -> Frank:
    """Tags under the master key of a deployment; each day has a key."""
    return Frank(lambda day: keys.purpose("franking", day))


class Evidence:
    """Freezes, shows and shreds. `ring` is None where nothing but tags is kept. `clock` gives epoch seconds."""

    def __init__(self, clock: Callable[[], float], case_keys: CaseKeys, ring: Ring | None) -> None:
        self._clock = clock
        self.case_keys = case_keys
        self.ring = ring
        self._arrears = Arrears()

    # --- freezing ---

    async def freeze(
        self,
        unit: UnitOfWork,
        *,
        case: str,
        room: RoomId,
        subject: MemberId,
        reporter: MemberId,
        pointed: MessageId | None = None,
        shown: Shown | None = None,
        report: str | None = None,
    ) -> Frozen:
        """Keep for the case what there is of the room. Raises only what the database raises.

        `pointed`: the message that the reporter points at, of that room; `shown`: how it reads there, for when nothing
        else is left of it.
        """
        now = self._clock()
        notes, away = await self._notes(room, now)
        asked = Debt(case, room, subject, reporter, report, pointed, now)
        desk = await assayed(unit, frank_of(unit.keys), asked, notes)
        exhibits = desk.of_ring(notes, pointed)
        if away:
            unit.after_commit.append(partial(self._arrears.add, replace(asked, kept=len(exhibits))))
        if pointed is not None and shown is not None and not any(each.pointed for each in exhibits):
            exhibits = [*exhibits, desk.of_chat(pointed, shown)]
        if not exhibits:
            return Frozen()
        made = Bundle(report, now, tuple(exhibits), gaps=desk.gaps(notes))
        try:
            await self._keep(unit, case, made, desk.stretch(notes))
        except CaseKeyTrouble as trouble:
            log.error("evidence.not_kept", mend=str(trouble))
            return Frozen(trouble=str(trouble))
        at = next((each for each in exhibits if each.pointed), None)
        return Frozen(len(exhibits), sum(each.verified for each in exhibits), at.verified if at else None)

    async def _notes(self, room: RoomId, now: float) -> tuple[Sequence[Note], bool]:
        """What there is, and whether the ring was away."""
        if self.ring is None:
            return [], False
        try:
            return await self.ring.read(room, now), False
        except RingAway as away:
            log.warning("evidence.without_ring", here=len(away.here))
            return away.here, True

    def owing(self) -> bool:
        """Whether a ring was away when something was reported, and may still be there."""
        return bool(self._arrears.open(self._clock()))

    async def settle(self, unit: UnitOfWork) -> int:
        """Freeze what a ring that was away held of reported rooms, if it is back; how many bundles that made.

        In a unit that runs alone.
        """
        made = 0
        for debt in self._arrears.open(self._clock()):
            notes, away = await self._notes(debt.room, self._clock())
            if away:
                break
            made += await self._paid(unit, debt, notes)
            unit.after_commit.append(partial(self._arrears.settled, debt))
        return made

    async def _paid(self, unit: UnitOfWork, debt: Debt, notes: Sequence[Note]) -> bool:
        """Whether there was more than the report has already, and its case can still be looked at."""
        desk = await assayed(unit, frank_of(unit.keys), debt, notes)
        exhibits = desk.of_ring(notes, debt.pointed)
        case = await SqlCases(unit).get(CaseId(debt.case))
        if case is not None and case.state is State.MERGED and case.merged_into is not None:
            case = await SqlCases(unit).get(case.merged_into)
        if case is None or case.state in ENDED or len(exhibits) <= debt.kept:
            return False
        late = Bundle(debt.report, self._clock(), tuple(exhibits), gaps=desk.gaps(notes))
        try:
            await self._keep(unit, case.id, late, desk.stretch(notes))
        except CaseKeyTrouble as trouble:
            log.error("evidence.not_kept", mend=str(trouble))
            return False
        return True

    async def _keep(self, unit: UnitOfWork, case: str, made: Bundle, stretch: tuple[int, int] | None) -> None:
        key = await self.case_keys.made(case, unit.keys)
        created = milliseconds(made.created)
        blob = bundles.sealed(made, key.key, case, created)
        piece = Piece(new_id(), case, made.report, blob, hashlib.sha256(blob).digest(), key.id, stretch, created)
        await SqlEvidence(unit).put(piece)

    # --- reading, and the end ---

    async def view(self, unit: UnitOfWork, case: str) -> Exhibits:
        """All that is kept of a case and of those that were merged into it, the earliest report first.

        Each bundle stays under the key of the case for which it was frozen. A key that cannot be read counts as gone.
        """
        pieces = await SqlEvidence(unit).of(*await SqlCases(unit).with_merged(case))
        keys = {name: await self._key(unit, name) for name in {piece.case for piece in pieces}}
        found: list[Bundle] = []
        for piece in pieces:
            key = keys[piece.case]
            if key is not None and key.id == piece.key_id:
                try:
                    found.append(bundles.opened(piece.blob, key.key, piece.case, piece.created))
                except Unreadable:
                    log.error("evidence.changed")
        return Exhibits(tuple(found), len(pieces) - len(found))

    async def _key(self, unit: UnitOfWork, case: str) -> CaseKey | None:
        try:
            return await self.case_keys.read(case, unit.keys)
        except CaseKeyTrouble as trouble:
            log.error("evidence.not_read", mend=str(trouble))
            return None

    async def shred(self, unit: UnitOfWork, case: str) -> int:
        """Delete the evidence of a case, and with the commit its key: no copy of the database opens it any more.

        How many bundles went. Nothing may be frozen for this case in a later unit.
        """
        gone = await SqlEvidence(unit).drop([case])

        async def unlock() -> None:
            await self.case_keys.sweep([case])  # what cannot be removed now is tried again every hour

        unit.after_commit.append(unlock)
        return gone

    async def sweep(self, unit: UnitOfWork) -> int:
        """Shred keys of no evidence, which a death or a rollback left behind. How many went.

        In a unit that runs alone: then nobody is about to use one of them.
        """
        idle = await self.case_keys.idle(self._clock())
        if not idle:
            return 0
        needed = await SqlEvidence(unit).cases(idle)
        return await self.case_keys.sweep([case for case in idle if case not in needed])

    async def any_orphans(self, unit: UnitOfWork) -> bool:
        """Whether `sweep` would find any; for a unit that only reads."""
        idle = await self.case_keys.idle(self._clock())
        return bool(idle) and len(await SqlEvidence(unit).cases(idle)) < len(idle)

    async def left_over(self, unit: UnitOfWork) -> int:
        """How many keys of no evidence should have been swept by now; for a unit that only reads.

        Raises CaseKeyTrouble where they cannot be looked at.
        """
        idle = await self.case_keys.left_over(self._clock())
        return len(idle) - len(await SqlEvidence(unit).cases(idle))

    async def outlived(self, unit: UnitOfWork) -> float | None:
        """For how many seconds the oldest tag has been past its 72 hours; None if none is."""
        return await SqlTags(unit).outlived(self._clock())

    async def clean_up(self, unit: UnitOfWork, most: int) -> int:
        """Remove tags that are past their time, no more than so many. How many went."""
        return await SqlTags(unit).clean_up(self._clock(), most)
