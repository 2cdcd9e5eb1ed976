"""What waits for its turn, in order: events and deeds, handed out in runs that fit one transaction."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.messages import Incoming, Outgoing, Said
from bot.turn import Turn

GROUP = 64
"""The most turns of one group: more would delay the first of them for little gain."""

Deed = Callable[[Turn], Awaitable[list[Outgoing]]]


@dataclass(slots=True, eq=False)
class Job:
    """An event or a deed, and who waits for its commit. `batch`: what came with it and is acknowledged with it.

    `alone`: it has to have a turn of its own, as was found out.
    """

    done: "asyncio.Future[None]"
    incoming: Incoming | None = None
    deed: Deed | None = None
    batch: list["Job"] = field(default_factory=list)
    alone: bool = False

    @property
    def groupable(self) -> bool:
        said = None if self.alone or self.incoming is None else self.incoming.what
        return isinstance(said, Said) and said.upload is None

    def committed(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class Jobs:
    """The queue. Nobody in it is overtaken."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, jobs: Sequence[Job]) -> None:
        self._waiting.extend(jobs)

    def next(self) -> list[Job]:
        """The jobs of the next transaction: a run of what may be grouped, or one that may not."""
        waiting, jobs = self._waiting, list[Job]()
        while waiting and len(jobs) < GROUP and (not jobs or (jobs[0].groupable and waiting[0].groupable)):
            jobs.append(waiting.popleft())
        return jobs

    def back(self, jobs: Sequence[Job]) -> None:
        """These were handed out and not handled: they come first again."""
        self._waiting.extendleft(reversed(jobs))

    def refuse(self, jobs: Sequence[Job], error: Exception) -> None:
        """Tell those who wait that it failed; the platforms will bring it again.

        What came along with these is refused too: it will come again with them, and must not overtake them.
        """
        refused = {each for job in jobs for each in job.batch or [job]}
        self._waiting = deque(job for job in self._waiting if job not in refused)
        for job in refused:
            if not job.done.done():
                job.done.set_exception(error)
