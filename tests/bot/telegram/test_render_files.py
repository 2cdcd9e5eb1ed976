"""Several files become albums, kinds that take no words stand alone, and polls are polls where Telegram takes them."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Kind, Poll
from bot.platforms.base import Rejected
from bot.platforms.telegram.render import ALBUM_LIMIT, CAPTION_LIMIT, TEXT_LIMIT, WITHOUT_CAPTION, Part, Reply, parts
from bot.platforms.utf16 import Utf16
from bot.posts import Attachment, Label, Post
from tests.bot.telegram.errands import attached

LONG: Final = "word " * 300
BUTTONS: Final = ((Label("Next", "next"),),)
P, V, A, D = Kind.PHOTO, Kind.VIDEO, Kind.AUDIO, Kind.DOCUMENT
S, N, G, O = Kind.STICKER, Kind.VIDEO_NOTE, Kind.ANIMATION, Kind.VOICE  # noqa: E741


def files(*kinds: Kind) -> tuple[Attachment, ...]:
    return tuple(attached(b"%d" % at, kind) for at, kind in enumerate(kinds))


def shape(shown: list[Part]) -> list[list[Kind]]:
    """The kinds of the files in each message."""
    return [[file.kind for file in part.files] for part in shown]


@pytest.mark.parametrize(
    ("kinds", "albums"),
    [
        ([P, P, P], [[P, P, P]]),
        ([P, V, P], [[P, V, P]]),
        ([A, A], [[A, A]]),
        ([D, D], [[D, D]]),
        ([P, D, D], [[P], [D, D]]),
        ([A, D], [[A], [D]]),
        ([G, G], [[G], [G]]),
        ([O, O], [[O], [O]]),
        ([S, S, N], [[S], [S], [N]]),
        ([P, G, P], [[P], [G], [P]]),
        ([P] * 11, [[P] * 10, [P]]),
        ([D] * 25, [[D] * 10, [D] * 10, [D] * 5]),
    ],
)
def test_files_that_may_stand_together_do_and_keep_their_order(kinds: list[Kind], albums: list[list[Kind]]) -> None:
    shown = parts(Post(media=files(*kinds)))
    assert shape(shown) == albums
    assert [file for part in shown for file in part.files] == list(files(*kinds))
    assert [part.messages for part in shown] == [len(album) for album in albums]


def test_the_words_stand_under_the_first_album_and_it_answers() -> None:
    first, second = parts(Post("look", media=files(P, V, D), reply_to="5"))
    assert (first.text, second.text) == ("look", "")
    assert (first.reply, second.reply) == (Reply.ASKED, Reply.NOTHING)


@pytest.mark.parametrize("kind", sorted(WITHOUT_CAPTION))
def test_words_follow_what_takes_none_as_an_answer_to_it(kind: Kind) -> None:
    file, words = parts(Post("hi", media=files(kind), reply_to="5"))
    assert (file.text, file.entities, file.reply) == ("", (), Reply.ASKED)
    assert (words.text, words.files, words.reply) == ("hi", (), Reply.FIRST)


def test_words_stand_under_the_first_that_takes_them() -> None:
    shown = parts(Post("hi", media=files(S, P)))
    assert [part.text for part in shown] == ["", "hi"]


def test_words_too_long_for_an_album_follow_it() -> None:
    album, words = parts(Post(LONG, media=files(P, P), labels=BUTTONS, reply_to="5"))
    assert (album.text, album.messages, album.keyboard, album.reply) == ("", 2, None, Reply.ASKED)
    assert (words.text, words.reply) == (LONG, Reply.FIRST)
    assert words.keyboard is not None


# --- polls ---


def test_a_poll_is_a_message_of_its_own_with_the_buttons() -> None:
    poll = Poll("Tea?", ("Yes", "No"), several=True)
    (part,) = parts(Post(poll=poll, labels=BUTTONS, reply_to="5"))
    assert (part.poll, part.text, part.files, part.reply) == (poll, "", (), Reply.ASKED)
    assert part.keyboard is not None


def test_words_that_came_with_a_poll_are_not_lost() -> None:
    shown = parts(Post("now:", poll=Poll("Tea?", ("Yes", "No"))))
    assert sorted(part.text for part in shown) == ["", "now:"]
    assert sum(part.poll is not None for part in shown) == 1


@pytest.mark.parametrize(
    "poll",
    [
        Poll("Tea?", ("Yes",)),
        Poll("Tea?", tuple(map(str, range(13)))),
        Poll("?" * 301, ("Yes", "No")),
        Poll("Tea?", ("Yes", "x" * 101)),
        Poll("Tea?", ("Yes", "")),
    ],
)
def test_a_poll_telegram_would_not_make_is_said_in_words(poll: Poll) -> None:
    (part,) = parts(Post(poll=poll))
    assert part.poll is None
    assert part.text.startswith(f"📊 {poll.question}\n1. {poll.options[0]}")


# --- whatever comes ---

posts = st.builds(
    lambda text, kinds, poll, labels: Post(text, (), files(*kinds), poll, labels, reply_to="5"),
    st.sampled_from(["", " ", "hi", "😀" * 512, "😀" * 513, LONG, "word " * 2000]),
    st.lists(st.sampled_from(Kind), max_size=24),
    st.sampled_from([None, Poll("Tea?", ("Yes", "No")), Poll("Tea?", ("Yes",))]),
    st.sampled_from([(), BUTTONS]),
)


@settings(max_examples=300, deadline=None)
@given(posts)
def test_whatever_a_post_holds_is_shown_once_in_messages_telegram_takes(post: Post) -> None:
    try:
        shown = parts(post)
    except Rejected:
        assert (post.text.strip(), post.media, post.poll) == ("", (), None)
        return
    assert [file for part in shown for file in part.files] == list(post.media), "each file once, in order"
    for part in shown:
        kinds = {file.kind for file in part.files}
        assert part.text or part.files or part.poll, "an empty message"
        assert len(part.files) <= ALBUM_LIMIT
        assert len(part.files) < 2 or kinds <= {P, V} or kinds in ({A}, {D})
        assert not (kinds & WITHOUT_CAPTION and part.text)
        assert part.poll is None or not (part.text or part.files)
        assert Utf16(part.text).size <= (CAPTION_LIMIT if part.files else TEXT_LIMIT)
    assert [part.reply for part in shown].count(Reply.ASKED) == 1
    assert shown[0].reply is Reply.ASKED
    assert [part.keyboard is not None for part in shown] == [*[False] * (len(shown) - 1), bool(post.labels)]
    words = "".join("".join(part.text for part in shown).split())
    fits = post.poll is None or len(post.poll.options) > 1
    assert ("".join(post.text.split()) in words) or not fits
