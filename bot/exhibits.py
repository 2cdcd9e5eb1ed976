"""Evidence as a moderator reads it: every character is seen, none of it does anything, and it comes in pages. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from bot.content import Kind, Span, Style
from bot.messages import Arg
from bot.plain import UNWANTED
from bot.posts import Attachment, Label, Post
from bot.signs import INVISIBLE
from bot.taps import VIEW
from bot.texts.catalogue import RIGHT_TO_LEFT, SIGN, Catalogue
from bot.texts.keys import Text

PAGE_MESSAGES: Final = 12
PAGE_CHARACTERS: Final = 5500
"""Of one page: so that an interaction of Discord's shows it in time, and nobody has to scroll for long."""

LONGEST: Final = 4096
"""Characters of one wording; nothing longer is ever relayed."""

PAGE_FILES: Final = 10
"""What one answer on Discord can hold; what else one message has is only told of."""

COVERED: Final = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION})
"""What can lie behind a tap wherever it is shown. Of other files it is only told that they are there."""

KEPT: Final = re.compile("[\n\u200c\u200d\ufe00-\ufe0f]")
"""Characters that show nothing and that words and emoji are made with."""
STRANGE: Final = re.compile(rf"{UNWANTED.pattern}|[\t{INVISIBLE}\u2066-\u2069]")
FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""A flag of England and the like: tags that show."""
PICTURES: Final = 0x2400
"""Where Unicode has pictures of the control characters."""


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
    """What was written about the case, on the first page."""
    minors: bool = False


def visible(text: str) -> str:
    """The same text with what shows nothing or turns things around shown by its number, and its lines kept apart from
    ours where they run from right to left."""
    kept = {at for flag in FLAG.finditer(text) for at in range(flag.start(), flag.end())}

    def shown(found: re.Match[str]) -> str:
        sign = found[0]
        if found.start() in kept or KEPT.match(sign):
            return sign
        code = ord(sign)
        if code < 0x20:
            return chr(PICTURES + code)
        return chr(PICTURES + 0x21) if code == 0x7F else f"\u27e8U+{code:04X}\u27e9"

    seen = STRANGE.sub(shown, text)
    if not RIGHT_TO_LEFT.search(seen):
        return seen
    return "\n".join(f"\u2068{line}\u2069" for line in seen.split("\n"))


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
    for paper in showing.papers if number == 0 else ():
        say(paper.head, **paper.args)
        made.add("\n")
        if paper.words:
            made.quote(visible(paper.words[:LONGEST]))
    files: dict[bytes, Attachment] = {}
    for at, bundle, exhibit, first in pages[number]:
        if first:
            say(Text.EX_REPORT, report=bundle.report or "\u2013", gaps=int(bundle.gaps))
            made.add("\n")
        flags = {name: int(getattr(exhibit, name)) for name in ("pointed", "deleted", "edited")}
        verified = int(exhibit.latest.verified)
        say(Text.EX_MESSAGE, number=at, who=exhibit.role.value, minutes=exhibit.minute, verified=verified, **flags)
        made.add("\n")
        for version in (*exhibit.former, exhibit.latest):
            if version is not exhibit.latest:
                say(Text.EX_BEFORE, verified=int(version.verified))
                made.add("\n")
            if version.text.strip():
                made.quote(visible(version.text[:LONGEST]))
            for file in version.media:
                found = showing.files.get(file.digest)
                below = found is not None and found.kind in COVERED and found.spoiler
                if found is not None and below:
                    files[file.digest] = found
                say(Text.EX_FILE, kind=file.kind, kilobytes=-(-file.size // 1000), shown=_where(showing, file, below))
                made.add("\n")
    if not total:
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
    versions = [
        version
        for _, _, exhibit, _ in pages[min(page, len(pages) - 1)]
        for version in (*exhibit.former, exhibit.latest)
    ]
    found = {file.digest: file for each in versions for file in each.media if file.kind in COVERED}
    return list(found.values())[:PAGE_FILES]


Numbered = tuple[int, Bundle, Exhibit, bool]
"""The number of a message, its bundle, itself, and whether it is the first of its bundle or page."""


def _pages(showing: Showing) -> Iterator[list[Numbered]]:
    """At least one page."""
    page: list[Numbered] = []
    size = number = files = 0
    before: Bundle | None = None
    for bundle in showing.bundles:
        for exhibit in bundle.exhibits:
            number += 1
            versions = (*exhibit.former, exhibit.latest)
            length = sum(min(len(each.text), LONGEST) for each in versions)
            carried = len({file.digest for each in versions for file in each.media if file.kind in COVERED})
            full = len(page) == PAGE_MESSAGES or size + length > PAGE_CHARACTERS or files + carried > PAGE_FILES
            if page and full:
                yield page
                page, size, files, before = [], 0, 0, None
            page.append((number, bundle, exhibit, bundle is not before))
            size, files, before = size + length, files + carried, bundle
    yield page
