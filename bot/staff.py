"""Who somebody is to moderation at this moment: roles of their own, and what they are on the server they tap on."""

from collections.abc import Awaitable, Callable

from bot import servers
from bot.messages import Sender
from bot.turn import Turn

Moderates = Callable[[Turn, Sender], Awaitable[bool]]
"""Whether what somebody is on a server makes them one of its moderators. Asked only of taps made there."""


async def staff(turn: Turn, sender: Sender) -> bool:
    """Those with the role that the server's admins chose; where none is chosen, those who run it."""
    server = fingerprint(turn, sender)
    if server is None:
        return False
    found = await turn.servers.get(server)
    role = None if found is None else found.settings.moderators
    return servers.manages(sender.permissions) if role is None else role in sender.roles


def fingerprint(turn: Turn, sender: Sender) -> str | None:
    """What the server somebody taps on is called here; None elsewhere."""
    if sender.server is None or sender.place is None:
        return None
    return servers.fingerprint(turn.unit.keys, sender.platform, sender.server)
