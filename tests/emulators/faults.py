"""Troubles laid out for certain requests, whichever platform's they are."""

from __future__ import annotations

from typing import Generic, TypeVar

from tests.emulators.signals import Signal

Trouble = TypeVar("Trouble")


class Fault(Generic[Trouble]):
    """A trouble for requests of `method` to `chat` by `bot` (None: any). `left` is None when it never wears off."""

    def __init__(
        self, trouble: Trouble, method: str | None, chat: int | None, bot: int | None, after: int, times: int | None
    ) -> None:
        self.trouble = trouble
        self.method = method.lower() if method else None
        self.chat = chat
        self.bot = bot
        self.after = after
        self.left = times
        self.hits = 0
        self._changed = Signal()

    async def befell(self, times: int = 1, *, timeout: float = 5.0) -> None:
        """Wait until it has hit so many requests."""
        await self._changed.until(lambda: True if self.hits >= times else None, timeout)

    def fits(self, method: str, chat: int | None, bot: int | None) -> bool:
        return (
            self.left != 0
            and self.method in (None, method.lower())
            and self.chat in (None, chat)
            and self.bot in (None, bot)
        )

    def strike(self) -> bool:
        """Count one fitting request; whether it is to be hit."""
        if self.after > 0:
            self.after -= 1
            return False
        self.hits += 1
        if self.left is not None:
            self.left -= 1
        self._changed.notify()
        return True


class Layout(Generic[Trouble]):
    """The faults laid out; the oldest that fits a request befalls it."""

    def __init__(self) -> None:
        self._faults: list[Fault[Trouble]] = []

    def lay(self, fault: Fault[Trouble]) -> Fault[Trouble]:
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, chat: int | None, bot: int | None) -> Trouble | None:
        for fault in self._faults:
            if fault.fits(method, chat, bot) and fault.strike():
                if fault.left == 0:
                    self._faults.remove(fault)
                return fault.trouble
        return None
