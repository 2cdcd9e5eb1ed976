"""A file in a request's body: its length is told beforehand, and it is read piece by piece while it is sent."""

import io
from typing import IO

from aiohttp.payload import IOBasePayload


class FilePayload(IOBasePayload):
    """aiohttp knows the length only of what has a file descriptor of its own; this asks the reader itself."""

    def __init__(self, reader: IO[bytes], name: str, mime: str) -> None:
        super().__init__(reader, filename=name, content_type=mime)
        self._length = reader.seek(0, io.SEEK_END)
        reader.seek(0)

    @property
    def size(self) -> int:
        return self._length
