"""What a benchmark needs of a messenger: an emulator in a process of its own, and bots' accounts there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a bot's, as it was accepted. `at`: the emulator's monotonic seconds, the same for all emulators."""

    account: str
    chat: int
    message: int
    text: str
    at: float


class Account(ABC):
    """A bot's account. `name` tells it from all others, also from those on other messengers."""

    name: str

    @abstractmethod
    async def ready(self, seconds: float) -> None:
        """Return once the bot takes in what happens. Raises TimeoutError."""

    @abstractmethod
    async def person(self, name: str) -> Person:
        """The person of this name, new or already there."""

    @abstractmethod
    async def feed(self, said: Sequence[tuple[str, str]]) -> list[float]:
        """Have people, by name, say texts in this order; the seconds, as of `Heard`, when the bot could take each."""

    @abstractmethod
    async def press(self, person: Person, message: int, button: str) -> None:
        """Tap a button of a message, by how what it holds begins."""

    @abstractmethod
    def shown(self, text: str) -> str:
        """How a text of the bot's comes out."""

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """Bauta's settings for this account, by their names in the environment."""

    @abstractmethod
    def barest(self) -> Sequence[str]:
        """The barest bot for this account, as arguments of `python -m`, to which those of its own may be added."""


class Messenger(ABC):
    """A running emulator."""

    @abstractmethod
    async def account(self, token: str) -> Account:
        """The account of the bot with this token."""

    @abstractmethod
    def heard(self) -> AbstractAsyncContextManager[AsyncIterator[Heard]]:
        """Every message that bots send from now on. Edits, deletions and answers to buttons are not told of."""

    @abstractmethod
    async def violations(self) -> list[str]:
        """What bots did that they never should."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to a bot. `chat`: where it writes to them."""

    account: Account
    name: str
    chat: int
