"""One trace through the line in memory and the one in Redis, with the same clock, makes the same pairs."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

import matching.lines.memory
import matching.lines.redis
import matching.lines.requests
import matching.lines.search
from config.ids import MemberId
from matching.appraisal import Appraiser
from matching.lines.calls import SHORT_LINE, Calls
from matching.lines.memory import MemoryLine
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from tests.matching.tickets import TOWN
from tests.matching.trace import Player, near, policy_of, somebody, steps
from tests.servers import client, shared_server

ALL = 1_000


@pytest.mark.parametrize(("seed", "short"), [(0, SHORT_LINE), (1, SHORT_LINE), (2, 0), (3, 6)])
async def test_the_same_trace_makes_the_same_pairs(seed: int, short: int) -> None:
    """Whether all are kept in the server's memory, all are posted, or some of both."""
    assert await _the_same(seed, policy_of(seed), list(steps(seed, 3_000)), short) > 300


@pytest.mark.parametrize("seed", range(3, 6))
async def test_in_a_crowd_the_same_trace_makes_the_same_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many wait that postings go on in lists, and claims go stale by the dozen. What is told of the line is only
    worked out there. Neither stops for having looked at enough people: the line in memory sees more of them."""
    for module in (matching.lines.memory, matching.lines.redis, matching.lines.requests, matching.lines.search):
        monkeypatch.setattr(module, "LOOKS", ALL)
    for module in (matching.lines.memory, matching.lines.requests):
        monkeypatch.setattr(module, "LOOKS_IN_TICK", 2 * ALL)
    for name in ("BRIEFS", "OF_ONE"):
        monkeypatch.setattr(matching.lines.search, name, 10 * ALL)
    random, began = Random(seed), 1_700_000_000.0
    crowd = [replace(somebody(random, began), pool=TOWN, member=MemberId(f"c{at}")) for at in range(600)]
    trace = [step for step in steps(seed, 300) if step[0] != "stats"]
    policy = Policy(thin=0.0, commit_after=1e5, fade=1e5, overdue=1e6)
    assert await _the_same(seed, policy, [("restore", began, crowd), *trace]) > 300


async def _the_same(
    seed: int, policy: Policy, trace: Sequence[tuple[str, float, object]], short: int = SHORT_LINE
) -> int:
    """How many pairs both made of a trace."""
    async with client(shared_server().url) as redis:
        await redis.flushall()
        there = RedisLine(Calls(redis, short), policy, in_the_open(), Appraiser(policy, related=near))
        here = MemoryLine(policy, Appraiser(policy, related=near))
        players = [Player(line, seed) for line in (here, there)]
        pairs = 0
        for number, step in enumerate(trace):
            ours, theirs = [await player.step(*step) for player in players]
            assert ours == theirs, f"step {number} of trace {seed}: {step[0]}"
            if isinstance(ours, list):
                pairs += len(ours)
        await there.close()
    return pairs
