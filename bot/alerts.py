"""Port: the wishes to be told when somebody comes. One for each member, for a day, and worth one notice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from config.ids import MemberId
from matching.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody wants to hear when somebody who fits begins to wait. `asked_at` and `until` are epoch seconds.

    The ticket says what would fit as it was when they asked; whom it avoids is asked for anew when it matters.
    """

    ticket: Ticket
    asked_at: float
    until: float


class Alerts(Protocol):
    """All such wishes, within one turn."""

    async def put(self, alert: Alert) -> None:
        """Remember it; the member's earlier one is replaced."""

    async def take(self, member: MemberId) -> Alert | None:
        """Delete a member's wish. None if there is none."""

    async def of(self, member: MemberId, now: float) -> Alert | None:
        """The member's wish, if it holds."""

    def standing(self, now: float) -> AsyncIterator[Alert]:
        """Those that hold, the longest remembered first, opened one by one; no more than 1,000."""

    async def any_over(self, now: float) -> bool:
        """Whether `clean_up` would find any."""

    async def clean_up(self, now: float, most: int) -> int:
        """Remove those that are over, no more than so many. How many went."""
