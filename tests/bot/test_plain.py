"""What may stand in a relayed text: nothing that only fools eyes or programs, and the formatting stays where it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import plain
from bot.content import Content, FileRef, Kind, Media, Poll, Span, Style
from bot.members import Seated
from bot.messages import Notice, Reacted, Relayed
from bot.relay import relay
from bot.signs import LOOK_ALIKES
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

SEATED = Seated(MemberId("ann"), "lane a", RoomId("room"), MemberId("bob"), "lane b", "tag")
TRICKY = st.sampled_from("◆⬥⯁◇ \n\t\r\x00\x1b\u200b\u2066\u202e\u3164\ufe0f\u2028\ud800\udfff\U000e0001\U0001f600aé")
TEXTS = st.text(st.characters(codec=None) | TRICKY, max_size=40) | st.text(TRICKY, max_size=40)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    text = draw(TEXTS)
    offsets = st.integers(-3, len(text) + 3)
    spans = draw(st.lists(st.builds(Span, st.sampled_from(Style), offsets, offsets), max_size=4))
    poll = draw(st.none() | st.builds(Poll, TEXTS, st.lists(TEXTS, max_size=3).map(tuple)))
    return Content(text, tuple(spans), poll=poll, quote=draw(st.just("") | TEXTS))


@given(contents())
def test_what_is_cleaned_has_nothing_unwanted_and_is_clean(content: Content) -> None:
    clean = plain.cleaned(content)
    asked = (clean.poll.question, *clean.poll.options) if clean.poll else ()
    for text in (clean.text, clean.quote, *asked):
        text.encode()  # no half characters
        assert not plain.UNWANTED.search(text)
        for line in text.split("\n"):
            visible = "".join(char for char in line if plain.READABLE.match(char))
            assert not visible.startswith(tuple(LOOK_ALIKES))
    assert plain.cleaned(clean) == clean


@given(contents())
def test_formatting_covers_the_same_characters_as_before(content: Content) -> None:
    inside = [span for span in content.spans if 0 <= span.start < span.end <= len(content.text)]
    before = [plain.UNWANTED.sub("", content.text[span.start : span.end]) for span in inside]
    clean = plain.cleaned(Content(content.text, tuple(inside)))
    after = [clean.text[span.start : span.end] for span in clean.spans]
    assert list(map(_signs_alike, after)) == [_signs_alike(text) for text in before if text]


def test_what_formatting_names_is_as_clean_as_the_text() -> None:
    """The address of a link is stored and sent like the words are."""
    spans = (Span(Style.LINK, 0, 1, "https://a.bc/\ud800\x00"), Span(Style.PRE, 0, 1, "p\udfffy"))
    clean = plain.cleaned(Content("ab", spans))
    assert [span.detail for span in clean.spans] == ["https://a.bc/", "py"]


def test_what_is_felt_is_a_sign_or_nothing() -> None:
    felt = plain.felt(Reacted(("👍", "\ud800", ":wave:", "◆ You left" * 9), ("\x00", "❤️")))
    assert felt == Reacted(("👍", ":wave:"), ("❤️",))


@given(contents())
def test_formatting_that_lies_outside_is_dropped(content: Content) -> None:
    clean = plain.cleaned(content)
    assert all(0 <= span.start < span.end <= len(clean.text) for span in clean.spans)


def _signs_alike(text: str) -> str:
    return re.sub(f"[{LOOK_ALIKES}]", "◇", text)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1))
def test_what_people_write_passes_unchanged(text: str) -> None:
    if text[0] in LOOK_ALIKES + "♦" or not plain.READABLE.search(text):
        return
    assert plain.cleaned(Content(text)).text == text


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "नमस्ते", "שלום, מה שלומך?", "می‌خواهم", "a\tb\n\nc", "Z̷a̷l̷g̷o̷", "❤️", "a ◆ b"]
)
def test_writing_of_all_scripts_passes_unchanged(text: str) -> None:
    assert plain.cleaned(Content(text)).text == text


def test_what_a_poll_asks_and_what_is_quoted_pass_like_any_words() -> None:
    content = Content("a", poll=Poll("Tea\x00?", ("Yes", "◆ No")), quote="◆ You won\u202e", album="55", forwarded=True)
    assert plain.cleaned(content) == Content(
        "a", poll=Poll("Tea?", ("Yes", "◇ No")), quote="◇ You won", album="55", forwarded=True
    )


def test_spans_move_with_their_text() -> None:
    content = Content("\x00a\x00b\x00c", (Span(Style.BOLD, 2, 4), Span(Style.ITALIC, 0, 6)))
    assert plain.cleaned(content) == Content("abc", (Span(Style.BOLD, 1, 2), Span(Style.ITALIC, 0, 3)))


def test_a_message_goes_to_the_other_seat_with_what_it_is_about() -> None:
    content = Content("hi")
    answers = (MessageId("m0"), RoomId("room"))
    assert relay(content, SEATED, MessageId("m1"), answers) == [
        Relayed(MemberId("bob"), content, MessageId("m1"), RoomId("room"), MemberId("ann"), reply_to=MessageId("m0"))
    ]


@pytest.mark.parametrize("room", [RoomId("earlier"), None])
def test_a_reply_across_rooms_points_nowhere(room: RoomId | None) -> None:
    (out,) = relay(Content("hi"), SEATED, MessageId("m1"), (MessageId("m0"), room))
    assert isinstance(out, Relayed)
    assert out.reply_to is None


def test_a_photo_needs_no_words_but_its_caption_has_a_limit_too() -> None:
    photo = Media(Kind.PHOTO, FileRef("telegram", "77", "f"))
    (out,) = relay(Content("\u200b", media=(photo,)), SEATED, MessageId("m1"))
    assert isinstance(out, Relayed)
    assert out.content.media == (photo,)
    (out,) = relay(Content("x" * 5000, media=(photo,)), SEATED, MessageId("m1"))
    assert isinstance(out, Notice)
    assert (out.to, out.text, out.reply_to) == ("ann", Text.TOO_LONG, "m1")


def test_the_limit_counts_what_was_written() -> None:
    (out,) = relay(Content("x" * 3996 + "\x00" * 100), SEATED, MessageId("m1"))
    assert isinstance(out, Relayed)
    assert out.content.text == "x" * 3996
    (out,) = relay(Content("x" * 3997 + "\x00" * 100), SEATED, MessageId("m1"))
    assert isinstance(out, Notice)


@given(st.text(st.characters(codec=None) | TRICKY))
def test_what_is_typed_for_the_bot_can_be_stored(text: str) -> None:
    typed = plain.typed(text)
    typed.encode()
    assert typed == typed.strip()
    assert "\x1b" not in typed


def test_more_formats_than_anybody_can_show_are_left_out_and_the_words_stay() -> None:
    text = "ab" * 1000
    spans = tuple(Span(Style.BOLD, place, place + 1) for place in range(0, 2000, 2))
    (out,) = relay(Content(text, spans), SEATED, MessageId("m1"))
    assert isinstance(out, Relayed)
    assert out.content.text == text
    assert out.content.spans == spans[: plain.MOST_SPANS]
    assert plain.MOST_SPANS >= 100, "Telegram takes so many"
