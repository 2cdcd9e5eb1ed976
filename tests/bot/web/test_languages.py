"""In which language the page is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.languages import choose, direction


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, None, "en"),
        ("de", "en", "de"),
        ("DE", None, "de"),
        ("de-AT", None, "de"),
        ("xx", "de", "de"),
        ("../../etc", None, "en"),
        (None, "fr, de;q=0.5, en;q=0.4", "de"),
        (None, "en;q=0.1, de;q=0.9", "de"),
        (None, "de;q=0, en", "en"),
        (None, "*", "en"),
        (None, "de-CH;q=0.8,fr-CH", "de"),
        (None, "zh-hant", "zh-Hant"),
        (None, ";;q=,,de;q=9,\x00", "en"),
    ],
)
def test_a_page_is_shown_in_the_language_asked_for_or_preferred(
    asked: str | None, accepted: str | None, language: str
) -> None:
    assert choose(["en", "de", "zh-Hant"], asked, accepted, "en") == language


@given(asked=st.none() | st.text(), accepted=st.none() | st.text(alphabet="de-n;q=0.1,* "))
def test_there_is_always_a_language(asked: str | None, accepted: str | None) -> None:
    assert choose(["en", "de"], asked, accepted, "en") in ("en", "de")


@pytest.mark.parametrize(("language", "way"), [("en", "ltr"), ("ar", "rtl"), ("fa-AF", "rtl"), ("arn", "ltr")])
def test_a_language_runs_its_way(language: str, way: str) -> None:
    assert direction(language) == way
