"""Holds what was kept or shown of a conversation against the tags of what was said in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from config.database import UnitOfWork
from config.ids import MessageId
from moderation.arrears import Debt
from moderation.bundle import Exhibit, Role, Source, Version
from moderation.franking import Entry, Frank, Medium, Tag, slot_of
from moderation.ring import Note, TakenBack
from moderation.stores.tags import SqlTags

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


async def assayed(unit: UnitOfWork, frank: Frank, asked: Debt, notes: Sequence[Note]) -> "Assay":
    """With the tags of what was said, as a report found it."""
    said = {each.said.message for each in notes if isinstance(each, Entry)}
    if asked.pointed is not None:
        said.add(asked.pointed)
    tags = await SqlTags(unit).of(asked.room, said) if said else []
    slot = slot_of(asked.subject, asked.reporter)
    return Assay(frank, tags, subject_slot=slot, minute=int(asked.at // 60))


class Assay:
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
