"""Feelings on Telegram: of all the emoji there are bots may show a few; what means the same is shown for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import ReactionEmoji

from bot.platforms.telegram.reactions import nearest
from tests.emulators.telegram.reactions import REACTIONS

LISTED = frozenset(each.value for each in ReactionEmoji)


def test_what_the_library_lists_is_what_the_emulated_telegram_takes() -> None:
    assert {each.replace("\ufe0f", "") for each in LISTED} == {each.replace("\ufe0f", "") for each in REACTIONS}


@pytest.mark.parametrize("sign", sorted(REACTIONS))
def test_each_sign_of_telegrams_stands_for_itself(sign: str) -> None:
    assert nearest(sign) == sign
    assert nearest(sign + "\ufe0f") == sign, "as a phone draws it"


@pytest.mark.parametrize(
    ("felt", "shown"),
    [
        ("❤️", "❤"), ("♥️", "❤"), ("💚", "❤"), ("🫶", "❤"),
        ("😂", "🤣"), ("😊", "😁"), ("😮", "😱"), ("😞", "😢"), ("😠", "😡"),
        ("✅", "👌"), ("❌", "👎"), ("👍🏽", "👍"), ("🙏🏿", "🙏"), ("🤷🏻", "🤷"), ("🥳", "🎉"), ("🙌🏾", "👏"),
        ("☃️", "☃"), ("✍🏼", "✍"), ("🕊️", "🕊"), ("⚡️", "⚡"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_shown(felt: str, shown: str) -> None:
    assert nearest(felt) == shown


@pytest.mark.parametrize("felt", ["🪿", "🇩🇪", "1️⃣", ":blobwave:", "", "🏽", "\ufe0f", "abc", "👍👍", "🧑‍🚀"])
def test_what_means_nothing_like_it_is_shown_by_nothing(felt: str) -> None:
    assert nearest(felt) is None


emoji = st.one_of(
    st.text(max_size=4),
    st.characters(min_codepoint=0x2190, max_codepoint=0x1FAFF).map(str),
    st.builds(str.__add__, st.sampled_from(sorted(LISTED)), st.sampled_from(["", "🏻", "🏿", "\ufe0f"])),
)


@given(emoji)
def test_whatever_is_felt_only_signs_of_telegrams_are_shown(felt: str) -> None:
    assert nearest(felt) in REACTIONS | {None}
