"""The states of a case and its claims, without a database."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from moderation.cases import (
    OPEN,
    RESTS,
    TABLE,
    WAITING,
    AlreadyThere,
    Case,
    Claims,
    Move,
    NotNow,
    Stale,
    State,
    TakenBy,
    claim,
    heartbeat,
    moved,
    put_back,
)
from moderation.model import CaseId, Queue, Reason
from tests.moderation.desk import ANN, BOB, EVE, NOW

CLAIMS = Claims()
MINUTE = timedelta(minutes=1)
CASE = Case(CaseId("2222"), BOB, Reason.SPAM, None, State.QUEUED, Queue.STANDARD, 1.0, NOW + 24 * 60 * MINUTE, NOW)


def test_whatever_the_table_does_not_have_is_refused() -> None:
    for state, move, queue in product(State, Move, Queue):
        ways = TABLE.get((state, move), frozenset())
        try:
            assert moved(state, move, queue) in ways
        except (AlreadyThere, NotNow):
            assert len(ways) != 1


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (State.DECIDED, Move.DECIDE),
        (State.ESCALATED, Move.ESCALATE),
        (State.QUARANTINED, Move.QUARANTINE),
        (State.LEGAL_HOLD, Move.PRESERVE),
        (State.MERGED, Move.MERGE),
        (State.SEALED, Move.SEAL),
        (State.PURGED, Move.PURGE),
    ],
)
def test_what_was_done_before_is_told_apart_from_what_cannot_be(state: State, move: Move) -> None:
    with pytest.raises(AlreadyThere):
        moved(state, move, Queue.STANDARD)
    with pytest.raises(NotNow):
        moved(State.NEW, move, Queue.STANDARD)


def test_every_state_is_reached_and_none_is_a_dead_end_but_the_last() -> None:
    reached = {end for ends in TABLE.values() for end in ends}
    assert reached | {State.NEW} == set(State)
    assert {state for state, _ in TABLE} == set(State) - {State.PURGED}
    assert set(RESTS) == set(Queue)
    assert set(RESTS.values()) <= WAITING
    assert {State.APPEALED} == WAITING - OPEN


def test_a_claim_holds_ten_minutes_and_each_has_a_fence_of_its_own() -> None:
    held = claim(CASE, ANN, NOW, CLAIMS)
    assert (held.state, held.holder, held.fence, held.lease_until) == (State.CLAIMED, ANN, 1, NOW + 10 * MINUTE)
    assert held.held_by(ANN, 1, NOW + 10 * MINUTE - MINUTE / 60)
    assert not held.held_by(ANN, 1, NOW + 10 * MINUTE), "over"
    assert not held.held_by(ANN, 0, NOW)
    assert not held.held_by(EVE, 1, NOW)
    assert (held.lapsed(NOW), held.lapsed(NOW + 10 * MINUTE), CASE.lapsed(NOW)) == (False, True, False)
    with pytest.raises(TakenBy):
        claim(held, EVE, NOW, CLAIMS)
    with pytest.raises(AlreadyThere):
        claim(held, ANN, NOW, CLAIMS)
    again = claim(put_back(held, Move.EXPIRE, CLAIMS), EVE, NOW, CLAIMS)
    assert (again.holder, again.fence) == (EVE, 2)


def test_signs_of_life_keep_a_claim_for_an_hour_and_no_longer() -> None:
    held, now = claim(CASE, ANN, NOW, CLAIMS), NOW
    for _ in range(13):
        now += 5 * MINUTE
        if now >= NOW + 60 * MINUTE:
            break
        held = heartbeat(held, ANN, 1, now, CLAIMS)
        assert held.lease_until == min(now + 10 * MINUTE, NOW + 60 * MINUTE)
    with pytest.raises(Stale):
        heartbeat(held, ANN, 1, NOW + 60 * MINUTE, CLAIMS)


def test_a_sign_of_life_never_shortens_a_claim() -> None:
    held = claim(CASE, ANN, NOW, Claims(lease=10 * MINUTE, most=10 * MINUTE))
    assert heartbeat(held, ANN, 1, NOW + MINUTE, Claims(lease=MINUTE, most=MINUTE)).lease_until == NOW + 10 * MINUTE


@pytest.mark.parametrize("queue", [Queue.STANDARD, Queue.URGENT, Queue.SERVER])
def test_who_is_skipped_three_times_is_looked_at_by_seniors(queue: Queue) -> None:
    case = replace(CASE, queue=queue)
    for skips in (1, 2):
        case = put_back(claim(case, ANN, NOW, CLAIMS), Move.RELEASE, CLAIMS)
        assert (case.state, case.queue, case.skips, case.holder) == (State.QUEUED, queue, skips, None)
    case = put_back(claim(case, ANN, NOW, CLAIMS), Move.RELEASE, CLAIMS)
    assert (case.state, case.queue, case.skips) == (State.ESCALATED, Queue.SENIOR, 0)


def test_a_claim_that_runs_out_skips_nobody() -> None:
    case = CASE
    for _ in range(5):
        case = put_back(claim(case, ANN, NOW, CLAIMS), Move.EXPIRE, CLAIMS)
    assert (case.state, case.queue, case.skips, case.fence) == (State.QUEUED, Queue.STANDARD, 0, 5)


@pytest.mark.parametrize("queue", [Queue.CHILD_SAFETY, Queue.APPEALS])
def test_an_appeal_waits_as_an_appeal_in_whichever_queue(queue: Queue) -> None:
    case = replace(CASE, queue=queue, state=State.APPEALED)
    held = claim(case, ANN, NOW, CLAIMS)
    assert held.state is State.CLAIMED_APPEAL
    for _ in range(5):
        assert put_back(replace(held, skips=9), Move.RELEASE, CLAIMS).state is State.APPEALED
