"""What a report rests on: the last words of the room and what the reporter points at, checked and frozen for one case.

Everything works within the caller's unit of work. What cannot be kept keeps no report from going through.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from config.database import UnitOfWork, milliseconds
from config.ids import MemberId, MessageId, RoomId, new_id
from config.keys import KeyRing
from moderation import bundle as bundles
from moderation.bundle import Bundle, Exhibit, Exhibits, Role, Source, Unreadable, Version
from moderation.casekeys import CaseKey, CaseKeys, CaseKeyTrouble
from moderation.franking import Entry, Frank, Medium, Tag, slot_of
from moderation.ring import Note, Ring, RingAway, TakenBack
from moderation.stores.cases import SqlCases
from moderation.stores.evidence import Piece, SqlEvidence
from moderation.stores.tags import SqlTags

log = structlog.get_logger()

RING_WITHIN: Final = 0.3
"""Seconds that a report waits for the ring: while it does, nobody else's unit goes on."""

LONGEST_SHOWN: Final = 16_384
"""Characters that are kept of what somebody shows: what was relayed is shorter."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the reporter's chat shows it now.

    `texts`: its words, and how else they may be read, where a platform puts something around them; those that were
    relayed count, else the first. `media`: the files that are shown with it. `own`: it stands there as the reporter's
    own, which counts only if no tag knows better.
    """

    texts: tuple[str, ...] = field(repr=False)
    media: tuple[Medium, ...] = ()
    own: bool = False


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
        notes = await self._notes(room, now)
        asked = {each.said.message for each in notes if isinstance(each, Entry)} | ({pointed} if pointed else set())
        tags = await SqlTags(unit).of(room, asked) if asked else []
        desk = _Desk(frank_of(unit.keys), tags, subject_slot=slot_of(subject, reporter), minute=int(now // 60))
        exhibits = desk.of_ring(notes, pointed)
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

    async def _notes(self, room: RoomId, now: float) -> Sequence[Note]:
        if self.ring is None:
            return []
        try:
            async with asyncio.timeout(RING_WITHIN):
                return await self.ring.read(room, now)
        except (RingAway, TimeoutError):
            log.warning("evidence.without_ring")
            return []

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


class _Desk:
    """Where notes and tags are held against each other."""

    def __init__(self, frank: Frank, tags: Sequence[Tag], *, subject_slot: int, minute: int) -> None:
        self._frank = frank
        self._tags = {tag.seq: tag for tag in tags}
        self._subject = subject_slot
        self._minute = minute

    def _holds(self, entry: Entry) -> bool:
        tag = self._tags.get(entry.seq)
        return tag is not None and self._frank.holds(entry, tag)

    def _role(self, slot: int) -> Role:
        return Role.REPORTED if slot == self._subject else Role.REPORTER

    def of_ring(self, notes: Sequence[Note], pointed: MessageId | None) -> list[Exhibit]:
        """One exhibit for each message, in the order in which they were said."""
        taken = {each.message for each in notes if isinstance(each, TakenBack)}
        by_message: dict[MessageId, list[Entry]] = {}
        for note in notes:
            if isinstance(note, Entry):
                by_message.setdefault(note.said.message, []).append(note)
        return [
            Exhibit(
                self._role(entries[0].said.slot),
                max(0, self._minute - entries[0].minute),
                versions[-1],
                tuple(versions[:-1]),
                Source.RING,
                message == pointed,
                message in taken,
                any(each.said.amended for each in entries),
            )
            for message, entries in by_message.items()
            if (versions := [Version(each.said.text, each.said.media, self._holds(each)) for each in entries])
        ]

    def of_chat(self, message: MessageId, shown: Shown) -> Exhibit:
        """What the reporter's chat shows, which counts only as far as a tag of that message says so."""
        tags = [tag for tag in self._tags.values() if tag.message == message]
        texts = [text[:LONGEST_SHOWN] for text in shown.texts] or [""]
        for tag in sorted(tags, key=lambda tag: -tag.seq):  # the latest wording is what a chat shows
            for text in texts:
                if self._frank.said(text, tag) and bool(tag.files) >= bool(shown.media):
                    return self._shown(tag.slot, tag.minute, text, shown, verified=True)
        slot = tags[0].slot if tags else (1 - self._subject if shown.own else self._subject)
        return self._shown(slot, tags[0].minute if tags else self._minute, texts[0], shown, verified=False)

    def _shown(self, slot: int, minute: int, text: str, shown: Shown, *, verified: bool) -> Exhibit:
        version = Version(text, shown.media, verified)
        ago = max(0, self._minute - minute)
        return Exhibit(self._role(slot), ago, version, source=Source.SHOWN, pointed=True)

    def _verified(self, notes: Sequence[Note]) -> list[Entry]:
        return [note for note in notes if isinstance(note, Entry) and self._holds(note)]

    def stretch(self, notes: Sequence[Note]) -> tuple[int, int] | None:
        """The longest run of numbers in which everything is there and verified."""
        best: tuple[int, int] | None = None
        first = last = -2
        for entry in self._verified(notes):
            joined = entry.seq == last + 1 and self._tags[entry.seq].previous == self._tags[last].tag
            first, last = (first if joined else entry.seq), entry.seq
            if best is None or last - first > best[1] - best[0]:
                best = first, last
        return best

    def gaps(self, notes: Sequence[Note]) -> bool:
        """Whether something is missing between the first and the last, or does not hold."""
        entries = [note for note in notes if isinstance(note, Entry)]
        if not entries:
            return False
        return self.stretch(notes) != (entries[0].seq, entries[-1].seq)
