"""Requests as they come over the wire, turned into typed parameters by what each method declares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from tests.emulators.telegram.errors import Refused, Violation, bad_request

LARGEST_BODY: Final = 50 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    name: str
    content: bytes = field(repr=False)
    mime: str = ""


class Wire(Enum):
    """How a parameter is to be read."""

    INTEGER = auto()
    BOOLEAN = auto()
    STRING = auto()
    JSON = auto()  # an object or array, JSON-encoded unless the whole body is JSON
    CHAT = auto()  # an integer, or a @name
    FILE = auto()  # an upload (named like the parameter, or by attach://), a file_id, or an address
    MEDIA = auto()  # JSON of one or several InputMedia, whose attach:// names other parts
    UNSPOKEN = auto()  # the real service knows it; the bots tested here must not use it


class _TooLarge(Refused):
    def __init__(self, limit: int) -> None:
        super().__init__(413, "Request Entity Too Large")


@dataclass(slots=True)
class Raw:
    """What came: values by name, as text or (JSON bodies) typed, and files by part name."""

    values: dict[str, Any]
    files: dict[str, Upload]

    def payload(self) -> bytes:
        """Everything said, for searching: JSON both as it came and with its escapes undone."""
        said: list[bytes] = []
        for name, value in self.values.items():
            said += [name.encode(), *_searchable(value)]
        for name, upload in self.files.items():
            said += [each.encode() for each in (name, upload.name, upload.mime)] + [upload.content]
        return b"\n".join(said)


async def read(request: web.BaseRequest) -> Raw:
    """Query string and body: form-encoded, multipart or JSON. Raises Refused for a body that is too large or broken."""
    query = request.rel_url.raw_query_string
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    if not request.can_read_body:
        return Raw(values, {})
    if (request.content_length or 0) > LARGEST_BODY:
        raise _TooLarge(LARGEST_BODY)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, values)
    body = await request.content.read()
    if kind == "application/x-www-form-urlencoded":
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind == "application/json":
        try:
            parsed = json.loads(body)
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(parsed, dict):
            raise bad_request("expected an Object")
        values.update(parsed)
    elif body:
        raise Violation(f"a body of type {kind}")
    return Raw(values, {})


async def _read_multipart(request: web.BaseRequest, values: dict[str, Any]) -> Raw:
    files: dict[str, Upload] = {}
    # request.multipart() would stop at 1 MB
    async for part in MultipartReader(
        request.headers, request.content, client_max_size=LARGEST_BODY, max_size_error_cls=_TooLarge
    ):
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise Violation("a multipart body with an unnamed or nested part")
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            files[part.name] = Upload(part.filename, content, part.headers.get("Content-Type", ""))
    return Raw(values, files)


def typed(raw: Raw, declared: Mapping[str, Wire]) -> dict[str, Any]:
    """The parameters, each as its declaration says; raises Violation for one that is unknown or ill-typed."""
    parameters: dict[str, Any] = {}
    attached: set[str] = set()
    for name, value in raw.values.items():
        wire = declared.get(name)
        if wire is None:
            raise Violation(f"unknown parameter {name}")
        if wire is Wire.UNSPOKEN:
            raise Violation(f"parameter {name} is not spoken here")
        if wire is Wire.FILE and isinstance(value, str) and value.startswith("attach://"):
            attached.add(value[9:])
            parameters[name] = _attached(raw, name, value[9:])
        else:
            parameters[name] = _READERS[wire](name, value)
        if wire is Wire.MEDIA:
            attached |= set(attachments(parameters[name]))
    for name, upload in raw.files.items():
        if name in attached:
            continue
        if declared.get(name) is not Wire.FILE:
            raise Violation(f"a file in unknown parameter {name}")
        parameters[name] = upload
    return parameters


def attachments(media: Any) -> list[str]:
    """The names of the parts that InputMedia objects bring along."""
    items = media if isinstance(media, list) else [media]
    values = [item.get(field) for item in items if isinstance(item, dict) for field in ("media", "thumbnail", "cover")]
    return [value[9:] for value in values if isinstance(value, str) and value.startswith("attach://")]


def _searchable(value: Any) -> list[bytes]:
    text = value if isinstance(value, str) else json.dumps(value)
    said = [text.encode("utf-8", "replace")]
    if "\\" in text:
        with suppress(ValueError):
            said.append(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
    return said


def _attached(raw: Raw, name: str, part: str) -> Upload:
    if part not in raw.files:
        raise bad_request(f"there is no attached file for {name}")
    return raw.files[part]


def _integer(name: str, value: Any) -> int:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            raise Violation(f"parameter {name} is no Integer") from None
    if not isinstance(value, int) or isinstance(value, bool):
        raise Violation(f"parameter {name} is no Integer")
    return value


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Violation(f"parameter {name} is no Boolean")


def _string(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Violation(f"parameter {name} is no String")
    return value


def _json(name: str, value: Any) -> Any:
    if isinstance(value, dict | list):
        return value
    try:
        parsed = json.loads(value)
    except (TypeError, ValueError):
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
    if not isinstance(parsed, dict | list):
        raise bad_request(f"object or array expected as {name.replace('_', ' ')}")
    return parsed


def _chat(name: str, value: Any) -> int | str:
    if isinstance(value, str) and not value.lstrip("-").isdigit():
        return value
    return _integer(name, value)


_READERS: Final = {
    Wire.INTEGER: _integer,
    Wire.BOOLEAN: _boolean,
    Wire.STRING: _string,
    Wire.JSON: _json,
    Wire.CHAT: _chat,
    Wire.FILE: _string,
    Wire.MEDIA: _json,
}
