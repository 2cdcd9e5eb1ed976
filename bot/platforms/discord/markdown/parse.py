"""Reads Discord's markdown as its client shows it: the visible text, and spans over it.

    text    = { block at a line's start | inline }
    block   = "> " quote lines | ">>> " quote to the end                a quote; not within a quote
            | "# " | "## " | "### " line                                a heading: bold
            | "-# " line                                                small print: plain
            | "- " | "* " | "+ " | "1. " line { line indented by two }  an item, kept as typed
            | "```" [language, line feed] code "```"                    a code block; also within a line
    inline  = "\\" mark                                                  the mark itself
            | "`" code "`" | "``" code "``" …                           nothing counts inside
            | "**" text "**" | "*" text "*" | "__" text "__" | "_" text "_" | "~~" text "~~" | "||" text "||"
            | "[" text "](" address ")" | "<" address ">" | address
            | "<@1>" | "<#1>" | "<:name:1>" | …                         words of Names, see names.py

The client tries its rules at each place, in the order above; of strong, underline and emphasis the longest match wins.
What a style encloses is cut out first and read by itself, so a style, a code or an address can't reach beyond it. That
is also why `_` may open within a word but not close there. What does not close is text. Where a style closes is told by
closers.py. Rules as in simple-markdown, which the client is built on, and as seen in the client.

Formatting nests `DEEPEST` levels, and marks that lie deeper are text: reading takes time in proportion to the text.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from bot.content import Span, Style
from bot.platforms.discord.markdown.addresses import bare, target
from bot.platforms.discord.markdown.closers import WHITE, Closers
from bot.platforms.discord.markdown.names import FORM, Names, holds_id, place, spoken, without_ids
from bot.platforms.discord.markdown.page import Page

DEEPEST: Final = 10

_SHRUG: Final = "¯\\_(ツ)_/¯"
_STOP: Final = re.compile(r"[\\*_~|`<\[\n¯]|(?i:https?://)")
"""Where something other than plain text may begin."""
_ESCAPED: Final = re.compile(r"\\([^0-9A-Za-z\s])")
_FENCE: Final = re.compile(r"```(?:([A-Za-z0-9_+\-.#]+)\n)?\n*")
_ANGLED: Final = re.compile(r"<(https?://[^\s<>]+)>")
_ADDRESS_IN_LABEL: Final = re.compile(r"https?://\w")

_QUOTE: Final = re.compile(r" *>(>> | )")
_QUOTE_LINE: Final = re.compile(r"\n *> ")
_HEADING: Final = re.compile(r" *#{1,3} (?!#) *(?=[^\s])")
_SMALL: Final = re.compile(r" *-# (?!-#) *(?=[^\s])")
_ITEM: Final = re.compile(r"( *)(?:[+*-]|[0-9]{1,10}\.) +(?=[^\s])")


def parse(content: str, resolve: Names) -> tuple[str, tuple[Span, ...]]:
    """The text as it is seen, and its formatting in code points, the outer before the inner. Never raises."""
    page = read(content, resolve)
    page.spans.reverse()  # what closed last is outermost
    return "".join(page.pieces), tuple(sorted(page.spans, key=lambda span: (span.start, -span.end)))


def read(content: str, resolve: Names) -> Page:
    """The same as it was put together, with what it took."""
    page = Page(resolve)
    _Region(page, content, 0, frozenset()).read(line_start=True)
    return page


@dataclass(slots=True)
class _Region:
    """A stretch of markdown that is read by itself: the message, or what a style or a block encloses."""

    page: Page
    text: str
    depth: int
    within: frozenset[Style]
    closers: Closers = field(init=False)

    def __post_init__(self) -> None:
        self.closers = Closers(self.text)
        self.page.steps += len(self.text)

    def read(self, line_start: bool) -> None:
        """`line_start`: whether a block may begin right here."""
        at = 0
        while at < len(self.text):
            self.page.steps += 1
            if line_start and (after := self._block(at)) is not None:
                at, line_start = after, False
                continue
            if self.text[at] == "\n":
                self.page.say("\n")
                at, line_start = at + 1, True
                continue
            after = self._inline(at, line_start)
            line_start = line_start and not self.text[at:after].strip(" ")
            at = after

    # --- blocks: each returns where the reading goes on, or None if it is not there ---

    def _block(self, at: int) -> int | None:
        if self.depth >= DEEPEST:
            return None
        if Style.QUOTE not in self.within and (found := _QUOTE.match(self.text, at)):
            return self._quote(at, found)
        if found := _HEADING.match(self.text, at):
            end = _line_end(self.text, found.end())
            self._enclose(Style.BOLD, self.text[found.end() : end], line_start=True)
            self.page.block_ended = True
            return end
        if found := _SMALL.match(self.text, at):
            end = _line_end(self.text, found.end())
            self._inner(self.text[found.end() : end], self.within).read(line_start=True)
            return end
        if found := _ITEM.match(self.text, at):
            return self._item(found)
        return None

    def _quote(self, at: int, marker: re.Match[str]) -> int:
        if marker[1] == " ":
            end = _line_end(self.text, at)
            while following := _QUOTE_LINE.match(self.text, end):
                end = _line_end(self.text, following.end())
            lines = self.text[at:end].split("\n")
            inner = "\n".join(line.lstrip(" ")[2:] for line in lines)
        else:
            end, inner = len(self.text), self.text[marker.end() :]
        self._enclose(Style.QUOTE, inner, line_start=True, block=True)
        return end

    def _item(self, marker: re.Match[str]) -> int:
        end = _line_end(self.text, marker.end())
        indented = "\n" + marker[1] + "  "
        while self.text.startswith(indented, end) and not self.text.startswith("\n", end + len(indented)):
            end = _line_end(self.text, end + len(indented))
        self.page.say(marker[0])
        self._inner(self.text[marker.end() : end], self.within).read(line_start=True)
        return end

    # --- inline: each returns where the reading goes on; a mark that means nothing is text ---

    def _inline(self, at: int, line_start: bool) -> int:
        match self.text[at]:
            case "\\":
                after = self._escape(at)
            case "`":
                after = self._code(at)
            case "*" | "_":
                after = self._emphasis(at, line_start)
            case "~":
                after = self._twice(at, "~~", Style.STRIKE, line_start)
            case "|":
                after = self._twice(at, "||", Style.SPOILER, line_start)
            case "<":
                after = self._angled(at)
            case "[":
                after = self._link(at)
            case "h" | "H":
                after = self._address(at)
            case "¯" if self.text.startswith(_SHRUG, at):
                after = self._say(at, at + len(_SHRUG))
            case _:
                after = None
        if after is not None:
            return after
        stop = _STOP.search(self.text, at + 1)
        return self._say(at, stop.start() if stop else len(self.text))

    def _say(self, start: int, end: int) -> int:
        self.page.say(self.text[start:end])
        return end

    def _escape(self, at: int) -> int | None:
        found = _ESCAPED.match(self.text, at)
        if found is None:
            return None
        # A mention behind a backslash is shown raw, and would tell who it is.
        if (form := FORM.match(self.text, at + 1)) and holds_id(form):
            self.page.say(spoken(form, self.page.names))
            return form.end()
        self.page.say(found[1])
        return found.end()

    def _code(self, at: int) -> int:
        if self.text.startswith("```", at) and (after := self._code_block(at)) is not None:
            return after
        found = self.closers.code(at)
        if found is None:
            return self._say(at, _run_end(self.text, at))
        length, close = found
        code = _unpadded(self.text[at + length : close])
        if not code.strip():
            return self._say(at, close + length)
        self._show_code(Style.CODE, code)
        return close + length

    def _code_block(self, at: int) -> int | None:
        fence = _FENCE.match(self.text, at)
        start = fence.end() if fence else at
        close = self.closers.fence(start + 1)
        if fence is None or close is None or not self.text[start:close].strip("`\n"):
            return None
        self._show_code(Style.PRE, self.text[start:close].rstrip("\n"), fence[1] or "")
        self.page.block_ended = True
        return close + 3

    def _show_code(self, style: Style, code: str, language: str = "") -> None:
        start = self.page.begin(block=style is Style.PRE)
        self.page.say(without_ids(code, self.page.names))
        self.page.style(style, start, language)

    def _emphasis(self, at: int, line_start: bool) -> int | None:
        double = self.text[at] * 2
        close = self.closers.emphasis(at)
        style, length, end = Style.ITALIC, 1, close
        if self.text.startswith(double, at):
            wide = self.closers.strong(at) if double == "**" else self.closers.underline(at)
            if wide is not None and (close is None or wide + 2 > close + 1):
                style, length, end = (Style.BOLD if double == "**" else Style.UNDERLINE), 2, wide
        if end is None or self.depth >= DEEPEST:
            return None
        self._enclose(style, self.text[at + length : end], line_start)
        return end + length

    def _twice(self, at: int, mark: str, style: Style, line_start: bool) -> int | None:
        if not self.text.startswith(mark, at) or self.depth >= DEEPEST:
            return None
        close = self.closers.twice(mark, at)
        if close is None:
            return None
        self._enclose(style, self.text[at + 2 : close], line_start)
        return close + 2

    def _angled(self, at: int) -> int | None:
        if form := FORM.match(self.text, at):
            self.page.say(spoken(form, self.page.names))
            return form.end()
        if found := _ANGLED.match(self.text, at):
            start = self.page.begin()
            word = place(found[1], self.page.names)
            self.page.say(word or found[1])
            # Most addresses are links by themselves; one that ends in a full stop is a link only with this mark.
            if not word and bare(found[1], 0) != len(found[1]) and Style.LINK not in self.within:
                self.page.style(Style.LINK, start, found[1])
            return found.end()
        return None

    def _address(self, at: int) -> int | None:
        end = bare(self.text, at)
        if end is None:
            return None
        if word := place(self.text[at:end], self.page.names):
            self.page.say(word)
            return end
        return self._say(at, end) if self.text.startswith("http", at) else None

    def _link(self, at: int) -> int | None:
        close = self.closers.bracket(at)
        if close is None or Style.LINK in self.within or self.depth >= DEEPEST:
            return None
        found, label = target(self.text, close + 1), self.text[at + 1 : close]
        if found is None or all(char in WHITE for char in label) or _ADDRESS_IN_LABEL.search(label):
            return None
        address, end = found
        if word := place(address, self.page.names):
            self._inner(label, self.within | {Style.LINK}).read(line_start=False)
            self.page.say(f" ({word})")
        else:
            self._enclose(Style.LINK, label, line_start=False, detail=address)
        return end

    # --- what is enclosed ---

    def _enclose(self, style: Style, inner: str, line_start: bool, *, block: bool = False, detail: str = "") -> None:
        start = self.page.begin(block=block)
        self._inner(inner, self.within | {style}).read(line_start)
        if style not in self.within:
            self.page.style(style, start, detail)
        self.page.block_ended |= block

    def _inner(self, text: str, within: frozenset[Style]) -> "_Region":
        return replace(self, text=text, depth=self.depth + 1, within=within)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _run_end(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end] == text[at]:
        end += 1
    return end


def _unpadded(code: str) -> str:
    """A space that only keeps a backtick of the code's own away from the marks is not part of the code."""
    if code.startswith(" ") and code.lstrip(" ").startswith("`"):
        code = code[1:]
    if code.endswith(" ") and code.rstrip(" ").endswith("`"):
        code = code[:-1]
    return code
