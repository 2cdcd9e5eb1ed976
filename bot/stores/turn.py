"""The SQL stores joined to one transaction."""

from bot.stores.alerts import SqlAlerts
from bot.stores.desks import SqlDesks
from bot.stores.held import SqlHeld
from bot.stores.journal import SqlJournal
from bot.stores.members import SqlMembers
from bot.stores.rooms import SqlRooms, SqlTickets
from bot.stores.servers import SqlServers
from bot.turn import Turn
from config.database import UnitOfWork


def open_turn(unit: UnitOfWork, now: float) -> Turn:
    """A turn over the SQL stores."""
    members, rooms, tickets = SqlMembers(unit), SqlRooms(unit), SqlTickets(unit)
    rest = SqlAlerts(unit), SqlJournal(unit), SqlHeld(unit), SqlServers(unit), SqlDesks(unit)
    return Turn(now, unit, members, rooms, tickets, *rest)
