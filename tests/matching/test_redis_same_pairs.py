"""One trace through the line in memory and the one in Redis, with the same clock, makes the same pairs."""

import pytest

from matching.appraisal import Appraiser
from matching.lines.calls import Calls
from matching.lines.memory import MemoryLine
from matching.lines.profiles import in_the_open
from matching.lines.redis import RedisLine
from tests.matching.trace import Player, near, policy_of, steps
from tests.servers import client, shared_server


@pytest.mark.parametrize("seed", range(4))
async def test_the_same_trace_makes_the_same_pairs(seed: int) -> None:
    policy = policy_of(seed)
    async with client(shared_server().url) as redis:
        await redis.flushall()
        there = RedisLine(Calls(redis), policy, in_the_open(), Appraiser(policy, related=near))
        here = MemoryLine(policy, Appraiser(policy, related=near))
        players = [Player(line, seed) for line in (here, there)]
        pairs = 0
        for number, step in enumerate(steps(seed, 3_000)):
            ours, theirs = [await player.step(*step) for player in players]
            assert ours == theirs, f"step {number} of trace {seed}: {step[0]}"
            if isinstance(ours, list):
                pairs += len(ours)
        await there.close()
    assert pairs > 300
