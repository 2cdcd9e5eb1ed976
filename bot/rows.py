"""The next rows of one lane, the first of them perhaps in flight."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.journal import Queued


class Rows(deque[Queued]):
    """In the order in which they are to be sent."""

    def behind(self) -> list[Queued]:
        """All but the first."""
        return list(islice(self, 1, None))

    def forget(self, group: Sequence[Queued]) -> None:
        """These are over; most often the first ones are."""
        for row in group:
            if self and self[0].id == row.id:
                self.popleft()
                continue
            left = [each for each in self if each.id != row.id]
            self.clear()
            self.extend(left)

    def again(self, group: Sequence[Queued], *, doubtful: bool = False) -> None:
        """The first rows were tried and come again; `doubtful`: this try may have arrived."""
        for at, row in enumerate(group):
            self[at] = replace(row, claimed=False, attempt=row.attempt + 1, doubts=row.doubts + int(doubtful))
