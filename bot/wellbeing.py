"""Whether anything can be committed: told once when it no longer can, with what to do, and once when it can again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.jobs import Deed
from bot.messages import Outgoing
from bot.turn import Turn
from config.trouble import in_trouble

log = structlog.get_logger()

PROBE_EVERY = 1.0
"""Seconds between two tries whether it works again."""

PROBE_BYTES = 65_536
"""What a try writes: as much as a turn may."""


@dataclass(frozen=True, slots=True)
class Unwell:
    """One word for what is not as it should be (`starting`, `database`…), and a sentence for the operator or none."""

    status: str
    reason: str = ""

    @property
    def told(self) -> dict[str, str]:
        """As /health tells it."""
        return {"status": self.status, "reason": self.reason} if self.reason else {"status": self.status}


class Wellbeing:
    """`say` gives the sentence for an error; `monotonic`: seconds that only pass. `run` until cancelled."""

    def __init__(self, say: Callable[[Exception], str], monotonic: Callable[[], float]) -> None:
        self._say = say
        self._monotonic = monotonic
        self._since = 0.0
        self._failed = asyncio.Event()
        self.sentence: str | None = None
        """What is wrong, and what to do about it; None while all is well."""

    @property
    def unwell(self) -> Unwell | None:
        return None if self.sentence is None else Unwell("database", self.sentence)

    def failed(self, error: Exception) -> bool:
        """Whether this was trouble with the database: then it is told of here."""
        if not in_trouble(error):
            return False
        sentence = self._say(error)
        if self.sentence is None:
            self._since = self._monotonic()
            log.error("database.unwell", sentence=sentence)
        self.sentence = sentence
        self._failed.set()
        return True

    async def run(
        self,
        act: Callable[[Deed], Awaitable[None]],
        look: Callable[[], Awaitable[object]],
        every: float = PROBE_EVERY,
    ) -> None:
        """While something is wrong, see whether a turn goes through, and a look."""
        while True:
            await self._failed.wait()
            await asyncio.sleep(every)
            try:
                await act(_probe)
                await look()
            except Exception as error:
                if not self.failed(error):
                    log.error("database.probe_failed", exc_info=error)
                continue
            self._failed.clear()
            self.sentence = None
            log.warning("database.well", seconds=round(self._monotonic() - self._since, 1))


async def _probe(turn: Turn) -> list[Outgoing]:
    """Leaves nothing behind, but needs the room."""
    await turn.journal.drop_file(await turn.journal.keep_file(bytes(PROBE_BYTES), turn.now))
    return []
