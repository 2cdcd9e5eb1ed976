"""The ring in Redis, shared by all processes: sealed under keys of the rooms, which lie there under the master key.

    bauta:ring:{room}:first     what was said, the latest KEPT; each the writer's name, nonce, ciphertext
    bauta:ring:{room}:changed   what became of it, likewise
    bauta:ring:{room}:keys      each writer's key for the room, sealed; and until when the ring is there

`room` is a keyed hash. Each process has a key of its own for a room and sends it along, so that none has to ask first
and nothing is lost for good when Redis forgets. All three go by themselves when the ring's time is over.

What was said is brought there beside the turns, many rooms in one trip: nobody's message waits for Redis.
"""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.asyncio import Redis
from redis.exceptions import RedisError

from config.ids import RoomId, new_id
from config.keys import KeyRing, Unsealable
from moderation.ring import (
    KEPT,
    LASTS,
    READ_WITHIN,
    ROOMS,
    Note,
    OnLost,
    RingAway,
    changes,
    lost_in_silence,
    ordered,
    packed,
    unpacked,
)

log = structlog.get_logger()

WAITING: Final = 5_000
"""Notes that wait for a Redis that is away; beyond that the oldest are lost."""

TOGETHER: Final = 200
"""Notes of one trip."""

RESTS: Final = 1.0
"""Seconds for which nothing is brought to a Redis that was away."""

UNTIL: Final = b"until"
_AWAY: Final = (RedisError, OSError, TimeoutError)


@dataclass(slots=True)
class _Key:
    """This process's key for a room. `sealed`: as it lies in Redis."""

    name: str
    sealed: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Sealed:
    room: RoomId
    end: float
    changed: bool
    value: bytes = field(repr=False)


