"""A strict parse of untrusted frames into values. Pure; no input makes it raise.

Fields nobody asked for are ignored; a field that is missing or of another type or shape than agreed makes the frame
malformed. Reasons are fixed sentences, free of what the frame said.
"""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from bot.content import Kind
from bot.platforms.web.frames import (
    KINDS,
    REACTIONS,
    Ack,
    Delete,
    Do,
    Edit,
    FileHeader,
    Frame,
    Hello,
    Malformed,
    Press,
    React,
    Refusal,
    Say,
    Typing,
)

FRAME_BYTES = 64 * 1024
FILE_BYTES = 8 * 1024 * 1024
TEXT_POINTS = 16_384
"""Far above what is relayed (4096), so that the answer to a long message is a notice in its place."""
COMMAND_POINTS = 64

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
REF = re.compile(r"[A-Za-z0-9._:-]{1,64}")
DATA = re.compile(r"[!-~]{1,64}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
COMMAND = re.compile(r"[a-z][a-z0-9_-]{0,31}")
NAMED = re.compile(r'"id"\s*:\s*"(' + UUID.pattern + ')"')
ANNOUNCES = re.compile(r'"t"\s*:\s*"(file|photo)"')


class _Flaw(Exception):
    def __init__(self, reason: str, why: Refusal = Refusal.MALFORMED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.why = why


def parse(raw: str) -> Frame | Malformed:
    """Read one text frame."""
    if len(raw) > FRAME_BYTES or (not raw.isascii() and len(raw.encode("utf-8", "surrogatepass")) > FRAME_BYTES):
        start = raw[:256]
        named = NAMED.search(start)
        name = named[1] if named else None
        return Malformed("the frame is too large", Refusal.TOO_LARGE, name, announces=bool(ANNOUNCES.search(start)))
    try:
        fields = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Malformed("not JSON")
    if not isinstance(fields, dict):
        return Malformed("not an object")
    kind = fields.get("t")
    read = READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        return Malformed("of no known kind", id=_id_of(fields))
    try:
        return read(fields)
    except _Flaw as flaw:
        return Malformed(f"{kind}: {flaw.reason}", flaw.why, _id_of(fields), announces=kind in ("file", "photo"))


def _no_constant(_: str) -> NoReturn:
    raise ValueError("not JSON")


def _id_of(fields: dict[str, Any]) -> str | None:
    value = fields.get("id")
    return value if isinstance(value, str) and UUID.fullmatch(value) else None


def _shaped(fields: dict[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise _Flaw(f"{name} is missing or of another shape")
    return value


def _perhaps(fields: dict[str, Any], name: str, shape: re.Pattern[str]) -> str | None:
    return None if fields.get(name) is None else _shaped(fields, name, shape)


def _text(fields: dict[str, Any], name: str, most: int = TEXT_POINTS) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise _Flaw(f"{name} is missing or not a text")
    if len(value) > most:
        raise _Flaw(f"{name} is too long", Refusal.TOO_LARGE)
    if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise _Flaw(f"{name} holds half a character")  # JSON can say "\ud800"; UTF-8, and so the database, cannot
    return value


def _hello(fields: dict[str, Any]) -> Hello:
    return Hello(_shaped(fields, "token", TOKEN), _perhaps(fields, "language", LANGUAGE))


def _say(fields: dict[str, Any]) -> Say:
    return Say(_shaped(fields, "id", UUID), _text(fields, "text"), _perhaps(fields, "reply", REF), _room(fields))


def _file(fields: dict[str, Any]) -> FileHeader:
    kind = _kind(fields)
    if kind is None:
        raise _Flaw("kind is missing")
    covered = fields.get("covered", False)
    if not isinstance(covered, bool):
        raise _Flaw("covered is neither true nor false")
    return _header(fields, kind, _perhaps(fields, "album", REF) or "", covered)


def _photo(fields: dict[str, Any]) -> FileHeader:
    """From a page that was opened before there were other files."""
    return _header(fields, Kind.PHOTO)


def _header(fields: dict[str, Any], kind: Kind, album: str = "", covered: bool = False) -> FileHeader:
    size = fields.get("size")
    if type(size) is not int or size < 1:
        raise _Flaw("size is missing or not a number of bytes")
    if size > FILE_BYTES:
        raise _Flaw("the file is too large", Refusal.TOO_LARGE)
    caption, reply = _text(fields, "caption"), _perhaps(fields, "reply", REF)
    return FileHeader(_shaped(fields, "id", UUID), kind, caption, reply, size, _room(fields), album, covered)


def _kind(fields: dict[str, Any]) -> Kind | None:
    value = fields.get("kind")
    if value is None:
        return None
    if not isinstance(value, str) or value not in KINDS:
        raise _Flaw("kind is none of those that are taken")
    return Kind(value)


def _edit(fields: dict[str, Any]) -> Edit:
    of = _shaped(fields, "of", UUID)
    return Edit(_shaped(fields, "id", UUID), of, _text(fields, "text"), _kind(fields))


def _delete(fields: dict[str, Any]) -> Delete:
    return Delete(_shaped(fields, "id", UUID), _shaped(fields, "of", UUID))


def _react(fields: dict[str, Any]) -> React:
    of = _shaped(fields, "of", REF)
    return React(_shaped(fields, "id", UUID), of, _emoji(fields, "emoji"), _emoji(fields, "gone"))


def _emoji(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value != "" and value not in REACTIONS:
        raise _Flaw(f"{name} is none of those that the page offers")
    return str(value)


def _room(fields: dict[str, Any]) -> str | None:
    return _perhaps(fields, "room", REF) or "" if "room" in fields else None


def _do(fields: dict[str, Any]) -> Do:
    name = _text(fields, "command", COMMAND_POINTS).lower()
    return Do(_shaped(fields, "id", UUID), name if COMMAND.fullmatch(name) else "", _text(fields, "argument").strip())


def _press(fields: dict[str, Any]) -> Press:
    return Press(_shaped(fields, "id", UUID), _shaped(fields, "data", DATA), _perhaps(fields, "of", REF))


def _typing(_: dict[str, Any]) -> Typing:
    return Typing()


def _ack(fields: dict[str, Any]) -> Ack:
    return Ack(_shaped(fields, "id", REF))


READERS: dict[str, Callable[[dict[str, Any]], Frame]] = {
    "hello": _hello,
    "say": _say,
    "file": _file,
    "photo": _photo,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "do": _do,
    "press": _press,
    "typing": _typing,
    "ack": _ack,
}
