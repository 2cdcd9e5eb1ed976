"""In a long line a search in Redis reads briefs, asks for few people, and finds whom a look at everybody would find."""

import asyncio
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.appraisal import Appraiser
from matching.lines import profiles
from matching.lines.calls import Calls
from matching.lines.profiles import MARKED, MARKS, rate_of
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Ticket
from tests.matching.best import crowds_and_seekers, finds_the_best
from tests.matching.tickets import SetWeights
from tests.servers import client, shared_server

ANYONE = Policy(thin=1e9, overdue=1e9)


@pytest.mark.parametrize(("marks", "marked"), [(MARKS, MARKED), (3, MARKED), (1, MARKED), (MARKS, 2), (2, 1)])
@settings(max_examples=25, deadline=None)
@crowds_and_seekers
def test_the_best_is_the_one_found_by_looking_at_everybody(
    marks: int, marked: int, crowd: list[Ticket], seekers: list[Ticket]
) -> None:
    """However many interests have the same mark, and also if a brief has room for few."""

    async def story() -> None:
        weights = SetWeights()
        async with client(shared_server().url) as redis:
            await redis.flushall()
            line = RedisLine(Calls(redis, 0), ANYONE, in_the_open(), Appraiser(ANYONE, weights.arrivals))
            await finds_the_best(line, weights, crowd, seekers)
            await line.close()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(profiles, "MARKS", marks)
        patched.setattr(profiles, "MARKED", marked)
        asyncio.run(story())


@given(length=st.floats(1e-30, 1e30))
def test_what_a_brief_says_of_a_length_promises_no_less_than_it_is_worth(length: float) -> None:
    rate = rate_of(length)
    high, low = divmod(rate, 256)
    promised = (256 + low) * Fraction(2) ** (high - 136)  # as glance.lua reads it
    assert promised >= Fraction(1 / length) > promised * Fraction(256, 258)


@pytest.mark.parametrize(("length", "high"), [(0.0, 0xFF), (1e-300, 0xFF), (1e300, 0)])
def test_lengths_beyond_all_measure_have_a_rate(length: float, high: int) -> None:
    assert rate_of(length) // 256 == high
