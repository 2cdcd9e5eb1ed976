"""Port: the last words of rooms that are open or ended just now. Not the database: it may be lost at any moment.

A room has a random key, which lies beside its words and nowhere else; when the ring of a room goes, so does the key.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from config.ids import MessageId, RoomId
from moderation.franking import Entry, Medium, Utterance

KEPT: Final = 30
"""Messages of a room; and as many changes to them, so that nobody can push a message out by changing another."""

LASTS: Final = 1800.0
"""Seconds after the end of a room for which its ring is there."""

LONGEST: Final = 32_768
"""Bytes of one message, in UTF-8. No text that passes is longer unless it is made of addresses; the rest is cut off."""

ROOMS: Final = 20_000
"""Rooms that one process keeps, the latest."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A message was deleted by its author. Its words stay, for a report."""

    message: MessageId
    minute: int


Note = Entry | TakenBack

READ_WITHIN: Final = 0.3
"""Seconds that a report waits for the ring: while it does, nobody else's unit goes on."""


class RingAway(Exception):
    """The ring cannot be read now: a report goes on without it. `here`: what of the room is there all the same."""

    def __init__(self, why: str = "", here: Sequence[Note] = ()) -> None:
        super().__init__(why)
        self.here = here


OnLost = Callable[[int], object]
"""Hears how many notes could not be kept."""


def lost_in_silence(_: int) -> None:
    """Nobody counts."""


class Ring(Protocol):
    """What was said lately, by room. Each method is told the moment, in epoch seconds."""

    on_lost: OnLost

    def add(self, room: RoomId, notes: Sequence[Note], now: float) -> None:
        """Keep these, in this order. Never waits and never fails: what cannot be kept is counted as lost.

        The ring lasts from now on as if the room ended now.
        """

    async def read(self, room: RoomId, now: float) -> Sequence[Note]:
        """What there is of a room: messages by their numbers, then what was taken back.

        Raises RingAway, after `READ_WITHIN` at the latest.
        """

    async def until(self, ends: Mapping[RoomId, float], now: float) -> None:
        """These rings go at those moments; those whose moment has come, and all that are over, go now.

        A Redis that is away lets them go by itself.
        """

    async def run(self) -> None:
        """Bring what was added to where it is kept, until cancelled."""


def changes(note: Note) -> bool:
    """Whether it is about a message that was said before."""
    return isinstance(note, TakenBack) or note.said.amended


def ordered(notes: Sequence[Note]) -> list[Note]:
    """Each once, in the order of what was said; without changes from before the first of all KEPT messages."""
    entries = {each.seq: each for each in notes if isinstance(each, Entry)}
    taken = {each.message: each for each in notes if isinstance(each, TakenBack)}
    said = [seq for seq, each in entries.items() if not each.said.amended]
    since = min(said) if len(said) >= KEPT else 0
    return [*(entries[seq] for seq in sorted(entries) if seq >= since), *taken.values()]


def packed(note: Note) -> bytes:
    """A note as bytes, to be sealed."""
    if isinstance(note, TakenBack):
        return json.dumps([note.message, note.minute]).encode()
    said = note.said
    text = said.text.encode("utf-8", "surrogatepass")[:LONGEST].decode("utf-8", "ignore")
    media = [[each.kind, each.size, each.digest.hex(), each.ref] for each in said.media]
    return json.dumps([said.message, note.minute, note.seq, said.slot, text, media, said.amended]).encode()


def unpacked(room: RoomId, data: bytes) -> Note:
    """What `packed` made."""
    message, minute, *rest = json.loads(data)
    if not rest:
        return TakenBack(MessageId(message), minute)
    seq, slot, text, media, amended = rest
    files = tuple(Medium(kind, size, bytes.fromhex(digest), ref) for kind, size, digest, ref in media)
    return Entry(seq, minute, Utterance(room, MessageId(message), slot, text, files, amended))
