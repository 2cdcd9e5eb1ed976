"""How many sockets are open, altogether and from one address, so that nobody takes all places."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from bot.platforms.web.limits import Limits


class NoPlace(Exception):
    """All places are taken."""


class Places:
    """Counts open sockets. Addresses are held only while their sockets are open."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_origin: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._by_origin.total()

    @contextmanager
    def taken(self, host: str) -> Iterator[None]:
        """Hold a place for one socket from `host` (an IP address as text). Raises NoPlace."""
        origin, loopback = _origin(host)
        most = self._limits.per_loopback if loopback else self._limits.per_address
        if len(self) >= self._limits.connections or self._by_origin[origin] >= most:
            raise NoPlace
        self._by_origin[origin] += 1
        try:
            yield
        finally:
            self._by_origin[origin] -= 1
            if not self._by_origin[origin]:
                del self._by_origin[origin]


def _origin(host: str) -> tuple[str, bool]:
    """Whom to count: an IPv4 address, or the 64 bits of IPv6 one subscriber gets. And whether that is this machine."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host)
    except ValueError:
        return "unknown", False
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return str(ip_network((int(address), 64), strict=False)), False
    return str(address), address.is_loopback
