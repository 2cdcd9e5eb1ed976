"""Choosy in a crowd, for a while; never otherwise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.policy import Policy
from matching.ticket import Ticket
from tests.matching.tickets import ticket, tickets

POLICY = Policy()


def test_the_figures_a_deployment_starts_with() -> None:
    assert (POLICY.crowd, POLICY.commit_after, POLICY.claim_expires, POLICY.search_expires) == (20, 12.0, 10.0, 1800.0)


def test_while_few_wait_anyone_will_do_at_once() -> None:
    ann, bob = ticket("ann", "chess", since=100), ticket("bob", "go", since=100)
    assert POLICY.accepts(ann, bob, 0.0, waiting=19, now=100)
    assert not POLICY.accepts(ann, bob, 0.0, waiting=20, now=100)


def test_in_a_crowd_an_interest_in_common_is_enough() -> None:
    ann, bob = ticket("ann", "chess", since=100), ticket("bob", "chess", since=100)
    assert POLICY.accepts(ann, bob, 0.01, waiting=1000, now=100)


def test_one_side_s_patience_is_enough() -> None:
    ann, bob = ticket("ann", "chess", since=100), ticket("bob", "go", since=111)
    assert not POLICY.accepts(ann, bob, 0.0, waiting=20, now=111.9)
    assert POLICY.accepts(ann, bob, 0.0, waiting=20, now=112)
    assert POLICY.accepts(bob, ann, 0.0, waiting=20, now=112)


def test_two_without_interests_are_not_held_for_what_cannot_come() -> None:
    ann, bob, cleo = ticket("ann", since=100), ticket("bob", since=100), ticket("cleo", "go", since=100)
    assert POLICY.accepts(ann, bob, 0.0, waiting=20, now=100)
    assert not POLICY.accepts(ann, cleo, 0.0, waiting=20, now=100)


@settings(max_examples=50)
@given(tickets(), tickets(), st.floats(0, 1), st.integers(0, 50), st.floats(0, 100), st.floats(0, 100))
def test_acceptance_is_mutual_and_waiting_never_undoes_it(
    a: Ticket, b: Ticket, fit: float, waiting: int, now: float, more: float
) -> None:
    accepted = POLICY.accepts(a, b, fit, waiting, now)
    assert accepted is POLICY.accepts(b, a, fit, waiting, now)
    assert not accepted or POLICY.accepts(a, b, fit, waiting, now + more)


@given(st.floats(1.0e9, 2.0e9), st.floats(0, 1e4))
def test_when_the_widening_is_due_it_has_happened(since: float, commit_after: float) -> None:
    """Also where the sum and the difference round differently."""
    policy = Policy(commit_after=commit_after)
    ann, bob = ticket("ann", "chess", since=since), ticket("bob", "go", since=since + 1)
    assert policy.accepts(ann, bob, 0.0, waiting=99, now=policy.widens_at(ann))


@pytest.mark.parametrize("figure", ["crowd", "commit_after", "claim_expires", "search_expires"])
def test_negative_figures_are_refused(figure: str) -> None:
    with pytest.raises(ValueError, match="negative"):
        Policy(**{figure: -1})
