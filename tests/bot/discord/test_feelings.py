"""Discord tells of each emoji alone; what counts is all that somebody feels about a message."""

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Reacted
from bot.platforms.discord.feelings import REMEMBERED, Feelings

ABOUT = ("chat", "message")


def test_what_is_felt_adds_up_with_the_latest_last() -> None:
    feelings = Feelings()
    assert feelings.changed(ABOUT, "👍", on=True) == Reacted(("👍",))
    assert feelings.changed(ABOUT, "🔥", on=True) == Reacted(("👍", "🔥"))
    assert feelings.changed(ABOUT, "👍", on=True) == Reacted(("🔥", "👍")), "felt anew"


def test_what_is_taken_back_is_told_and_what_is_left_stays() -> None:
    feelings = Feelings()
    feelings.changed(ABOUT, "👍", on=True)
    feelings.changed(ABOUT, "🔥", on=True)
    assert feelings.changed(ABOUT, "🔥", on=False) == Reacted(("👍",), ("🔥",))
    assert feelings.changed(ABOUT, "👍", on=False) == Reacted((), ("👍",))


def test_what_was_felt_before_the_bot_came_can_be_taken_back_too() -> None:
    assert Feelings().changed(ABOUT, "👍", on=False) == Reacted((), ("👍",))


def test_other_messages_and_other_chats_are_felt_about_apart() -> None:
    feelings = Feelings()
    feelings.changed(ABOUT, "👍", on=True)
    assert feelings.changed(("chat", "another"), "🔥", on=True) == Reacted(("🔥",))
    assert feelings.changed(("another", "message"), "🔥", on=True) == Reacted(("🔥",))


def test_so_many_messages_are_remembered_and_no_more() -> None:
    feelings = Feelings()
    for number in range(REMEMBERED + 1):
        feelings.changed(("chat", str(number)), "👍", on=True)
    assert feelings.changed(("chat", "1"), "🔥", on=True) == Reacted(("👍", "🔥"))
    assert feelings.changed(("chat", "0"), "🔥", on=True) == Reacted(("🔥",)), "the oldest was forgotten"
    assert len(feelings._felt) == REMEMBERED


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("👍🔥🎉"), st.booleans()), max_size=40))
def test_whatever_is_felt_it_is_what_a_list_of_it_would_say(changes: list[tuple[str, str, bool]]) -> None:
    feelings = Feelings()
    model: dict[str, list[str]] = {"a": [], "b": []}
    for message, emoji, on in changes:
        felt = [each for each in model[message] if each != emoji] + [emoji] * on
        model[message] = felt
        what = feelings.changed(("chat", message), emoji, on=on)
        assert what == Reacted(tuple(felt), () if on else (emoji,))
    assert len(feelings._felt) == sum(bool(felt) for felt in model.values()), "what nobody feels is not remembered"
