"""What Discord's client shows for what people type, example by example, and what hostile input costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Span, Style
from bot.platforms.discord.markdown import parse
from bot.platforms.discord.markdown.parse import DEEPEST, read
from tests.bot.discord.strategies import NAMES, markdown

A = "https://a.bc/"

# What is typed, what is seen, and what of it looks how: "style:words", for links "link:words→address".
EXAMPLES = [
    # bold, italic, underlined, struck out, hidden
    ("**a**", "a", ["bold:a"]),
    ("*a*", "a", ["italic:a"]),
    ("_a_", "a", ["italic:a"]),
    ("__a__", "a", ["underline:a"]),
    ("~~a~~", "a", ["strike:a"]),
    ("||a||", "a", ["spoiler:a"]),
    ("***a***", "a", ["italic:a", "bold:a"]),
    ("***a** b*", "a b", ["italic:a b", "bold:a"]),
    ("***a* b**", "a b", ["bold:a b", "italic:a"]),
    ("*a **b***", "a b", ["italic:a b", "bold:b"]),
    ("**a *b***", "a b", ["bold:a b", "italic:b"]),
    ("__*a*__", "a", ["underline:a", "italic:a"]),
    ("___a___", "a", ["italic:a", "underline:a"]),
    ("||~~__a__~~||", "a", ["spoiler:a", "strike:a", "underline:a"]),
    ("**a\nb**", "a\nb", ["bold:a\nb"]),
    ("*a*b*c*", "abc", ["italic:a", "italic:c"]),
    # what is no mark
    ("snake_case_words", "snake_case_words", []),
    ("snake_case_ words", "snakecase words", ["italic:case"]),
    ("2*3*4", "234", ["italic:3"]),
    ("2 * 3 * 4", "2 * 3 * 4", []),
    ("a *b * c*", "a *b * c*", []),
    ("** spaced **", " spaced ", ["bold: spaced "]),
    ("* spaced*", "* spaced*", []),
    ("*a *", "*a *", []),
    ("**open", "**open", []),
    ("__a", "__a", []),
    ("||a", "||a", []),
    ("*a **b*", "a **b", ["italic:a **b"]),
    ("***", "***", []),
    ("****", "**", ["italic:**"]),
    ("*****", "*", ["bold:*"]),
    ("~~~~", "~~~~", []),
    ("||||", "||||", []),
    ("~~~~~", "~", ["strike:~"]),
    ("_a_b", "_a_b", []),
    ("_a_é", "aé", ["italic:a"]),
    ("a ~ b | c", "a ~ b | c", []),
    # escapes
    (r"\*escaped\*", "*escaped*", []),
    (r"**a\** b**", "a** b", ["bold:a** b"]),
    (r"*a\*b*", "a*b", ["italic:a*b"]),
    (r"\\*a*", "\\a", ["italic:a"]),
    (r"\a\ ", r"\a\ ", []),
    (r"~~a\~~", "a\\", ["strike:a\\"]),
    (r"\# no heading", "# no heading", []),
    (r"¯\_(ツ)_/¯", r"¯\_(ツ)_/¯", []),
    # code
    ("`**a**`", "**a**", ["code:**a**"]),
    ("``a`b``", "a`b", ["code:a`b"]),
    ("`` `a` ``", "`a`", ["code:`a`"]),
    (r"`a\`", "a\\", ["code:a\\"]),
    ("`a", "`a", []),
    ("``a`", "`a", ["code:`a"]),
    ("**a `b** c`", "a `b c`", ["bold:a `b"]),
    ("**`a`**", "a", ["bold:a", "code:a"]),
    ("```py\nprint()\n```", "print()", ["pre py:print()"]),
    ("```c++\n*a*\n\n b\n```", "*a*\n\n b", ["pre c++:*a*\n\n b"]),
    ("```\n\n  a\n```", "  a", ["pre:  a"]),
    ("```a b```", "a b", ["pre:a b"]),
    ("a```b```c", "a\nb\nc", ["pre:b"]),
    ("a\n```b```\nc", "a\nb\nc", ["pre:b"]),
    ("````a````", "`a\n`", ["pre:`a"]),
    ("```\n```", "```\n```", []),
    # quotes
    ("> a\nb", "a\nb", ["quote:a"]),
    ("> a\n> b", "a\nb", ["quote:a\nb"]),
    ("> **a\n> b** c", "a\nb c", ["quote:a\nb c", "bold:a\nb"]),
    ("> > a", "> a", ["quote:> a"]),
    (">>> a\nb\n> c", "a\nb\n> c", ["quote:a\nb\n> c"]),
    (">a", ">a", []),
    ("a > b", "a > b", []),
    ("x\n  > a", "x\na", ["quote:a"]),
    ("> ```\n> a\n> ```", "a", ["quote:a", "pre:a"]),
    ("*> a*b", "a\nb", ["italic:a", "quote:a"]),
    ("> a\n\n> b", "a\n\nb", ["quote:a", "quote:b"]),
    # headings, small print, lists
    ("# a *b*\nc", "a b\nc", ["bold:a b", "italic:b"]),
    ("### a", "a", ["bold:a"]),
    ("#### a", "#### a", []),
    ("#a", "#a", []),
    ("# # a", "# # a", []),
    ("a # b", "a # b", []),
    ("-# small **a**", "small a", ["bold:a"]),
    ("- a\n- *b*", "- a\n- b", ["italic:b"]),
    ("* a\n* b", "* a\n* b", []),
    ("* a *b\n* c* d", "* a *b\n* c* d", []),
    ("- **a\n  b**", "- a\n  b", ["bold:a\n  b"]),
    ("- **a\nb**", "- **a\nb**", []),
    ("1. _a_\n2. b", "1. a\n2. b", ["italic:a"]),
    ("- # a\n- b", "- a\n- b", ["bold:a"]),
    ("*# a*b", "a\nb", ["italic:a", "bold:a"]),
    # addresses
    (f"[a]({A})", "a", [f"link:a→{A}"]),
    (f"[a](<{A}>)", "a", [f"link:a→{A}"]),
    (f'[a]( {A} "title")', "a", [f"link:a→{A}"]),
    (f"[**a** b]({A})", "a b", [f"link:a b→{A}", "bold:a"]),
    (f"**[a]({A})**", "a", ["bold:a", f"link:a→{A}"]),
    (f"[a [b]]({A}x_(y))", "a [b]", [f"link:a [b]→{A}x_(y)"]),
    (f"[a]({A}\\))", "a", [f"link:a→{A})"]),
    (f"[{A}]({A}b)", f"[{A}]({A}b)", []),
    (f"[ ]({A})", f"[ ]({A})", []),
    (f"[a] ({A})", f"[a] ({A})", []),
    ("[a](javascript:alert)", "[a](javascript:alert)", []),
    ("[a](ftp://a.bc)", "[a](ftp://a.bc)", []),
    ("<javascript:alert>", "<javascript:alert>", []),
    (f"{A}_b_*c*~~d~~", f"{A}_b_*c*~~d~~", []),
    (f"**{A}**", A, [f"bold:{A}"]),
    (f"<{A}_b_>", f"{A}_b_", []),
    (f"<{A}.>", f"{A}.", [f"link:{A}.→{A}."]),
    (f"({A}) *a*", f"({A}) a", ["italic:a"]),
    # what would tell who and where
    ("<@123> <@!123>", "@someone @someone", []),
    ("**<@123>**", "@someone", ["bold:@someone"]),
    ("<@&123> <#123>", "@role #channel", []),
    ("<:wave:123> <a:wave_2:123>", ":wave: :wave_2:", []),
    ("</find:1> </a b c:1>", "/find /a b c", []),
    ("<id:customize> <id:linked-roles:12>", "#channel #channel", []),
    ("<sound:12:34>", "🔊", []),
    (r"\<@123>", "<@123>", []),
    (r"\<@123456789012345678> \<:a:123456789012345678>", "@someone :a:", []),
    (r"\<t:1618953630000000>", "<t:1618953630000000>", []),
    ("`<@123> <t:0>`", "@someone <t:0>", ["code:@someone <t:0>"]),
    ("@everyone @here", "@everyone @here", []),
    ("<t:1618953630>", "2021-04-20 21:20 UTC", []),
    ("<t:1618953630:T> <t:1618953630:d>", "21:20:30 UTC 2021-04-20", []),
    ("<t:-1:t>", "23:59 UTC", []),
    ("<t:99999999999999999>", "<t:99999999999999999>", []),
    ("https://discord.com/channels/1/2/3.", "(message link).", []),
    ("<https://ptb.discordapp.com/channels/@me/2>", "(message link)", []),
    ("HTTPS://canary.discord.com/channels/1/2", "(message link)", []),
    ("[a](https://discord.com/channels/1/2)", "a ((message link))", []),
    ("`https://discord.com/channels/1/2`", "(message link)", ["code:(message link)"]),
    ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", "(file)", []),
    ("https://media.discordapp.net/attachments/1/2/a.png", "(file)", []),
    ("https://discord.com/safety", "https://discord.com/safety", []),
]


def seen(content: str) -> tuple[str, list[str]]:
    text, spans = parse(content, NAMES)
    return text, [described(text, span) for span in spans]


def described(text: str, span: Span) -> str:
    words = text[span.start : span.end]
    if span.style is Style.LINK:
        return f"link:{words}→{span.detail}"
    return f"{span.style} {span.detail}".strip() + f":{words}"


@pytest.mark.parametrize(("content", "text", "looks"), EXAMPLES)
def test_it_is_read_as_discord_shows_it(content: str, text: str, looks: list[str]) -> None:
    assert seen(content) == (text, looks)


@given(markdown | st.text(st.characters(), max_size=40))
def test_any_text_can_be_read_and_its_spans_lie_within_what_is_seen(content: str) -> None:
    text, spans = parse(content, NAMES)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(markdown)
def test_no_id_is_seen(content: str) -> None:
    """All ids in these texts are numbers of their own; none may be left where Discord would show a name."""
    unread = content.replace("\\", "").replace("http", "")
    text, _ = parse(unread, NAMES)
    assert not any(form in text for form in ("<@123>", "<@!123>", "<@&123>", "<#1>", ":22>", "x:1>", ":99>", ":5>"))


HOSTILE = ["**", "_*", "||`", "> ", "[", "*a ", "**a", "*x**", "`", "<http://", "[](http://a", "- ", "*_~~||", "# "]
HOSTILE += ["```", "__a**b", "~~a||b", "- # - > ", "https://a.bc)", "((((", "*_", "<@", "<t:", "\n> ", "\n- ", ">>> "]
HOSTILE += ["**__~~||*_", "[a](https://a.bc ", "<:a:", "</a ", "1. ", "-# ", "`a``b```c", "_a_b", "][", "](", ")", " "]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_work_grows_with_the_text_and_no_faster(hostile: str) -> None:
    content = (hostile * 4000)[:3980]
    for each in content, f"{content}**__~~||`)", f"[{content}](https://a.bc)":
        assert read(each, NAMES).steps <= 2 * (DEEPEST + 1) * len(each)


def test_formatting_deeper_than_anybody_needs_is_text() -> None:
    nested = "*_" * 20 + "a" + "_*" * 20
    text, spans = parse(nested, NAMES)
    assert "a" in text
    assert 0 < text.count("*") < nested.count("*")
    assert {span.style for span in spans} == {Style.ITALIC}
