"""A server's list of words: what touches it, which rules are refused and why, and that nobody can make it slow."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Content, Poll, Span, Style
from bot.wordlist import LONGEST, MOST, Bad, Fault, WordList, read


def touched(rule: str, text: str) -> bool:
    rules = read(rule)
    assert isinstance(rules, tuple), rules
    return WordList(rules).touched_by(Content(text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("spoiler", "A SPOILER!"),
        ("spoiler", "spo\u200biler"),
        ("spoiler", "s\u0336p\u0336oiler"),
        ("spoiler", "ｓｐｏｉｌｅｒ"),
        ("spoiler", "ѕроіlеr"),
        ("слово", "Это СЛОВО."),
        ("straße", "STRASSE"),
        ("häßlich", "HÄSSLICH"),
        ("buy gold", "please BUY,  gold!"),
        ("gold*", "goldseller here"),
        ("*gold", "fool's marigold"),
        ("*gold*", "marigolds"),
        ("हिन्दी", "यह हिन्दी है"),
        ("禁止", "これは禁止です"),
        (r"/\d{3}-\d{3}/", "call 123-456 now"),
        (r"/gr[üu]n+/", "GRÜNN"),
        (r"/(^|\pZ)слово($|\pZ)/", "СЛОВО"),
    ],
)
def test_a_rule_is_touched_however_it_is_written(rule: str, text: str) -> None:
    assert touched(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("ass", "classic assassin"),
        ("schwul", "heute ist es schwül"),
        ("gold", "golden"),
        ("buy gold", "buy some gold"),
        ("buy gold", "goldbuy gold"),
        ("हिन", "यह हिन्दी है"),
        ("слово", "словообразование"),
        (r"/^gold$/", "golden"),
    ],
)
def test_a_word_inside_another_is_another_word(rule: str, text: str) -> None:
    assert not touched(rule, text)


def test_where_a_link_leads_and_what_a_poll_asks_is_said_too() -> None:
    words = WordList(["gold"])
    assert words.touched_by(Content("look", (Span(Style.LINK, 0, 4, "https://gold.example"),)))
    assert words.touched_by(Content("", poll=Poll("What?", ("gold", "silver"))))
    assert not words.touched_by(Content("silver"))
    assert not WordList([]).touched_by(Content("gold"))


@pytest.mark.parametrize(
    ("rule", "fault", "why"),
    [
        ("x" * (LONGEST + 1), Fault.LONG, ""),
        ("!!!", Fault.EMPTY, ""),
        ("*", Fault.EMPTY, ""),
        ("/(a/", Fault.PATTERN, "missing )"),
        ("/(?=a)/", Fault.PATTERN, "invalid perl operator"),
        (r"/\1/", Fault.PATTERN, "invalid escape sequence"),
        ("/a{2000}/", Fault.PATTERN, "invalid repetition size"),
        ("/((a{100}){100}){100}/", Fault.PATTERN, "invalid repetition size"),
        ("/.*/", Fault.EVERYTHING, ""),
        ("/x?/", Fault.EVERYTHING, ""),
    ],
)
def test_a_bad_rule_is_named_with_the_reason(rule: str, fault: Fault, why: str) -> None:
    (bad,) = read(f"fine\n\n{rule}\nalso fine")
    assert isinstance(bad, Bad)
    assert (bad.line, bad.fault, bad.why, bad.rule[:39]) == (3, fault, why, rule[:39])


def test_all_that_are_bad_are_named_at_once() -> None:
    assert [each.line for each in read("/(/\nfine\n/[/") if isinstance(each, Bad)] == [1, 3]


def test_there_is_room_for_so_many_and_each_counts_once() -> None:
    many = "\n".join(f"word{number}" for number in range(MOST))
    assert len(read(f"{many}\nword0\n\n")) == MOST
    assert read(f"{many}\none more") == [Bad(MOST + 1, "one more", Fault.MANY)]
    assert read("\n".join(f"{number} {'x ' * 120}" for number in range(MOST))) == [Bad(0, "", Fault.MUCH)]


def test_patterns_that_would_cost_too_much_together_are_refused() -> None:
    assert read("\n".join(f"/[ab].{{0,200}}c{number}/" for number in range(100))) == [Bad(0, "", Fault.COSTLY)]
    assert isinstance(read("\n".join(f"/{'word' * 9}{number}/" for number in range(MOST))), tuple), "usual ones are not"


@given(st.text(max_size=300))
def test_whatever_an_admin_writes_is_taken_or_refused(text: str) -> None:
    rules = read(text)
    if isinstance(rules, tuple):
        WordList(rules).touched_by(Content(text))


WORD = st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x24F), min_size=1, max_size=12)


@given(WORD, WORD, WORD)
def test_a_word_touches_itself_among_others_in_any_case(word: str, before: str, after: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        said = unicodedata.normalize(form, f"{before}, {word.upper()} ({after})")
        if word.upper().casefold() == word.casefold():  # letters without a capital of their own are others there
            assert touched(word, said)


@given(st.lists(WORD, max_size=6))
def test_words_of_ascii_are_found_as_a_plain_search_would(words: list[str]) -> None:
    text = " ".join(words)
    if text.isascii():
        plain = re.search(r"\bgold\b", text.lower()) is not None
        assert touched("gold", text) == plain
