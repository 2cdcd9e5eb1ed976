"""What a ticket asks for and is worth: by those who came before it, and never by itself."""

from math import sqrt

import pytest

from matching.appraisal import Appraiser
from matching.policy import Policy
from matching.worth import NAT, PARTS
from tests.matching.tickets import ELSEWHERE, SetWeights, bustle, busy, ticket

POLICY = Policy()
NOON = 1.7e9


def test_the_first_one_asks_for_nothing_and_the_next_ones_for_what_came_before() -> None:
    appraiser = Appraiser(POLICY)
    assert appraiser.newcomer(ticket("ann", "tea"), NOON).reserve == 0
    bustle(appraiser, NOON + 60)
    one = appraiser.newcomer(ticket("bob", "music", "opera"), NOON + 60)
    assert 0 < one.reserve <= PARTS
    assert one.modest == POLICY.modest(one.reserve)


def test_what_comes_often_is_asked_for_and_what_hardly_comes_is_not() -> None:
    """Ten a second, all for music and none for chess: music will be shared, chess hardly."""
    appraiser = busy(POLICY, NOON)
    music, chess = (appraiser.newcomer(ticket(name, name), NOON).reserve for name in ("music", "chess"))
    assert music > 0.9 * PARTS
    assert chess < PARTS / 3, "as if one had named it, which nobody did"


def test_another_pool_and_other_terms_are_another_market() -> None:
    appraiser = busy(POLICY, NOON)
    assert appraiser.newcomer(ticket("ann", "music"), NOON).reserve > 0
    assert appraiser.newcomer(ticket("bob", "music", pool=ELSEWHERE), NOON).reserve == 0
    assert appraiser.newcomer(ticket("eve", "music", languages=("de",)), NOON).reserve == 0


def test_without_interests_nothing_is_asked_for() -> None:
    one = busy(POLICY, NOON).newcomer(ticket("ann"), NOON)
    assert (one.reserve, one.modest, one.length, one.squares) == (0, 0, 0.0, {})


def test_who_searches_again_is_not_counted_again() -> None:
    appraiser = busy(POLICY, NOON)
    market, ann = appraiser.market(ticket("ann").pool), ticket("ann", "opera")
    appraiser.newcomer(ann, NOON)
    kind = appraiser.kind(ann)
    rate, weight = market.eligible(kind, NOON), appraiser.arrivals.weigh("opera")
    for _ in range(50):
        assert appraiser.again(ann, NOON).reserve > 0
        assert appraiser.figures(ann).reserve == 0
    assert (market.eligible(kind, NOON), appraiser.arrivals.weigh("opera")) == (rate, weight)


def test_after_a_start_weights_are_remembered_and_nobody_is_held() -> None:
    appraiser = Appraiser(POLICY)
    crowd = [ticket(f"m{number}", "music", *(["opera"] if number < 5 else []), since=NOON) for number in range(50)]
    appraiser.remember(crowd)
    figures = appraiser.figures(crowd[0])
    assert list(figures.squares) == ["opera", "music"], "the rarest first"
    assert figures.reserve == 0
    assert appraiser.market(crowd[0].pool).eligible(figures.kind, NOON) == 0.0


def test_a_search_by_hand() -> None:
    """Jazz weighs 5 and chess 2, by the weights of tests: the heavier one is looked for first."""
    figures = Appraiser(POLICY, SetWeights().arrivals).figures(ticket("ann", "chess", "jazz"))
    assert figures.squares == {"jazz": 25_000, "chess": 4_000}
    assert [(each.square, each.name) for each in figures.search] == [(25_000, "jazz"), (4_000, "chess")]
    assert (figures.every, figures.length) == (29_000, sqrt(29_000))
    assert (figures.near, figures.brings) == (None, 29_000)


def test_what_is_close_is_looked_for_too_but_counts_for_less() -> None:
    related = {"chess": ["chess960", "go"], "go": ["chess"], "chess960": ["chess"]}
    weights = SetWeights()
    appraiser = Appraiser(POLICY, weights.arrivals, lambda name: related.get(name, []))
    figures = appraiser.figures(ticket("ann", "chess", "go"))
    both = sqrt(weights.squares["chess"]) * sqrt(weights.squares["chess960"])
    assert figures.near == {"chess960": [("chess", int(POLICY.near * both))]}, "of go and chess both are named"
    assert figures.squares.keys() == {"chess", "go"}
    assert figures.brings == figures.every + int(POLICY.near * both)
    assert [each.name for each in figures.search] == ["go", "chess960", "chess"]


def test_the_weight_of_what_nobody_named_is_that_of_the_rarest() -> None:
    appraiser = busy(POLICY, NOON)
    squares = appraiser.figures(ticket("ann", "chess", "opera", "music")).squares
    assert list(squares) == ["chess", "opera", "music"]
    assert squares["music"] == pytest.approx((0.693 * NAT) ** 2, rel=0.02), "everybody named it: ln 2"
