"""The hard rules hold both ways and fail closed."""

from dataclasses import replace

from hypothesis import given, settings

from config.ids import MemberId
from matching.rules import agree, may_meet, strangers, terms
from matching.ticket import ANY_GENDER, Gender, Ticket, Wishes
from tests.matching.tickets import ELSEWHERE, ticket, tickets, wishes

fewer = settings(max_examples=50)


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
    assert not may_meet(a, replace(b, pool=a.pool._replace(scope=a.pool.scope + "'")))
    assert not may_meet(a, replace(b, pool=a.pool._replace(age_band=a.pool.age_band + "'")))


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
