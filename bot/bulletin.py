"""What the message of each search says, and when to look whether that is still so.

In memory only: lost, it is begun again from the tickets, and the first look at each rewords what may be right already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from bot.messages import Arg
from bot.texts.keys import Text
from config.ids import TicketId
from matching.ticket import Ticket

YOUNG = 60.0
"""Seconds for which a search is young, and looked at often."""
OFTEN = 10.0
SELDOM = 60.0
"""Seconds between two looks at a young search, and at one that lasts: nobody's message changes more often."""

Says = tuple[Text, Mapping[str, Arg]]
"""A text and its arguments."""


@dataclass(frozen=True, slots=True)
class _Posted:
    says: Says | None
    due: float


class Bulletin:
    """One for a process. Times are epoch seconds."""

    def __init__(self) -> None:
        self._posted: dict[TicketId, _Posted] = {}
        self._due: list[tuple[float, TicketId]] = []

    def post(self, ticket: Ticket, says: Says | None, now: float, widens: float | None = None) -> None:
        """The message of this search says so from now on (None: that is not known).

        `widens`: seconds until the search widens; the next look is then, if it would be about then anyway.
        """
        wait = OFTEN if ticket.waited(now) < YOUNG else SELDOM
        if widens is not None and widens < 1.5 * wait:
            wait = widens
        self._look(ticket.id, _Posted(says, now + wait))

    def says(self, ticket: TicketId) -> Says | None:
        """What a search's message says, as far as is known."""
        posted = self._posted.get(ticket)
        return None if posted is None else posted.says

    def due(self, now: float, most: int) -> list[TicketId]:
        """Those to look at, at most so many; each comes again soon, should nothing become of the look."""
        due: list[TicketId] = []
        while self._due and self._due[0][0] <= now and len(due) < most:
            when, ticket = heappop(self._due)
            posted = self._posted.get(ticket)
            if posted is not None and posted.due == when:
                due.append(ticket)
                self._look(ticket, _Posted(posted.says, now + OFTEN))
        return due

    def again(self, ticket: TicketId, now: float) -> None:
        """There was no time for this one: the next look is at it."""
        posted = self._posted.get(ticket)
        if posted is not None:
            self._look(ticket, _Posted(posted.says, now))

    def take_down(self, ticket: TicketId) -> None:
        """The search is over, or its message says nothing that could change."""
        self._posted.pop(ticket, None)

    def _look(self, ticket: TicketId, posted: _Posted) -> None:
        self._posted[ticket] = posted
        heappush(self._due, (posted.due, ticket))
