"""Evidence as moderation hands it over, made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    REPORTED = "reported"
    REPORTER = "reporter"


@dataclass(frozen=True)
class Medium:
    kind: str = "photo"
    size: int = 120_000
    digest: bytes = b"a file"
    ref: str = ""


@dataclass(frozen=True)
class Version:
    text: str
    media: tuple[Medium, ...] = ()
    verified: bool = True


@dataclass(frozen=True)
class Exhibit:
    latest: Version
    role: Role = Role.REPORTED
    minute: int = 3
    former: tuple[Version, ...] = ()
    pointed: bool = False
    deleted: bool = False
    edited: bool = False


@dataclass(frozen=True)
class Bundle:
    exhibits: tuple[Exhibit, ...]
    report: str | None = "R-7K2F"
    gaps: bool = False


def evidence(*texts: str) -> Sequence[Bundle]:
    """One report, and what the reported person said."""
    return (Bundle(tuple(Exhibit(Version(text)) for text in texts)),)
