"""Updates on their way to a webhook: which may go now, and when one that failed goes again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit

from tests.emulators.telegram.updates import Pending

LONGEST_PAUSE: Final = 60  # Telegram's seconds; up to twice as long, by chance
LONGEST_ASKED: Final = 3600
OF_A_CHAT: Final = ("message", "edited_message")
"""These share a chat's queue; what else people do has queues of its own and may overtake them."""


@dataclass(slots=True, eq=False)
class Parcel:
    """An update, how often it failed, and from when on it may go (loop's seconds). `held`: to be overtaken first."""

    pending: Pending
    wakes: float = 0.0
    delay: float = 1.0
    fails: int = 0
    held: bool = False

    def failed(self, retry_after: int, second: float, now: float, random: Random) -> None:
        pause = float(min(retry_after, LONGEST_ASKED))
        if not retry_after and self.fails:
            self.delay = pause = min(self.delay * 2, random.uniform(LONGEST_PAUSE, 2 * LONGEST_PAUSE))
        self.fails += 1
        self.wakes = now + pause * second


class Parcels:
    """Those of one webhook."""

    def __init__(self) -> None:
        self._parcels: dict[int, Parcel] = {}

    def ready(self, waiting: Iterable[Pending], posting: Container[Parcel], now: float) -> list[Parcel]:
        """The first of each queue, where it may go now and is not under way."""
        return [each for each in self._heads(waiting) if each not in posting and not each.held and each.wakes <= now]

    def pause(self, waiting: Iterable[Pending], posting: Container[Parcel], now: float) -> float | None:
        """Seconds until the next one may go that has to wait."""
        later = [each.wakes - now for each in self._heads(waiting) if each not in posting and each.wakes > now]
        return min(later, default=None)

    def let_go(self, by: Parcel) -> None:
        """What waited to be overtaken has been, by one of another queue."""
        for each in self._parcels.values():
            each.held = each.held and _queue(each.pending) == _queue(by.pending)

    def forget(self, parcel: Parcel) -> None:
        del self._parcels[parcel.pending.id]

    def _heads(self, waiting: Iterable[Pending]) -> list[Parcel]:
        heads: dict[object, Pending] = {}
        for pending in waiting:
            heads.setdefault(_queue(pending), pending)
        return [self._parcels.setdefault(each.id, Parcel(each)) for each in heads.values()]


def chat_of(body: Any) -> int | None:
    """Whose chat an update is of; None where it doesn't say."""
    with suppress(KeyError, TypeError, StopIteration, AttributeError):
        kind = next(name for name in body if name != "update_id")
        about = body[kind]
        chat = about["from" if kind == "callback_query" else "chat"]["id"]
        return chat if isinstance(chat, int) else None
    return None


def _queue(pending: Pending) -> object:
    chat = chat_of(pending.body)
    if chat is None:
        return ("alone", pending.id)
    kind = next(name for name in pending.body if name != "update_id")
    return ("chat" if kind in OF_A_CHAT else kind, chat)


async def hung_up(url: str, body: Any, headers: Mapping[str, str]) -> None:
    """Send it and close the connection at once."""
    parts, said = urlsplit(url), json.dumps(body).encode()
    lines = {"Host": parts.netloc, "Content-Type": "application/json", "Content-Length": str(len(said)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with suppress(OSError):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(f"POST {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + said)
            await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()
