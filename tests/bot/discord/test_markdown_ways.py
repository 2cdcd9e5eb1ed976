"""Formatting survives the way through Discord's markdown, and no text becomes a mention on it."""

import pytest
from hypothesis import given
from telegram import MessageEntity

from bot.content import Span, Style
from bot.platforms.discord.markdown import parse, parts, write
from bot.platforms.discord.markdown.canon import canonical
from bot.platforms.telegram.entities import entities, spans
from tests.bot.discord.strategies import FORMS, NAMES, markdown, marked_texts, overlapping, sight, telegrams
from tests.hostile.judge import LIVE, alive


@given(telegrams())
def test_what_telegram_shows_is_shown_by_discord_and_by_telegram_again(case: tuple[str, list[MessageEntity]]) -> None:
    text, sent = case
    formatting = spans(text, sent)
    there, back = parse(write(text, formatting), NAMES)
    canon = canonical(text, formatting)
    assert sight(there, spans(there, entities(there, back))) == sight(canon.text, canon.spans())


@given(overlapping())
def test_spans_that_overlap_anyhow_survive_too(case: tuple[str, tuple[Span, ...]]) -> None:
    canon = canonical(*case)
    assert sight(*parse(write(*case), NAMES)) == sight(canon.text, canon.spans())


@given(overlapping())
def test_the_canonical_form_of_a_canonical_form_is_itself(case: tuple[str, tuple[Span, ...]]) -> None:
    canon = canonical(*case)
    again = canonical(canon.text, canon.spans())
    assert again.text == canon.text
    assert sight(again.text, again.spans()) == sight(canon.text, canon.spans())


@given(overlapping())
def test_the_canonical_form_only_adds_to_the_text(case: tuple[str, tuple[Span, ...]]) -> None:
    shown = iter(canonical(*case).text)
    assert all(char in shown for char in case[0] if not "\ud800" <= char <= "\udfff")


@given(marked_texts)
def test_a_text_without_formatting_is_shown_as_it_is(text: str) -> None:
    canon = canonical(text, ())
    assert canon.spans() == ()
    assert len(canon.text) == len(text)
    assert parse(write(text, ()), NAMES) == (canon.text, ())


@given(markdown)
def test_what_was_read_from_discord_is_read_the_same_again(content: str) -> None:
    canon = canonical(*parse(content, NAMES))
    assert sight(*parse(write(canon.text, canon.spans()), NAMES)) == sight(canon.text, canon.spans())


# --- mentions, by a scanner that knows nothing of markdown but the backslash and the address ---


@given(overlapping())
def test_no_text_makes_a_mention(case: tuple[str, tuple[Span, ...]]) -> None:
    assert alive(write(*case)) == []


@given(overlapping())
def test_no_part_of_a_text_makes_a_mention(case: tuple[str, tuple[Span, ...]]) -> None:
    assert [form for part in parts(case[0] * 5, case[1], 100) for form in alive(part)] == []


@pytest.mark.parametrize("form", FORMS[:-1])
def test_the_scanner_finds_every_form_that_is_alive(form: str) -> None:
    assert alive(f"a {form} b") == [form]
    assert alive(f"\\\\{form}") == [form]
    assert alive(f"\\{form}") == []


@pytest.mark.parametrize("style", [Style.CODE, Style.PRE])
@pytest.mark.parametrize("form", FORMS[:-1])
def test_not_even_code_holds_a_mention(style: Style, form: str) -> None:
    """There no backslash helps, and who counts mentions may not know what is code."""
    text = f"\\{form}"
    assert not LIVE.search(write(text, [Span(style, 0, len(text))]))


@pytest.mark.parametrize("form", FORMS[:-1])
def test_a_mention_behind_an_address_is_none_either(form: str) -> None:
    assert alive(write(f"https://a.bc/{form}", ())) == []
    assert alive(write(f"https://a{form}", ())) == []
    assert alive(write(f"HTTP://ab{form}", ())) == []
    assert alive(write(f"https://a.bc/\\{form}", ())) == []
