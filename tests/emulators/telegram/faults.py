"""Faults on purpose: errors, waits and lost connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tests.emulators.faults import Fault, Layout
from tests.emulators.ledger import HasId, id_of
from tests.emulators.telegram.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Trouble:
    """What befalls a request. Use the functions below."""

    name: str
    code: int = 0
    description: str = ""
    parameters: dict[str, Any] | None = None
    seconds: float = 0.0


LOST_ANSWER: Final = Trouble("lost_answer")
LOST_REQUEST: Final = Trouble("lost_request")
GARBAGE: Final = Trouble("garbage")


def error(code: int, description: str, parameters: dict[str, Any] | None = None) -> Trouble:
    """Refuse: `error(403, "Forbidden: bot was blocked by the user")`."""
    return Trouble("error", code, description, parameters)


def rate_limited(seconds: int) -> Trouble:
    """429 with `retry_after`."""
    refusal = too_many_requests(seconds)
    return Trouble("rate_limited", refusal.code, refusal.description, refusal.parameters)


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


def garbage() -> Trouble:
    """502 with a page of HTML, as a broken proxy answers; nothing is carried out."""
    return GARBAGE


def doubled() -> Trouble:
    """Of a post to a webhook: two copies at once."""
    return Trouble("doubled")


def repeated() -> Trouble:
    """Of a post to a webhook: once more although it was taken."""
    return Trouble("repeated")


def hung_up() -> Trouble:
    """Of a post to a webhook: the connection is closed once all is sent, and the answer never heard."""
    return Trouble("hung_up")


def overtaken() -> Trouble:
    """Of a post to a webhook: only after one of another queue was taken."""
    return Trouble("overtaken")


class Faults(Layout[Trouble]):
    """The faults laid out; the oldest that fits a request befalls it."""

    def add(
        self, *, kind: Trouble, method: str | None = None, chat: HasId | int | None = None,
        bot: HasId | int | None = None, after: int = 0, times: int | None = 1,
    ) -> Fault[Trouble]:  # fmt: skip
        """Lay a fault for requests of `method` to `chat` by `bot` (None: any), sparing the first `after` of them."""
        return self.lay(Fault(kind, method, id_of(chat), id_of(bot), after, times))
