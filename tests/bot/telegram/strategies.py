"""Texts as people write them, and worse, for hypothesis."""

from hypothesis import strategies as st

from bot.content import Span, Style

# Astral characters, joined emoji, flags, skin tones, combining marks, Hangul letters, right-to-left text, ligatures.
_PIECES = [
    "a",
    "word",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    ".",
    "é",
    "e\u0301",
    "😀",
    "👨‍👩‍👧",
    "👍🏽",
    "🇩🇪",
    "🇫🇷",
    "ﷺ",
]
_PIECES += ["שלום", "\u200f", "\u1112\u1161\u11ab", "中", "x" * 40, "𝔘", "\u200b", "❤\ufe0f"]

texts = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join) | st.text(max_size=80)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text and spans within it, nested and overlapping as they come."""
    text = draw(texts)
    if not text:
        return text, ()
    place = st.integers(0, len(text) - 1)
    spans = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(place)
        end = draw(st.integers(start + 1, len(text)))
        style = draw(st.sampled_from(Style))
        details = {Style.LINK: "https://example.org/", Style.PRE: "python"}
        spans.append(Span(style, start, end, details.get(style, "")))
    return text, tuple(spans)
