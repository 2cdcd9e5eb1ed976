"""What is written for Discord, example by example."""

import pytest
from hypothesis import given

from bot.content import Span, Style
from bot.platforms.discord.markdown import parse, write
from tests.bot.discord.strategies import NAMES, overlapping, sight

A = "https://a.bc/"


def spans(*given: tuple[str, int, int] | tuple[str, int, int, str]) -> list[Span]:
    return [Span(Style(style), *rest) for style, *rest in given]


PLAIN = [
    ("a b c", "a b c"),
    ("*a* _b_ ~~c~~ ||d|| `e`", r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
    ("snake_case \\", r"snake\_case \\"),
    ("[a](http://b.cd)", r"\[a](<http://b.cd>)"),
    ("# a\n## b\n#c\n-# d", "\\# a\n\\## b\n#c\n\\-# d"),
    ("- a\n+ b\n* c\n10. d\n-e\n1.5", "\\- a\n\\+ b\n\\* c\n10\\. d\n-e\n1.5"),
    ("> a\n>>> b\n>:(", "\\> a\n\\>>> b\n>:("),
    ("  # a", "  \\# a"),
    ("a # b - c > d 1. e", "a # b - c > d 1. e"),
    ("<@1> @everyone @here <3 a < b", r"\<@1> \@everyone \@here \<3 a \< b"),
    (":smile: 12:30:45 a: b:", r"\:smile: 12\:30:45 a: b:"),
    ("¯\\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
    (f"see {A}x_y_*z* ok", f"see {A}x_y_*z* ok"),
    (f"{A}_a_", f"{A}_a_"),
    (f"({A}b), {A}c.", f"(<{A}b>), <{A}c>."),
    (f"<{A}>", f"\\<<{A}>>"),
    ("https://discord.com/channels/1/2", r"https\://discord.com/channels/1/2"),
    ("http://a<b", r"http\://a\<b"),
    ("\ud83d", "\ufffd"),
]


@pytest.mark.parametrize(("text", "markdown"), PLAIN)
def test_plain_text_stays_plain(text: str, markdown: str) -> None:
    assert write(text, ()) == markdown


STYLED = [
    ("abc", spans(("bold", 1, 2)), "a**b**c"),
    ("abc", spans(("bold", 0, 2), ("italic", 1, 3)), "**a*b***\u200b*c*"),
    ("abc", spans(("italic", 0, 3), ("bold", 0, 1)), "***a**bc*"),
    ("ab", spans(("bold", 0, 1), ("italic", 1, 2)), "**a**\u200b*b*"),
    ("ab", spans(("strike", 0, 1), ("underline", 1, 2)), "~~a~~\u200b__b__"),
    ("a b", spans(("bold", 0, 2), ("bold", 1, 3)), "**a b**"),
    (" a ", spans(("bold", 0, 3)), " **a** "),
    ("a  b", spans(("bold", 1, 3)), "a  b"),
    ("- a", spans(("bold", 0, 3)), "**\\- a**"),
    ("a # b", spans(("bold", 2, 5)), "a **\\# b**"),
    ("a*", spans(("italic", 0, 2)), "*a\\**"),
    ("a|", spans(("spoiler", 0, 2)), "||a\\|\u200b||"),
    ("a~", spans(("strike", 0, 2)), "~~a\\~\u200b~~"),
    ("ab", spans(("spoiler", 1, 2), ("bold", 0, 2)), "**a**||**b**||"),
    ("a`b", spans(("code", 0, 3)), "``a`b``"),
    ("`a``", spans(("code", 0, 4)), "``\u200b`a`\u200b`\u200b``"),
    ("a\nb", spans(("code", 0, 3)), "`a`\n`b`"),
    ("a *b* c", spans(("bold", 0, 7), ("code", 2, 5)), "**a** `*b*` **c**"),
    ("ab", spans(("code", 0, 2), ("spoiler", 1, 2)), "`a`||b||"),
    ("a", spans(("pre", 0, 1, "c++")), "```c++\na\n```"),
    ("a", spans(("pre", 0, 1, "no language")), "```\na\n```"),
    ("a b c", spans(("pre", 2, 3)), "a \n```\nb\n```\n c"),
    ("a \u205f b", spans(("pre", 1, 4)), "a \u205f b"),
    ("```", spans(("pre", 0, 3)), "```\n`\u200b``\n```"),
    ("``", spans(("pre", 0, 2)), "```\n\u200b``\n```"),
    ("a b c", spans(("quote", 2, 3)), "a \n> b\n c"),
    ("a\n\n> b", spans(("quote", 0, 6), ("bold", 0, 6)), "> **a**\n> \n> **\\> b**"),
    ("a\nb\nc", spans(("quote", 0, 5), ("pre", 2, 3)), "> a\n> ```\n> b\n> ```\n> c"),
    ("abc", spans(("link", 1, 2, A)), f"a[b](<{A}>)c"),
    ("a]b", spans(("link", 0, 3, A)), f"[a\\]b](<{A}>)"),
    ("ab", spans(("link", 0, 2, A), ("bold", 0, 1)), f"[**a**b](<{A}>)"),
    ("a", spans(("link", 0, 1, "http://b.cd/)_(\\ >\n")), "[a](<http://b.cd/%29_%28%5C%20%3E%0A>)"),
    ("a", spans(("link", 0, 1, "tg://user?id=1")), "a"),
    ("a", spans(("link", 0, 1, "javascript:alert(1)")), "a"),
    ("hi 👋 you", spans(("link", 0, 8, A)), f"[hi](<{A}>) 👋 [you](<{A}>)"),
    ("👋 you", spans(("link", 0, 1, A)), f"👋 (<{A}>) you"),
    ("https://b.cd", spans(("link", 0, 12, A)), f"https://b.cd (<{A}>)"),
    (A, spans(("link", 0, 13, A)), A),
    (f"a {A}b c", spans(("bold", 0, 8)), f"**a** {A}b c"),
    (f"a {A}b c", spans(("spoiler", 0, 8)), f"||a <{A}b>|| c"),
    (f"{A}*", spans(("italic", 0, 14), ("bold", 0, 14)), f"**<{A}*>**"),
    ("abc", spans(("bold", -5, -1), ("bold", 2, 2), ("bold", 3, 9), ("italic", 2, 9)), "ab*c*"),
]


@pytest.mark.parametrize(("text", "formatting", "markdown"), STYLED)
def test_formatting_is_written_as_discord_wants_it(text: str, formatting: list[Span], markdown: str) -> None:
    assert write(text, formatting) == markdown


@given(overlapping())
def test_whatever_the_order_of_the_spans_the_characters_are_the_same(case: tuple[str, tuple[Span, ...]]) -> None:
    text, formatting = case
    unlinked = [span for span in formatting if span.style is not Style.LINK]
    one, other = (sight(*parse(write(text, order), NAMES)) for order in (unlinked, unlinked[::-1]))
    assert [char for char, _ in one] == [char for char, _ in other]


def test_a_link_that_leads_to_a_place_within_discord_shows_no_place() -> None:
    """Its address would hold ids; on the way in it becomes a word."""
    markdown = write("a", spans(("link", 0, 1, "https://discord.com/channels/1/2")))
    assert parse(markdown, NAMES) == ("a ((message link))", ())
