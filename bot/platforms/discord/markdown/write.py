"""Writes text with spans as markdown that Discord shows as exactly this text with exactly this formatting.

Styles nest in a fixed order of layers, and a layer is closed and opened again wherever an outer one begins or ends:

    quote      "> " before each line; the styles within are closed at its end
    code block fences on lines of their own
    spoiler    || … ||
    link       [ … ](<address>)
    marks      ** __ ~~ *, whichever reaches furthest on the outside
    code       ` … `, or `` … `` around backticks

Marks stand next to what they mark, never next to white space. A zero width space keeps two marks of one kind apart
where one closes and the other opens, backticks that would end code, and a mark from text that would close it early.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from bot.content import Span, Style
from bot.platforms.discord.markdown.addresses import ours
from bot.platforms.discord.markdown.canon import Canon, Look, canonical, is_white, visible
from bot.platforms.discord.markdown.names import FORM, is_message

APART: Final = "\u200b"

_MARKS: Final = {Style.UNDERLINE: "__", Style.STRIKE: "~~", Style.BOLD: "**", Style.ITALIC: "*"}
_SPECIAL: Final = re.compile(
    r"[\\*_~|`\[<]|:(?=[\w+-]+:)|@(?=everyone|here)|(?:(?<=http)|(?<=https)):(?=//)", re.IGNORECASE
)
"""What needs a backslash anywhere; also the colon of what only begins like an address, which might swallow others."""
_AT_LINE_START: Final = re.compile(
    r"^[^\S\n]*(?:[0-9]+(?=\.(?:\s|\Z))|(?=(?:#{1,3}|-#|[+-]|>|>>>)(?:\s|\Z)))", re.MULTILINE
)
_THREE_BACKTICKS: Final = re.compile("`(?=``)")
_TWO_BACKTICKS: Final = re.compile("`(?=`)")
_LIVE: Final = re.compile(rf"(?={FORM.pattern})<|@(?=everyone|here)", re.VERBOSE | re.ASCII)
"""What begins a mention in code, where no backslash helps."""


def write(text: str, spans: Iterable[Span]) -> str:
    """The markdown. The spans may overlap, nest, be empty or lie outside; for what Discord can't show see canon.py."""
    return written(canonical(text, spans))


def written(canon: Canon) -> str:
    """The markdown of a text that is in its canonical form already."""
    return "".join(
        _quoted(canon, start, end) if quoted else _flow(canon, start, end)
        for start, end, quoted in canon.pieces(lambda look: Style.QUOTE in look.styles)
    )


def _quoted(canon: Canon, start: int, end: int) -> str:
    return "\n".join("> " + line for line in _flow(canon, start, end, by_line=True).split("\n"))


def _flow(canon: Canon, start: int, end: int, *, by_line: bool = False) -> str:
    """Code blocks, and what stands between them."""
    flow = []
    for first, last, (is_block, language) in canon.pieces(_block, start, end):
        if is_block:
            flow.append(_fenced(canon.text[first:last], language))
        elif by_line:
            flow.append("\n".join(_Ink(canon).line(*line) for line in _lines(canon.text, first, last)))
        else:
            flow.append(_Ink(canon).line(first, last))
    return "".join(flow)


def _fenced(code: str, language: str) -> str:
    code = _THREE_BACKTICKS.sub("`" + APART, _harmless(code))
    # A block of nothing but backticks is none to Discord.
    if not code.strip("`\n"):
        code = APART + code
    return f"```{language}\n{code}\n```"


def _block(look: Look) -> tuple[bool, str]:
    return Style.PRE in look.styles, look.language


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    for line in text[start:end].split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _harmless(code: str) -> str:
    """Code in which nothing would be taken for a mention, not even by a program that does not know it is code."""
    return _LIVE.sub(lambda found: found[0] + APART, code)


