"""By which names this server may be called, and from which pages its socket may be opened. Pure.

A page elsewhere could lead a browser here under a name of its own (DNS rebinding) or open our socket (cross-site
WebSocket hijacking): both show in the Host and Origin headers, which a page cannot forge.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address

HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:(?P<port>[0-9]{1,5}))?")
ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#@\s]{1,262})")
PORTS = {"http": 80, "https": 443}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page comes from, the port spelt out."""

    scheme: str
    name: str
    port: int


@dataclass(frozen=True, slots=True)
class Hosts:
    """Names of this server (IPv6 in brackets), and the origin of its public address, if it has one."""

    names: frozenset[str]
    public: Origin | None = None

    def know(self, host: str | None) -> bool:
        """Is this Host header one of our names? Any port will do: containers and tunnels map them at will."""
        parsed = _host(host or "")
        return parsed is not None and parsed[0] in self.names

    def trust(self, origin: str, host: str, *, secure: bool) -> bool:
        """May a page from `origin` open the socket at `host`: is it our public address, or the same host?

        A connection that came encrypted, as far as we know, is for encrypted pages only. One that came plain may be
        either's: a proxy in front that ends TLS need not say so.
        """
        page = _origin(origin)
        if page is None:
            return False
        if page == self.public:
            return True
        called = _host(host)
        if called is None or (secure and page.scheme == "http"):
            return False
        return (page.name, page.port) == (called[0], called[1] or PORTS[page.scheme])


def hosts(listening: str, url: str = "", *others: str) -> Hosts:
    """The names of a server that listens on `listening` (a name or an address) and is known to people as `url`.

    `others`: further addresses it is called under, by programs; no page comes from there. Empty ones are none.
    Listening on all addresses (0.0.0.0, ::) adds none: they are not what anybody calls it.
    """
    public, *called = [_origin("/".join(each.split("/")[:3])) if each else None for each in (url, *others)]
    own = _name(f"[{listening}]" if ":" in listening else listening)
    names = LOOPBACK | ({own} - {"0.0.0.0", "[::]"})  # noqa: S104 - compared, not bound
    return Hosts(names | {origin.name for origin in (public, *called) if origin}, public)


def _name(name: str) -> str:
    name = name.lower()
    if name.startswith("["):
        try:
            return f"[{ip_address(name[1:-1])}]"
        except ValueError:
            return name
    return name


def _host(header: str) -> tuple[str, int | None] | None:
    match = HOST.fullmatch(header)
    return (_name(match["name"]), int(match["port"]) if match["port"] else None) if match else None


def _origin(header: str) -> Origin | None:
    match = ORIGIN.fullmatch(header.lower())
    host = _host(match["host"]) if match else None
    return Origin(match["scheme"], host[0], host[1] or PORTS[match["scheme"]]) if match and host else None
