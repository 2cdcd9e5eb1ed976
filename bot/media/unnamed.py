"""Files without a name: in memory where the system has such files, else on the disk and already unlinked."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import BinaryIO

from bot.media.pieces import PIECE

_made: ContextVar[list[BinaryIO] | None] = ContextVar("made", default=None)


@contextmanager
def workshop() -> Iterator[Callable[[BinaryIO], None]]:
    """Whatever is made in here is closed at the end, but for the file that the function given is called with."""
    files: list[BinaryIO] = []
    token = _made.set(files)
    kept: list[BinaryIO] = []
    try:
        yield kept.append
    finally:
        _made.reset(token)
        for file in files:
            if not any(file is one for one in kept):
                file.close()


def unnamed() -> BinaryIO:
    """Goes when it is closed. Other programs are handed its descriptor, and open it through `path`."""
    if hasattr(os, "memfd_create"):
        file: BinaryIO = os.fdopen(os.memfd_create("", os.MFD_CLOEXEC), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the workshop closes it
    files = _made.get()
    if files is not None:
        files.append(file)
    return file


def path(file: BinaryIO) -> str:
    """What a program calls the file that was given this descriptor of ours."""
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    return f"{folder}/{file.fileno()}"


def with_descriptor(file: BinaryIO) -> BinaryIO:
    """The file itself if other programs can read it as it lies, else a copy; at its beginning."""
    file.seek(0)
    try:
        file.fileno()
    except OSError:
        copy = unnamed()
        shutil.copyfileobj(file, copy, PIECE)
        copy.flush()
        copy.seek(0)
        return copy
    return file


def size_of(file: BinaryIO) -> int:
    """In bytes; the file is left at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size
