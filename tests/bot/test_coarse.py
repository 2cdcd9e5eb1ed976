"""A place is told to about a kilometre, whatever was sent."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.coarse import coarse
from bot.content import Content, Place, Span, Style


def test_a_place_becomes_words_with_a_map_behind_them() -> None:
    text = "📍 45.44, 12.33"
    address = "https://www.openstreetmap.org/?mlat=45.44&mlon=12.33#map=13/45.44/12.33"
    assert coarse(Content(place=Place(45.43713, 12.33265))) == Content(text, (Span(Style.LINK, 0, len(text), address),))


def test_what_is_no_place_is_left_alone() -> None:
    content = Content("hello")
    assert coarse(content) is content


def test_what_was_written_with_it_stays_before_it() -> None:
    made = coarse(Content("here", (Span(Style.BOLD, 0, 4),), place=Place(-0.001, -0.001)))
    assert made.text == "here\n📍 0.00, 0.00", "nothing has no sign"
    assert [made.text[span.start : span.end] for span in made.spans] == ["here", "📍 0.00, 0.00"]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_whatever_was_sent_lies_on_earth_and_has_two_decimals(latitude: float, longitude: float) -> None:
    found = re.fullmatch(
        r"📍 (-?\d{1,2}\.\d\d), (-?\d{1,3}\.\d\d)", coarse(Content(place=Place(latitude, longitude))).text
    )
    assert found is not None
    assert abs(float(found[1])) <= 90
    assert abs(float(found[2])) <= 180


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-0.004, 0.004))
def test_two_places_close_by_can_read_the_same(latitude: float, longitude: float, off: float) -> None:
    middle = Place(round(latitude, 2), round(longitude, 2))
    beside = Place(middle.latitude + off, middle.longitude - off)
    assert coarse(Content(place=beside)) == coarse(Content(place=middle))


def test_a_place_shows_in_no_repr() -> None:
    assert "45" not in repr(Content(place=Place(45.4, 45.4)))
