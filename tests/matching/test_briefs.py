"""What is written down of people side by side never contradicts the rules, and is of those it stands for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.appraisal import Appraiser
from matching.briefs import MODEST, MODEST_AT, OLDEST, PARTICULAR, agrees, brief_of
from matching.lines.postings import FEW, WIDTH, Posting
from matching.lines.waiting import GONE, SHORT, Waiting
from matching.policy import Policy
from matching.rules import Terms, agree, terms
from matching.ticket import Ticket
from tests.matching.tickets import INTERESTS, SetWeights, ticket, tickets

modesty = st.integers(0, MODEST)


@given(tickets(), tickets(), modesty, modesty)
def test_a_brief_tells_who_may_meet_however_low_they_rank(one: Ticket, other: Ticket, low: int, lower: int) -> None:
    a, b = (terms(each)._replace(languages=frozenset({"en"})) for each in (one, other))
    mine, theirs = brief_of(a) | low << MODEST_AT, brief_of(b) | lower << MODEST_AT
    assert agrees(mine, theirs) == agrees(theirs, mine)
    if agree(a, b):
        assert agrees(mine, theirs)
    elif not (mine | theirs) & PARTICULAR:
        assert not agrees(mine, theirs), "nobody is particular about platform and server: the brief tells it all"


old = st.integers(OLDEST - 3, OLDEST + 3)


@given(old, old, old, st.integers(0, 3))
def test_of_the_very_old_a_brief_never_says_no_where_the_rules_say_yes(
    age: int, theirs: int, youngest: int, years: int
) -> None:
    def of(age: int, ages: tuple[int, int] | None) -> Terms:
        return terms(ticket("ann", age=age, ages=ages))

    a, b = of(age, (youngest, youngest + years)), of(theirs, None)
    assert agrees(brief_of(a), brief_of(b)) >= agree(a, b)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), max_size=120))
def test_a_posting_has_the_brief_of_everybody_in_it(coming: list[int | None]) -> None:
    """Somebody comes (None), or the one at a place goes; whoever is found gone is struck out now and then."""
    posting = Posting(waiting(0))
    there = list(posting.people)
    for number, place in enumerate(coming, 1):
        if place is None or len(there) == 1:
            there.append(waiting(number))
            posting.add(there[-1])
        else:
            gone = there.pop(place % len(there))
            gone.alive, gone.stamp = False, GONE
            posting.remove(gone)
            if gone in posting.people and posting.count > FEW and place % 2:
                posting.strike(posting.people.index(gone))
        assert [each for each in posting.people if each.alive] == there
        assert posting.count == len(posting.people) <= max(2 * len(there), SHORT)
        if posting.count > FEW:
            for at, each in enumerate(posting.people):
                signs, brief = posting.briefs[WIDTH * at], posting.briefs[WIDTH * at + 1]
                assert (signs, posting.rates[at]) == (each.signs, 1 / each.length)
                assert brief == each.brief or (brief == 0 and not each.alive)


def waiting(number: int) -> Waiting:
    """One of many who all differ in what is written down of them."""
    one = ticket(f"m{number}", *INTERESTS[number % 3 : 3 + number % 2], age=18 + number)
    person = Waiting(one, number, Appraiser(Policy(), SetWeights().arrivals).figures(one))
    person.alive = True
    return person
