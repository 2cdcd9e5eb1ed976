"""The hard rules hold both ways and fail closed; the score is a fair number between 0 and 1."""

import random
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.ids import MemberId
from matching.rules import agree, idf, may_meet, score, strangers, terms
from matching.ticket import ANY_GENDER, Gender, Ticket, Wishes
from tests.matching.tickets import ELSEWHERE, INTERESTS, lists_of_interests, ticket, tickets, wishes

fewer = settings(max_examples=50)
weights = st.fixed_dictionaries({interest: st.floats(1e-3, 30.0) for interest in INTERESTS})


@fewer
@given(tickets(), tickets())
def test_meeting_is_mutual(a: Ticket, b: Ticket) -> None:
    assert may_meet(a, b) is may_meet(b, a)


@given(tickets(), tickets())
def test_the_rules_are_what_they_say(a: Ticket, b: Ticket) -> None:
    """The same rules once more, spelled out plainly."""

    def has_what_is_wished(wishing: Ticket, other: Ticket) -> bool:
        wished = wishing.wishes
        if wished.genders != ANY_GENDER and (other.gender is None or other.gender not in wished.genders):
            return False
        if wished.same_platform and (wishing.platform is None or wishing.platform != other.platform):
            return False
        if wished.same_server and (wishing.server is None or wishing.server != other.server):
            return False
        return wished.ages is None or (other.age is not None and wished.ages[0] <= other.age <= wished.ages[1])

    assert may_meet(a, b) is (
        a.member != b.member
        and a.pool == b.pool
        and b.member not in a.avoid
        and a.member not in b.avoid
        and bool(a.languages & b.languages)
        and has_what_is_wished(a, b)
        and has_what_is_wished(b, a)
    )


@fewer
@given(tickets())
def test_nobody_meets_themselves_not_even_on_another_ticket(one: Ticket) -> None:
    assert not may_meet(one, one)
    assert not may_meet(one, replace(one, id=ticket("other").id, since=99.0))


@fewer
@given(tickets(), tickets())
def test_one_side_s_avoiding_is_enough(a: Ticket, b: Ticket) -> None:
    avoiding = replace(a, avoid=a.avoid | {b.member})
    assert not may_meet(avoiding, b)
    assert not may_meet(b, avoiding)
    assert not strangers(b, avoiding)


@fewer
@given(tickets(), tickets())
def test_pools_are_never_crossed(a: Ticket, b: Ticket) -> None:
    assert not may_meet(a, replace(b, pool=replace(a.pool, scope=a.pool.scope + "'")))
    assert not may_meet(a, replace(b, pool=replace(a.pool, age_band=a.pool.age_band + "'")))


@fewer
@given(tickets(), tickets(), wishes())
def test_a_wish_about_something_unstated_is_not_met(a: Ticket, b: Ticket, wished: Wishes) -> None:
    wishing, silent = replace(a, wishes=wished), replace(b, gender=None, age=None, platform=None, server=None)
    if wished != Wishes():
        assert not may_meet(wishing, silent)
        assert not may_meet(silent, wishing)


def test_people_without_wishes_or_statements_meet() -> None:
    assert may_meet(ticket("ann"), ticket("bob"))


def test_a_language_in_common_is_enough_and_needed() -> None:
    ann = ticket("ann", languages=("en", "de"))
    assert may_meet(ann, ticket("bob", languages=("de", "fr")))
    assert not may_meet(ann, ticket("bob", languages=("fr",)))
    assert not may_meet(ann, ticket("bob", languages=()))


def test_welcoming_every_gender_is_no_wish() -> None:
    assert may_meet(ticket("ann", wants=tuple(Gender)), ticket("bob", gender=None))


def test_both_sides_wishes_count() -> None:
    woman = ticket("ann", gender=Gender.WOMAN, age=30, wants=(Gender.MAN,), ages=(28, 35))
    assert may_meet(woman, ticket("bob", gender=Gender.MAN, age=35, wants=(Gender.WOMAN, Gender.OTHER), ages=(30, 30)))
    assert not may_meet(woman, ticket("bob", gender=Gender.MAN, age=36))
    assert not may_meet(woman, ticket("bob", gender=Gender.OTHER, age=30))
    assert not may_meet(woman, ticket("bob", gender=Gender.MAN, age=30, wants=(Gender.MAN,)))
    assert not may_meet(woman, ticket("bob", gender=Gender.MAN, age=30, ages=(31, 99)))


