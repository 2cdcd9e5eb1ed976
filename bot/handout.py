"""A file that leaves the house: nothing stands in it before it is on record that it does."""

import os
from contextlib import suppress
from pathlib import Path

from bot.terminal import Refused


class Handout:
    """The file at `path`, by way of `path`.part.

        room made in the .part, zeros ──▶ unit committed, on record ──▶ .part filled, renamed

    What cannot be written is refused before it is on record. A death leaves the .part, empty or on record, and the next
    try names it: on record there may be more than was handed out, never less.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")

    def check(self) -> None:
        """Raises Refused where something is in the way."""
        if self.path.exists():
            raise Refused(f"{self.path} is there already: name another file with --to.")
        if self.part.exists():
            raise Refused(
                f"{self.part} is left of an export that broke off; `bauta audit show` tells whether that is on record. "
                "Delete the file, then repeat the command."
            )

    def make_room(self, text: str) -> None:
        """For so much, on the disk. Raises Refused; then no file is left."""
        try:
            handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise self._refused(error) from None
        try:
            _write(handle, bytes(len(text.encode())))
        except OSError as error:
            self.give_up()
            raise self._refused(error) from None

    def fill(self, text: str) -> None:
        """Once it is on record. Raises Refused."""
        try:
            _write(os.open(self.part, os.O_WRONLY), text.encode())
            self.part.rename(self.path)
            _settle(self.path.parent)
        except OSError as error:
            raise Refused(
                f"It is on record that the case was handed out, but {self.part} can't be written "
                f"({error.strerror}). Delete the file, and ask for the export anew."
            ) from None

    def give_up(self) -> None:
        """It is not to be on record: the room is free again."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)

    def _refused(self, error: OSError) -> Refused:
        return Refused(f"{self.path} can't be written ({error.strerror}): name another file with --to.")


def _write(handle: int, data: bytes) -> None:
    """From the beginning, and safe on the disk. The handle is closed."""
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)  # a power cut must not leave half a name
    finally:
        os.close(handle)
