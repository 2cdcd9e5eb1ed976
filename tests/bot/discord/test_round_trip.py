"""Any Unicode text comes back from the other platform with the same visible text and the same formatting."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content import Content, Span, Style
from bot.plain import LIMIT
from bot.platforms.discord.markdown import parse
from tests.bot.discord import strategies as discord
from tests.bot.discord.returning import expected, page
from tests.bot.discord.strategies import NAMES
from tests.bot.discord.there_and_back import from_discord, kept_by_telegram, relayed, same, to_discord, to_telegram
from tests.bot.telegram import strategies as telegram

A = "https://a.bc/"
LINKS = (f"{A}x(y)[z]", f"http://a.bc/{'x' * 600}", "https://a.bc", "HTTPS://A.bc/ü 1", f"{A}|`*_<>\\")
CODE = frozenset({Style.CODE, Style.PRE})

MORE = [
    *(
        "مرحبا",
        "e\u0301\u0327\u0489",
        "👨‍👩‍👧‍👦",
        "🏴\U000e0067\U000e0062\U000e007f",
        "𝔘𝔫𝔦",
        "\U00020000",
        "\U0010fffd",
        "\ue000",
    ),
    *("\u2066a\u2069", "\u202e", "\t", "\r\n", "\x85", "\xa0", "ﬁ", "İ", "\x00", "\ufdd0", "\U000e0001", "\u2028"),
    *("◆", "\n◆ You", "\u200b⬥", "```py\n", "\n```", "~~~", "`\u200b`", "[x](https://a.bc)", "a\\", "(((", "))"),
    *("<@123456789012345678>", "https://discord.com/channels/1/2", "https://cdn.discordapp.com/attachments/1/2/a.png"),
]
pieces = st.sampled_from([*discord.FORMS, *discord.MARKS, *discord.WORDS, *discord.ADDRESSES, *telegram._PIECES, *MORE])
planes = st.text(st.characters(codec="utf-8") | st.characters(min_codepoint=0x10000), max_size=40)
written = st.lists(pieces, max_size=40).map("".join) | planes
typed = st.lists(pieces | st.sampled_from(["**", "*", "__", "~~", "||", "`", "> "]), max_size=40).map("".join)


def taken(text: str) -> str:
    """As an app sends it: half characters belong together or are none."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def allowed(kept: list[Span], span: Span) -> bool:
    """Whether Telegram lets it stand beside and within the others."""
    for other in kept:
        if span.end <= other.start or other.end <= span.start:
            continue
        inner, outer = sorted((span, other), key=lambda each: each.end - each.start)
        coded = {inner.style, outer.style} & CODE
        if inner.start < outer.start or inner.end > outer.end or inner.style is outer.style:
            return False
        if coded and (inner.style not in CODE or outer.style is not Style.QUOTE):
            return False
    return True


@st.composite
def messages(draw: st.DrawFn, texts: st.SearchStrategy[str] = written, most: int = 8) -> tuple[str, tuple[Span, ...]]:
    """What somebody on Telegram can write: entities nest, and nothing but a quote holds code."""
    text = taken(draw(texts))
    kept: list[Span] = []
    place = st.integers(0, len(text))
    for style, one, other in draw(st.lists(st.tuples(st.sampled_from(Style), place, place), max_size=most)):
        details = {Style.LINK: LINKS, Style.PRE: ("py", "c++", "no language", "")}
        span = Span(style, min(one, other), max(one, other), draw(st.sampled_from(details.get(style, ("",)))))
        if span.start < span.end and allowed(kept, span):
            kept.append(span)
    return text, tuple(kept)


def comes_back(text: str, spans: tuple[Span, ...]) -> None:
    content = relayed(text, spans)
    if content is not None:
        same(expected(content.text, content.spans, NAMES), map(from_discord, to_discord(content)))


@settings(max_examples=250, deadline=None)
@given(messages())
@example(("ok◆ You left", (Span(Style.QUOTE, 0, 2),)))
@example(("+\u205f@", (Span(Style.PRE, 1, 2),)))
@example(("a`b ```c", (Span(Style.CODE, 0, 8),)))
@example(("||a||b|", (Span(Style.SPOILER, 0, 7), Span(Style.BOLD, 1, 4))))
@example(("a [b](c) d", (Span(Style.LINK, 2, 8, f"{A}(x)[y]"), Span(Style.ITALIC, 3, 5))))
@example(("one\ntwo\n\nthree", (Span(Style.QUOTE, 0, 14), Span(Style.PRE, 4, 7, "py"))))
def test_what_telegram_shows_comes_back_from_discord(case: tuple[str, tuple[Span, ...]]) -> None:
    comes_back(*case)


long_ones = st.lists(pieces, min_size=200, max_size=900).map("".join).map(lambda text: text[:LIMIT])


@settings(max_examples=12, deadline=None)
@given(messages(long_ones, most=40))
def test_a_text_of_several_messages_comes_back_too(case: tuple[str, tuple[Span, ...]]) -> None:
    comes_back(*case)


@settings(max_examples=200, deadline=None)
@given(typed)
@example("**`a`** ||`b`|| [`c`](https://a.bc)")
@example("> ```py\n> x = '`'\n> ```\n>>> **a\nb**")
@example("`😀\t😀` ||😀\t||")
def test_what_discord_shows_comes_back_from_telegram(markdown: str) -> None:
    content = relayed(*parse(taken(markdown).strip(), NAMES))
    if content is None:
        return
    there = [kept_by_telegram(*each) for each in to_telegram(content)]
    with_spaces = Content(content.text.replace("\t", " "), content.spans)
    same(page(with_spaces.text, with_spaces.spans), [page(*each) for each in there])
    for text, spans in there:
        comes_back(text, spans)


@pytest.mark.parametrize(
    "piece", ["a", "*", "`", "😀", "|| ", "\\", "e\u0301", f"> {'word ' * 9}\n", "👨‍👩‍👧‍👦", "שלום ", "https://a.bc "]
)
@pytest.mark.parametrize("style", [None, *Style])
def test_the_longest_texts_come_back_whatever_they_are_made_of(piece: str, style: Style | None) -> None:
    text = (piece * LIMIT)[:LIMIT]
    comes_back(text, () if style is None else (Span(style, 0, LIMIT, A if style is Style.LINK else ""),))


@pytest.mark.parametrize(
    ("text", "span", "other"),
    [
        ("ab", Span(Style.BOLD, 0, 1), "**b**"),
        ("a b", Span(Style.CODE, 0, 1), "a"),
        ("ab", Span(Style.LINK, 0, 1, A), f"[a]({A}x)b"),
        ("ab", Span(Style.PRE, 0, 2, "py"), "```c\nab\n```"),
        ("a b", Span(Style.QUOTE, 0, 3), "a b"),
        ("a b", Span(Style.BOLD, 0, 3), "**a  b**"),
        ("a b", Span(Style.BOLD, 0, 3), "**a b** c"),
        ("a b", Span(Style.BOLD, 0, 3), "**a**"),
    ],
)
def test_the_proof_would_see_what_went_wrong(text: str, span: Span, other: str) -> None:
    with pytest.raises(AssertionError):
        same(expected(text, [span], NAMES), [from_discord(other)])
