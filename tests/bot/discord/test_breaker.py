"""The breaker stays far below the number of refusals after which Discord locks an address out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.base import RetryLater, Scope
from bot.platforms.discord.breaker import LIMIT, WINDOW, Breaker
from bot.platforms.discord.errors import delivery_error
from bot.platforms.discord.rest import Refused, Rest, Route, TooFast
from tests.emulators.discord import DiscordEmulator, faults, token

DISCORD_LOCKS_OUT_AT = 10_000


def test_it_opens_far_below_discords_own_limit() -> None:
    assert LIMIT <= DISCORD_LOCKS_OUT_AT / 4
    breaker = Breaker()
    opened = [breaker.count(403, 100.0) for _ in range(LIMIT)]
    assert opened == [False] * (LIMIT - 1) + [True]
    assert breaker.pause(100.0) > 0


def test_only_refusals_count() -> None:
    breaker = Breaker(limit=1)
    for status in (200, 204, 400, 404, 500, 503):
        assert not breaker.count(status, 100.0)
    assert not breaker.count(429, 100.0, shared=True), "a limit that others use up too"
    assert breaker.pause(100.0) == 0
    assert breaker.count(401, 100.0)


def test_it_closes_once_the_refusals_are_ten_minutes_old() -> None:
    breaker = Breaker(limit=2)
    breaker.count(429, 100.0)
    breaker.count(429, 400.0)
    pause = breaker.pause(400.0)
    assert breaker.pause(400.0 + pause - 0.1) > 0
    assert breaker.pause(400.0 + pause + 0.1) == 0
    assert breaker.count(429, 400.0 + pause + 0.2), "the later one still counts"


@given(st.lists(st.floats(0, 60), min_size=1, max_size=300), st.integers(1, 50))
def test_within_any_ten_minutes_no_more_are_refused_than_the_limit(passes: list[float], limit: int) -> None:
    breaker, now, refused = Breaker(limit), 0.0, list[float]()
    for seconds in passes:
        now += seconds
        if breaker.pause(now):
            continue
        breaker.count(403, now)
        refused.append(now)
    for began in refused:
        assert sum(began <= moment < began + WINDOW for moment in refused) <= limit


async def test_open_it_lets_no_request_out_at_all() -> None:
    breaker = Breaker(limit=3)
    async with DiscordEmulator() as discord:
        bot = discord.add_bot(token())
        one, other = Rest(bot.token, discord.api_url, breaker), Rest(bot.token, discord.api_url, breaker)
        for rest in (one, other):
            await rest.open()
        discord.faults.add(kind=faults.error(50001, "Missing Access", status=403), times=None)
        me = Route("GET", "/users/@me")
        for rest in (one, other, one):
            with pytest.raises(Refused):
                await rest.ask(me)
        asked = discord.ledger.total
        with pytest.raises(TooFast) as stopped:
            await other.ask(me)
        assert discord.ledger.total == asked
        later = delivery_error(stopped.value)
        assert isinstance(later, RetryLater)
        assert later.scope is Scope.ACCOUNT
        assert not later.too_fast
        for rest in (one, other):
            await rest.close()
