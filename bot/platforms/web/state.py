"""What a visitor's page shows about where they are: the words of its header, and which buttons make sense."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.messages import Sender


class At(StrEnum):
    """Where in Bauta somebody is."""

    NEW = "new"
    """The rules and the age question have not been answered."""
    LOCKED = "locked"
    IDLE = "idle"
    WAITING = "waiting"
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class State:
    """One visitor's situation.

    `waiting`: how many wait in the line, when they are in it. `shared`: interests both of a room named. `room`: an
    opaque tag that changes with each room; the page's own Next, Stop, Block and Report send it back.
    """

    at: At
    waiting: int = 0
    shared: tuple[str, ...] = field(default=(), repr=False)
    interests: tuple[str, ...] = field(default=(), repr=False)
    room: str = field(default="", repr=False)


Status = Callable[[Sender], Awaitable[State]]
"""Looks up where a visitor is now. Somebody who never answered anything is `At.NEW`."""
