"""A loop whose time skips to the next thing to happen: what takes minutes is over at once, in the same order."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Waits for nothing: time is put forward by as much as it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        happened = super().select(0)
        if not happened:
            if timeout is None:
                raise RuntimeError("nothing will ever happen any more")
            self.ahead += max(0.0, timeout)
        return happened


class SkippingLoop(asyncio.SelectorEventLoop):
    """For what talks to nobody outside: no sockets, no threads."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Seconds that pass only while nothing is left to do."""
        return self._skipping.ahead


def skipped(story: Coroutine[Any, Any, T]) -> T:
    """What the story returns; its time is nobody else's."""
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(story)
