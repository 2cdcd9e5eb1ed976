"""The leases of every backend: one holder for an account, and a token that tells who came later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.leases import Lease, Leases
from bot.stores.leases import SqlLeases
from tests.contracts.stores import NOW, Ground, people

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANN, BOB = ("telegram", "1"), ("discord", "2")


@asynccontextmanager
async def leases(ground: Ground) -> AsyncIterator[Leases]:
    async with ground.database.unit() as unit:
        yield SqlLeases(unit)


async def test_an_account_never_served_is_taken_with_the_first_token(ground: Ground) -> None:
    async with leases(ground) as store:
        assert await store.all() == {}
        assert await store.take([ANN, BOB], "one", {}, NOW) == {ANN: 1, BOB: 1}
    async with leases(ground) as store:
        assert await store.all() == {ANN: Lease("one", 1, 0, NOW), BOB: Lease("one", 1, 0, NOW)}
        assert await store.holds({ANN: 1, BOB: 1})


async def test_who_saw_something_older_gets_nothing_at_all(ground: Ground) -> None:
    async with leases(ground) as store:
        await store.take([ANN], "one", {}, NOW)
        seen = await store.all()
        assert await store.renew({ANN: 1}, NOW + 5)
    async with leases(ground) as store:
        assert await store.take([ANN], "two", seen, NOW) is None, "it was renewed since"
        assert await store.take([ANN, BOB], "two", {}, NOW) is None, "of two, one is served"
        assert await store.all() == {ANN: Lease("one", 1, 1, NOW + 5)}


async def test_who_takes_over_has_a_higher_token_and_the_one_before_holds_nothing(ground: Ground) -> None:
    async with leases(ground) as store:
        await store.take([ANN, BOB], "one", {}, NOW)
        assert await store.take([ANN], "two", await store.all(), NOW) == {ANN: 2}
    async with leases(ground) as store:
        assert not await store.holds({ANN: 1, BOB: 1})
        assert not await store.renew({ANN: 1, BOB: 1}, NOW)
        assert await store.holds({BOB: 1})
        assert await store.holds({ANN: 2})


async def test_what_is_given_up_has_no_holder_and_keeps_its_token(ground: Ground) -> None:
    async with leases(ground) as store:
        await store.take([ANN, BOB], "one", {}, NOW)
        await store.take([BOB], "two", await store.all(), NOW)
        await store.give_up({ANN: 1, BOB: 1})
        assert await store.all() == {ANN: Lease("", 1, 0, NOW), BOB: Lease("two", 2, 0, NOW)}, (
            "what has another holder stays"
        )
        assert await store.take([ANN], "two", await store.all(), NOW) == {ANN: 2}


async def test_what_people_wrote_to_counts_as_served_by_somebody_who_is_about_to_start(ground: Ground) -> None:
    await people(ground, "ann", "bob")
    async with leases(ground) as store:
        await store.take([BOB], "one", {}, NOW)
        await store.announce(NOW + 5)
        await store.announce(NOW + 9)
        assert await store.all() == {("telegram", "77"): Lease("", 0, 0, NOW + 5), BOB: Lease("one", 1, 0, NOW)}
        assert await store.take([("telegram", "77")], "two", await store.all(), NOW) == {("telegram", "77"): 1}
