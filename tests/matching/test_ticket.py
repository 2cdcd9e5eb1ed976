"""The values refuse what nobody could mean."""

import pytest

from config.ids import MemberId
from matching.ticket import Gender, Match, Wishes
from tests.matching.tickets import ticket

ANN, BOB = ticket("ann", since=3.0), ticket("bob", since=5.5)
MATCH = Match("1", ANN, BOB, shared=(), score=0.0, claimed_at=10.0)


def test_a_wish_nobody_could_meet_is_refused() -> None:
    with pytest.raises(ValueError, match="no gender"):
        Wishes(genders=frozenset())
    with pytest.raises(ValueError, match="youngest"):
        Wishes(ages=(30, 20))
    with pytest.raises(ValueError, match="youngest"):
        Wishes(ages=(-1, 20))


def test_one_may_wish_for_exactly_one_age_and_one_gender() -> None:
    assert Wishes(genders=frozenset({Gender.WOMAN}), ages=(30, 30)).ages == (30, 30)


def test_a_match_knows_how_long_each_has_waited() -> None:
    assert MATCH.waits == (7.0, 4.5)


def test_a_clock_that_went_back_makes_no_negative_wait() -> None:
    assert ANN.waited(1.0) == 0.0


def test_each_one_s_partner_is_the_other() -> None:
    assert MATCH.partner_of(MemberId("ann")) is BOB
    assert MATCH.partner_of(MemberId("bob")) is ANN
    assert MATCH.tickets == (ANN, BOB)


def test_a_third_one_has_no_partner_in_a_match_of_two() -> None:
    with pytest.raises(ValueError, match="not a member"):
        MATCH.partner_of(MemberId("cleo"))
