"""What lies on the disk: the files of the data directory, page by page, and files of a process without a name."""

import os
from pathlib import Path
from typing import Final

PAGE: Final = 4096
WAL: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
WAL_HEAD: Final = 32
WAL_FRAME: Final = 24 + PAGE
"""How SQLite divides its files (https://sqlite.org/fileformat2.html); a frame's page stands at its end."""


class Disk:
    """A data directory. Of what was read before, only what has changed since is read again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[bytes] = set()

    def read(self) -> dict[str, bytes]:
        """Every file but the key, by its path."""
        files = [each for each in self._folder.rglob("*") if each.is_file() and not each.name.endswith("key")]
        return {str(each.relative_to(self._folder)): self._news(each.read_bytes()) for each in files}

    def _news(self, data: bytes) -> bytes:
        head, size = (WAL_HEAD, WAL_FRAME) if data.startswith(WAL) else (0, PAGE)
        pages = [data[at : at + size] for at in range(head, len(data), size)]
        fresh = [page for page in pages if page[-PAGE:] not in self._seen]
        self._seen.update(page[-PAGE:] for page in fresh)
        return b"".join(fresh)


def nameless(pid: int) -> dict[str, bytes]:
    """Files that a process has open and that nobody else can find any more, by the path they had."""
    found = {}
    for each in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(each)
        if target.startswith("/") and target.endswith("(deleted)"):
            found[f"{target} {each.name}"] = each.read_bytes()
    return found
