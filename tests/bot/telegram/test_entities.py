"""Formatting survives the way through Telegram's counting, and only what is listed passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity, User

from bot.content import Span, Style
from bot.platforms.telegram.entities import entities, spans
from bot.platforms.utf16 import Utf16, well_formed
from tests.bot.telegram.strategies import texts, texts_with_spans


@given(texts_with_spans())
def test_formatting_survives_there_and_back(case: tuple[str, tuple[Span, ...]]) -> None:
    text, given_spans = case
    assert spans(text, entities(text, given_spans)) == given_spans


@given(texts_with_spans())
def test_entities_cover_the_same_characters_in_telegrams_units(case: tuple[str, tuple[Span, ...]]) -> None:
    text, given_spans = case
    encoded = text.encode("utf-16-le")
    for span, entity in zip(given_spans, entities(text, given_spans), strict=True):
        covered = encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        assert covered == text[span.start : span.end]


@given(texts)
def test_both_counts_agree_at_every_character(text: str) -> None:
    count = Utf16(text)
    assert count.size == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert [count.point(count.unit(point)) for point in range(len(text) + 1)] == list(range(len(text) + 1))


@given(texts, st.integers(-5, 400), st.integers(-5, 400))
def test_entities_from_outside_are_clipped_to_the_text(text: str, offset: int, length: int) -> None:
    for span in spans(text, [MessageEntity(MessageEntity.BOLD, offset, length)]):
        assert 0 <= span.start < span.end <= len(text)


def test_an_entity_that_cuts_a_pair_in_two_keeps_to_whole_characters() -> None:
    text = "a😀b"
    assert spans(text, [MessageEntity(MessageEntity.BOLD, 0, 2)]) == (Span(Style.BOLD, 0, 1),)
    assert spans(text, [MessageEntity(MessageEntity.BOLD, 2, 2)]) == (Span(Style.BOLD, 1, 3),)


@pytest.mark.parametrize(
    "kind",
    [
        "mention",
        "hashtag",
        "cashtag",
        "url",
        "email",
        "phone_number",
        "bot_command",
        "custom_emoji",
        "date_time",
        "new",
    ],
)
def test_what_is_not_listed_stays_plain_text(kind: str) -> None:
    assert spans("some words", [MessageEntity(kind, 0, 4, custom_emoji_id="5368324170671202286")]) == ()


def test_a_mention_of_an_account_loses_the_account() -> None:
    ann = User(4711, "Ann", is_bot=False)
    assert spans("Ann was here", [MessageEntity(MessageEntity.TEXT_MENTION, 0, 3, user=ann)]) == ()


@pytest.mark.parametrize(
    "url", ["tg://user?id=4711", "TG://openmessage?user_id=4711", "javascript:alert(1)", "ftp://example.org", "", None]
)
def test_only_addresses_of_the_web_pass_as_links(url: str | None) -> None:
    assert spans("here", [MessageEntity(MessageEntity.TEXT_LINK, 0, 4, url=url)]) == ()
    assert entities("here", [Span(Style.LINK, 0, 4, url or "")]) == []


def test_links_and_code_keep_their_details() -> None:
    found = spans(
        "here code",
        [
            MessageEntity(MessageEntity.TEXT_LINK, 0, 4, url="HTTPS://example.org/a?b=c"),
            MessageEntity(MessageEntity.PRE, 5, 4, language="python"),
        ],
    )
    assert found == (Span(Style.LINK, 0, 4, "HTTPS://example.org/a?b=c"), Span(Style.PRE, 5, 9, "python"))


def test_a_quote_that_can_be_unfolded_is_relayed_as_a_quote() -> None:
    assert spans("wise", [MessageEntity(MessageEntity.EXPANDABLE_BLOCKQUOTE, 0, 4)]) == (Span(Style.QUOTE, 0, 4),)
    assert entities("wise", [Span(Style.QUOTE, 0, 4)])[0].type == MessageEntity.BLOCKQUOTE


def test_spans_beyond_the_text_are_clipped_on_the_way_out() -> None:
    (entity,) = entities("short", [Span(Style.BOLD, 2, 99), Span(Style.ITALIC, 7, 9)])
    assert (entity.offset, entity.length) == (2, 3)


def test_lone_surrogates_are_replaced_and_nothing_else_is() -> None:
    assert well_formed("a\ud83db😀") == "a\ufffdb😀"
    assert Utf16(well_formed("\ud83d\ude00\ud83d")).size == 3


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=50))
def test_proper_text_stays_as_it_is(text: str) -> None:
    assert well_formed(text) is text
