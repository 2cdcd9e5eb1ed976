"""The word lists of servers, ready to be asked: compiled once, and kept while people talk. In memory only."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from bot.content import Content
from bot.turn import Turn
from bot.wordlist import WordList

log = structlog.get_logger()

KEPT: Final = 2000
"""Servers of which it is known whether they have a list."""
FRESH: Final = 60.0
"""Seconds after which it is looked up again: another process may have changed it."""
SLOW: Final = 0.02
"""Seconds that a list may take for one message. The writer does nothing else meanwhile."""
FORGIVEN: Final = 3
"""So often it may take longer; then it is not asked until it is looked up again."""


@dataclass(slots=True)
class _Known:
    words: WordList | None
    until: float
    slow: int = 0


class WordLists:
    """One for a process. `monotonic`: seconds that only pass."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def touched(self, turn: Turn, server: str, content: Content) -> bool:
        """Whether a rule of the server speaks of what is said. Reads the list only if it is not known yet."""
        known = self._known.get(server)
        now = self._monotonic()
        if known is None or known.until < now:
            known = await self._read(turn, server, now)
        if known.words is None:
            return False
        touched = known.words.touched_by(content)
        if self._monotonic() - now > SLOW:
            known.slow += 1
            if known.slow >= FORGIVEN:
                log.warning("words.too_slow")
                known.words = None
        return touched

    async def _read(self, turn: Turn, server: str, now: float) -> _Known:
        found = await turn.servers.get(server)
        words = WordList(found.words) if found is not None and found.words else None
        known = self._known[server] = _Known(words, now + FRESH)
        self._known.move_to_end(server)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known

    def forget(self, server: str) -> None:
        """It was changed."""
        self._known.pop(server, None)
