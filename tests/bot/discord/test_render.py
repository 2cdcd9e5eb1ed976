"""A post as Discord takes it: whatever the words, the buttons and the language, no request is refused for its form."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.platforms.base import Rejected
from bot.platforms.discord.render import (
    CHOICES,
    FILE_LIMIT,
    HEIGHT,
    LABEL_LIMIT,
    TEXT_LIMIT,
    WIDTH,
    components,
    messages,
)
from bot.posts import Label, Post
from tests.bot.telegram.errands import attached, exported

CHAT = "1190000000000000001"


def label(number: int, text: str = "") -> Label:
    return Label(text or f"Button {number}", f"do:{number}")


def grid(*widths: int) -> list[list[Label]]:
    numbers = iter(range(sum(widths)))
    return [[label(next(numbers)) for _ in range(width)] for width in widths]


def held(shown: Sequence[dict[str, Any]]) -> list[str]:
    """What can be tapped or chosen, in order."""
    found = []
    for row in shown:
        for part in row["components"]:
            found += [option["value"] for option in part["options"]] if part["type"] == 3 else [part["custom_id"]]
    return found


def legal(shown: Sequence[dict[str, Any]]) -> bool:
    ids = [part["custom_id"] for row in shown for part in row["components"] if "custom_id" in part]
    rows = all(
        1 <= len(row["components"]) <= WIDTH if row["components"][0]["type"] == 2 else len(row["components"]) == 1
        for row in shown
    )
    menus = [part for row in shown for part in row["components"] if part["type"] == 3]
    return (
        len(shown) <= HEIGHT
        and rows
        and len(set(ids)) == len(ids)
        and all(1 <= len(menu["options"]) <= CHOICES for menu in menus)
        and all(len({option["value"] for option in menu["options"]}) == len(menu["options"]) for menu in menus)
    )


def test_buttons_stand_as_they_were_meant_where_there_is_room() -> None:
    shown = components(grid(2, 1, 5, 3, 1), CHAT)
    assert [len(row["components"]) for row in shown] == [2, 1, 5, 3, 1]


def test_more_rows_are_laid_out_anew_with_the_last_button_apart() -> None:
    shown = components(grid(1, 1, 1, 1, 1, 1, 1, 1), CHAT)
    assert [len(row["components"]) for row in shown] == [2, 2, 2, 1, 1]
    assert held(shown) == [f"do:{number}" for number in range(8)]


def test_a_row_that_is_too_wide_is_broken() -> None:
    shown = components(grid(7), CHAT)
    assert legal(shown)
    assert held(shown) == [f"do:{number}" for number in range(7)]


def test_more_than_buttons_can_be_become_menus() -> None:
    shown = components([*grid(*[1] * 40), [label(99, "Back")]], CHAT)
    assert legal(shown)
    assert [part["type"] for row in shown for part in row["components"]] == [3, 3, 2]
    assert held(shown) == [*(f"do:{number}" for number in range(40)), "do:99"]


def test_a_row_without_buttons_is_no_row() -> None:
    assert components([[], []], CHAT) == []
    assert len(components([[], [label(1)]], CHAT)) == 1


@given(st.lists(st.integers(0, 9), max_size=14))
def test_any_buttons_up_to_a_hundred_are_all_there_in_order(widths: list[int]) -> None:
    assume(sum(widths) <= 100)
    shown = components(grid(*widths), CHAT)
    assert legal(shown)
    assert held(shown) == [f"do:{number}" for number in range(sum(widths))]


def test_the_wanted_step_and_the_dangerous_one_look_so() -> None:
    row = [Label("a", "agree"), Label("b", "block:t"), Label("c", "report:t"), Label("d", "next:t"), Label("e", "chat")]
    (shown,) = components([row], CHAT)
    assert [part["style"] for part in shown["components"]] == [1, 4, 4, 2, 5]
    assert shown["components"][-1]["url"] == f"https://discord.com/channels/@me/{CHAT}"
    assert "custom_id" not in shown["components"][-1]


def test_long_labels_are_cut_and_long_data_is_refused() -> None:
    (row,) = components([[label(1, "x" * 200)]], CHAT)
    assert row["components"][0]["label"] == "x" * (LABEL_LIMIT - 1) + "…"
    assert components([[Label("x", "a" * 100)]], CHAT)
    with pytest.raises(Rejected):
        components([[Label("x", "a" * 101)]], CHAT)
    with pytest.raises(Rejected):
        components([[Label("x", "é" * 60)]], CHAT)


def test_the_file_comes_first_and_the_buttons_last() -> None:
    post = Post("word " * 1000, media=(exported(),), labels=((label(1),),))
    shown = messages(post, CHAT)
    assert len(shown) > 2
    assert [len(each.files) for each in shown] == [1, *[0] * (len(shown) - 1)]
    assert [bool(each.body["components"]) for each in shown] == [*[False] * (len(shown) - 1), True]
    assert all(len(each.content) <= TEXT_LIMIT for each in shown)


def test_nothing_to_show_and_too_much_of_it_are_refused() -> None:
    with pytest.raises(Rejected, match="nothing"):
        messages(Post(" \n "), CHAT)
    with pytest.raises(Rejected, match="too large"):
        messages(Post("x", media=(exported(bytes(FILE_LIMIT + 1)),)), CHAT)
    (shown,) = messages(Post(media=(attached(b"x", spoiler=True),)), CHAT)
    assert (shown.content, [file.name for file in shown.files]) == ("", ["SPOILER_photo.jpg"])


@given(st.text(max_size=5000))
def test_any_text_fits(text: str) -> None:
    try:
        shown = messages(Post(text), CHAT)
    except Rejected:
        return
    assert all(0 < len(each.content) <= TEXT_LIMIT for each in shown)
    assert "hello" not in repr(messages(Post("hello"), CHAT))
