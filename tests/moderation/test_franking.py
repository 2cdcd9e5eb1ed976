"""Tags hold for what was said and for nothing else: one message, a stretch of them, or all of a room."""

from dataclasses import replace

import pytest

from config.ids import MemberId, RoomId
from config.keys import KeyRing
from moderation.evidence import frank_of
from moderation.franking import SIZE, START, Entry, Frank, Tag, normalised, slot_of
from tests.moderation.said import ANN, BOB, FRANK, MINUTE, PHOTO, says

SAID = (says("hello"), says("go away", who=BOB), says("I will find you", media=(PHOTO,)), says("bye", who=BOB))


def franked() -> tuple[list[Entry], list[Tag]]:
    entries, tags, previous = [], [], START
    for seq, said in enumerate(SAID):
        entries.append(Entry(seq, MINUTE + seq, said))
        tags.append(FRANK.tag(entries[-1], previous))
        previous = tags[-1].tag
    return entries, tags


def test_all_of_it_any_stretch_and_any_one_of_it_are_taken_for_real() -> None:
    entries, tags = franked()
    assert FRANK.whole(entries, tags)
    for first in range(len(entries)):
        for last in range(first + 1, len(entries) + 1):
            assert FRANK.run(entries[first:last], tags[first:last])
            assert FRANK.whole(entries[first:last], tags[first:last]) is (first == 0)
    assert all(FRANK.holds(*each) for each in zip(entries, tags, strict=True))


def test_nothing_at_all_proves_nothing() -> None:
    assert not FRANK.run([], [])
    assert not FRANK.whole([], [])
    entries, tags = franked()
    assert not FRANK.run(entries, tags[:-1])


def test_words_alone_are_known_whatever_files_came_with_them() -> None:
    _, tags = franked()
    assert FRANK.said("I will find you", tags[2])
    assert not FRANK.said("I will find you", tags[1])
    assert not FRANK.said("I won't find you", tags[2])


def test_a_gap_is_no_stretch() -> None:
    entries, tags = franked()
    assert not FRANK.run([entries[0], entries[2]], [tags[0], tags[2]])
    closed = replace(entries[2], seq=1), replace(tags[2], seq=1)
    assert not FRANK.run([entries[0], closed[0]], [tags[0], closed[1]])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (" hi  there\n", "hi there"),
        ("hi\tthere\r\n\u3000you", "hi there you"),
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab", "한"),
    ],
)
def test_white_space_and_how_letters_are_put_together_do_not_matter(written: str, shown: str) -> None:
    assert normalised(written) == normalised(shown)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the rapist", "therapist"),
        ("No", "no"),
        ("cafe", "café"),
        ("paypal", "pаypal"),
        ("a\u200bb", "ab"),
        ("ﬁ", "fi"),
    ],
)
def test_everything_else_does(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)
    said = says(one)
    assert not FRANK.said(other, FRANK.tag(Entry(0, MINUTE, said), START))


def test_texts_of_any_kind_can_be_franked() -> None:
    for text in ("", "\ud800", "\x00", "x" * 100_000, "\U0010ffff"):
        entry = Entry(2**31 - 1, MINUTE, says(text, of="m"))
        tag = FRANK.tag(entry, START)
        assert FRANK.holds(entry, tag)
        assert len(tag.tag) == SIZE


def test_where_one_part_ends_and_the_next_begins_cannot_be_moved() -> None:
    one = Entry(1, MINUTE, says("x", room=RoomId("a|1"), of="b"))
    other = Entry(1, MINUTE, says("x", room=RoomId("a"), of="1|b"))
    assert FRANK.tag(one, START).tag != FRANK.tag(other, START).tag


def test_a_seat_is_the_same_from_both_sides() -> None:
    assert slot_of(ANN, BOB) + slot_of(BOB, ANN) == 1
    assert slot_of(MemberId("b"), MemberId("a")) == 1


def test_every_day_and_every_deployment_has_a_key_of_its_own() -> None:
    one, other = (frank_of(KeyRing(bytes([number]) * 32, lambda: 0.0)) for number in (1, 2))
    entry = Entry(0, MINUTE, SAID[0])
    tag = one.tag(entry, START)
    assert one.holds(entry, tag)
    assert not other.holds(entry, tag)
    days = {KeyRing(bytes(32), lambda: 0.0).purpose("franking", day) for day in range(100)}
    assert len(days) == 100


def test_keys_of_days_are_kept_as_long_as_tags_need_them_and_not_all() -> None:
    asked: list[int] = []

    def key_of(day: int) -> bytes:
        asked.append(day)
        return bytes(32)

    frank = Frank(key_of)
    for minute in range(0, 1440 * 20, 1440):
        frank.tag(Entry(0, minute, SAID[0]), START)
        frank.tag(Entry(0, minute, SAID[1]), START)
    assert asked == list(range(20))
    assert len(frank._keys) < 10