def test_a_wish_to_stay_among_ones_own_is_met_there_only() -> None:
    bob, cleo = ticket("bob", platform="web", server="one"), ticket("cleo", platform="telegram", server="two")
    assert may_meet(ticket("ann", platform="web", server="one"), cleo)
    near = ticket("ann", platform="web", server="one", same_platform=True, same_server=True)
    assert may_meet(near, bob)
    assert not may_meet(near, ticket("cleo", platform="web", server="two"))
    assert not may_meet(cleo, ticket("ann", platform="web", server="two", same_platform=True))
    assert not may_meet(bob, ticket("ann", platform="web", server="two", same_server=True))
    assert not may_meet(ticket("ann", same_platform=True), ticket("bob", same_platform=True)), "nobody said where"
    assert not may_meet(ticket("ann", same_server=True), ticket("bob", same_server=True)), "nobody came from one"


def test_an_age_of_zero_is_a_stated_age() -> None:
    assert may_meet(ticket("ann", ages=(0, 5)), ticket("bob", age=0))
    assert not may_meet(ticket("ann", ages=(0, 5)), ticket("bob", age=None))


@fewer
@given(tickets(), tickets())
def test_people_on_equal_terms_are_interchangeable(a: Ticket, b: Ticket) -> None:
    double = replace(a, member=MemberId("somebody else"), avoid=frozenset(), interests=("other",), since=1.0)
    assert terms(double) == terms(a)
    assert agree(terms(a), terms(b)) is agree(terms(double), terms(b))


def test_another_pool_is_not_a_matter_of_terms() -> None:
    assert terms(ticket("ann")) == terms(ticket("ann", pool=ELSEWHERE))


@fewer
@given(tickets(), tickets(), weights)
def test_a_score_is_between_zero_and_one_and_the_same_both_ways(a: Ticket, b: Ticket, weight: dict[str, float]) -> None:
    fit = score(a, b, weight.__getitem__)
    assert 0.0 <= fit <= 1.0
    assert fit == score(b, a, weight.__getitem__)
    assert (fit > 0) is bool(set(a.interests) & set(b.interests))


@fewer
@given(lists_of_interests().filter(bool), weights, st.randoms(use_true_random=False))
def test_the_same_interests_in_whatever_order_are_a_perfect_fit(
    names: tuple[str, ...], weight: dict[str, float], shuffle: random.Random
) -> None:
    other = list(names)
    shuffle.shuffle(other)
    assert score(ticket("ann", *names), ticket("bob", *other), weight.__getitem__) == pytest.approx(1.0, abs=1e-12)


@fewer
@given(tickets(), tickets(), weights, st.randoms(use_true_random=False))
def test_the_order_of_interests_changes_no_bit_of_a_score(
    a: Ticket, b: Ticket, weight: dict[str, float], shuffle: random.Random
) -> None:
    mixed = list(b.interests)
    shuffle.shuffle(mixed)
    assert score(a, replace(b, interests=tuple(mixed)), weight.__getitem__) == score(a, b, weight.__getitem__)


def test_a_score_by_hand() -> None:
    weight = {"chess": 3.0, "go": 4.0, "tea": 12.0}.__getitem__
    assert score(ticket("ann", "chess", "go"), ticket("bob", "chess"), weight) == pytest.approx(9 / (5 * 3))
    assert score(ticket("ann", "chess", "go", "tea"), ticket("bob", "go", "chess"), weight) == pytest.approx(25 / 65)


def test_a_rare_interest_in_common_is_worth_more() -> None:
    weight = {"music": idf(500, 1000), "go": idf(2, 1000)}.__getitem__
    seeker = ticket("ann", "music", "go")
    assert score(seeker, ticket("bob", "go"), weight) > score(seeker, ticket("cleo", "music"), weight)


def test_naming_more_interests_helps_nobody() -> None:
    def weight(_: str) -> float:
        return 1.0

    seeker = ticket("ann", "go")
    assert score(seeker, ticket("bob", "go"), weight) > score(seeker, ticket("cleo", *INTERESTS), weight)


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
