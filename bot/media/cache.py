"""What was cleaned before need not be cleaned again: sent twice, passed on, or to a partner who is late."""

import asyncio
import hashlib
import os
from collections import OrderedDict
from typing import Final

from bot.content import Kind
from bot.media.goals import Goal
from bot.media.pieces import PIECE
from bot.posts import Attachment, Blob

AT_MOST: Final = 512
"""Files kept; memory for their names."""


class Cache:
    """The files used last, by a keyed hash of what they were made from; at most `size` bytes of them.

    The key is this process's own: a hash that leaks tells nobody which file it is of.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = 0
        self._kept = OrderedDict[bytes, Attachment]()
        self._key = os.urandom(32)

    async def name(self, source: Blob, kind: Kind, goal: Goal) -> bytes:
        """What the result of this job is called here. Others get their turn between pieces."""
        words = f"{kind.value} {goal.platform} {goal.limit} ".encode()
        digest = hashlib.blake2b(words, key=self._key, digest_size=32)
        with source.open() as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                await asyncio.sleep(0)
        return digest.digest()

    def get(self, name: bytes) -> Attachment | None:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def put(self, name: bytes, made: Attachment) -> None:
        """Keep it, and let go of what was used longest ago. What is too large to be kept beside others is not."""
        if made.blob.size > self._size // 2 or name in self._kept:
            return
        self._kept[name] = made
        self._bytes += made.blob.size
        while self._bytes > self._size or len(self._kept) > AT_MOST:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.blob.size

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0
