"""What Telegram → Discord → Telegram leaves of a text: everything but what is listed here. Written without canon.py.

What Discord cannot show, or shows as something else, and nothing more:

1. Code holds nothing but itself, within a quote perhaps; what is hidden or linked is no code.
2. A style that covers only some of an address, or whose mark occurs in it, is dropped there; what hides, hides all.
3. A link whose words hold an address or only emoji, or that is longer than a part could bear, is spelled out behind
   them; emoji among other words are not linked. What would end a link is percent-encoded in it.
4. A quote or a block of code that begins or ends within a line begins or ends a line. White space at the ends of a
   quote, and line feeds at those of a block, are beside it; neither is there around white space alone.
5. A name of a language that Discord would not take for one is dropped.
6. How white space looks is not looked at, nor are zero width spaces: they keep marks apart.
7. Of more than 200 formats of one message the later ones are dropped, whoever writes them (plain.MOST_SPANS).
8. Read back, an id of Discord's becomes a word, and so does an address that holds one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from bot.content import Span, Style
from bot.platforms.discord.markdown.addresses import ours
from bot.platforms.discord.markdown.canon import is_white
from bot.platforms.discord.markdown.names import FORM, Names, holds_id, is_message, place, spoken

APART: Final = "\u200b"
SPACE: Final = "".join(filter(is_white, map(chr, range(0x10000))))
LONGEST_LINK: Final = 500
LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+.#-]{1,64}")
ENDS_A_LINK: Final = re.compile(r"[\s<>()\[\]{}|\\`\"'^\x00-\x1f\x7f-\x9f]")
OF_DISCORD: Final = re.compile(
    r"https?://(?:(?:\w{1,16}\.)?discord(?:app)?\.com(?::\d{1,5})?/channels(?![\w-])"
    r"|(?:cdn|media|images-ext-\d)\.discordapp\.(?:com|net)(?![\w.-]))[^\s<>`]*",
    re.ASCII | re.IGNORECASE,
)
MARKS: Final = {Style.BOLD: "**", Style.ITALIC: "*", Style.UNDERLINE: "__", Style.STRIKE: "~~"}
EMOJI: Final = re.compile(
    "[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae\u200d\u203c\u2049\u20e3\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328"
    "\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07"
    "\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)


@dataclass(slots=True)
class Sign:
    """One character with its styles; `link` and `language` where they mean something."""

    char: str
    styles: set[Style]
    link: str = ""
    language: str = ""

    def loses(self, *styles: Style) -> None:
        self.styles -= set(styles)

    @property
    def look(self) -> frozenset[str]:
        details = {Style.LINK: self.link, Style.PRE: self.language}
        return frozenset(f"{style} {details.get(style, '')}".strip() for style in self.styles)


def page(text: str, spans: Iterable[Span]) -> list[Sign]:
    """Every character with what the spans say of it; of links and blocks of code that overlap, the first counts."""
    signs = [Sign(char, set()) for char in text]
    for span in sorted(spans, key=lambda span: span.start):
        detail = span.detail
        if span.style is Style.LINK:
            detail = encoded(detail)
            if not detail:
                continue
        for sign in signs[max(span.start, 0) : max(span.end, 0)]:
            if span.style is Style.LINK and Style.LINK not in sign.styles:
                sign.link = detail
            if span.style is Style.PRE and Style.PRE not in sign.styles:
                sign.language = detail if LANGUAGE.fullmatch(detail) else ""
            sign.styles.add(span.style)
    return signs


def expected(text: str, spans: Iterable[Span], names: Names) -> list[Sign]:
    """What is there in the end."""
    signs = page(text, spans)
    for step in (code_alone, links, addresses, whole_lines, lambda signs: read_back(signs, names)):
        signs = step(signs)
    return signs


def runs(signs: list[Sign], key: Callable[[Sign], object]) -> Iterator[tuple[int, int]]:
    """Where neighbours agree in something that is true of them."""
    start = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or key(signs[at]) != key(signs[start]):
            if key(signs[start]):
                yield start, at
            start = at


def words(signs: Sequence[Sign]) -> str:
    return "".join(sign.char for sign in signs)


# --- 1


def code_alone(signs: list[Sign]) -> list[Sign]:
    for sign in signs:
        if sign.styles & {Style.SPOILER, Style.LINK}:
            sign.loses(Style.CODE, Style.PRE)
        elif Style.PRE in sign.styles:
            sign.styles &= {Style.PRE, Style.QUOTE}
        elif Style.CODE in sign.styles:
            sign.styles &= {Style.CODE, Style.QUOTE}
    for start, end in runs(signs, lambda sign: Style.CODE in sign.styles):
        if not words(signs[start:end]).strip() or all(map(is_white, words(signs[start:end]))):
            for sign in signs[start:end]:
                sign.loses(Style.CODE)
    return signs


# --- 2, 3


def encoded(address: str) -> str:
    scheme, colon, rest = address.partition("://")
    if not colon or scheme.lower() not in ("http", "https") or not rest:
        return ""
    return f"{scheme.lower()}://" + ENDS_A_LINK.sub(lambda found: quote(found[0], safe="", errors="replace"), rest)


def found(signs: list[Sign]) -> list[tuple[int, int]]:
    """Where addresses stand in the text outside code."""
    text, prose = words(signs), runs(signs, lambda sign: not sign.styles & {Style.CODE, Style.PRE})
    return [address for start, end in prose for address in ours(text, start, end)]


def links(signs: list[Sign]) -> list[Sign]:
    behind: dict[int, list[Sign]] = {}
    places = found(signs)
    for start, end in runs(signs, lambda sign: sign.link):
        link, label = signs[start].link, signs[start:end]
        inside = [stop for begin, stop in places if begin < end and stop > start]
        told = words(label).strip(SPACE)
        bare = EMOJI.sub("", told)
        if inside or "://" in bare or len(link) > LONGEST_LINK or not bare.strip():
            for sign in label:
                sign.loses(Style.LINK)
            if told and told.rstrip("/") != link.rstrip("/"):
                last = start + max(at for at, sign in enumerate(label) if not is_white(sign.char)) + 1
                last = max([last, *inside])
                gap = "" if last == len(signs) or is_white(signs[last].char) else " "
                behind[last] = around(signs, last, f" ({link}){gap}")
        else:
            for emoji in EMOJI.finditer(words(label)):
                for sign in label[emoji.start() : emoji.end()]:
                    sign.loses(Style.LINK)
    return with_(signs, behind)


def addresses(signs: list[Sign]) -> list[Sign]:
    for start, end in found(signs):
        parts = signs[start:end]
        every = set.intersection(*({*sign.styles} for sign in parts)) - {Style.LINK, Style.QUOTE}
        every -= {style for style, mark in MARKS.items() if mark in words(parts)}
        if any(Style.SPOILER in sign.styles for sign in parts):
            every.add(Style.SPOILER)
        every |= parts[0].styles & {Style.QUOTE}
        for sign in parts:
            sign.styles = {*every}
    return signs


# --- 4


def whole_lines(signs: list[Sign]) -> list[Sign]:
    signs = lines(signs, lambda sign: Style.QUOTE in sign.styles, Style.QUOTE, is_white)
    return lines(
        signs,
        lambda sign: Style.PRE in sign.styles and (frozenset(sign.styles), sign.language),
        Style.PRE,
        lambda char: char == "\n",
    )


def lines(signs: list[Sign], key: Callable[[Sign], object], style: Style, beside: Callable[[str], bool]) -> list[Sign]:
    feeds: dict[int, list[Sign]] = {}
    for start, end in list(runs(signs, key)):
        first, last = start, end
        while first < last and beside(signs[first].char):
            first += 1
        while last > first and beside(signs[last - 1].char):
            last -= 1
        if all(is_white(sign.char) for sign in signs[first:last]):
            first = last = start
        for sign in (*signs[start:first], *signs[last:end]):
            sign.loses(style)
        for at in (first, last) if first < last else ():
            if 0 < at < len(signs) and signs[at - (at == first)].char != "\n":
                feeds[at] = around(signs, at, "\n")
    return with_(signs, feeds)


def around(signs: list[Sign], at: int, more: str) -> list[Sign]:
    quoted = all(Style.QUOTE in sign.styles for sign in signs[max(at - 1, 0) : at + 1])
    return [Sign(char, {Style.QUOTE} if quoted else set()) for char in more]


def with_(signs: list[Sign], added: dict[int, list[Sign]]) -> list[Sign]:
    return [each for at in range(len(signs) + 1) for each in (*added.get(at, ()), *signs[at : at + 1])]


# --- 8


def read_back(signs: list[Sign], names: Names) -> list[Sign]:
    for first, last in reversed(found(signs)):
        address = words(signs[first:last])
        if (word := place(address, names)) and not is_message(address):
            signs[first:last] = [replace(signs[first], char=char) for char in word]
    for start, end in reversed(list(runs(signs, lambda sign: sign.styles & {Style.CODE, Style.PRE}))):
        for shown in reversed(list(OF_DISCORD.finditer(words(signs[start:end])))):
            first, last = start + shown.start(), start + shown.end()
            signs[first:last] = [replace(signs[first], char=char) for char in place(shown[0], names) or ""]
    text = words(signs)
    for start, end in reversed(list(runs(signs, lambda sign: not sign.styles & {Style.CODE, Style.PRE}))):
        for form in reversed([form for form in FORM.finditer(text, start, end) if holds_id(form)]):
            first, last = form.span()
            if all(sign.look == signs[first].look for sign in signs[first:last]):
                signs[first:last] = [replace(signs[first], char=char) for char in spoken(form, names)]
    return signs
