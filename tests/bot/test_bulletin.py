"""The bulletin: when to look at a search's message again, and that nothing is forgotten or looked at twice."""

import pytest

from bot.bulletin import OFTEN, SELDOM, YOUNG, Bulletin, Says
from bot.texts.keys import Text
from tests.matching.tickets import ticket

ALONE: Says = (Text.SEARCHING_ALONE, {"minutes": 30})
ANN = ticket("ann", since=0.0)


@pytest.fixture
def bulletin() -> Bulletin:
    return Bulletin()


def looks(bulletin: Bulletin, until: float) -> list[float]:
    """The seconds at which a message that stays as it is was looked at."""
    seconds = []
    for second in range(int(until) + 1):
        for _ in bulletin.due(second, 50):
            seconds.append(float(second))
            bulletin.post(ANN, ALONE, second)
    return seconds


def test_a_young_search_is_looked_at_often_and_one_that_lasts_seldom(bulletin: Bulletin) -> None:
    bulletin.post(ANN, ALONE, 0.0)
    seen = looks(bulletin, 300)
    assert seen == [*(OFTEN * n for n in range(1, 7)), *(YOUNG + SELDOM * n for n in range(1, 5))]


def test_the_moment_of_widening_is_not_missed_and_no_look_comes_just_before_it(bulletin: Bulletin) -> None:
    bulletin.post(ANN, ALONE, 0.0, widens=12.0)
    assert bulletin.due(11.9, 50) == []
    assert bulletin.due(12.0, 50) == [ANN.id]
    bulletin.post(ANN, ALONE, 12.0, widens=40.0)
    assert bulletin.due(22.0, 50) == [ANN.id], "a long time until then is counted down"


def test_what_was_posted_last_counts_and_is_looked_at_once(bulletin: Bulletin) -> None:
    bulletin.post(ANN, ALONE, 0.0)
    bulletin.post(ANN, (Text.SEARCHING_STILL, {}), 5.0)
    assert bulletin.says(ANN.id) == (Text.SEARCHING_STILL, {})
    assert bulletin.due(10.0, 50) == []
    assert bulletin.due(15.0, 50) == [ANN.id]


def test_a_look_of_which_nothing_came_is_taken_again(bulletin: Bulletin) -> None:
    bulletin.post(ANN, ALONE, 0.0)
    assert bulletin.due(10.0, 50) == [ANN.id]
    assert bulletin.due(10.0, 50) == []
    assert bulletin.due(20.0, 50) == [ANN.id]
    bulletin.again(ANN.id, 20.0)
    assert bulletin.due(20.0, 50) == [ANN.id]
    assert bulletin.says(ANN.id) == ALONE


def test_a_bounded_number_is_looked_at_the_longest_due_first(bulletin: Bulletin) -> None:
    tickets = [ticket(f"person {number}", since=float(number)) for number in range(5)]
    for each in reversed(tickets):
        bulletin.post(each, ALONE, each.since)
    assert bulletin.due(100.0, 3) == [each.id for each in tickets[:3]]
    assert bulletin.due(100.0, 3) == [each.id for each in tickets[3:]]


def test_what_was_taken_down_is_not_looked_at(bulletin: Bulletin) -> None:
    bulletin.post(ANN, ALONE, 0.0)
    bulletin.take_down(ANN.id)
    bulletin.take_down(ANN.id)
    bulletin.again(ANN.id, 1.0)
    assert bulletin.due(100.0, 50) == []
    assert bulletin.says(ANN.id) is None
