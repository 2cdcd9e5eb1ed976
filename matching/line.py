"""Port: the waiting line. Who waits, who is claimed, and what may happen to them between a match and its room."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from config.ids import MemberId
from matching.ticket import Match, Ticket


@dataclass(frozen=True, slots=True)
class LineStats:
    """What a seeker may be told about the line. The seeker is never counted, and neither are those claimed."""

    waiting: int  # in the seeker's pool
    fit: int  # of these, those the seeker may meet
    sharing: int  # of these, those with an interest in common
    shared: tuple[str, ...] = ()  # which interests these are, the most frequent first
    choosy: bool = False  # whether the seeker waits and is held for somebody who fits better


def sane(*moments: float) -> None:
    """Raises ValueError for a moment that is none: not a number, or infinite."""
    if not all(map(isfinite, moments)):
        raise ValueError("a moment must be a finite number of seconds")


class Line(Protocol):
    """Everyone who is waiting, in all pools. Each method is one atomic step, but for `tick`, which is a row of them.

    A member is out, waits with one ticket, or is claimed in one match: never two of these. Claimed members are met by
    nobody. The line is an index over the tickets in the database: it may be lost at any moment, and `restore` rebuilds
    it. `now` is epoch seconds; a clock that steps back makes people wait longer, and does nothing else.
    """

    @property
    def lost(self) -> bool:
        """Whether the line may have forgotten people and can be reached: `restore` it with all tickets there are."""
        ...

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        """Claim the best acceptable partner for the seeker; None, and the seeker waits, if there is none.

        A partner is somebody `rules.may_meet` and `Policy.accepts` agree to. Whoever has waited `Policy.overdue` comes
        first, the longest wait before all; then the highest score, less what `Policy.modest` takes; among equals the
        one who has waited longest, by `since`. A bounded number of people with an interest in common is looked at,
        rarest interest first, then who came first. Without any, the longest wait of those who are content with anyone.

        Somebody faster may claim the same partner: then the next best is tried.
        A seeker who is already waiting is moved, never doubled: this ticket replaces the one before, and counts from
        its own `since`. A seeker who is claimed in an unsettled match (a tick paired them, and they changed their mind
        before its turn came) is taken out of it as `leave` does, and then searches like anybody else; the turn of that
        match notices by the row of the old ticket being gone.
        """
        ...

    async def leave(self, member: MemberId) -> bool:
        """Take a member out, whether waiting or claimed. True if they were there, False (and nothing done) if not.

        Out of a claim, the other one stays claimed until the match is released or goes stale: then only they return.
        A match both have left is gone. Do not call this for somebody who has a newer ticket than the one that is
        gone: it is the newer one that would be dropped.
        """
        ...

    async def settle(self, match: Match) -> None:
        """The room is open: neither ticket of this match is in the line any more.

        May come late, after the claim went stale and its tickets returned: they are taken out then, unless their
        members have searched again with another ticket. Twice is once. Being about tickets and not members, this is
        also how a turn drops a match in which a ticket's row turns out to be gone; it then has to `find` again for the
        one whose row is there, who would be lost otherwise. A turn that doesn't releases instead.
        """
        ...

    async def release(self, match: Match) -> None:
        """The room could not be opened: whoever is still claimed in this match waits again, as long as before.

        Those who left it meanwhile, or searched again, don't return. Does nothing for a match that was settled, was
        released or went stale before. The two may be paired with each other again, by the next tick at the earliest.

        After a rollback a seeker who had just joined has no row: `leave` them as well, before or after. One who was
        moved has the row of the ticket before: `restore` that one.
        """
        ...

    async def tick(self, now: float) -> list[Match]:
        """Claim pairs for those whose patience has changed what they accept, and for those returned or restored since
        the last tick, so that together they fit well; each member at most once. The one who has waited longer is the
        seeker; the longest wait comes first.

        Others may find and leave meanwhile: a pair is claimed only while both wait. Claims neither settled nor released
        within `Policy.claim_expires` return to the line first. The work of one tick is bounded; who is left over comes
        first in the next. To be called about twice a second. Calling it twice with the same `now` is harmless.
        """
        ...

    async def restore(self, tickets: Sequence[Ticket]) -> None:
        """Take all who wait into the line, as the database has them; the next tick looks for partners. Whoever is to
        be given the tickets must be asked for them after the `tick` that told of the loss, and in a turn that no turn
        with a `find` in it runs beside, in any process: whoever found nobody before the line was emptied, and has no
        row yet, would be in neither.

        A ticket that is already waiting or claimed stays as it is. Another ticket of the same member gives way to
        the one given here; of two given for one member only the last counts.
        """
        ...

    async def requeue(self, tickets: Sequence[Ticket]) -> None:
        """Take some who wait back into the line, as `restore` takes all: a line that is lost stays so."""
        ...

    async def stats(self, seeker: Ticket) -> LineStats:
        """How the line looks from this ticket, whether it waits or not. May be out of date as soon as it is read."""
        ...
