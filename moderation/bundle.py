"""What is frozen of a conversation: roles, minutes and words in one canonical form, sealed under its case's key. Pure.

    version 1 | nonce 12 | AES-256-GCM of the JSON, bound to  case | schema | created (ms)

Of the two people only their roles are in it, of times only how many minutes before the report.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from moderation.franking import Medium

SCHEMA: Final = 1
_VERSION: Final = b"\x01"


class Unreadable(Exception):
    """The bundle was sealed under another key, for another case or moment, or was changed since."""


class Role(StrEnum):
    """Who said it."""

    REPORTED = "reported"
    REPORTER = "reporter"


class Source(StrEnum):
    """Where the words come from: what was kept as they went on, or what the reporter's chat shows now."""

    RING = "ring"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said from some moment on. `verified`: just this was relayed, by whom and when it says."""

    text: str = field(repr=False)
    media: tuple[Medium, ...]
    verified: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One message as a moderator reads it.

    `minute`: so many minutes before the report. `pointed`: it is the one the reporter pointed at. `former`: what it
    said before it was changed (`edited`), the first wording first, as far as it is still there. `deleted`: its author
    took it back. `verified`: all that is shown of it is. Files of a message that is only shown are as the reader's chat
    tells: never verified.
    """

    role: Role
    minute: int
    latest: Version
    former: tuple[Version, ...] = ()
    source: Source = Source.RING
    pointed: bool = False
    deleted: bool = False
    edited: bool = False

    @property
    def text(self) -> str:
        return self.latest.text

    @property
    def media(self) -> tuple[Medium, ...]:
        return self.latest.media

    @property
    def verified(self) -> bool:
        return self.latest.verified and all(each.verified for each in self.former)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one report froze. `gaps`: something that was said in between is missing. `report`: its number, if it has
    one."""

    report: str | None
    created: float
    exhibits: tuple[Exhibit, ...]
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class Exhibits:
    """All of a case. `unreadable`: so many bundles whose key is gone, lies elsewhere, or is another one."""

    bundles: tuple[Bundle, ...] = ()
    unreadable: int = 0

    def __iter__(self) -> Iterator[Exhibit]:
        return (exhibit for bundle in self.bundles for exhibit in bundle.exhibits)

    def __len__(self) -> int:
        return sum(len(bundle.exhibits) for bundle in self.bundles)


def canonical(bundle: Bundle) -> bytes:
    """The one way in which a bundle is written."""
    told = {
        "schema": SCHEMA,
        "report": bundle.report,
        "gaps": bundle.gaps,
        "messages": [_message(each) for each in bundle.exhibits],
    }
    written = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode("utf-8", "surrogatepass")


def _message(each: Exhibit) -> dict[str, Any]:
    return {
        "role": each.role.value,
        "minute": each.minute,
        "source": each.source.value,
        "pointed": each.pointed,
        "deleted": each.deleted,
        "edited": each.edited,
        "versions": [
            {"text": version.text, "verified": version.verified, "media": [_medium(file) for file in version.media]}
            for version in (*each.former, each.latest)
        ],
    }


def _medium(file: Medium) -> dict[str, Any]:
    return {"kind": file.kind, "size": file.size, "digest": file.digest.hex(), "ref": file.ref}


def sealed(bundle: Bundle, key: bytes, case: str, created: int) -> bytes:
    """The bundle for the database. `created`: milliseconds, as its row says."""
    nonce = secrets.token_bytes(12)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, canonical(bundle), _bound(case, created))


def opened(blob: bytes, key: bytes, case: str, created: int) -> Bundle:
    """Raises Unreadable."""
    if blob[:1] != _VERSION:
        raise Unreadable("of another version")
    try:
        told = json.loads(AESGCM(key).decrypt(blob[1:13], blob[13:], _bound(case, created)))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("under another key, or changed") from error
    exhibits = tuple(_exhibit(each) for each in told["messages"])
    return Bundle(told["report"], created / 1000, exhibits, told["gaps"])


def _bound(case: str, created: int) -> bytes:
    return f"{case}|{SCHEMA}|{created}".encode()


def _exhibit(told: dict[str, Any]) -> Exhibit:
    versions = [
        Version(
            each["text"],
            tuple(
                Medium(file["kind"], file["size"], bytes.fromhex(file["digest"]), file["ref"]) for file in each["media"]
            ),
            each["verified"],
        )
        for each in told["versions"]
    ]
    return Exhibit(
        Role(told["role"]),
        told["minute"],
        versions[-1],
        tuple(versions[:-1]),
        Source(told["source"]),
        told["pointed"],
        told["deleted"],
        told["edited"],
    )
