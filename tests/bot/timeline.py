"""Time for tests: it stands still until it is told to pass, or somebody sleeps."""

import asyncio

import pytest

from tests.contracts.stores import NOW


class Timeline:
    """A monotonic clock, called for its seconds."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def rules(self, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on sleeping in this module takes this clock's time, and no other."""
        turn_of_the_loop = asyncio.sleep

        async def skip(seconds: float) -> None:
            self.slept.append(seconds)
            until = self.now + seconds
            await turn_of_the_loop(0)
            self.now = max(self.now, until)

        monkeypatch.setattr(f"{module}.asyncio.sleep", skip)


class Clock:
    """Time stands still until it is told to pass."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.now += seconds + 60 * minutes + 3600 * hours
