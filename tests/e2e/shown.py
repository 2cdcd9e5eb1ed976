"""What stands on a page of the web chat, as a scripted visitor sees it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file on the page, whole. `kind` and the rest as the server tells them."""

    kind: str
    name: str
    mime: str
    data: bytes
    covered: bool
    seconds: float
    waveform: tuple[int, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Something on the page: what the partner or the host said, as it reads now."""

    id: str
    text: str
    host: bool
    topic: str
    reply: str | None
    spans: tuple[Mapping[str, Any], ...]
    buttons: tuple[tuple[str, str], ...]  # label and data, row after row
    files: tuple[ShownFile, ...] = ()
    poll: tuple[str, tuple[str, ...]] | None = None  # the question and its options
    quote: str = ""
    feelings: tuple[str, ...] = ()
    """What the partner feels about it."""
    edited: bool = False

    @property
    def photo(self) -> bytes | None:
        """The picture's bytes, if there is one."""
        return next((file.data for file in self.files if file.kind == "photo"), None)

    @property
    def covered(self) -> bool:
        """It shows when it is tapped."""
        return any(file.covered for file in self.files)

    @property
    def file(self) -> tuple[str, bytes] | None:
        """Name and bytes of what can be saved, if there is something."""
        return next(((file.name, file.data) for file in self.files if file.kind == "document"), None)

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]


def shown_by(frame: dict[str, Any], data: bytes) -> Shown:
    """What a frame of the server's puts on the page. `data`: the bytes of its files, one after the other."""
    poll = frame.get("poll")
    return Shown(
        id=frame.get("of", frame["id"]),
        text=frame["text"],
        host=frame["host"],
        topic=frame["topic"],
        reply=frame["reply"],
        spans=tuple(frame["spans"]),
        buttons=tuple((button["text"], button["data"]) for row in frame["buttons"] for button in row),
        files=tuple(_files(frame.get("media", ()), data)),
        poll=(poll["question"], tuple(poll["options"])) if poll else None,
        quote=frame.get("quote", ""),
    )


def _files(told: Sequence[Mapping[str, Any]], data: bytes) -> Iterator[ShownFile]:
    start = 0
    for file in told:
        yield ShownFile(
            kind=file["kind"],
            name=file["name"],
            mime=file["mime"],
            data=data[start : start + file["size"]],
            covered=file["spoiler"],
            seconds=file["seconds"],
            waveform=tuple(file["waveform"]),
            width=file["width"],
            height=file["height"],
        )
        start += file["size"]
