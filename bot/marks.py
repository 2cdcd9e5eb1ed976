"""What the lanes want written with the next transaction: rows claimed for sending, put back, or done."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.journal import Delivered
from bot.turn import Turn
from config.failpoints import failpoint


@dataclass(slots=True)
class Marks:
    """What the lanes want written with the next transaction."""

    claims: dict[str, "asyncio.Future[bool]"] = field(default_factory=dict)
    backs: dict[str, bool] = field(default_factory=dict)
    done: list[Delivered] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.claims or self.backs or self.done)

    def ends(self, lane: str) -> bool:
        """Whether a send of this lane is among what is over and not written yet."""
        return any(delivered.row.lane == lane for delivered in self.done)

    async def write(self, turn: Turn) -> frozenset[str]:
        if self.done:
            await turn.journal.done(self.done, turn.now)
            failpoint("done.before_commit")
        if self.backs:
            await turn.journal.put_back(self.backs)
            failpoint("back.before_commit")
        if not self.claims:
            return frozenset()
        claimed = await turn.journal.claim(list(self.claims))
        failpoint("claim.before_commit")
        return claimed

    def answer(self, claimed: Collection[str]) -> list[str]:
        """Tell those who asked, after the commit. What was claimed for somebody who no longer waits is returned."""
        self._committed()
        forsaken = []
        for row, wanted in self.claims.items():
            if not wanted.done():
                wanted.set_result(row in claimed)
            elif row in claimed:
                forsaken.append(row)
        return forsaken

    def _committed(self) -> None:
        if self.done:
            failpoint("done.after_commit")
        if self.backs:
            failpoint("back.after_commit")
        if self.claims:
            failpoint("claim.after_commit")

    def failed(self, error: Exception) -> "Marks":
        """Nothing was written: what was asked fails; what has happened is returned, to be written later."""
        for wanted in self.claims.values():
            if not wanted.done():
                wanted.set_exception(error)
        return Marks(backs=self.backs, done=self.done)
