"""A turn: handling one event, or one tick, in one transaction; what it may read and write, and when it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.alerts import Alerts
from bot.desks import Desks
from bot.held import Holds
from bot.journal import Journal
from bot.members import Members
from bot.rooms import Rooms, Tickets
from bot.servers import Servers
from config.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a decision may touch. `now` is epoch seconds and stands still for the turn."""

    now: float
    unit: UnitOfWork
    members: Members
    rooms: Rooms
    tickets: Tickets
    alerts: Alerts
    journal: Journal
    held: Holds
    servers: Servers
    desks: Desks

    def after_commit(self, then: Callable[[], Awaitable[object]]) -> None:
        self.unit.after_commit.append(then)

    def after_rollback(self, undo: Callable[[], Awaitable[object]]) -> None:
        self.unit.after_rollback.append(undo)


OpenTurn = Callable[[UnitOfWork, float], Turn]
"""Joins stores to a transaction; the composition root names the concrete ones."""
