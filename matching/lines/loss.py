"""Whether somebody may be missing from the line in Redis, and how a restore knows that it missed nobody."""

from collections.abc import Callable, Iterable

import structlog

from matching.lines.requests import Requests
from matching.ticket import Pool

log = structlog.get_logger()


class Loss:
    """What this process knows. From the start on it has missed everything.

    A restore leaves a note in each pool before the tickets are asked for, and is done only if all notes are still there
    when it has put everybody in: whoever came before Redis was emptied in between would be in neither. While something
    is missing each tick leaves the notes, anew if they are gone: whoever restores asks for the tickets after that.
    """

    def __init__(self, requests: Requests, new_name: Callable[[], str]) -> None:
        self._requests = requests
        self._new_name = new_name
        self._notes: dict[Pool, str] = {}
        self._missed = True
        self._away = False

    @property
    def known(self) -> bool:
        """Whether the line has to be restored, and can be."""
        return self._missed and not self._away

    def is_away(self) -> None:
        """What was asked may have happened or not; the next tick that gets through tells that Redis is back."""
        if not self._away:
            log.warning("line.out_of_reach")
        self._missed = self._away = True

    async def is_there(self, pools: Iterable[Pool], *, whole: bool) -> None:
        """A tick got through; `whole`: everybody seems to be there. Raises Unreachable."""
        if self._away:
            log.warning("line.back")
        self._away = False
        self._missed = self._missed or not whole
        if self._missed:
            for pool in pools:
                await self._leave_note(pool)

    async def begins(self, pools: Iterable[Pool]) -> dict[Pool, str]:
        """All are put in from now on. The notes, left now in the pools that have none. Raises Unreachable."""
        self._missed = False  # but what others miss meanwhile is missed
        for pool in set(pools) - self._notes.keys():
            await self._leave_note(pool)
        notes, self._notes = self._notes, {}
        return notes

    async def ends(self, notes: dict[Pool, str]) -> None:
        """All were put in. Raises Unreachable."""
        if not all([await self._requests.declare_whole(pool, name) for pool, name in notes.items()]):
            self.failed(notes)

    def failed(self, notes: dict[Pool, str]) -> None:
        """Not all were put in. The notes are used again."""
        self._notes = notes | self._notes
        self._missed = True

    async def _leave_note(self, pool: Pool) -> None:
        if pool not in self._notes:
            self._notes[pool] = self._new_name()
        await self._requests.begin_restoring(pool, self._notes[pool])
