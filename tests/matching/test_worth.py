"""What interests weigh, and how well people fit: fair numbers between nothing and all."""

from math import sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.worth import PARTS, cosine, idf

squares = st.integers(1, 10**10)


@given(st.lists(squares, min_size=1, max_size=10), st.lists(squares, max_size=10), st.lists(squares, max_size=10))
def test_a_score_is_between_nothing_and_all_and_the_same_both_ways(
    shared: list[int], ours: list[int], theirs: list[int]
) -> None:
    one, other = sqrt(sum(shared + ours)), sqrt(sum(shared + theirs))
    fit = cosine(sum(shared), one, other)
    assert 0 <= fit <= PARTS
    assert fit == cosine(sum(shared), other, one)
    assert cosine(0, one, other) == 0


@given(st.lists(squares, min_size=1, max_size=10))
def test_the_same_interests_are_a_perfect_fit(same: list[int]) -> None:
    length = sqrt(sum(same))
    assert cosine(sum(same), length, length) >= PARTS - 1


def test_a_score_by_hand() -> None:
    """Chess weighs 3, go 4, tea 12."""
    assert cosine(9, 5.0, 3.0) == 600_000
    assert cosine(25, 13.0, 5.0) == 384_615


def test_a_rare_interest_in_common_is_worth_more() -> None:
    music, go = idf(500, 1000) ** 2, idf(2, 1000) ** 2
    seeker = sqrt(music + go)
    assert cosine(go, seeker, sqrt(go)) > cosine(music, seeker, sqrt(music))


def test_naming_more_interests_helps_nobody() -> None:
    assert cosine(1, 1.0, 1.0) > cosine(1, 1.0, sqrt(6))


@given(st.floats(1e-6, 1e9), st.floats(1e-6, 1e9), st.floats(1e-6, 1e9))
@example(1.0, 2.0, 3.0)
def test_the_rarer_the_heavier(one: float, other: float, total: float) -> None:
    rarer, commoner = sorted((one, other))
    assert idf(rarer, total) >= idf(commoner, total) > 0
    assert idf(rarer, total) <= idf(rarer, total * 2)


def test_idf_by_hand() -> None:
    assert idf(1, 1) == pytest.approx(0.6931471805599453)
    assert idf(10, 1000) == pytest.approx(4.61512051684126)


@pytest.mark.parametrize(("frequency", "total"), [(0, 10), (-1, 10), (1, 0), (1, -5), (0.0, 0.0)])
def test_a_weight_of_nobody_is_refused(frequency: float, total: float) -> None:
    with pytest.raises(ValueError, match="named"):
        idf(frequency, total)
