"""What a ring that was away still owes to reported cases: asked for again while it may be there. In memory only."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from config.ids import MemberId, MessageId, RoomId
from moderation.ring import LASTS

MOST: Final = 1_000
"""Reports that are remembered; beyond that the oldest go on with what they have."""


@dataclass(frozen=True, slots=True)
class Debt:
    """A report that was filed while the ring of its room could not be read, at `at` (epoch seconds).

    `kept`: so many messages of the ring it has all the same.
    """

    case: str
    room: RoomId = field(repr=False)
    subject: MemberId = field(repr=False)
    reporter: MemberId = field(repr=False)
    report: str | None
    pointed: MessageId | None
    at: float
    kept: int = 0


class Arrears:
    """All of one process."""

    def __init__(self) -> None:
        self._debts: deque[Debt] = deque(maxlen=MOST)

    async def add(self, debt: Debt) -> None:
        """To be called once the report is committed."""
        self._debts.append(debt)

    async def settled(self, debt: Debt) -> None:
        """To be called once what it was about is committed."""
        if debt in self._debts:
            self._debts.remove(debt)

    def open(self, now: float) -> tuple[Debt, ...]:
        """Those whose ring may be there to this moment: half an hour after the report none is."""
        while self._debts and not abs(now - self._debts[0].at) <= LASTS:
            self._debts.popleft()
        return tuple(self._debts)
