"""Texts with formatting as Telegram has it, and texts made of what Discord takes for its own, for hypothesis."""

from collections.abc import Iterable

from hypothesis import strategies as st
from telegram import MessageEntity

from bot.content import Span, Style
from bot.platforms.discord.markdown import Names
from bot.platforms.telegram import entities as telegram
from tests.bot.telegram.strategies import texts

NAMES = Names("@someone", "@role", "#channel", "(message link)", "(file)")
LINKS = ("https://example.org/", "http://a.bc/x_y(z)", "https://a.bc/*|`~~<>[]\\ \"'")

FORMS = ["<@123>", "<@!123>", "<@&123>", "<#1>", "<:a:1>", "<a:b_c:22>", "<t:1>", "<t:1618953630:R>", "</x:1>"]
FORMS += ["</a b c:99>", "<id:browse>", "<id:linked-roles:5>", "<sound:1:2>", "@everyone", "@here", ":smile:"]
MARKS = ["*", "**", "_", "__", "~~", "||", "`", "``", "```", "\\", "[", "](", ")", "<", ">", "> ", ">>> ", "# ", "- "]
MARKS += [
    "-# ",
    "1. ",
    "+ ",
    "~",
    "|",
    ":",
    "@",
    "(",
    "]",
    "\n",
    " ",
    "\n\n",
    "#",
    "http://",
    "https://a.bc/",
    "¯\\_(ツ)_/¯",
]
WORDS = [
    "a",
    "b c",
    "x_y",
    "12",
    "é",
    "😀",
    "1\ufe0f\u20e3",
    "\u200b",
    "\ufeff",
    "\u3000",
    "\x1c",
    "\ud83d",
    "code",
    "py\n",
]
ADDRESSES = [
    "https://a.bc/x_y_",
    "https://a.bc/*b*",
    "http://a.bc/__c~~",
    "(https://a.bc/d)",
    "https://a.bc.",
    "HTTPS://a_b_c",
]

pieces = st.sampled_from(FORMS + MARKS + WORDS + ADDRESSES)
marked_texts = st.lists(pieces, max_size=25).map("".join) | texts
markdown = st.lists(pieces, max_size=60).map("".join) | st.text(max_size=60)


@st.composite
def overlapping(draw: st.DrawFn, texts: st.SearchStrategy[str] = marked_texts) -> tuple[str, tuple[Span, ...]]:
    """A text and spans that nest and overlap as they come, some of nothing, some outside."""
    text = draw(texts)
    place = st.integers(-2, len(text) + 2)
    return text, tuple(
        Span(style, start, end, detail)
        for style, start, end, detail in draw(
            st.lists(
                st.tuples(st.sampled_from(Style), place, place, st.sampled_from([*LINKS, "python", ""])), max_size=8
            )
        )
    )


@st.composite
def telegrams(draw: st.DrawFn) -> tuple[str, list[MessageEntity]]:
    """A text and entities that nest as Telegram lets them: spans are cut where they would overlap."""
    text, spans = draw(overlapping())
    text = text.encode("utf-16", "replace").decode("utf-16")
    return text, telegram.entities(text, _nested(spans))


def _nested(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        crossing = any(other.start < span.start < other.end < span.end for other in kept)
        crossing |= any(span.start < other.start < span.end < other.end for other in kept)
        if not crossing:
            kept.append(span)
    return kept


Sight = list[tuple[str, frozenset[str]]]


def sight(text: str, spans: Iterable[Span]) -> Sight:
    """What a reader sees: each character that shows, with its styles, where its link leads, its code's language."""
    looks: list[set[str]] = [set() for _ in text]
    for span in spans:
        for at in range(max(span.start, 0), min(span.end, len(text))):
            looks[at].add(f"{span.style} {span.detail}".strip())
    return [
        (char, frozenset(look))
        for char, look in zip(text, looks, strict=True)
        if not char.isspace() and char not in "\u200b\ufeff"
    ]
