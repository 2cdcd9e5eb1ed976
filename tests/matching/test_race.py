"""Processes that share a line, and are killed, never give anybody away twice and lose nobody; nor does a lost Redis."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from matching.lines.memory import MemoryLine
from matching.policy import Policy
from matching.ticket import Match
from tests.matching.race.audit import check_claims, check_line, check_rooms
from tests.matching.race.course import race, storm
from tests.matching.race.ledger import Given, Ledger, read
from tests.matching.race.order import Order
from tests.matching.race.racer import EXPIRES, UPDATING
from tests.matching.race.table import Table
from tests.matching.tickets import ticket
from tests.servers import redis_server
from tests.telling import Tell


@pytest.mark.parametrize(("policy", "finds"), [("calm", 80_000), ("choosy", 20_000)])
def test_processes_and_kills_leave_nobody_in_two_matches_and_nobody_lost(
    tmp_path: Path, tell: Tell, policy: str, finds: int
) -> None:
    with redis_server() as server:
        outcome = race(server, tmp_path, finds, policy=policy, seed=1, kills=2)
    tell(f"{outcome}.")
    assert outcome.finds >= finds
    assert outcome.rooms > finds // 3
    assert outcome.kills == 2
    assert min(outcome.ticked, outcome.released, outcome.stale, outcome.left) > 0


def test_a_redis_that_forgets_everything_and_is_killed_loses_nobody(tmp_path: Path, tell: Tell) -> None:
    """While processes of two versions use it."""
    with redis_server() as server:
        outcome = storm(server, tmp_path, 15_000, policy=UPDATING, seed=1, outages=4)
    tell(f"{outcome}.")
    assert outcome.finds >= 15_000
    assert outcome.rooms > 5_000
    assert outcome.outages == 4


# what the audit would see

ANN, BOB, CLEO = ticket("ann"), ticket("bob"), ticket("cleo")


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    Table.create(tmp_path)
    table = Table(tmp_path, "p0")
    yield table
    table.close()


def given(match: str, members: tuple[str, str], claimed: float, over: float | None = None) -> Given:
    return Given(match, members, "find", claimed, claimed + 0.01, over)


def test_whoever_is_given_away_twice_is_found_out() -> None:
    first, second = given("1", ("ann", "bob"), 10.0), given("2", ("cleo", "ann"), 10.1)
    with pytest.raises(AssertionError, match="ann was in two matches"):
        check_claims([first, second], {})
    let_go = given("1", ("ann", "bob"), 10.0, over=10.05)
    check_claims([let_go, second], {"ann": "2", "cleo": "2"})
    check_claims([second, let_go], {"ann": "2", "cleo": "2"})
    with pytest.raises(AssertionError, match="ann was in two matches"):
        check_claims([given("1", ("ann", "bob"), 10.0, over=10.2), second], {})
    with pytest.raises(AssertionError, match="ann was in two matches"):
        check_claims([let_go, second], {"ann": "1", "bob": "1"})
    check_claims([first, given("3", ("cleo", "ann"), 10.0 + EXPIRES)], {})
    slow = replace(given("4", ("cleo", "ann"), 10.1), by="tick", noted_at=10.0 + EXPIRES)
    check_claims([first, slow], {})
    with pytest.raises(AssertionError, match="ann was in two matches"):
        check_claims([first, replace(slow, noted_at=9.9 + EXPIRES)], {})


def test_whoever_meets_themselves_is_found_out() -> None:
    with pytest.raises(AssertionError, match="met themselves"):
        check_claims([given("1", ("ann", "ann"), 10.0)], {})


def test_a_match_that_two_processes_were_given_is_found_out(tmp_path: Path) -> None:
    match = Match("1", ANN, BOB, (), 0.0, 10.0)
    for owner in ("p0", "p1"):
        ledger = Ledger(tmp_path, owner, time.monotonic)
        ledger.given(match, "tick")
        ledger.close()
    with pytest.raises(AssertionError, match="given twice"):
        read(tmp_path)


async def test_a_ledger_tells_what_was_written_down(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "p0", iter((11.0, 12.0)).__next__)
    match = Match("1", ANN, BOB, (), 0.0, 10.0)
    ledger.given(match, "tick")
    ledger.let_go(match, "released")
    ledger.close()
    with (tmp_path / "p0.jsonl").open("a") as file:
        file.write('{"match": "2", "of"')  # a kill
    assert list(read(tmp_path)) == [Given("1", ("ann", "bob"), "tick", 10.0, 11.0, 12.0, "released")]


async def test_a_room_opens_only_if_both_still_search(table: Table) -> None:
    for one in (ANN, BOB, CLEO):
        await table.put(one)
    assert await table.open(Match("1", ANN, BOB, (), 0.0, 10.0)) == [ANN, BOB]
    assert await table.open(Match("2", CLEO, ANN, (), 0.0, 10.0)) == [CLEO]
    assert not await table.leave(CLEO.member), "her search is not committed yet"
    await table.waits(CLEO.member)
    assert table.waiting() == [CLEO]
    assert await table.leave(CLEO.member)
    check_rooms(table)
    table.ask("UPDATE tickets SET room = '3' WHERE member = 'bob'")
    with pytest.raises(AssertionError, match="not two in a room"):
        check_rooms(table)


async def test_a_restore_lets_searches_end_and_others_wait(tmp_path: Path) -> None:
    """Those of other processes, too, who have locks of their own."""
    one, other, steps = Order(tmp_path), Order(tmp_path), list[str]()

    async def restores() -> None:
        async with one.restoring():
            steps.append("restore")
            await asyncio.sleep(0.02)
            steps.append("restored")

    async def searches(order: Order) -> None:
        async with order.searching():
            steps.append("search")

    async with asyncio.TaskGroup() as group, one.searching(), other.searching():
        group.create_task(restores())
        await asyncio.sleep(0.02)
        assert steps == []
        for order in (one, other):
            group.create_task(searches(order))
        await asyncio.sleep(0.02)
        assert steps == [], "who comes after whoever wants to restore waits for them"
    assert steps == ["restore", "restored", "search", "search"]
    one.close()
    other.close()


async def test_whoever_is_lost_is_found_out(table: Table) -> None:
    line = MemoryLine(Policy())
    await table.put(ANN)
    with pytest.raises(AssertionError, match="neither went on nor ended"):
        await check_line(line, table)
    await table.waits(ANN.member)
    with pytest.raises(AssertionError, match="1 lost"):
        await check_line(line, table)
    await line.restore([ANN])
    await check_line(line, table)


async def test_whoever_waits_though_they_met_is_found_out(table: Table) -> None:
    line = MemoryLine(Policy())
    await line.restore([ticket("somebody")])
    with pytest.raises(AssertionError, match="somebody nobody knows"):
        await check_line(line, table)


async def test_whoever_is_held_for_ever_is_found_out(table: Table) -> None:
    line = MemoryLine(Policy(claim_expires=1e9))
    for one in (ANN, BOB):
        await line.find(one, 10.0)
        await table.put(one)
        await table.waits(one.member)
    with pytest.raises(AssertionError, match="2 are held"):
        await check_line(line, table)
