"""Files fill as few messages as may be, voices and polls stand alone, and what is quoted stands above the answer."""

import base64
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Kind, Poll, Span, Style
from bot.platforms.base import Rejected
from bot.platforms.discord.render import FILE_LIMIT, FILES, REQUEST_LIMIT, TEXT_LIMIT, VOICE, Message, messages
from bot.posts import Attachment, Label, Post
from tests.bot.telegram.errands import attached

CHAT: Final = "1190000000000000001"
BUTTONS: Final = ((Label("Next", "next:t"),),)
LONG: Final = "word " * 1000
MEGABYTE: Final = bytes(1_000_000)


def files(*kinds: Kind) -> tuple[Attachment, ...]:
    return tuple(attached(b"%d" % at, kind) for at, kind in enumerate(kinds))


def buttons(shown: list[Message]) -> list[bool]:
    return [bool(each.body["components"]) for each in shown]


# --- files ---


def test_files_stand_in_one_message_with_their_words() -> None:
    media = files(Kind.PHOTO, Kind.VIDEO, Kind.DOCUMENT, Kind.STICKER, Kind.ANIMATION, Kind.AUDIO, Kind.VIDEO_NOTE)
    (shown,) = messages(Post("look", (Span(Style.BOLD, 0, 4),), media, labels=BUTTONS), CHAT)
    assert (shown.content, shown.files, buttons([shown])) == ("**look**", media, [True])
    assert "flags" not in shown.body, "Discord would be told anew what it is told anyway"


def test_more_files_than_a_message_bears_go_on_in_the_next() -> None:
    media = files(*[Kind.PHOTO] * 23)
    shown = messages(Post("look", media=media, labels=BUTTONS), CHAT)
    assert [len(each.files) for each in shown] == [10, 10, 3]
    assert [file for each in shown for file in each.files] == list(media)
    assert [each.content for each in shown] == ["look", "", ""]
    assert buttons(shown) == [False, False, True]


def test_files_that_are_too_much_for_one_request_are_shared_out() -> None:
    media = tuple(attached(MEGABYTE * 9, Kind.VIDEO) for _ in range(5))
    shown = messages(Post(media=media), CHAT)
    assert [len(each.files) for each in shown] == [2, 2, 1]


def test_words_that_go_on_stand_under_the_files_that_go_on() -> None:
    shown = messages(Post(LONG, media=files(*[Kind.PHOTO] * 11)), CHAT)
    assert [len(each.files) for each in shown] == [10, 1, *[0] * (len(shown) - 2)]
    assert " ".join(each.content for each in shown).split() == LONG.split()


@pytest.mark.parametrize("at", [0, 1])
def test_one_file_that_is_too_large_is_refused_wherever_it_stands(at: int) -> None:
    media = [attached(b"x"), attached(b"x")]
    media[at] = attached(bytes(FILE_LIMIT + 1), Kind.VIDEO)
    with pytest.raises(Rejected, match="too large"):
        messages(Post(media=tuple(media)), CHAT)
    assert messages(Post(media=(attached(bytes(FILE_LIMIT), Kind.VIDEO),)), CHAT)


def test_only_what_is_covered_is_named_so() -> None:
    media = (attached(b"1", spoiler=True), attached(b"2", Kind.VIDEO))
    (shown,) = messages(Post(media=media), CHAT)
    assert [file.name for file in shown.files] == ["SPOILER_photo.jpg", "video.mp4"]


def test_links_are_previewed_only_where_both_want_it() -> None:
    assert [each.body.get("flags") for each in messages(Post(LONG), CHAT)] == [None] * 3
    assert [each.body.get("flags") for each in messages(Post(LONG, previews=True), CHAT)] == [0] * 3


# --- voices ---


def test_a_voice_is_alone_with_how_long_and_how_loud_it_is() -> None:
    voice = attached(b"OggS", Kind.VOICE, seconds=2.4, waveform=bytes(range(64)))
    (shown,) = messages(Post(media=(voice,)), CHAT)
    assert (shown.content, shown.files, shown.body["flags"], shown.editable) == ("", (voice,), VOICE, False)
    assert shown.body["attachments"] == [
        {
            "id": 0,
            "filename": "voice.ogg",
            "duration_secs": 2.4,
            "waveform": base64.b64encode(bytes(range(64))).decode(),
        }
    ]


def test_of_a_voice_nobody_measured_something_is_told() -> None:
    (shown,) = messages(Post(media=(attached(b"OggS", Kind.VOICE, seconds=1.0),)), CHAT)
    assert base64.b64decode(shown.body["attachments"][0]["waveform"]) == b"\0"


