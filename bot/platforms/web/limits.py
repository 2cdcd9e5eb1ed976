"""How long the web chat waits for what, and how much it takes from one page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `per_second`."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Times:
    """All in seconds."""

    line_after: float = 20.0
    """Without a connection for so long: out of the line."""
    room_after: float = 600.0
    """Without a connection for so long: the room ends."""
    gone_after: float = 630.0
    """An undelivered message is given up after so long: not before the room has ended for the right reason."""
    hello_within: float = 10.0
    ack_within: float = 10.0
    """Not acknowledged: sent again. The pause doubles up to `ack_at_most` while the same connection stays silent."""
    ack_at_most: float = 60.0
    write_within: float = 60.0
    """A page that takes nothing for so long has lost its connection."""
    refresh_every: float = 2.0
    """How often somebody who waits sees how many others do."""
    absence_again: float = 5.0
    """When an absence could not be recorded: next try."""
    stop_within: float = 1.0
    """What is being recorded when the platform stops may take so long to finish."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page, one address and all of them may take up."""

    connections: int = 5000
    per_address: int = 50
    """Open connections from one IPv4 address or one IPv6 network of 64 bits."""
    per_loopback: int = 1000
    """The same for this machine: a proxy here that names no client shares it among all visitors."""
    visitors: int = 20_000
    """Visitors remembered at all, absent ones included."""
    frames: Rate = Rate(5, 30)
    """Messages, commands and buttons of one visitor; what is above is refused."""
    files: Rate = Rate(0.5, 12)
    """An album of ten at once."""
    typing: Rate = Rate(1 / 3, 1)
    flood: Rate = Rate(20, 200)
    """Frames of any kind on one connection (but the acknowledgements we wait for); what is above ends it."""
    malformed: int = 20
    """Malformed frames on one connection; as many end it."""
    read_ahead: int = 32
    """Frames read while an earlier one is being recorded; then the socket is no longer read."""
    files_ahead: int = 2
    write_ahead: int = 256
    """Frames, and posts with files, on their way to one page."""


USUAL_TIMES = Times()
USUAL_LIMITS = Limits()
