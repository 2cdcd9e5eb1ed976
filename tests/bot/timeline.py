"""Time for what keeps a pace: it stands still until somebody sleeps, or it is moved."""

import asyncio

import pytest


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