class _Ink:
    """One stretch of text as it is written, layer by layer."""

    def __init__(self, canon: Canon) -> None:
        self._canon = canon
        self._out: list[str] = []
        self._open: list[str] = []
        self._closed = ""
        """The mark that was closed just now."""
        self._line_start = True

    def line(self, start: int, end: int) -> str:
        for first, last, hidden in self._canon.pieces(lambda look: Style.SPOILER in look.styles, start, end):
            if hidden:
                self._wrap("||", first, last, self._links)
            else:
                self._links(first, last)
        return "".join(self._out)

    def _links(self, start: int, end: int) -> None:
        for first, last, link in self._canon.pieces(lambda look: look.link, start, end):
            if link:
                self._wrap("[", first, last, self._marks, close=f"](<{link}>)")
            else:
                self._marks(first, last)

    def _marks(self, start: int, end: int, within: frozenset[Style] = frozenset()) -> None:
        looks = self._canon.looks
        at = start
        while at < end:
            wanted = [style for style in _MARKS if style in looks[at].styles and style not in within]
            reach = {style: self._reach(style, at, end) for style in wanted}
            if not wanted:
                stop = at + 1
                while stop < end and not (looks[stop].styles - within).intersection(_MARKS):
                    stop += 1
                self._plain(at, stop)
            else:
                style = max(wanted, key=reach.__getitem__)
                stop = reach[style]
                self._wrap(_MARKS[style], at, stop, partial(self._marks, within=within | {style}))
            at = stop

    def _reach(self, style: Style, at: int, end: int) -> int:
        while at < end and style in self._canon.looks[at].styles:
            at += 1
        return at

    def _plain(self, start: int, end: int) -> None:
        for first, last, is_code in self._canon.pieces(lambda look: Style.CODE in look.styles, start, end):
            if is_code:
                self._code(first, last)
            else:
                self._words(first, last)

    def _code(self, start: int, end: int) -> None:
        for first, last in _lines(self._canon.text, start, end):
            code = _harmless(self._canon.text[first:last])
            if first > start:
                self._say("\n")
            if not code.strip():
                self._say(code)
            elif "`" not in code:
                self._say(f"`{code}`")
            else:
                code = _TWO_BACKTICKS.sub("`" + APART, code)
                before = APART if code.lstrip().startswith("`") else ""
                after = APART if code.rstrip().endswith("`") else ""
                self._say(f"``{before}{code}{after}``")

    def _wrap(
        self, mark: str, start: int, end: int, inside: Callable[[int, int], None], close: str | None = None
    ) -> None:
        first, last = visible(self._canon.text, start, end)
        self._words(start, first)
        if first < last:
            self._begin(mark)
            inside(first, last)
            self._end(close or mark)
        self._words(last, end)

    def _begin(self, mark: str) -> None:
        # "~~" before "_" is kept apart as well: one client's rule for ~~ wants no _ behind it.
        if self._closed and (self._closed[-1] == mark[0] or (self._closed == "~~" and mark == "__")):
            self._out.append(APART)
        self._out.append(mark)
        self._open.append(mark)
        self._closed = ""
        self._line_start = True  # what a mark encloses is read by itself, from its start

    def _end(self, mark: str) -> None:
        # The first ~~ or || closes, whether or not a backslash stands before it.
        if mark in ("~~", "||") and self._out[-1].endswith(mark[0]):
            self._out.append(APART)
        self._out.append(mark)
        self._open.pop()
        self._closed = mark
        self._line_start = False

    def _say(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._closed = ""
            line = text.rpartition("\n")[2]
            self._line_start = (self._line_start or "\n" in text) and not line.strip()

    def _words(self, start: int, end: int) -> None:
        at = start
        for first, last in ours(self._canon.text, start, end):
            self._escaped(at, first)
            address = self._canon.text[first:last]
            if is_message(address):
                self._escaped(first, last)
            elif self._ends_by_itself(last, end):
                self._say(address)
            else:
                self._say(f"<{address}>")
            at = last
        self._escaped(at, end)

    def _ends_by_itself(self, at: int, end: int) -> bool:
        """Whether an address that ends here is followed by white space, or by nothing at all."""
        text = self._canon.text
        return is_white(text[at]) if at < end else at == len(text) and not self._open

    def _escaped(self, start: int, end: int) -> None:
        """Text in which nothing that means something to Discord is left without a backslash."""
        text = self._canon.text[start:end]
        places = {found.start() for found in _SPECIAL.finditer(text)}
        for found in _AT_LINE_START.finditer(text):
            if found.start() > 0 or self._line_start:
                places.add(found.end())
        if "[" in self._open:
            places |= {at for at, char in enumerate(text) if char == "]"}
        at = 0
        pieces = []
        for place in sorted(places):
            pieces += [text[at:place], "\\"]
            at = place
        self._say("".join((*pieces, text[at:])))
