"""The look-ups answer as simple-markdown's regular expressions would; here those are written out, slow as they are."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.discord.markdown.closers import Closers

texts = st.text(alphabet="*_\\` a[]~|\n", max_size=14)

EMPHASIS = re.compile(
    r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    re.ASCII,
)
STRONG = re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")
UNDERLINE = re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")
STRIKE = re.compile(r"~~([\s\S]+?)~~")
SPOILER = re.compile(r"\|\|([\s\S]+?)\|\|")
CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")


def places(text: str, mark: str) -> list[int]:
    """Where a mark may open: no backslash takes it."""
    unescaped = re.sub(r"\\[\s\S]", "\0\0", text)
    return [at for at in range(len(text)) if unescaped.startswith(mark, at)]


def closes(rule: re.Pattern[str], text: str, at: int, width: int) -> int | None:
    found = rule.match(text[at:])
    return at + found.end() - width if found else None


@given(texts)
@example("***a** b*")
@example("*a ***")
@example(r"*a\ *")
def test_emphasis_closes_where_its_expression_says(text: str) -> None:
    for at in [*places(text, "*"), *places(text, "_")]:
        assert Closers(text).emphasis(at) == closes(EMPHASIS, text, at, 1), at


@given(texts)
@example("*****")
@example(r"**a\***")
def test_strong_and_underline_close_where_their_expressions_say(text: str) -> None:
    for at in places(text, "**"):
        assert Closers(text).strong(at) == closes(STRONG, text, at, 2), at
    for at in places(text, "__"):
        assert Closers(text).underline(at) == closes(UNDERLINE, text, at, 2), at


@given(texts)
@example("~~~~~")
def test_what_is_struck_out_or_hidden_ends_at_the_first_pair(text: str) -> None:
    for mark, rule in ("~~", STRIKE), ("||", SPOILER):
        for at in places(text, mark):
            assert Closers(text).twice(mark, at) == closes(rule, text, at, 2), at


@given(texts)
@example("``a`")
@example("```a``b`")
def test_code_ends_where_its_expression_says(text: str) -> None:
    for at in range(len(text)):
        if text[at] == "`" and (at == 0 or text[at - 1] != "`"):
            found = CODE.match(text[at:])
            expected = (len(found[1]), at + found.end() - len(found[1])) if found else None
            assert Closers(text).code(at) == expected, at


@given(st.text(alphabet="[]a\\", max_size=14))
def test_brackets_find_their_partners(text: str) -> None:
    unescaped = re.sub(r"\\[\s\S]", "\0\0", text)
    for at in places(text, "["):
        depth, partner = 0, None
        for place in range(at, len(text)):
            depth += (unescaped[place] == "[") - (unescaped[place] == "]")
            if depth == 0:
                partner = place
                break
        assert Closers(text).bracket(at) == partner
