"""Bytes on their way: small files in memory, large ones nameless and sealed on the disk, all of them under one quota.

The keys are in this process's memory only. What lay on the disk is noise to everyone else, and to us after a restart.
"""

import errno
import io
import os
import tempfile
import threading
import weakref
from collections import deque
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bot.posts import Blob, Bytes

IN_MEMORY: Final = 256 * 1024
"""Larger files lie on the disk."""

READ_AHEAD: Final = 64 * 1024
BLOCK: Final = 16  # bytes of AES


class Full(Exception):
    """No room: this would be more bytes than the quota allows all living files together, or the disk is full."""


class Spool:
    """Makes files under `folder` (made if it is missing), of at most `quota` bytes together."""

    def __init__(self, folder: Path, quota: int) -> None:
        self._folder = folder
        self._ledger = _Ledger(quota)

    @property
    def quota(self) -> int:
        return self._ledger.quota

    @property
    def used(self) -> int:
        """Bytes of all files that somebody still holds."""
        return self._ledger.used

    def new(self) -> "Writer":
        return Writer(self._folder, self._ledger)


class Writer:
    """One file being written. It goes, with its room, if nobody holds it before `done`."""

    def __init__(self, folder: Path, ledger: "_Ledger") -> None:
        self._folder = folder
        self._room = _Room(ledger)
        self._pieces: bytearray | None = bytearray()
        self._sealing: CipherContext | None = None

    def write(self, piece: bytes) -> None:
        """Raises Full, after which only letting go of the writer makes sense."""
        if self._pieces is None and self._sealing is None:
            raise ValueError("the file is done")
        self._room.take(len(piece))
        if self._pieces is not None:
            self._pieces += piece
            if len(self._pieces) <= IN_MEMORY:
                return
            piece, self._pieces = bytes(self._pieces), None
            self._sealing = self._room.unfold(self._folder)
        if self._sealing is not None:
            self._room.append(self._sealing.update(piece))

    def done(self) -> Blob:
        """The file as it stands; nothing can be added any more."""
        if self._pieces is not None:
            kept, self._pieces = bytes(self._pieces), None
            return _Kept(kept, self._room)
        if self._sealing is None:
            raise ValueError("the file is done")
        self._sealing = None
        return _Sealed(self._room)


class _Kept(Bytes):
    """A small file. It holds its room."""

    __slots__ = ("_room",)

    def __init__(self, data: bytes, room: "_Room") -> None:
        super().__init__(data)
        self._room = room


class _Sealed:
    """A large file: what lies on the disk is sealed."""

    __slots__ = ("_room",)

    def __init__(self, room: "_Room") -> None:
        self._room = room

    @property
    def size(self) -> int:
        return self._room.size

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Unsealing(self._room), READ_AHEAD)


class _Unsealing(io.RawIOBase):
    """Reads a sealed file from anywhere: each block has a number, and needs none before it. Holds the file's room."""

    def __init__(self, room: "_Room") -> None:
        self._room = room
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._room.size}[whence]
        if at < 0:
            raise ValueError("before the beginning")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, target: "memoryview | bytearray") -> int:  # type: ignore[override]
        sealed = os.pread(self._room.descriptor, len(target), self._at)
        if not sealed:
            return 0
        opening = self._room.cipher(self._at // BLOCK).decryptor()
        opening.update(bytes(self._at % BLOCK))
        target[: len(sealed)] = opening.update(sealed)
        self._at += len(sealed)
        return len(sealed)


class _Room:
    """What one file takes: bytes of the quota, and an open descriptor once it lies on the disk.

    Both are given back when the last of its writer, its blob and the readers lets go.
    """

    def __init__(self, ledger: "_Ledger") -> None:
        self._ledger = ledger
        self._taken = [0]
        self._open: list[int] = []
        self._key = b""
        weakref.finalize(self, _give_back, ledger, self._taken, self._open)

    @property
    def size(self) -> int:
        return self._taken[0]

    @property
    def descriptor(self) -> int:
        return self._open[0]

    def take(self, size: int) -> None:
        self._ledger.take(size)
        self._taken[0] += size

    def unfold(self, folder: Path) -> CipherContext:
        """From now on the file lies on the disk. A key of its own lets its blocks be counted from zero."""
        try:
            self._open.append(_nameless(folder))
        except OSError as error:
            raise _full(error) from error
        self._key = os.urandom(32)
        return self.cipher(0).encryptor()

    def append(self, sealed: bytes) -> None:
        left = memoryview(sealed)
        try:
            while left:
                left = left[os.write(self.descriptor, left) :]
        except OSError as error:
            raise _full(error) from error

    def cipher(self, block: int) -> "Cipher[CTR]":
        return Cipher(AES(self._key), CTR(block.to_bytes(BLOCK, "big")))


class _Ledger:
    """How many bytes of the quota are taken.

    What is given back is only queued: files are let go of at any moment, also in the middle of `take` itself, and then
    neither a lock nor a sum could be relied on.
    """

    def __init__(self, quota: int) -> None:
        self.quota = quota
        self.returned = deque[int]()
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        with self._lock:
            return self._settled()

    def take(self, size: int) -> None:
        with self._lock:
            if self._settled() + size > self.quota:
                raise Full(f"more than {self.quota:,} bytes at once")
            self._taken += size

    def _settled(self) -> int:
        while self.returned:
            self._taken -= self.returned.popleft()
        return self._taken


def _give_back(ledger: _Ledger, taken: list[int], descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
    ledger.returned.append(taken[0])


def _nameless(folder: Path) -> int:
    """A file without a name, which is gone when it is closed, however this process ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "O_TMPFILE"):
        try:
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL):
                raise
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.unlink(name)
    return descriptor


def _full(error: OSError) -> Exception:
    """A full disk is no other news than a full quota; anything else wrong with the folder is the operator's."""
    return Full(os.strerror(error.errno)) if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE) else error
