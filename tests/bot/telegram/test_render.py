"""A post becomes messages within Telegram's limits."""

import pytest

from bot.content import Kind, Span, Style
from bot.platforms.base import Rejected
from bot.platforms.telegram.render import Reply, keyboard, parts
from bot.platforms.utf16 import Utf16
from bot.posts import Label, Post
from tests.bot.telegram.errands import attached, exported

PICTURE = attached(b"pixels")
BUTTONS = ((Label("Next", "next"), Label("Stop", "stop:a1")), (Label("Report", "report"),))


def test_a_short_text_is_one_message_with_its_buttons() -> None:
    (part,) = parts(Post("😀 hello", (Span(Style.BOLD, 2, 7),), labels=BUTTONS, reply_to="5"))
    assert (part.text, part.reply, part.files, part.messages) == ("😀 hello", Reply.ASKED, (), 1)
    assert [(e.type, e.offset, e.length) for e in part.entities] == [("bold", 3, 5)]
    assert part.keyboard is not None
    shown = [[(button.text, button.callback_data) for button in row] for row in part.keyboard.inline_keyboard]
    assert shown == [[("Next", "next"), ("Stop", "stop:a1")], [("Report", "report")]]


def test_a_long_text_is_several_messages_the_last_with_the_buttons() -> None:
    first, second = parts(Post("word " * 1000, (Span(Style.ITALIC, 0, 5000),), labels=BUTTONS, reply_to="5"))
    assert all(Utf16(part.text).size <= 4096 for part in (first, second))
    assert [first.reply, second.reply] == [Reply.ASKED, Reply.NOTHING]
    assert first.keyboard is None
    assert second.keyboard is not None
    assert [(e.offset, e.length) for e in second.entities] == [(0, len(second.text))]


def test_links_are_previewed_only_where_both_want_it() -> None:
    assert [part.previews for part in parts(Post("word " * 1000))] == [False, False]
    assert [part.previews for part in parts(Post("word " * 1000, previews=True))] == [True, True]


def test_a_caption_stands_under_its_picture() -> None:
    (part,) = parts(Post("look", media=(PICTURE,)))
    assert (part.text, part.files, part.reply) == ("look", (PICTURE,), Reply.ASKED)


def test_a_caption_too_long_follows_as_a_reply_to_its_picture() -> None:
    text = "😀" * 513
    post = Post(text, (Span(Style.BOLD, 512, 513),), (PICTURE,), labels=BUTTONS, reply_to="5")
    picture, words = parts(post)
    assert (picture.text, picture.files, picture.reply, picture.keyboard) == ("", (PICTURE,), Reply.ASKED, None)
    assert (words.text, words.files, words.reply) == (text, (), Reply.FIRST)
    assert [(e.offset, e.length) for e in words.entities] == [(1024, 2)]
    assert words.keyboard is not None


def test_a_caption_that_just_fits_stays() -> None:
    (part,) = parts(Post("😀" * 512, media=(PICTURE,)))
    assert part.text == "😀" * 512


@pytest.mark.parametrize("kind", [Kind.VIDEO, Kind.VOICE, Kind.AUDIO, Kind.ANIMATION, Kind.DOCUMENT])
def test_words_stand_under_a_file_of_any_kind_that_takes_them(kind: Kind) -> None:
    file = attached(b"x", kind)
    (part,) = parts(Post("look", (Span(Style.BOLD, 0, 4),), (file,), labels=BUTTONS))
    assert (part.text, len(part.entities), part.files) == ("look", 1, (file,))
    assert part.keyboard is not None


def test_an_export_is_a_document_with_its_words() -> None:
    (part,) = parts(Post("all of it", media=(exported(),), host=True))
    assert (part.text, part.files) == ("all of it", (exported(),))


@pytest.mark.parametrize("text", ["", "   ", "\n" * 5000])
def test_nothing_to_show_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        parts(Post(text))


@pytest.mark.parametrize("data", ["", "x" * 65, "ä" * 33])
def test_a_button_telegram_would_not_bear_is_refused(data: str) -> None:
    with pytest.raises(Rejected):
        keyboard(((Label("Press", data),),))


def test_a_button_may_hold_64_bytes() -> None:
    assert keyboard(((Label("Press", "ä" * 32),),)) is not None


def test_lone_surrogates_cannot_get_out() -> None:
    span = Span(Style.LINK, 0, 1, "https://example.org/\ud83d")
    (part,) = parts(Post("a\ud83d", (span,), labels=((Label("Next\ud83d", "next"),),)))
    assert part.keyboard is not None
    shown = (part.text, part.entities[0].url, part.keyboard.inline_keyboard[0][0].text)
    assert shown == ("a\ufffd", "https://example.org/\ufffd", "Next\ufffd")


def test_no_part_shows_what_it_says() -> None:
    assert "canary" not in repr(parts(Post("a canary", (Span(Style.LINK, 0, 1, "https://canary.example"),))))
