"""Evidence as a moderator reads it: every character is seen, none of it does anything, and it comes in pages. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from bot.content import Kind, Span, Style
from bot.messages import Arg
from bot.posts import Attachment, Label, Post
from bot.taps import VIEW
from bot.texts.catalogue import SIGN, Catalogue
from bot.texts.keys import Text
from bot.visible import visible

PAGE_MESSAGES: Final = 12
PAGE_CHARACTERS: Final = 5500
"""Of one page: so that an interaction of Discord's shows it in time, and nobody has to scroll for long."""

HEADS: Final = 600
"""Characters of those that a page of PAGE_MESSAGES has to say what its words are."""

LONGEST: Final = 4096
"""Characters of one wording; nothing longer is ever relayed."""

PAGE_FILES: Final = 10
"""What one answer on Discord can hold; what else one message has is only told of."""

COVERED: Final = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION})
"""What can lie behind a tap wherever it is shown. Of other files it is only told that they are there."""


class Medium(Protocol):
    """A file that was said."""

    @property
    def kind(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def digest(self) -> bytes: ...

    @property
    def ref(self) -> str: ...


class Version(Protocol):
    """What a message said from some moment on."""

    @property
    def text(self) -> str: ...

    @property
    def media(self) -> Sequence[Medium]: ...

    @property
    def verified(self) -> bool: ...


class Exhibit(Protocol):
    """One message (moderation/bundle.py): who said it, how many minutes before the report, and how it read."""

    @property
    def role(self) -> StrEnum: ...

    @property
    def minute(self) -> int: ...

    @property
    def latest(self) -> Version: ...

    @property
    def former(self) -> Sequence[Version]: ...

    @property
    def pointed(self) -> bool: ...

    @property
    def deleted(self) -> bool: ...

    @property
    def edited(self) -> bool: ...


class Bundle(Protocol):
    """What one report froze."""

    @property
    def report(self) -> str | None: ...

    @property
    def exhibits(self) -> Sequence[Exhibit]: ...

    @property
    def gaps(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that was written about a case: what it is, in words of the catalogue, and the words themselves."""

    head: Text
    args: Mapping[str, Arg]
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Showing:
    """What there is to be seen of a case. `files`: those that can be shown, by their digests. `unreadable`: so many
    bundles can't be opened any more. `minors`: the case is about a minor's safety, and no picture of it is ever shown.
    """

    bundles: Sequence[Bundle] = ()
    unreadable: int = 0
    files: Mapping[bytes, Attachment] = field(default_factory=dict)
    papers: Sequence[Paper] = ()
    """What was written about the case, before what was said."""
    minors: bool = False


class _Page:
    """Text with its spans, as it grows."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []

    def add(self, text: str, spans: Sequence[Span] = ()) -> None:
        before = len(self.text)
        self.spans += [replace(each, start=each.start + before, end=each.end + before) for each in spans]
        self.text += text

    def quote(self, text: str) -> None:
        """Somebody's words: as code, in which no address, name or command can be tapped."""
        self.add(text, (Span(Style.PRE, 0, len(text)),))
        self.add("\n")


def worded(showing: Showing, case: str, page: int, more: str, catalogue: Catalogue, language: str) -> Post:
    """One page, as a secret post; with a button for the next one, if there is one."""
    pages = list(_pages(showing))
    number = min(page, len(pages) - 1)
    made = _Page()

    def say(key: Text, **args: Arg) -> None:
        made.add(*catalogue.words(key, language, args))

    made.add(SIGN)
    total = sum(len(each.exhibits) for each in showing.bundles)
    say(Text.EX_HEAD, case=case, messages=total, page=number + 1, pages=len(pages), unreadable=showing.unreadable)
    made.add("\n")
    before: _Piece | None = None
    files: dict[bytes, Attachment] = {}
    for piece in pages[number]:
        if piece.paper is not None:
            say(piece.paper.head, **piece.paper.args)
            made.add("\n")
        elif piece.message is not None:
            _told(piece.message, None if before is None else before.message, made, say)
        if piece.words:
            made.quote(piece.words)
        for file in piece.files:
            found = showing.files.get(file.digest)
            below = found is not None and found.kind in COVERED and found.spoiler
            if found is not None and below:
                files[file.digest] = found
            say(Text.EX_FILE, kind=file.kind, kilobytes=-(-file.size // 1000), shown=_where(showing, file, below))
            made.add("\n")
        before = piece
    if not total and number + 1 == len(pages):
        say(Text.EX_NOTHING)
    label = catalogue.word(Text.B_MOD_MORE, language)
    labels = ((Label(label, f"{VIEW}:{more}"),),) if more and number + 1 < len(pages) else ()
    instead = SIGN + catalogue.word(Text.EX_UNSHOWABLE, language)
    text = made.text.removesuffix("\n")
    return Post(text, tuple(made.spans), tuple(files.values()), labels=labels, host=True, secret=True, instead=instead)


def _where(showing: Showing, file: Medium, below: bool) -> str:
    """Where a file is to be seen, or why not."""
    if below:
        return "below"
    if file.kind not in COVERED:
        return "never"
    return "minors" if showing.minors else "gone"


def wanted(showing: Showing, page: int) -> Sequence[Medium]:
    """The files of a page that may be shown, each once."""
    if showing.minors:
        return ()
    pages = list(_pages(showing))
    pieces = pages[min(page, len(pages) - 1)]
    found = {file.digest: file for piece in pieces for file in piece.files if file.kind in COVERED}
    return list(found.values())[:PAGE_FILES]


@dataclass(frozen=True, slots=True)
class _Message:
    """One wording of a message. `number`: of the message, counted from 1 over all bundles."""

    number: int
    bundle: Bundle
    exhibit: Exhibit
    version: Version


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stays together: a paper or a wording, as much of its words as a page holds, and files behind the last of
    them."""

    words: str = field(repr=False)
    paper: Paper | None = None
    message: _Message | None = None
    files: Sequence[Medium] = ()


def _told(message: _Message, before: _Message | None, made: _Page, say: Callable[..., None]) -> None:
    """Whose message it is, as far as what stands before on the page does not tell."""
    exhibit, version = message.exhibit, message.version
    if before is None or before.bundle is not message.bundle:
        say(Text.EX_REPORT, report=message.bundle.report or "\u2013", gaps=int(message.bundle.gaps))
        made.add("\n")
    if before is None or before.number != message.number:
        flags = {name: int(getattr(exhibit, name)) for name in ("pointed", "deleted", "edited")}
        verified, who = int(exhibit.latest.verified), exhibit.role.value
        say(Text.EX_MESSAGE, number=message.number, who=who, minutes=exhibit.minute, verified=verified, **flags)
        made.add("\n")
    if version is not exhibit.latest:
        say(Text.EX_BEFORE, verified=int(version.verified))
        made.add("\n")


def _pieces(showing: Showing) -> Iterator[_Piece]:
    """What was written about the case, then what was said."""
    for paper in showing.papers:
        for words in _cut(paper.words):
            yield _Piece(words, paper)
    number = 0
    for bundle in showing.bundles:
        for exhibit in bundle.exhibits:
            number += 1
            for version in (*exhibit.former, exhibit.latest):
                message = _Message(number, bundle, exhibit, version)
                *first, last = _cut(version.text)
                yield from (_Piece(words, message=message) for words in first)
                yield _Piece(last, message=message, files=version.media)


def _cut(text: str) -> Iterator[str]:
    """The words as they are seen, as much at a time as a page holds; at least once."""
    text = text[:LONGEST] if text.strip() else ""
    while True:
        size = len(text)
        while len(seen := visible(text[:size])) > PAGE_CHARACTERS - HEADS:
            size = max(1, size * (PAGE_CHARACTERS - HEADS) // len(seen))
        yield seen
        text = text[size:]
        if not text:
            return


def _pages(showing: Showing) -> Iterator[list[_Piece]]:
    """At least one page."""
    page: list[_Piece] = []
    size = files = 0
    for piece in _pieces(showing):
        length = len(piece.words) + HEADS // PAGE_MESSAGES
        carried = len({file.digest for file in piece.files if file.kind in COVERED})
        full = len(page) == PAGE_MESSAGES or size + length > PAGE_CHARACTERS or files + carried > PAGE_FILES
        if page and full:
            yield page
            page, size, files = [], 0, 0
        page.append(piece)
        size, files = size + length, files + carried
    yield page
