"""Whom the server keeps in its own memory, it keeps only as long as that is what Redis has."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from matching.lines.calls import Calls
from matching.lines.profiles import FIXED, tag_of
from matching.lines.redis import RedisLine
from matching.lines.sealing import in_the_open
from matching.policy import Policy
from matching.ticket import Gender, Ticket
from tests.contracts.lines import NOW, how_many, who
from tests.matching.tickets import TOWN, ticket
from tests.servers import how_many_wait

PATIENT = Policy(commit_after=1e6, fade=1e6, overdue=1e6, claim_expires=60.0)
PEOPLE = tag_of(TOWN) + "people"


async def join(line: RedisLine, *people: Ticket) -> None:
    """One by one: where many are restored at once, all are posted."""
    for one in people:
        await line.restore([one])


async def posted(redis: "Redis") -> int:
    """How many interests have a posting in Redis."""
    return sum(field[:1] == b"\0" for field in await redis.hkeys(tag_of(TOWN) + "named:en"))


async def restarted(redis: "Redis") -> None:
    """As if the server had been: what Redis has stays, the library and its memory go."""
    await redis.function_flush()


async def met(line: RedisLine, *seekers: Ticket) -> list[tuple[str, str] | None]:
    return [who(await line.find(one, one.since)) for one in seekers]


def some(*names: str) -> list[Ticket]:
    """Who names an interest and their own."""
    return [ticket(name, "chess", f"hobby {name}", since=NOW + at) for at, name in enumerate(names)]


def fan(name: str, of: str) -> Ticket:
    """Who would like to meet somebody."""
    return ticket(name, f"hobby {of}", since=NOW + 99)


@pytest.fixture
async def line(redis: "Redis") -> AsyncIterator[RedisLine]:
    line = RedisLine(Calls(redis), PATIENT, in_the_open())
    yield line
    await line.close()


@pytest.fixture
async def small(redis: "Redis") -> AsyncIterator[RedisLine]:
    """Another version of the library, for which four are many."""
    line = RedisLine(Calls(redis, short_line=4), PATIENT, in_the_open())
    yield line
    await line.close()


async def test_of_a_short_line_nothing_but_people_is_written(line: RedisLine, redis: "Redis") -> None:
    await join(line, *some("ann", "bob", "cleo"))
    keys = await redis.keys(tag_of(TOWN) + "*")
    assert set(keys) <= {(tag_of(TOWN) + name).encode() for name in FIXED}
    assert await how_many_wait(redis, TOWN) == 3


async def test_a_server_that_starts_again_reads_whom_it_kept(line: RedisLine, redis: "Redis") -> None:
    """With interests, wishes and all languages."""
    ann = ticket("ann", "chess", "go", since=NOW, languages=("de", "en"), gender=Gender.WOMAN, wants=(Gender.MAN,))
    await join(line, ann, ticket("abe", "chess", since=NOW + 1, languages=("fr",)))
    await restarted(redis)
    woman = ticket("bea", "go", since=NOW + 2, gender=Gender.WOMAN)
    man = ticket("bob", "go", since=NOW + 2, languages=("de",), gender=Gender.MAN)
    assert await met(line, woman, man) == [None, ("bob", "ann")]
    await restarted(redis)
    french = ticket("cleo", "chess", since=NOW + 3, languages=("fr",))
    assert await met(line, french) == [("cleo", "abe")]
    assert await how_many(line) == 1


async def test_who_was_kept_is_met_in_the_order_in_which_they_began(line: RedisLine, redis: "Redis") -> None:
    names = [f"m{at}" for at in range(9)]
    await join(line, *some(*names))
    await restarted(redis)
    assert await met(line, *[ticket(f"s{at}", "chess", since=NOW + 99) for at in range(9)]) == [
        (f"s{at}", f"m{at}") for at in range(9)
    ]


async def test_of_a_server_that_starts_again_all_are_due(line: RedisLine, redis: "Redis") -> None:
    await join(line, *some("ann", "bob"))
    await restarted(redis)
    assert [who(match) for match in await line.tick(NOW + 5)] == [("ann", "bob")]


async def test_what_a_replica_had_not_heard_of_is_forgotten(line: RedisLine, redis: "Redis") -> None:
    """It takes over, and with it comes an earlier state of the same line."""
    await join(line, *some("ann", "bob"))
    await line.leave(ticket("bob").member)
    heard = await redis.dump(PEOPLE) or b""
    await line.leave(ticket("ann").member)
    await join(line, *some("cleo"))
    await redis.restore(PEOPLE, 0, heard, replace=True)
    assert await how_many(line) == 1
    assert await met(line, fan("dan", "cleo"), fan("eve", "ann")) == [("dan", "ann"), None]


async def test_two_versions_of_the_library_share_a_line(redis: "Redis", line: RedisLine) -> None:
    """As while processes are restarted one by one."""
    other = RedisLine(Calls(redis, short_line=200), PATIENT, in_the_open())
    await join(line, *some("ann", "bob"))
    await join(other, *some("cleo", "dan"))
    assert await met(other, fan("s1", "bob")) == [("s1", "bob")]
    assert await met(line, fan("s2", "dan"), fan("s3", "ann")) == [("s2", "dan"), ("s3", "ann")]
    assert await met(other, fan("s4", "bob")) == [("s4", "cleo")]
    assert [await how_many(each) for each in (line, other)] == [0, 0]
    await other.close()


async def test_two_databases_of_a_server_have_a_line_each(redis: "Redis", line: RedisLine) -> None:
    async with Redis(port=redis.connection_pool.connection_kwargs["port"], db=1) as apart:
        await apart.flushdb()
        other = RedisLine(Calls(apart), PATIENT, in_the_open())
        for each in (line, other):
            await join(each, *some("ann"))
        assert await met(line, fan("bob", "ann")) == [("bob", "ann")]
        assert [await how_many(each) for each in (line, other)] == [0, 1]
        assert await met(other, fan("bob", "ann")) == [("bob", "ann")]
        await other.close()


async def test_what_a_call_that_failed_left_is_read_anew(line: RedisLine, redis: "Redis") -> None:
    await join(line, *some("ann", "bob", "cleo"))
    await redis.set(tag_of(TOWN) + "claims", "no sorted set")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await line.find(fan("dan", "ann"), NOW + 99)
    await redis.delete(tag_of(TOWN) + "claims")
    assert await how_many_wait(redis, TOWN) == 2, "somebody was taken from those who wait before it failed"
    assert await met(line, fan("s1", "ann"), fan("s2", "ann"), fan("s3", "ann")) == [
        ("s1", "bob"),
        ("s2", "cleo"),
        None,
    ]


async def test_who_joins_a_long_line_is_posted_until_it_is_short_again(small: RedisLine, redis: "Redis") -> None:
    names = [f"m{at}" for at in range(8)]
    await join(small, *[ticket(name, f"hobby {name}", since=NOW) for name in names])
    assert (await posted(redis), await how_many(small)) == (4, 8)
    gone = ["m6", "m1", "m5", "m7", "m2", "m4", "m0"]
    assert await met(small, *[fan(f"s {name}", name) for name in gone]) == [(f"s {name}", name) for name in gone]
    before = await posted(redis)
    await join(small, *some("late"))
    assert (await posted(redis), await how_many(small)) == (before, 2)
    assert await met(small, fan("s1", "late"), fan("s2", "m3")) == [("s1", "late"), ("s2", "m3")]


@pytest.mark.parametrize(("waiting", "left", "whole"), [(3, 3, True), (8, 8, False), (8, 4, True)])
async def test_a_line_of_which_some_are_kept_is_made_anew_and_any_other_is_read(
    small: RedisLine, redis: "Redis", waiting: int, left: int, whole: bool
) -> None:
    """Of eight the first four are kept and the others posted."""
    everyone = [ticket(f"m{at}", f"hobby m{at}", since=NOW) for at in range(waiting)]
    rest = everyone[waiting - left :]
    await join(small, *everyone)
    for gone in everyone[: waiting - left]:
        await small.leave(gone.member)
    await small.tick(NOW - 1)
    assert [small.lost] == [False]
    await restarted(redis)
    await small.tick(NOW - 1)
    await small.tick(NOW - 1)
    assert small.lost is not whole
    if small.lost:
        await small.restore(rest)
    last_first = [one.member for one in reversed(rest)]
    assert await met(small, *[fan(f"s{name}", name) for name in last_first]) == [
        (f"s{name}", name) for name in last_first
    ]


async def test_what_the_server_keeps_does_not_pile_up(line: RedisLine, redis: "Redis") -> None:
    """Though somebody waits all the time behind whom thousands come and go."""
    await join(line, *some("ann"))
    sizes: list[int] = []
    for at in range(0, 3_000, 250):
        for each in range(at, at + 250):
            one = ticket(f"m{each}", f"{each} one", f"{each} two", since=NOW + each)
            await line.restore([one])
            await line.leave(one.member)
        info: Any = await redis.info("memory")
        sizes.append(info["used_memory_vm_functions"])
    assert max(sizes[6:]) < 1.2 * max(sizes[:6])
    assert await met(line, fan("bob", "ann")) == [("bob", "ann")]


async def test_a_long_line_that_two_versions_share_stays_whole(small: RedisLine, redis: "Redis") -> None:
    """What one of them kept the other could not read, and would have the line made anew again and again."""
    other = RedisLine(Calls(redis, short_line=5), PATIENT, in_the_open())
    everyone = [ticket(f"m{at}", f"hobby m{at}", since=NOW) for at in range(9)]
    await small.restore(everyone)
    await other.restore([])
    for at, each in enumerate((other, small) * 3):
        await each.find(ticket(f"s{at}", f"hobby m{at}", since=NOW + 1), NOW + 1)
        await each.tick(NOW - 1)
        assert not each.lost
    new = [ticket(f"n{at}", f"hobby n{at}", since=NOW + 2) for at in range(4)]
    for one, each in zip(new, (small, other) * 2, strict=True):
        await join(each, one)
    assert [await how_many(each) for each in (small, other)] == [7, 7]
    for name, each in zip(("m8", "n1", "n0", "n3", "m6"), (other, small) * 3, strict=False):
        assert await met(each, fan(f"fan of {name}", name)) == [(f"fan of {name}", name)]
    await other.close()


async def test_a_line_that_was_long_and_is_empty_has_nobody(small: RedisLine) -> None:
    everyone = [ticket(f"m{at}", "chess", since=NOW) for at in range(6)]
    await small.restore(everyone)
    for one in everyone:
        await small.leave(one.member)
    ann, bob = [ticket(name, "chess", since=NOW + 1) for name in ("ann", "bob")]
    assert await met(small, ann, bob) == [None, ("bob", "ann")]


async def test_who_was_kept_looks_again_when_they_were_to(line: RedisLine, redis: "Redis") -> None:
    """Though another version of the library changed the line meanwhile."""
    other = RedisLine(Calls(redis, short_line=200), PATIENT, in_the_open())
    await join(line, *[ticket(f"m{at}", since=NOW, age=20, ages=(90, 99)) for at in range(100)])
    assert await line.tick(NOW + 1) == []
    await join(other, ticket("late", since=NOW + 1, age=20, ages=(90, 99)))
    due = (await line._requests.begin_tick(TOWN, NOW + 9, 0)).due
    assert [one.ticket.member for one in due] == ["late"]
    await other.close()
