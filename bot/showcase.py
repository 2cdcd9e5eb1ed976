"""What a moderator is shown of a case: gathered at the moment it is sent, for whoever holds the case at that moment."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from bot.exhibits import Bundle, Showing
from config.database import Database, UnitOfWork
from config.ids import MemberId
from moderation.roles import Actor
from moderation.service import Moderation


class Kept(Protocol):
    """What is kept of what was said (moderation/bundle.py). `unreadable`: so many bundles can't be opened."""

    @property
    def bundles(self) -> Sequence[Bundle]: ...

    @property
    def unreadable(self) -> int: ...


View = Callable[[UnitOfWork, str], Awaitable[Kept]]
"""All that is kept of a case; for a unit that only reads."""


class Nothing:
    """Where no evidence is kept."""

    bundles: Sequence[Bundle] = ()
    unreadable = 0


async def nothing(unit: UnitOfWork, case: str) -> Kept:
    return Nothing()


class Showcase:
    """`bot.discretion.Show` over the database. That somebody looked was put on record when they tapped."""

    def __init__(
        self, database: Database, moderation: Moderation, clock: Callable[[], float], view: View = nothing
    ) -> None:
        self._database = database
        self._moderation = moderation
        self._clock = clock
        self._view = view

    async def __call__(self, case: str, member: MemberId) -> Showing | None:
        """None for whoever does not hold the case now: their claim may have ended on the way."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        async with self._database.read() as unit:
            mine = await self._moderation.cases.in_hand(unit, Actor(member))
            if not any(each.id == case and each.leased(now) for each in mine):
                return None
            reports = await self._moderation.cases.words(unit, case)
            kept = await self._view(unit, case)
        words = [(each.number, each.words) for each in reports if each.words]
        return Showing(kept.bundles, kept.unreadable, words=words)
