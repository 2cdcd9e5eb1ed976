"""Gateway sessions: the events each is due, numbered and kept for a resume."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from tests.emulators.signals import Signal

KEPT: Final = 20_000  # events a session can replay
Payload = Mapping[str, Any]


class Session:
    """One identified session of one bot and shard. It outlives its socket, for a while."""

    def __init__(self, session_id: str, bot: int, intents: int, shard: tuple[int, int]) -> None:
        self.id = session_id
        self.bot = bot
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.outbox: asyncio.Queue[Payload | None] | None = None  # the socket's; None while there is none
        self.alive = True
        self.ending: asyncio.TimerHandle | None = None
        self._events: deque[Payload] = deque(maxlen=KEPT)

    @property
    def connected(self) -> bool:
        return self.outbox is not None

    def dispatch(self, event: str, data: Any, *, kept: bool = True) -> None:
        """Number an event and send it, or keep it until the bot resumes."""
        self.sequence += 1
        payload = {"op": 0, "s": self.sequence, "t": event, "d": data}
        if kept:
            self._events.append(payload)
        if self.outbox is not None:
            self.outbox.put_nowait(payload)

    def send(self, payload: Payload) -> None:
        if self.outbox is not None:
            self.outbox.put_nowait(payload)

    def can_replay(self, after: int) -> bool:
        """Whether nothing after this sequence has been forgotten."""
        return len(self._events) < KEPT or self._events[0]["s"] <= after + 1

    def replay(self, after: int) -> None:
        for payload in self._events:
            if payload["s"] > after:
                self.send(payload)

    def attach(self, outbox: asyncio.Queue[Payload | None]) -> None:
        """Give it a socket; one it still had is closed."""
        if self.outbox is not None:
            self.outbox.put_nowait(None)
        if self.ending is not None:
            self.ending.cancel()
            self.ending = None
        self.outbox = outbox

    def detach(self, outbox: asyncio.Queue[Payload | None]) -> bool:
        """Take this socket away, if it is still the session's."""
        if self.outbox is not outbox:
            return False
        self.outbox = None
        return True


class Sessions:
    """Every session of every bot that is alive."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self.changed = Signal()

    def add(self, session: Session) -> None:
        self._sessions[session.id] = session
        self.changed.notify()

    def get(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    def end(self, session: Session) -> None:
        """It can be resumed no longer."""
        session.alive = False
        if session.ending is not None:
            session.ending.cancel()
        self._sessions.pop(session.id, None)
        self.changed.notify()

    def end_later(self, session: Session, seconds: float) -> None:
        session.ending = asyncio.get_running_loop().call_later(seconds, self.end, session)
        self.changed.notify()

    def of(self, bot: int) -> list[Session]:
        return [session for session in self._sessions.values() if session.bot == bot]

    def clear_timers(self) -> None:
        for session in self._sessions.values():
            if session.ending is not None:
                session.ending.cancel()

    def dispatch(self, bot: int, event: str, data: Any, *, intent: int = 0, guild: int | None = None) -> int:
        """Give an event to the bot's sessions whose shard and intents it fits; how many have it at once."""
        reached = 0
        for session in self.of(bot):
            shard, shards = session.shard
            if shard == (0 if guild is None else (guild >> 22) % shards) and (not intent or session.intents & intent):
                session.dispatch(event, data)
                reached += session.connected
        return reached
