"""Faults on purpose: errors, waits and lost connections on REST routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.emulators.discord.routes import ROUTES
from tests.emulators.faults import Fault, Layout
from tests.emulators.ledger import HasId, id_of


@dataclass(frozen=True, slots=True)
class Trouble:
    """What befalls a request. Use the functions below."""

    name: str
    status: int = 0
    code: int = 0
    message: str = ""
    errors: Mapping[str, Any] | None = None
    seconds: float = 0.0
    via: bool = True
    everywhere: bool = False  # of a rate limit: over all routes
    scope: str = "user"


LOST_ANSWER: Final = Trouble("lost_answer")
LOST_REQUEST: Final = Trouble("lost_request")


def error(code: int, message: str, *, status: int = 400, errors: Mapping[str, Any] | None = None) -> Trouble:
    """Refuse with a JSON error: `error(50007, "Cannot send messages to this user", status=403)`."""
    return Trouble("error", status, code, message, errors)


def rate_limited(seconds: float, *, via: bool = True, global_: bool = False, scope: str = "user") -> Trouble:
    """429. Without `via` it looks like Cloudflare's own ban: HTML, no Via header, no limit headers."""
    return Trouble("rate_limited", 429, seconds=seconds, via=via, everywhere=global_, scope=scope)


def lost_answer() -> Trouble:
    """Carry the request out, then close the connection without an answer."""
    return LOST_ANSWER


def lost_request() -> Trouble:
    """Close the connection; nothing is carried out."""
    return LOST_REQUEST


def delay(seconds: float) -> Trouble:
    """Wait, then carry the request out: a later request may overtake it."""
    return Trouble("delay", seconds=seconds)


def slow_answer(seconds: float) -> Trouble:
    """Carry the request out at once, answer later."""
    return Trouble("slow_answer", seconds=seconds)


def garbage(status: int = 502) -> Trouble:
    """A page of HTML, as a broken proxy answers; nothing is carried out."""
    return Trouble("garbage", status)


def failed(status: int = 500) -> Trouble:
    """The service itself fails, with JSON; nothing is carried out."""
    return Trouble("failed", status, 0, f"{status}: Internal Server Error")


class Faults(Layout[Trouble]):
    """The faults laid out; the oldest that fits a request befalls it."""

    def add(
        self, *, kind: Trouble, method: str | None = None, channel: HasId | int | None = None,
        bot: HasId | int | None = None, after: int = 0, times: int | None = 1,
    ) -> Fault[Trouble]:  # fmt: skip
        """Lay a fault for requests to the route `method` (`create_message`…), about `channel`, by `bot` (None: any).

        The first `after` of them are spared.
        """
        if method is not None and method not in ROUTES:
            raise ValueError(f"no route is called {method}")
        return self.lay(Fault(kind, method, id_of(channel), id_of(bot), after, times))
