"""One address in the outbox: what memory holds of its lane, who sends it, and the direct answers beside it."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.journal import Queued
from bot.lanes import Lane
from bot.messages import Relayed


@dataclass(slots=True)
class Place:
    """A lane and its task. `behind`: the database holds rows that memory does not. `unread`: how many is not known.

    `late`: somebody was told that what they said there is still on its way.
    """

    waiting: list[Queued] = field(default_factory=list)
    lane: Lane | None = None
    task: "asyncio.Task[None] | None" = None
    behind: bool = False
    unread: bool = False
    late: bool = False
    answers: "dict[asyncio.Task[None], str]" = field(default_factory=dict)  # under way, with the row each gives

    @property
    def rows(self) -> list[Queued]:
        """What memory holds, in order; the first of them perhaps in flight."""
        return [*(self.lane.rows if self.lane else ()), *self.waiting]

    @property
    def held(self) -> int:
        return len(self.waiting) + (len(self.lane.rows) if self.lane else 0)

    def append(self, row: Queued) -> None:
        """Put a row at the end; a lane that waits for another file of an album takes it at once."""
        self.waiting.append(row)
        if self.lane is not None and not self.lane.gathering.is_set():
            self.lane.rows.extend(self.waiting)
            self.waiting.clear()
            self.lane.gathering.set()

    def insert(self, row: Queued, ahead: Collection[str]) -> None:
        """Put a row behind those `ahead` of it, what is being sent among them, and before all others."""
        taken = len(self.lane.rows) if self.lane else 0
        place = next((at for at, each in enumerate(self.rows) if each.id not in ahead), self.held)
        if self.lane is not None and place < taken:
            self.lane.rows.insert(place, row)
        else:
            self.waiting.insert(place - taken, row)

    def at_once(self) -> bool:
        """Whether the next row would be sent at once."""
        return not (self.task or self.behind or self.held) and self.lane is not None and self.lane.at_once()

    def oldest_said(self) -> Queued | None:
        """What a partner said that has been on its way for longest."""
        return next((row for row in self.rows if isinstance(row.item, Relayed)), None)