class RedisRing:
    """`moderation.ring.Ring` of all processes that share a Redis."""

    def __init__(self, redis: "Redis", keys: KeyRing, rooms: int = ROOMS, rests: float = RESTS) -> None:
        self._redis = redis
        self._keys = keys
        self.on_lost: OnLost = lost_in_silence
        self._most_rooms = rooms
        self._rests = rests
        self._writer = new_id().encode()
        self._known: OrderedDict[RoomId, _Key] = OrderedDict()
        self._waiting: deque[_Sealed] = deque()
        self._surplus: list[str] = []
        """The names of rooms whose ring is to go, there being too many."""
        self._wake = asyncio.Event()
        self._bringing = asyncio.Lock()
        self._now = 0.0
        self._away = False
        self._rests_until = 0.0

    # --- adding ---

    def add(self, room: RoomId, notes: Sequence[Note], now: float) -> None:
        self._now = now
        key = self._key(room)
        for note in notes:
            nonce = secrets.token_bytes(12)
            value = self._writer + nonce + key.cipher.encrypt(nonce, packed(note), key.name.encode())
            self._waiting.append(_Sealed(room, now + LASTS, changes(note), value))
        self._bound()
        self._wake.set()

    def _key(self, room: RoomId) -> _Key:
        key = self._known.get(room)
        if key is None:
            name, plain = self._name(room), AESGCM.generate_key(256)
            place = f"{name} {self._writer.decode()}"
            key = self._known[room] = _Key(name, self._keys.seal("ring.key", place, plain), AESGCM(plain))
            while len(self._known) > self._most_rooms:
                self._surplus.append(self._known.popitem(last=False)[1].name)
        self._known.move_to_end(room)
        return key

    def _bound(self) -> None:
        lost = 0
        while len(self._waiting) > WAITING:
            self._waiting.popleft()
            lost += 1
        if lost:
            self.on_lost(lost)

    def _name(self, room: RoomId) -> str:
        return self._keys.hash("ring", room).hex()

    # --- bringing ---

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._bring()
            except RingAway:
                self._wake.set()
                await asyncio.sleep(self._rests)
            except Exception as error:  # a mistake of ours: what was to be brought is lost, and nobody's message
                log.error("ring.failed", exc_info=error)

    async def _bring(self) -> None:
        """All that waits. Raises RingAway; what was not brought waits on."""
        async with self._bringing:
            if asyncio.get_running_loop().time() < self._rests_until:
                raise RingAway("was away a moment ago")
            while self._waiting or self._surplus:
                batch = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
                surplus, self._surplus = self._surplus, []
                try:
                    await self._trip(batch, surplus)
                except _AWAY as error:
                    self._waiting.extendleft(reversed(batch))
                    self._surplus[:0] = surplus
                    self._bound()
                    raise self._gone(error) from error
                except asyncio.CancelledError:  # the process stops, or whoever reads has no more time
                    self._waiting.extendleft(reversed(batch))
                    self._surplus[:0] = surplus
                    self._bound()
                    self._wake.set()
                    raise
                self._back()

    async def _trip(self, batch: Sequence[_Sealed], surplus: Sequence[str]) -> None:
        pipe: Any = self._redis.pipeline(transaction=False)
        for name in surplus:
            pipe.unlink(*_places(name))
        rooms: dict[RoomId, float] = {}
        for each in batch:
            key = self._known.get(each.room)
            if each.end <= self._now or key is None:
                self.on_lost(1)
                continue
            place = _places(key.name)[int(each.changed)]
            pipe.rpush(place, each.value)
            pipe.ltrim(place, -KEPT, -1)
            rooms[each.room] = each.end
        for room, end in rooms.items():
            key = self._known[room]
            first, changed, held = _places(key.name)
            pipe.hset(held, mapping={self._writer: key.sealed, UNTIL: repr(end)})
            for place in (first, changed, held):
                pipe.pexpire(place, max(1, round((end - self._now) * 1000)))
        await pipe.execute()

    def _back(self) -> None:
        if self._away:
            log.warning("ring.back")
        self._away = False

    def _gone(self, error: BaseException) -> RingAway:
        if not self._away:
            log.warning("ring.out_of_reach", why=type(error).__name__)
        self._away = True
        self._rests_until = asyncio.get_running_loop().time() + self._rests
        return RingAway(type(error).__name__)

    # --- reading ---

    async def read(self, room: RoomId, now: float) -> Sequence[Note]:
        self._now = now
        name = self._name(room)
        first, changed, held = _places(name)
        try:
            async with asyncio.timeout(READ_WITHIN):
                await self._bring()
                pipe: Any = self._redis.pipeline(transaction=False)
                pipe.hgetall(held)
                pipe.lrange(first, 0, -1)
                pipe.lrange(changed, 0, -1)
                keys, *values = await pipe.execute()
        except (RingAway, TimeoutError) as away:
            raise RingAway(str(away), self._here(room, now)) from away
        except _AWAY as error:
            raise self._gone(error) from error
        if float(keys.pop(UNTIL, b"0")) <= now:
            return []
        ciphers = {writer: cipher for writer, sealed in keys.items() if (cipher := self._opened(name, writer, sealed))}
        notes = [_opened(room, name, ciphers, value) for some in values for value in some]
        return ordered([note for note in notes if note is not None])

    def _here(self, room: RoomId, now: float) -> Sequence[Note]:
        """What waits to be brought to Redis."""
        key = self._known.get(room)
        if key is None:
            return []
        ciphers = {self._writer: key.cipher}
        waiting = [each.value for each in self._waiting if each.room == room and each.end > now]
        notes = [_opened(room, key.name, ciphers, value) for value in waiting]
        return ordered([note for note in notes if note is not None])

    def _opened(self, name: str, writer: bytes, sealed: bytes) -> AESGCM | None:
        try:
            return AESGCM(self._keys.open("ring.key", f"{name} {writer.decode()}", sealed))
        except (Unsealable, UnicodeDecodeError):
            return None

    async def until(self, ends: Mapping[RoomId, float], now: float) -> None:
        self._now = now
        for room, end in ends.items():
            if end <= now:
                self._known.pop(room, None)
        if not ends or asyncio.get_running_loop().time() < self._rests_until:
            return
        try:
            pipe: Any = self._redis.pipeline(transaction=False)
            for room, end in ends.items():
                first, changed, held = _places(self._name(room))
                if end <= now:
                    pipe.unlink(first, changed, held)
                    continue
                # A ring that is gone already must not leave its end behind: that expires with it.
                pipe.hset(held, UNTIL, repr(end))
                for place in (first, changed, held):
                    pipe.pexpire(place, max(1, round((end - now) * 1000)))
            await pipe.execute()
        except _AWAY as error:
            self._gone(error)


def _places(name: str) -> tuple[str, str, str]:
    return f"bauta:ring:{{{name}}}:first", f"bauta:ring:{{{name}}}:changed", f"bauta:ring:{{{name}}}:keys"


def _opened(room: RoomId, name: str, ciphers: Mapping[bytes, AESGCM], value: bytes) -> Note | None:
    """None for what was sealed under a key that Redis has lost, or that was changed there."""
    writer, nonce, sealed = value[:16], value[16:28], value[28:]
    if (cipher := ciphers.get(writer)) is None:
        return None
    try:
        return unpacked(room, cipher.decrypt(nonce, sealed, name.encode()))
    except (InvalidTag, ValueError):
        return None
