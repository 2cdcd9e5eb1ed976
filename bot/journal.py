"""The memory that survives a crash: what was seen, what is to be sent, which message stands for which original."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.leases import AccountName
from bot.messages import Outgoing
from config.ids import MemberId, MessageId, RoomId


@dataclass(frozen=True, slots=True)
class Queued:
    """One row of the outbox. `doubts`: how many earlier sends of it may have arrived, as far as this process knows.

    `claimed`: marked as being sent already when it was written. `attempt` counts the sends begun before; `created_at`
    is epoch seconds.
    """

    id: str
    lane: str
    item: Outgoing
    created_at: float
    claimed: bool = False
    attempt: int = 0
    doubts: int = 0

    @property
    def doubtful(self) -> bool:
        return self.doubts > 0


@dataclass(frozen=True, slots=True)
class Original:
    """A message as its author's own chat shows it, so that replies and notices can point at it."""

    lane: str
    native: str = field(repr=False)
    message: MessageId
    room: RoomId | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A send that is over. `natives` are the ids of the parts in the reader's chat; empty if nothing arrived."""

    row: Queued
    natives: tuple[str, ...] = field(default=(), repr=False)


class Kept(StrEnum):
    """What is kept for a while: events 48 h; links, files, and rooms from their end on 72 h."""

    EVENTS = "events"
    LINKS = "links"
    FILES = "files"
    ROOMS = "rooms"


class Journal(Protocol):
    """Seen events, outbox, links and files in transit, within one turn."""

    async def seen(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the event keys that were handled before."""

    async def remember(self, keys: Sequence[str], now: float) -> None:
        """Never handle these again. Raises IntegrityError if one was remembered before."""

    async def append(
        self,
        items: Sequence[Outgoing],
        now: float,
        lanes: Mapping[MemberId, str] | None = None,
        free: Callable[[str], bool] = lambda lane: False,
    ) -> list[Queued]:
        """Put on the way, each at the end of its reader's lane. Readers whose address was erased get nothing.

        `lanes` spares the look-up for readers whose lane is known. What a partner wrote is claimed at once if it comes
        first in a lane that is `free` to send it: that spares the lane's own claim. Not so a picture.
        """

    async def withdraw(self, room: RoomId, readers: Sequence[MemberId]) -> list[Queued]:
        """Take back what partners said in a room to these readers. The rows that went.

        A send in flight can't be recalled; but should it fail, it is not repeated. What was taken back still goes.
        """

    async def empty(self, lane: str) -> None:
        """Nothing more goes to this lane: its reader is gone."""

    async def claim(self, rows: Sequence[str]) -> frozenset[str]:
        """Mark rows as being sent and count the attempt; the withdrawn and those being sent are not in the answer."""

    async def put_back(self, rows: Mapping[str, bool]) -> None:
        """These are to be sent (again). True: it is in doubt whether they arrived; False: they certainly did not."""

    async def done(self, deliveries: Sequence[Delivered], now: float) -> None:
        """Forget the rows and their content, and link what arrived to its original."""

    async def interrupted(self, accounts: Collection[AccountName] | None = None) -> Sequence[str]:
        """After a start: what was being sent is in doubt now. The lanes with anything to send.

        `accounts`: only lanes of these, and of addresses that were erased.
        """

    async def unsent(self, accounts: Collection[AccountName]) -> Sequence[str]:
        """The lanes of these accounts that have something nobody began to send."""

    async def crowds(self, lanes: Sequence[str]) -> Mapping[str, int]:
        """How much is on its way in each of these lanes; empty ones are missing."""

    async def rows(self, lane: str, limit: int) -> Sequence[Queued]:
        """What a lane has to send next, in order, without what is being sent."""

    async def first(self, lanes: Sequence[str], limit: int) -> dict[str, list[Queued]]:
        """What each of these lanes has to send, in order, without what is being sent.

        Lanes that have more than `limit` are missing, empty ones are not.
        """

    async def link(self, originals: Sequence[Original], now: float) -> None:
        """Remember messages as their authors see them."""

    async def originals(
        self, refs: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], tuple[MessageId, RoomId | None]]:
        """What the messages (lane, native id) stand for; unknown ones are missing."""

    async def original(self, lane: str, native: str) -> tuple[MessageId, RoomId | None] | None:
        """What one message stands for."""

    async def authored(self, lane: str, native: str) -> tuple[MessageId, RoomId | None] | None:
        """The same, but only for a message that was written in the lane's own chat."""

    async def natives(self, message: MessageId, lane: str) -> tuple[str, ...]:
        """How a message is called in a lane's chat, part by part; empty if it isn't there."""

    async def delivered(self, messages: Mapping[MemberId, MessageId]) -> Mapping[MemberId, float]:
        """Since when a message has stood at its reader's latest address: those of the readers at whose it does and is
        remembered."""

    async def last_said(self, lane: str, room: RoomId) -> str | None:
        """How the latest message from a lane in a room is called in its author's chat; None if there was none.

        Of those handled at the same moment it may be any.
        """

    async def keep_file(self, data: bytes, now: float) -> str:
        """Hold an upload, sealed, until it is delivered. The name to fetch it by."""

    async def drop_file(self, name: str) -> None:
        """An upload that goes to nobody."""

    async def file(self, name: str) -> bytes | None:
        """An upload's bytes."""

    async def awaiting(self, readers: Sequence[MemberId]) -> frozenset[MemberId]:
        """Those of the readers to whose latest address something is still on its way."""

    async def waits(self, row: str) -> bool:
        """Whether a row is still on its way."""

    async def depth(self) -> int:
        """How many rows wait or are being sent."""

    async def overdue(self, now: float) -> Mapping[Kept, float]:
        """What there is past its time, and for how many seconds the oldest of each has been."""

    async def clean_up(self, what: Kept, now: float, most: int) -> int:
        """Remove what is past its time, the oldest first, no more than so many rows. How many went."""
