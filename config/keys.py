"""Secrets at rest: look-up hashes and sealed bytes under keys that never enter the database.

The master key (32 bytes) lies in a file or variable outside the database. From it HKDF-SHA-256 (RFC 5869) derives one
key for look-up hashes and one data key per day. A sealed value is

    version 1 | key id 4 | day number 4 | nonce 12 | AES-256-GCM ciphertext and tag

bound to the table and row it belongs to: moved to another row, it does not open.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
HEADER = 21
DAY = 86_400


class KeyFileError(Exception):
    """The key file is missing while there is a database, unreadable, or not a key. The text says what to do."""


class Unsealable(Exception):
    """The bytes were sealed under another key, for another row, or were changed since."""


class KeyRing:
    """Hashes and seals under one master key. `clock` gives epoch seconds; it decides only which day's key is used."""

    def __init__(self, master: bytes, clock: Callable[[], float]) -> None:
        if len(master) != 32:
            raise ValueError("a master key has 32 bytes")
        self._master = master
        self._clock = clock
        self._lookup = self._derive(b"lookup")
        self._id = self._derive(b"id")[:4]
        self._days: dict[int, AESGCM] = {}

    def _derive(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bauta/" + purpose).derive(self._master)

    def _cipher(self, day: int) -> AESGCM:
        if day not in self._days:
            if len(self._days) > 64:  # older days are read rarely: derive them anew rather than keep them all
                self._days.clear()
            self._days[day] = AESGCM(self._derive(b"data/%d" % day))
        return self._days[day]

    def purpose(self, purpose: str, epoch: int = 0) -> bytes:
        """32 bytes for one purpose and epoch, always the same ones: kept nowhere, and no key tells another.

        Which epoch a key was of must be told by what it was used for: a day, for instance.
        """
        return self._derive(b"purpose/%d/" % epoch + purpose.encode())

    def hash(self, *parts: str) -> bytes:
        """HMAC-SHA-256, cut to 128 bits, of the parts: the same value finds the same row, and tells nothing else."""
        text = "".join([f"{len(part)}:{part}" for part in parts])
        return hmac.digest(self._lookup, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:16]

    def seal(self, table: str, row: str, plain: bytes) -> bytes:
        """Encrypt for one row. 37 bytes longer than `plain`."""
        day = int(self._clock() // DAY)
        head = VERSION + self._id + day.to_bytes(4, "big")
        nonce = secrets.token_bytes(12)
        return head + nonce + self._cipher(day).encrypt(nonce, plain, head + f"{table}:{row}".encode())

    def open(self, table: str, row: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made for the same table and row. Raises Unsealable."""
        head, nonce, body = sealed[:9], sealed[9:HEADER], sealed[HEADER:]
        if head[:1] != VERSION or head[1:5] != self._id or len(nonce) < HEADER - 9:
            raise Unsealable(f"a value in {table} was sealed under another key")
        day = int.from_bytes(head[5:9], "big")
        try:
            return self._cipher(day).decrypt(nonce, body, head + f"{table}:{row}".encode())
        except InvalidTag as error:
            raise Unsealable(f"a value in {table} does not belong to its row or was changed") from error


def create_key_file(path: Path) -> None:
    """Write a fresh master key, readable by its owner only; never over an existing file, never half-written.

    Raises FileExistsError where there is one: another process may just have made it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, base64.b64encode(secrets.token_bytes(32)) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)  # a power cut must not leave a database without its key
    finally:
        os.close(directory)


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a key file (base64, one line). Raises KeyFileError."""
    try:
        text = path.read_text("ascii")
        master = base64.b64decode(text.strip(), validate=True)
    except FileNotFoundError as error:
        raise KeyFileError(
            f"The key file {path} is missing. Put it back from your backup: without it the database cannot be read."
        ) from error
    except OSError as error:
        raise KeyFileError(
            f"The key file {path} cannot be read ({error.strerror}). Let the user who runs Bauta read it."
        ) from error
    except ValueError as error:
        raise KeyFileError(f"The key file {path} does not hold a key. Put it back from your backup.") from error
    if len(master) != 32:
        raise KeyFileError(f"The key file {path} does not hold a key of 32 bytes. Put it back from your backup.")
    return master
