"""The keys of cases: one file each, outside the database. Whoever deletes the file has made the evidence unreadable.

A key has 32 random bytes and lies wrapped under the master key: a backup of the files alone opens nothing, nor does one
of the database. What happens when, and what a death in between leaves behind:

    file written, fsynced ──▶ evidence committed ──▶ … ──▶ evidence deleted, committed ──▶ file overwritten, deleted
                          └ a key to nothing: swept                                    └ a key to nothing: swept

So a bundle never lies in the database without its key being on the disk, and a key that outlives its bundles goes soon
after it is an hour old. A failed unit leaves its file to the sweep, too: another one may use it already.
"""

import asyncio
import base64
import binascii
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from config.keys import KeyRing, Unsealable

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
SUFFIX: Final = ".key"
ORPHANED: Final = 3600.0
"""Seconds for which a key may wait for its evidence to be committed: far longer than any unit takes."""
LEFT_OVER: Final = 2 * ORPHANED
"""Seconds after which a key without evidence should be gone, keys being swept every hour."""

log = structlog.get_logger()


class CaseKeyTrouble(Exception):
    """A case's key can be neither read nor made. The text says what to do; it names no case."""


@dataclass(frozen=True, slots=True)
class CaseKey:
    """A case's key, and how to tell it from another one of that case."""

    key: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        return hashlib.sha256(b"bauta/case-key/" + self.key).digest()[:8]


class CaseKeys:
    """A folder of keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, case: str) -> Path:
        if not NAME.fullmatch(case):
            raise ValueError("not the number of a case")
        return self.folder / f"{case}{SUFFIX}"

    async def made(self, case: str, ring: KeyRing) -> CaseKey:
        """The case's key; a new one if it has none, safe on the disk before this returns. Raises CaseKeyTrouble."""
        return await asyncio.to_thread(self._made, self._path(case), case, ring)

    async def read(self, case: str, ring: KeyRing) -> CaseKey | None:
        """None if there is no such key, or none any more. Raises CaseKeyTrouble."""
        return await asyncio.to_thread(self._read, self._path(case), case, ring)

    async def shred(self, case: str) -> bool:
        """Make what is sealed under the key unreadable for good. False if there was none. Raises OSError."""
        return await asyncio.to_thread(_shred, self._path(case))

    async def idle(self, now: float) -> list[str]:
        """The cases whose keys were written, or last asked for, more than an hour ago; old drafts go."""
        return await asyncio.to_thread(self._idle, now)

    async def left_over(self, now: float) -> list[str]:
        """The cases whose keys a sweep has had the time to take, if nothing needs them. Raises CaseKeyTrouble."""
        return await asyncio.to_thread(self._left_over, now)

    async def sweep(self, cases: Collection[str]) -> int:
        """Shred these. How many went; one that cannot be removed stays, and the log says that there is one."""
        gone, kept = 0, list[OSError]()
        for case in cases:
            try:
                gone += await self.shred(case)
            except OSError as error:
                kept.append(error)
        _lament("case_keys.not_removed", kept)
        return gone

    # --- what blocks ---

    def _made(self, path: Path, case: str, ring: KeyRing) -> CaseKey:
        try:
            for _ in range(2):
                found = self._read(path, case, ring)
                if found is not None:
                    os.utime(path)  # it is used again: no orphan for another hour
                    return found
                with suppress(FileExistsError):  # another process was faster: its key is the one
                    self._write(path, ring.seal("case-keys", case, secrets.token_bytes(32)))
        except OSError as error:
            raise CaseKeyTrouble(_sentence(self.folder, error)) from error
        raise CaseKeyTrouble(f"A case's key in {self.folder} comes and goes: let nobody but Bauta write there.")

    def _read(self, path: Path, case: str, ring: KeyRing) -> CaseKey | None:
        try:
            sealed = base64.b64decode(path.read_bytes().strip(), validate=True)
            return CaseKey(ring.open("case-keys", case, sealed))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CaseKeyTrouble(_sentence(self.folder, error)) from error
        except (binascii.Error, Unsealable) as error:
            raise CaseKeyTrouble(
                f"A case's key in {self.folder} is damaged or was wrapped under another master key: put back the "
                "right one from your backup."
            ) from error

    def _write(self, path: Path, sealed: bytes) -> None:
        """Whole or not at all, and never over another one."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            try:
                _write_all(handle, base64.b64encode(sealed) + b"\n")
                os.fsync(handle)
            finally:
                os.close(handle)
            os.link(draft, path)
        finally:
            draft.unlink()
        _settle(self.folder)

    def _idle(self, now: float) -> list[str]:
        kept = list[OSError]()
        try:
            old = self._old(now, ORPHANED)
        except OSError as error:
            _lament("case_keys.not_looked_at", [error])
            return []
        for path in old:
            if path.name.startswith("."):
                try:
                    path.unlink(missing_ok=True)  # a draft that a death left half-written
                except OSError as error:
                    kept.append(error)
        _lament("case_keys.not_removed", kept)
        return _cases(old)

    def _left_over(self, now: float) -> list[str]:
        try:
            return _cases(self._old(now, LEFT_OVER))
        except OSError as error:
            raise CaseKeyTrouble(
                f"The keys of cases in {self.folder} cannot be looked at ({error.strerror or type(error).__name__}): "
                "run this as the user who runs Bauta."
            ) from error

    def _old(self, now: float, age: float) -> list[Path]:
        """What was not touched for so long. Raises OSError; but without a folder there is nothing."""
        found = []
        with suppress(FileNotFoundError):
            for path in self.folder.iterdir():
                with suppress(FileNotFoundError):  # it went just now
                    if now - path.stat().st_mtime > age:
                        found.append(path)
        return found

    def trouble(self) -> str:
        """What keeps keys from being kept in the folder, in one sentence; empty if nothing does. Changes nothing."""
        nearest = next(each for each in (self.folder, *self.folder.absolute().parents) if each.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK | os.R_OK):
            return f"Let the user who runs Bauta write to {nearest}, or set BAUTA_CASE_KEYS."
        if nearest == self.folder and self.folder.stat().st_mode & 0o077:
            return f"Others may look into it. Run: chmod 700 {self.folder}"
        return ""


def _cases(paths: Iterable[Path]) -> list[str]:
    return [path.stem for path in paths if path.suffix == SUFFIX and NAME.fullmatch(path.stem)]


def _lament(event: str, errors: Sequence[OSError]) -> None:
    """How many and why; never which: a file's name is a case's number."""
    if errors:
        why = sorted({error.strerror or type(error).__name__ for error in errors})
        log.error(event, files=len(errors), why=", ".join(why))


def _shred(path: Path) -> bool:
    """Overwritten first: where a file system writes in its place, nothing is left to be found."""
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        _write_all(handle, bytes(os.fstat(handle).st_size))
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink()
    _settle(path.parent)
    return True


def _write_all(handle: int, data: bytes) -> None:
    """A disk that is nearly full may take a part and say so only by the count."""
    while data:
        data = data[os.write(handle, data) :]


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # a power cut must not bring back what went, nor take what came
    finally:
        os.close(handle)


def _sentence(folder: Path, error: OSError) -> str:
    return (
        f"The keys of cases cannot be kept in {folder} ({error.strerror or type(error).__name__}): make room there and "
        "let the user who runs Bauta write to it, or set BAUTA_CASE_KEYS. Until then reports come without evidence."
    )
