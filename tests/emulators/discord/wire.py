"""Reading requests: JSON bodies, and multipart bodies with payload_json and files[n]."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, web
from yarl import URL

from tests.emulators.discord.errors import INVALID_JSON, TOO_LARGE, Refused, Violation

LARGEST_BODY: Final = 25 * 1024 * 1024 + 64 * 1024  # bytes; 25 MiB of files and what is around them
_FILE: Final = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    filename: str
    content: bytes = field(repr=False)
    mime: str = ""


@dataclass(slots=True)
class Read:
    """A request's body: what JSON it carried (None for none) and its files by their number."""

    json: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict)

    def payload(self, address: URL) -> bytes:
        """Everything said, for searching: the address, the JSON with its escapes undone, the files and their names."""
        body = json.dumps(self.json, ensure_ascii=False)
        said = [address.raw_path_qs.encode(), address.path_qs.encode(), body.encode("utf-8", "replace")]
        for upload in self.uploads.values():
            said += [upload.filename.encode(), upload.mime.encode(), upload.content]
        return b"\n".join(said)


class _TooLarge(Refused):
    def __init__(self, limit: int) -> None:
        super().__init__(*TOO_LARGE)


async def read(request: web.BaseRequest) -> Read:
    """Raises Refused for a body that is broken or too large, Violation for one of a kind not spoken here."""
    if not request.can_read_body:
        return Read()
    if (request.content_length or 0) > LARGEST_BODY:
        raise _TooLarge(LARGEST_BODY)
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request)
    body = await request.content.read()
    if request.content_type == "application/json":
        return Read(_parsed(body))
    if body:
        raise Violation(f"a body of type {request.content_type}")
    return Read()


async def _read_multipart(request: web.BaseRequest) -> Read:
    found = Read()
    # request.multipart() would stop at 1 MB
    async for part in MultipartReader(
        request.headers, request.content, client_max_size=LARGEST_BODY, max_size_error_cls=_TooLarge
    ):
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise Violation("a multipart body with an unnamed or nested part")
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            found.json = _parsed(content)
        elif (name := _FILE.fullmatch(part.name)) and part.filename:
            found.uploads[int(name[1])] = Upload(part.filename, content, part.headers.get("Content-Type", ""))
        else:
            raise Violation(f"a multipart body with a part {part.name}")
    return found


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise Refused(*INVALID_JSON) from None
