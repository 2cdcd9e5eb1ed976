"""The use cases of matching over one line and one policy: find, leave, tick, and what becomes of a match."""

from collections.abc import Sequence

from config.ids import MemberId
from matching.line import Line, LineStats
from matching.policy import Policy
from matching.ticket import Match, Ticket


class Matchmaker:
    """What the conversation asks of matching. `now` is epoch seconds; `policy` must be the one the line was made with.

    A turn that gets a match, from `find` or from `tick`, opens the room and then settles, or releases. The unlucky
    cases are told at `Line`.
    """

    def __init__(self, line: Line, policy: Policy) -> None:
        self._line = line
        self._policy = policy

    @property
    def lost(self) -> bool:
        """Whether the line has to be restored."""
        return self._line.lost

    async def find(self, seeker: Ticket, now: float) -> Match | None:
        """Claim a partner; None: the seeker waits."""
        return await self._line.find(seeker, now)

    async def leave(self, member: MemberId) -> bool:
        """Take somebody out of the line, waiting or claimed; False if they weren't in it."""
        return await self._line.leave(member)

    async def tick(self, now: float) -> list[Match]:
        """Pairs that have become acceptable by waiting; to be called about twice a second."""
        return await self._line.tick(now)

    async def restore(self, tickets: Sequence[Ticket]) -> None:
        """Take in all who wait, as the database has them, at a start and where the line was lost."""
        await self._line.restore(tickets)

    async def requeue(self, tickets: Sequence[Ticket]) -> None:
        """Take some who wait back, as the database has them."""
        await self._line.requeue(tickets)

    async def settle(self, match: Match) -> None:
        """The room of this match is open."""
        await self._line.settle(match)

    async def release(self, match: Match) -> None:
        """The room of this match could not be opened: whoever hasn't left waits again."""
        await self._line.release(match)

    async def stats(self, seeker: Ticket) -> LineStats:
        """How many wait besides the seeker, how many of them fit, and how many share an interest."""
        return await self._line.stats(seeker)

    def widens_in(self, seeker: Ticket, stats: LineStats, now: float) -> float | None:
        """Seconds until anyone eligible will do for this seeker; None where that is so already."""
        left = self._policy.commits_at(seeker.since) - now
        return left if left > 0 and stats.choosy else None
