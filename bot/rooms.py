"""Who talks with whom, and who talked with whom a while ago."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.leases import AccountName
from config.ids import MemberId, MessageId, RoomId, TicketId
from matching.ticket import Ticket

Origins = tuple[str | None, str | None]
NOWHERE: Final[Origins] = (None, None)


class SeatTaken(Exception):
    """One of the two has a seat already: the room was not opened."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place in an open room. `tag` names the room on their buttons; the partner has another one.

    `unguarded`: this side agreed to be asked nothing more before what it says goes on; `guarded`: not both did.
    `server`: the fingerprint of the server that both came from when the room began, None if they didn't; `origin`: of
    the one that this side came from.
    """

    room: RoomId
    partner: MemberId
    tag: str
    opened_at: float
    shared: tuple[str, ...] = field(default=(), repr=False)
    unguarded: bool = False
    guarded: bool = True
    server: str | None = field(default=None, repr=False)
    origin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one side would show, if the other does, too. `noted` told the side itself, `asked` asked the other."""

    words: str = field(repr=False)
    noted: MessageId
    asked: MessageId


@dataclass(frozen=True, slots=True)
class Past:
    """A room the member was in, open or closed; what /block and /report can still name. `server`: see Seat."""

    room: RoomId
    partner: MemberId
    tag: str
    closed_at: float | None
    server: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket as it lies in the database. `notice` is the message that tells about the search.

    `until`: when the search ends, in epoch seconds, unless the member keeps it up. `asked`: the notice asks whether
    they do. `choosy`: the notice said at some time that the search would widen.
    """

    ticket: Ticket
    notice: MessageId | None
    until: float
    asked: bool = False
    choosy: bool = False


class Rooms(Protocol):
    """Rooms and seats, within one turn."""

    async def seat(self, member: MemberId) -> Seat | None:
        """Where the member talks right now."""

    async def open(
        self, first: MemberId, second: MemberId, shared: tuple[str, ...], now: float, origins: Origins = NOWHERE
    ) -> tuple[Seat, Seat]:
        """A new room with both seated, in their order. Raises SeatTaken, and then the turn must not commit.

        `origins`: the servers that the two came from; the room is of that server if it is the same one.
        """

    async def close(self, room: RoomId, now: float) -> None:
        """Both seats are free; the room stays on record. What was held or offered in it goes.

        Closing twice is closing once.
        """

    async def unguard(self, member: MemberId) -> None:
        """The member, who is seated, agrees to be asked nothing more; in this room only."""

    async def offer(self, member: MemberId, offer: Offer | None) -> None:
        """What the member would show in the room they are in; an earlier offer is replaced. None takes it back."""

    async def offers(self, room: RoomId) -> Mapping[MemberId, Offer]:
        """What there is to be shown in an open room: of nobody or of one side, never of both when a turn ends."""

    async def past(self, member: MemberId, since: float) -> Sequence[Past]:
        """Rooms that are open or closed after `since`, the latest first."""

    async def ends(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, float | None]:
        """When each of these was closed; None while it is open. Forgotten ones are missing."""

    async def lately(self, since: float, most: int) -> Sequence[RoomId]:
        """Rooms that are open or closed after `since`, no more than so many."""

    async def count(self) -> int:
        """Open rooms."""


class Tickets(Protocol):
    """The searches that last, within one turn: the truth of which the line is an index."""

    async def put(self, waiting: Waiting) -> None:
        """Remember a search; the member's earlier one is replaced."""

    async def take(self, ticket: TicketId) -> Waiting | None:
        """Delete one ticket. None if it is gone: its owner left or changed it meanwhile."""

    async def named(self, tickets: Sequence[TicketId]) -> Mapping[TicketId, Waiting]:
        """Those of the tickets that are there."""

    async def of(self, member: MemberId) -> Waiting | None:
        """The member's search."""

    async def of_accounts(self, accounts: Collection[AccountName]) -> Sequence[Waiting]:
        """The searches of those who wrote to one of these bots last."""

    async def all(self) -> Sequence[Waiting]:
        """Every search, the longest first."""

    async def count(self) -> int:
        """Searches that last."""

    async def due(self, ask_before: float, over_before: float) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
        """Those whose end is at the two moments or before: to be asked whether they go on, and over.

        Nobody is asked twice. At most 50 each.
        """
