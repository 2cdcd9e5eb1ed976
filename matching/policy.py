"""How choosy to be: which pairs are acceptable, after how long, in how full a line. Pure; the figures are in seconds.

While few wait, anyone eligible will do at once: holding out for somebody better only costs waiting, since nobody better
may come. In a crowd, people are held for a partner with an interest in common, but no longer than `commit_after`.
"""

from dataclasses import dataclass

from matching.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Policy:
    """The figures of a deployment. Raises ValueError for a negative one."""

    crowd: int = 20  # so many others waiting in the pool are a crowd
    commit_after: float = 12.0  # then anyone eligible will do
    claim_expires: float = 10.0  # a match whose room is not open by then is undone
    search_expires: float = 1800.0  # then the search ends and the person is told

    def __post_init__(self) -> None:
        if min(self.crowd, self.commit_after, self.claim_expires, self.search_expires) < 0:
            raise ValueError("a policy has no negative figures")

    def crowded(self, waiting: int) -> bool:
        """Whether a seeker is choosy at first, with so many others waiting in the pool."""
        return waiting >= self.crowd

    def accepts(self, a: Ticket, b: Ticket, score: float, waiting: int, now: float) -> bool:
        """Whether two people who may meet, and fit by `score`, shall be paired now. Symmetric.

        `waiting` are all who wait in the pool besides the one who searches. One patient side is enough: somebody who
        has waited `commit_after` is paired with the first who may meet them, however choosy that one could still be,
        so that nobody starves. Two people without any interests are paired at once even in a crowd, because holding
        them could bring them nothing better; one without and one with interests wait, for the latter's sake.
        """
        return (
            score > 0
            or not self.crowded(waiting)
            or now >= min(self.widens_at(a), self.widens_at(b))
            or not (a.interests or b.interests)
        )

    def widens_at(self, ticket: Ticket) -> float:
        """When this ticket begins to accept anyone eligible even in a crowd, in epoch seconds.

        The line looks again at exactly this moment, so `accepts` must ask for it in the same words: a wait taken as a
        difference may be a rounding short of what the sum says.
        """
        return ticket.since + self.commit_after
