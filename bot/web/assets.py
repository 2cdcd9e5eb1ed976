"""The page's files (style, script, pictures): read once, served from memory, asked for again only when they changed."""

import hashlib
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

ASK_FIRST = "no-cache"
"""Keep it, but ask each time whether it is still the same: the page and its scripts never differ in version."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
"""Said here, for the machine's own table of types may say otherwise."""


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes = field(repr=False)
    mime: str
    tag: str
    """The entity tag: the content's SHA-256, in part."""


class Assets:
    """All files under a directory, by their path in it."""

    def __init__(self, directory: Path) -> None:
        files = (file for file in directory.rglob("*") if file.is_file())
        self._files = {file.relative_to(directory).as_posix(): _read(file) for file in files}

    async def serve(self, request: Request) -> Response:
        """The endpoint; the route's `name` is the path of a file."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        headers = {"etag": asset.tag, "cache-control": ASK_FIRST}
        if asset.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(asset.body, media_type=asset.mime, headers=headers)


def _read(file: Path) -> _Asset:
    body = file.read_bytes()
    mime = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return _Asset(body, mime, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
