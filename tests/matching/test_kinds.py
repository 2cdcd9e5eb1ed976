"""Equal terms are one kind, and whether two kinds meet is asked once."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import kinds
from matching.kinds import Kinds
from matching.rules import agree, terms
from matching.ticket import Gender, Ticket
from tests.matching.tickets import ticket, tickets


def test_who_somebody_is_and_likes_makes_no_kind() -> None:
    known = Kinds()
    ann = known.of(ticket("ann", "tea", since=1.0, avoid=("bob",)))
    assert known.of(ticket("bob", "go")) is ann
    for other in (
        ticket("bob", languages=("de",)),
        ticket("bob", gender=Gender.WOMAN),
        ticket("bob", age=30),
        ticket("bob", ages=(20, 30)),
        ticket("bob", wants=(Gender.WOMAN,)),
        ticket("bob", platform="web"),
        ticket("bob", server="one"),
        ticket("bob", same_platform=True),
    ):
        assert known.of(other) is not ann


@given(st.lists(tickets(), min_size=1, max_size=6))
def test_kinds_meet_where_their_terms_agree(crowd: list[Ticket]) -> None:
    known = Kinds()
    for one, other in product(crowd, crowd):
        assert known.of(one).may_meet(known.of(other)) == agree(terms(one), terms(other))
        assert known.of(one).tongues == tuple(sorted(one.languages))


def test_whether_a_taste_takes_in_a_face_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(a: object, b: object) -> bool:
        asked.append((a, b))
        return True

    monkeypatch.setattr(kinds, "welcomes", counted)
    known = Kinds()
    ann, bob = known.of(ticket("ann", ages=(20, 40))), known.of(ticket("bob", age=30))
    for _ in range(3):
        assert ann.may_meet(bob)
        assert bob.may_meet(ann)
        assert ann.may_meet(known.of(ticket("cleo", age=30, languages=("en", "de"))))
    assert len(asked) == 1, "bob welcomes everybody, and cleo has his face"


def test_endless_kinds_do_not_fill_the_memory_and_those_in_use_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "MOST", 10)
    known = Kinds()
    ann = known.of(ticket("ann", languages=("en",), ages=(0, 99)))
    for age in range(35):
        assert ann.may_meet(known.of(ticket("bob", age=age)))
        assert not ann.may_meet(known.of(ticket("bob", age=age, languages=("de",))))
    assert len(known._known) <= 10
    assert len(ann.taste or ()) <= 10, "those since all were forgotten"
    again = known.of(ticket("ann", languages=("en",), ages=(0, 99), age=1))
    assert again is not ann
    assert again.may_meet(ann) is False, "she wishes for an age, and ann has said none"
    assert again.may_meet(known.of(ticket("bob", age=3)))


def test_thousands_who_all_ask_about_each_other_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "ANSWERS", 100)
    known = Kinds()
    people = [known.of(ticket("ann", age=age, ages=(0, age + 99))) for age in range(18, 58)]
    for ann, bob in product(people, people):
        assert ann.may_meet(bob)
        assert sum(len(one.taste or ()) for one in people) <= 101
