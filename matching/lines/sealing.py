"""How tickets are kept from whoever reads the Redis: sealed, and known by how they were sealed for a while."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from pydantic import TypeAdapter

from matching.ticket import Ticket

OPENED: Final = 4_000
"""Tickets that are remembered by how they were sealed."""

FORGETS: Final = 60.0
"""Seconds. Those whom it concerns may be gone, and have a right to be forgotten."""

_TICKET: Final = TypeAdapter(Ticket)


@dataclass(frozen=True, slots=True)
class Secrets:
    """`disguise` gives equal texts equal names (see `disguise_of`), `seal` and `open` are each other's inverse."""

    disguise: Callable[[str], str]
    seal: Callable[[bytes], bytes]
    open: Callable[[bytes], bytes]


def in_the_open(key: bytes = b"") -> Secrets:
    """For tests and measurements: disguised by a key, and not sealed."""
    return Secrets(lambda text: disguise_of(blake2b(text.encode(), key=key).digest()), bytes, bytes)


def disguise_of(digest: bytes) -> str:
    """Eight characters for at least six bytes of a keyed hash: two of 50,000 interests are called the same once in
    200,000 deployments. What is longer costs at each look."""
    return urlsafe_b64encode(digest[:6]).decode()


class Sealing:
    """Seals tickets and opens them. Those who wait are remembered: nearly all who are paired soon came just now, and a
    tick asks for them again and again."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._opened: dict[bytes, Ticket] = {}
        self._opened_before: dict[bytes, Ticket] = {}
        self._forgot = 0.0

    def seal(self, ticket: Ticket) -> bytes:
        return self._secrets.seal(_TICKET.serializer.to_json(ticket, exclude_defaults=True))  # as dump_json, sooner

    def open(self, sealed: bytes) -> Ticket:
        """The ticket of somebody who goes on waiting."""
        ticket = self._opened.get(sealed) or self._opened_before.get(sealed)
        if ticket is None:
            ticket = _TICKET.validate_json(self._secrets.open(sealed))
            self.remember(sealed, ticket)
        return ticket

    def take(self, sealed: bytes) -> Ticket:
        """The ticket of somebody who was taken, and will hardly be asked for again."""
        ticket = self._opened.pop(sealed, None) or self._opened_before.pop(sealed, None)
        return _TICKET.validate_json(self._secrets.open(sealed)) if ticket is None else ticket

    def remember(self, sealed: bytes, ticket: Ticket) -> None:
        if len(self._opened) >= OPENED:
            self._opened.clear()
        self._opened[sealed] = ticket

    def forget(self, now: float) -> None:
        """Let go of tickets that were opened more than `FORGETS` ago, or twice that."""
        if not 0 <= now - self._forgot < FORGETS:
            self._forgot = now
            self._opened_before, self._opened = self._opened, {}
