"""The ring in the process: sealed under keys that live as long as the rooms' rings, and gone with the process."""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.ids import RoomId
from moderation.ring import KEPT, LASTS, ROOMS, Note, OnLost, changes, lost_in_silence, ordered, packed, unpacked

BYTES: Final = 64 * 1024 * 1024
"""Of all rooms together. Those that were silent for longest go first."""


@dataclass(slots=True)
class _Room:
    until: float
    key: AESGCM = field(default_factory=lambda: AESGCM(secrets.token_bytes(32)), repr=False)
    first: deque[bytes] = field(default_factory=deque, repr=False)
    changed: deque[bytes] = field(default_factory=deque, repr=False)
    size: int = 0


class MemoryRing:
    """`moderation.ring.Ring` of one process."""

    def __init__(self, rooms: int = ROOMS, size: int = BYTES) -> None:
        self.on_lost: OnLost = lost_in_silence
        self._most_rooms, self._most_bytes = rooms, size
        self._rooms: OrderedDict[RoomId, _Room] = OrderedDict()
        self._size = 0

    def add(self, room: RoomId, notes: Sequence[Note], now: float) -> None:
        there = self._rooms.get(room)
        if there is not None and there.until <= now:
            self._drop(room)
            there = None
        if there is None:
            there = self._rooms[room] = _Room(now + LASTS)
        self._rooms.move_to_end(room)
        there.until = now + LASTS
        for note in notes:
            self._put(there, there.changed if changes(note) else there.first, self._sealed(there, room, note))
        while len(self._rooms) > self._most_rooms or (self._size > self._most_bytes and len(self._rooms) > 1):
            oldest = next(iter(self._rooms))
            self.on_lost(len(self._rooms[oldest].first) + len(self._rooms[oldest].changed))
            self._drop(oldest)

    def _put(self, there: _Room, kept: deque[bytes], sealed: bytes) -> None:
        kept.append(sealed)
        grown = len(sealed)
        if len(kept) > KEPT:
            grown -= len(kept.popleft())
        there.size += grown
        self._size += grown

    def _sealed(self, there: _Room, room: RoomId, note: Note) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + there.key.encrypt(nonce, packed(note), room.encode())

    def _drop(self, room: RoomId) -> None:
        self._size -= self._rooms.pop(room).size

    async def read(self, room: RoomId, now: float) -> Sequence[Note]:
        there = self._rooms.get(room)
        if there is None or there.until <= now:
            return []
        sealed = (*there.first, *there.changed)
        opened = [there.key.decrypt(each[:12], each[12:], room.encode()) for each in sealed]
        return ordered([unpacked(room, each) for each in opened])

    async def until(self, ends: Mapping[RoomId, float], now: float) -> None:
        for room, end in ends.items():
            if room in self._rooms:
                self._rooms[room].until = end
        for room in [room for room, there in self._rooms.items() if there.until <= now]:
            self._drop(room)

    async def run(self) -> None:
        await asyncio.Event().wait()
