"""The form in which Discord can show a text: what a look is where spans overlap, and what has to give way.

1. Spans outside the text, of nothing, or that link to something other than the web are dropped. Of links, and of
   code blocks, that overlap the one that began first counts.
2. Nothing else holds within code or a code block but a quote, as on Telegram. Where something is hidden or linked,
   it is code that gives way: what is hidden stays hidden.
3. An address in the text is one piece: a style that covers only some of it is dropped there, or covers all of it if
   it hides. A style whose mark occurs in the address is dropped there: the address goes on working.
4. A link whose words are an address themselves, or nothing but emoji, is spelled out behind them: Discord would not
   show it. Emoji among other words are left out of the link.
5. Quotes and code blocks cover whole lines; where they do not, a line feed is put in. White space at their ends is
   not part of them, nor are line feeds of code.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from bot.content import Span, Style
from bot.platforms.discord.markdown.addresses import encoded, ours
from bot.platforms.discord.markdown.closers import WHITE
from bot.platforms.utf16 import well_formed

Key = TypeVar("Key", bound=Hashable)

LONGEST_LINK: Final = 1000
LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+.#-]{1,64}")

_CODE: Final = frozenset({Style.CODE, Style.PRE})
_BESIDE_CODE: Final = _CODE | {Style.QUOTE}
_MARKS_IN_ADDRESSES: Final = {Style.BOLD: "**", Style.ITALIC: "*", Style.UNDERLINE: "__", Style.STRIKE: "~~"}
_EMOJI: Final = re.compile(
    "[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae\u200d\u203c\u2049\u20e3\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328"
    "\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07"
    "\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)


class Look(NamedTuple):
    """How one character looks."""

    styles: frozenset[Style] = frozenset()
    link: str = ""
    language: str = ""

    def but(self, *styles: Style) -> "Look":
        """The same without these styles."""
        return Look(
            self.styles.difference(styles),
            "" if Style.LINK in styles else self.link,
            "" if Style.PRE in styles else self.language,
        )


PLAIN: Final = Look()
_QUOTED: Final = Look(frozenset({Style.QUOTE}))


class Canon(NamedTuple):
    """A text with the look of each of its characters."""

    text: str
    looks: list[Look]

    def pieces(
        self, key: Callable[[Look], Key], start: int = 0, end: int | None = None
    ) -> Iterator[tuple[int, int, Key]]:
        """The text in pieces of as many characters as agree in `key`: where each begins and ends, and the key."""
        # Most neighbours look the same, and to see that costs far less than to ask each for its key.
        alike = ((key(look), len(list(same))) for look, same in groupby(self.looks[start:end]))
        at = start
        for value, together in groupby(alike, itemgetter(0)):
            stop = at + sum(length for _, length in together)
            yield at, stop, value
            at = stop

    def part(self, start: int, end: int) -> "Canon":
        return Canon(self.text[start:end], self.looks[start:end])

    def spans(self) -> tuple[Span, ...]:
        """The same as spans; those of one style never touch, unless they differ in their detail."""
        found = []
        for style in Style:
            for start, end, detail in self.pieces(partial(_detail, style)):
                if detail is not None:
                    found.append(Span(style, start, end, detail))
        return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def canonical(text: str, spans: Iterable[Span], longest_link: int = LONGEST_LINK) -> Canon:
    """The text as Discord can show it. Applied to what it returns, it changes nothing that shows.

    An address of more than `longest_link` characters is spelled out as well.
    """
    text = well_formed(text)
    canon = _links_spelled_out(Canon(text, _painted(len(text), spans)), longest_link)
    for step in (_addresses_whole, _code_seen, _quotes_of_lines, _blocks_of_lines):
        canon = step(canon)
    return canon


def is_white(char: str) -> bool:
    """White space in anybody's view: Discord's client and Python differ about a few characters."""
    return char.isspace() or char in WHITE


def visible(text: str, start: int, end: int) -> tuple[int, int]:
    """`text[start:end]` without the white space at its ends, as offsets; the same twice if there is nothing else."""
    while end > start and is_white(text[end - 1]):
        end -= 1
    while start < end and is_white(text[start]):
        start += 1
    return start, end


# --- 1, 2: one look per character ---


def _painted(size: int, spans: Iterable[Span]) -> list[Look]:
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    sound = list(_sound(size, spans))
    for at, span in enumerate(sound):
        begins.setdefault(span.start, []).append(at)
        ends.setdefault(span.end, []).append(at)
    open_: dict[Style, dict[int, str]] = {style: {} for style in Style}
    looks: list[Look] = []
    for boundary in sorted({*begins, *ends, size}):
        looks += [_look(open_)] * (boundary - len(looks))
        for at in ends.get(boundary, ()):
            del open_[sound[at].style][at]
        for at in begins.get(boundary, ()):
            open_[sound[at].style][at] = sound[at].detail
    return looks


def _sound(size: int, spans: Iterable[Span]) -> Iterator[Span]:
    for style, start, end, detail in ((span.style, span.start, span.end, span.detail) for span in spans):
        start, end = max(start, 0), min(end, size)
        if style is Style.LINK:
            detail = encoded(detail)
        elif style is not Style.PRE or not LANGUAGE.fullmatch(detail):
            detail = ""
        if start < end and (detail or style is not Style.LINK):
            yield Span(style, start, end, detail)


def _look(open_: dict[Style, dict[int, str]]) -> Look:
    styles = {style for style, spans in open_.items() if spans}
    if styles & {Style.SPOILER, Style.LINK}:
        styles -= _CODE
    elif styles & _CODE:
        styles &= {Style.QUOTE, Style.PRE if Style.PRE in styles else Style.CODE}
    link = next(iter(open_[Style.LINK].values())) if Style.LINK in styles else ""
    language = next(iter(open_[Style.PRE].values())) if Style.PRE in styles else ""
    return Look(frozenset(styles), link, language) if styles else PLAIN


def _detail(style: Style, look: Look) -> str | None:
    if style not in look.styles:
        return None
    return look.link if style is Style.LINK else look.language if style is Style.PRE else ""


# --- 3, 4: addresses ---


def _addresses(canon: Canon) -> list[tuple[int, int]]:
    return [
        address
        for start, end, is_code in canon.pieces(lambda look: bool(look.styles & _CODE))
        if not is_code
        for address in ours(canon.text, start, end)
    ]


def _links_spelled_out(canon: Canon, longest: int) -> Canon:
    text, looks = canon.text, list(canon.looks)
    addresses = _addresses(canon)
    added: list[tuple[int, str]] = []
    for start, end, link in canon.pieces(lambda look: look.link):
        if not link:
            continue
        first, last = visible(text, start, end)
        touched = [stop for begin, stop in addresses if begin < end and stop > start]
        words = _EMOJI.sub("", text[first:last])
        unlinked = [(start, end)]
        if touched or "://" in words or len(link) > longest or not words.strip():
            behind = max(last, *touched, 0)
            if first < last and text[first:last].rstrip("/") != link.rstrip("/"):
                gap = "" if behind == len(text) or is_white(text[behind]) else " "
                added.append((behind, f" ({link}){gap}"))
        else:
            unlinked = [found.span() for found in _EMOJI.finditer(text, start, end)]
        for first, last in unlinked:
            looks[first:last] = [look.but(Style.LINK) for look in looks[first:last]]
    return _with(Canon(text, looks), added)


def _addresses_whole(canon: Canon) -> Canon:
    looks = list(canon.looks)
    for start, end in _addresses(canon):
        every = [look.styles for look in looks[start:end]]
        styles = frozenset.intersection(*every) - {Style.QUOTE} | (looks[start].styles & {Style.QUOTE})
        if any(Style.SPOILER in each for each in every):
            styles |= {Style.SPOILER}
        address = canon.text[start:end]
        marked = {style for style, mark in _MARKS_IN_ADDRESSES.items() if mark in address}
        looks[start:end] = [Look(styles - marked - {Style.LINK})] * (end - start)
    return Canon(canon.text, looks)


# --- 5: lines ---


def _code_seen(canon: Canon) -> Canon:
    """Code of nothing but white space is none."""
    looks = list(canon.looks)
    for start, end, is_code in canon.pieces(lambda look: Style.CODE in look.styles):
        if is_code and _blank(canon.text, start, end):
            looks[start:end] = [look.but(Style.CODE) for look in looks[start:end]]
    return Canon(canon.text, looks)


def _quotes_of_lines(canon: Canon) -> Canon:
    text, looks = canon.text, list(canon.looks)
    feeds = []
    for start, end, quoted in canon.pieces(lambda look: Style.QUOTE in look.styles):
        if not quoted:
            continue
        first, last = visible(text, start, end)
        looks[start:first] = [look.but(Style.QUOTE) for look in looks[start:first]]
        looks[last:end] = [look.but(Style.QUOTE) for look in looks[last:end]]
        if first < last:
            feeds += _feeds(text, first, last)
    return _with(Canon(text, looks), feeds)


def _blocks_of_lines(canon: Canon) -> Canon:
    text, looks = canon.text, list(canon.looks)
    feeds = []
    for start, end, key in canon.pieces(lambda look: look.styles >= {Style.PRE} and (look.styles, look.language)):
        if not key:
            continue
        first, last = start, end
        while first < last and text[first] == "\n":
            first += 1
        while last > first and text[last - 1] == "\n":
            last -= 1
        if _blank(text, first, last):
            first = last = start
        looks[start:first] = [look.but(Style.PRE) for look in looks[start:first]]
        looks[last:end] = [look.but(Style.PRE) for look in looks[last:end]]
        if first < last:
            feeds += _feeds(text, first, last)
    return _with(Canon(text, looks), feeds)


def _blank(text: str, start: int, end: int) -> bool:
    first, last = visible(text, start, end)
    return first == last


def _feeds(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The line feeds that put `text[start:end]` on lines of its own."""
    feeds = []
    if start > 0 and text[start - 1] != "\n":
        feeds.append((start, "\n"))
    if end < len(text) and text[end] != "\n":
        feeds.append((end, "\n"))
    return feeds


def _with(canon: Canon, added: Sequence[tuple[int, str]]) -> Canon:
    """The text with more put in, which is quoted within a quote and otherwise plain."""
    if not added:
        return canon
    texts: list[str] = []
    looks: list[Look] = []
    at = 0
    for place, more in sorted(dict(added).items()):
        texts += [canon.text[at:place], more]
        looks += canon.looks[at:place]
        around = [look.styles for look in canon.looks[max(place - 1, 0) : place + 1]]
        looks += [_QUOTED if all(Style.QUOTE in styles for styles in around) else PLAIN] * len(more)
        at = place
    return Canon("".join((*texts, canon.text[at:])), looks + canon.looks[at:])
