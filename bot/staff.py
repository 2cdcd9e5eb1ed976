"""Who somebody is to moderation at this moment: roles of their own, and what they are on the server they tap on."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.messages import Sender
from bot.turn import Turn

ADMINISTRATOR: Final = 1 << 3
MANAGE_SERVER: Final = 1 << 5

Moderates = Callable[[Turn, Sender], Awaitable[bool]]
"""Whether what somebody is on a server makes them one of its moderators. Asked only of taps made there."""


def manages(sender: Sender) -> bool:
    """Whether somebody runs the server they are on, as its platform says."""
    bits = int(sender.permissions) if sender.permissions.isdecimal() else 0
    return sender.server is not None and bool(bits & (ADMINISTRATOR | MANAGE_SERVER))


async def staff(turn: Turn, sender: Sender) -> bool:
    """Those with the role that the server's admins chose; where none is chosen, those who run it."""
    server = fingerprint(turn, sender)
    found = None if server is None else await turn.servers.get(server)
    role = None if found is None else found.settings.moderators
    return manages(sender) if role is None else role in sender.roles


def fingerprint(turn: Turn, sender: Sender) -> str | None:
    """What the server somebody taps on is called here; None elsewhere."""
    if sender.server is None or sender.place is None:
        return None
    return turn.unit.keys.hash("server", sender.platform, sender.server).hex()