def test_words_and_other_files_follow_the_voices() -> None:
    media = files(Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.VOICE)
    shown = messages(Post("hi", media=media, labels=BUTTONS), CHAT)
    assert [[file.kind for file in each.files] for each in shown] == [
        [Kind.VOICE], [Kind.VOICE], [Kind.PHOTO, Kind.DOCUMENT],
    ]  # fmt: skip
    assert [each.content for each in shown] == ["", "", "hi"]
    assert [each.editable for each in shown] == [False, False, True]
    assert buttons(shown) == [False, False, True]


# --- polls ---


def test_a_poll_is_a_message_of_its_own() -> None:
    (shown,) = messages(Post(poll=Poll("Tea?", ("Yes", "No"), several=True), labels=BUTTONS), CHAT)
    assert (shown.content, shown.files, shown.editable) == ("", (), False)
    assert shown.body["poll"] == {
        "question": {"text": "Tea?"},
        "answers": [{"poll_media": {"text": "Yes"}}, {"poll_media": {"text": "No"}}],
        "duration": 24,
        "allow_multiselect": True,
        "layout_type": 1,
    }
    assert buttons([shown]) == [True]


def test_words_that_came_with_a_poll_stand_above_it() -> None:
    words, poll = messages(Post("now:", poll=Poll("Tea?", ("Yes", "No"))), CHAT)
    assert (words.content, "poll" in words.body) == ("now:", False)
    assert "poll" in poll.body


@pytest.mark.parametrize(
    "poll",
    [
        Poll("?" * 301, ("Yes", "No")),
        Poll("Tea?", ("Yes", "x" * 56)),
        Poll("Tea?", tuple("abcdefghijk")),
        Poll("Tea?", ("Yes", "")),
        Poll("Tea?", ("Yes",)),
    ],
)
def test_a_poll_discord_would_not_make_is_said_in_words(poll: Poll) -> None:
    (shown,) = messages(Post(poll=poll), CHAT)
    assert "poll" not in shown.body
    assert shown.content.startswith("📊")
    assert all(option in shown.content for option in poll.options)


# --- quotes ---


def test_what_is_quoted_stands_above_the_answer_and_formatting_stays_where_it_was() -> None:
    (shown,) = messages(Post("fine by me", (Span(Style.BOLD, 0, 4),), quote="at eight"), CHAT)
    assert shown.content == "> at eight\n**fine** by me"


def test_what_is_quoted_of_several_lines_is_quoted_whole_and_is_no_markup() -> None:
    (shown,) = messages(Post("ok", quote="*one*\ntwo"), CHAT)
    assert shown.content == "> \\*one\\*\n> two\nok"


def test_an_answer_that_is_only_a_picture_shows_what_is_quoted() -> None:
    (shown,) = messages(Post(media=files(Kind.PHOTO), quote="this one?"), CHAT)
    assert (shown.content, len(shown.files)) == ("> this one?", 1)


# --- whatever comes ---

media = st.lists(
    st.builds(
        lambda kind, size, spoiler: attached(bytes(size), kind, spoiler=spoiler, seconds=1.0),
        st.sampled_from(Kind),
        st.sampled_from([0, 1, 9_000_000, FILE_LIMIT]),
        st.booleans(),
    ),
    max_size=24,
).map(tuple)
posts = st.builds(
    lambda text, files, poll, labels, quote: Post(text, (), files, poll, labels, quote=quote),
    st.sampled_from(["", " ", "hi", LONG]),
    media,
    st.sampled_from([None, Poll("Tea?", ("Yes", "No")), Poll("Tea?", ("Yes",))]),
    st.sampled_from([(), BUTTONS]),
    st.sampled_from(["", "a part"]),
)


@settings(max_examples=200, deadline=None)
@given(posts)
def test_whatever_a_post_holds_is_shown_once_in_messages_discord_takes(post: Post) -> None:
    try:
        shown = messages(post, CHAT)
    except Rejected:
        assert (post.text.strip(), post.media, post.poll, post.quote) == ("", (), None, "")
        return
    told = sorted(file.name.removeprefix("SPOILER_") for each in shown for file in each.files)
    assert told == sorted(file.name for file in post.media)
    for each in shown:
        voice, poll = each.body.get("flags", 0) & VOICE, "poll" in each.body
        assert each.content or each.files or poll, "an empty message"
        assert len(each.content) <= TEXT_LIMIT
        assert len(each.files) <= FILES
        assert len(each.files) == 1 or sum(file.blob.size for file in each.files) <= REQUEST_LIMIT
        assert not voice or (each.content, len(each.files), poll) == ("", 1, False)
        assert not poll or (each.content, each.files) == ("", ())
        assert bool(voice) is any(file.kind is Kind.VOICE for file in each.files)
        assert each.editable is not bool(voice or poll)
    assert buttons(shown) == [*[False] * (len(shown) - 1), bool(post.labels)]
