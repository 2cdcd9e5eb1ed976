"""The line in memory finds exactly whom a look at everybody would find, and keeps nothing of those who are gone."""

import asyncio
from math import inf, log, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import MemberId
from matching import worth
from matching.appraisal import Appraiser
from matching.lines import index, memory
from matching.lines.index import Shelf
from matching.lines.memory import MemoryLine
from matching.lines.search import LOOKS, LOOKS_IN_TICK, OF_ONE, fits_by, look
from matching.lines.waiting import Waiting
from matching.policy import Policy
from matching.ticket import Gender, Ticket
from matching.worth import PARTS, SIGNS
from tests.matching.best import crowds_and_seekers, finds_the_best
from tests.matching.tickets import INTERESTS, TOWN, SetWeights, busy, ticket

ANYONE = Policy(thin=1e9, overdue=1e9)


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("signs", [SIGNS, 3, 1])
@settings(max_examples=40, deadline=None)
@crowds_and_seekers
def test_the_best_is_the_one_found_by_looking_at_everybody(
    signs: int, long: bool, crowd: list[Ticket], seekers: list[Ticket]
) -> None:
    """However many interests have the same sign, and also where two interests at once are looked for first."""
    weights = SetWeights()
    line = MemoryLine(ANYONE, Appraiser(ANYONE, weights.arrivals))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worth, "SIGNS", signs)
        if long:
            patched.setattr(index, "FREQUENT", 1)
            for module in (index, memory):
                patched.setattr(module, "PAIRS_FROM", 0)
        asyncio.run(finds_the_best(line, weights, crowd, seekers))


async def test_weights_follow_the_arrivals() -> None:
    """Tea is what both share; a hundred others have named it since, and fewer named what is written beside it."""
    appraiser = Appraiser(ANYONE)
    line = MemoryLine(ANYONE, appraiser)
    for number in range(100):
        await line.find(ticket(f"m{number}", "jazz", languages=(str(number),)), 3.0)
    await line.restore([ticket("ann", "tea", "jazz", since=2.0), ticket("bob", "tea", "go", since=1.0)])
    match = await line.find(ticket("cleo", "tea"), 4.0)
    assert match is not None
    assert match.partner.member == "ann", "whoever else likes what everybody likes is all about tea"
    assert match.score == pytest.approx(
        log(1 + 102 / 2) / (log(1 + 102 / 2) ** 2 + log(1 + 102 / 101) ** 2) ** 0.5, abs=0.02
    )


async def test_two_interests_at_once_are_found_among_thousands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three in a long line share two frequent interests with the seeker; all others just one of them."""
    for module in (index, memory):
        monkeypatch.setattr(module, "PAIRS_FROM", 2_000)
    line = MemoryLine(ANYONE)
    crowd = [ticket(f"m{number}", ("tea", "go")[number % 2], f"own {number}") for number in range(3000)]
    pairs = [ticket(name, "go", "tea", f"own {name}", since=1.0) for name in ("ann", "bob", "cleo")]
    await line.restore([*crowd, *pairs])
    for seeker, partner in (("dan", "ann"), ("eve", "bob"), ("fay", "cleo")):
        match = await line.find(ticket(seeker, "tea", "go"), 2.0)
        assert match is not None
        assert (match.partner.member, set(match.shared)) == (partner, {"tea", "go"})
    for one in crowd:
        await line.leave(one.member)
    assert len(line._shelves) == 0


async def test_of_many_kinds_the_longest_wait_is_found() -> None:
    """More people than are asked one by one, each on terms of their own."""
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", age=number, languages=("de", "en")) for number in range(600)])
    await line.restore([ticket(f"n{number}", age=20 + number, since=50.0 - number) for number in range(30)])
    await line.restore([ticket(f"o{number}", gender=Gender.MAN, wants=(Gender.MAN,)) for number in range(600)])
    match = await line.find(ticket("ann", ages=(40, 60), languages=("en",)), 99.0)
    assert match is not None
    assert match.partner.member == "m40"
    matches = [await line.find(ticket(f"p{number}", ages=(610, 620)), 99.0) for number in range(2)]
    assert matches == [None, None], "they are of one mind and of no age"


async def test_of_one_kind_among_many_the_longest_wait_is_found_whoever_came_first() -> None:
    """Somebody who moves keeps the wait they had, and so may have waited longer than those before them."""
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", gender=Gender.MAN, wants=(Gender.WOMAN,)) for number in range(600)])
    await line.restore([ticket("ann", age=40, since=5.0), ticket("bob", age=40, since=3.0)])
    match = await line.find(ticket("cleo", age=40, ages=(40, 40)), 99.0)
    assert match is not None
    assert match.partner.member == "bob"


async def test_thousands_out_of_the_question_are_not_all_looked_at() -> None:
    line = MemoryLine(ANYONE)
    await line.restore(
        [ticket(f"m{number}", "tea", gender=Gender.MAN, wants=(Gender.WOMAN,)) for number in range(3000)]
    )
    assert await line.find(ticket("bob", "tea", gender=Gender.MAN, wants=(Gender.WOMAN,)), 1.0) is None
    assert looked_at(line) == 0, "what is written down of them beside each other says no"
    (tongue,) = line._shelves[TOWN].tongues.values()
    assert tongue.easy.kinds is not None
    assert len(tongue.easy.kinds.lists) == 1, "one question is enough for all of them"


async def test_thousands_who_share_something_are_not_all_looked_at() -> None:
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", "tea", f"own {number}") for number in range(3000)])
    assert await line.find(ticket("ann", "tea", "go"), 1.0) is not None
    assert LOOKS - 1 <= looked_at(line) <= LOOKS, "all of them fit as well as the first"


@pytest.mark.parametrize(("before", "seen"), [(OF_ONE - 1, True), (OF_ONE, False)])
async def test_so_many_briefs_are_read_and_no_more(before: int, seen: bool) -> None:
    """Ann is all about tea, which makes her fit better than anybody before her."""
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", "tea", f"own {number}") for number in range(before)])
    await line.restore([ticket("ann", "tea")])
    match = await line.find(ticket("bob", "tea"), 1.0)
    assert match is not None
    assert (match.partner.member == "ann") is seen


async def test_nobody_further_is_looked_at_where_nobody_can_be_better() -> None:
    line = MemoryLine(ANYONE)
    await line.restore([ticket(f"m{number}", "tea") for number in range(30)])
    await line.restore([ticket("ann", "go", "jazz"), ticket("bob", "go", "jazz")])
    for number in range(30):
        await line.find(ticket(f"n{number}", "tea", languages=("de",)), 1.0)
    match = await line.find(ticket("cleo", "go", "jazz", "tea"), 1.0)
    assert match is not None
    assert (match.partner.member, looked_at(line)) == ("ann", 1), "bob was, and ann, who is gone with cleo"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, PARTS), st.floats(0, 20), st.integers(1, 4)), min_size=1, max_size=12),
    st.integers(0, PARTS),
    st.floats(0, 20),
    st.booleans(),
)
def test_a_search_accepts_whom_the_policy_accepts(
    others: list[tuple[int, float, int]], reserve: int, moment: float, several: bool
) -> None:
    """The search has the policy's condition written out: it must not drift from it."""
    policy, weights = Policy(), SetWeights()
    names = INTERESTS[:4]
    figures = Appraiser(policy, weights.arrivals).figures
    mine = figures(ticket("ann", *names))
    mine.reserve = reserve
    one, shelf, now = Waiting(ticket("ann", *names, since=moment), 0, mine), Shelf(), 10.0
    waiting = []
    for number, (asked, since, named) in enumerate(others, 1):
        them = ticket(f"m{number}", *names[:named], *INTERESTS[-1:], since=since)
        theirs = figures(them)
        theirs.reserve = asked
        waiting.append(Waiting(them, number, theirs))
        shelf.add(waiting[-1])
    found, due = look(shelf.of(one.kind), one, mine, policy, now, 1, LOOKS_IN_TICK if several else LOOKS)
    seen = [other for other in waiting if other.stamp == 1]
    accepted, later = [], [inf]
    for other in seen:
        parts, asked = fits_by(mine, other.names, other.length), max(reserve, other.reserve)
        oldest = min(one.since, other.since)
        if policy.accepts(parts, asked, oldest, now):
            accepted.append((parts, other.number))
        elif policy.acceptable_at(parts, asked, oldest) < policy.commits_at(oldest):  # then anyone is, and they look
            later.append(policy.acceptable_at(parts, asked, oldest))
    got = [(parts, other.number) for _, _, _, other, parts in found]
    if several:
        assert sorted(got) == sorted(accepted)
        assert due == min(later)
    else:
        assert set(got) <= set(accepted)
        assert bool(got) == bool(accepted)
        assert not got or max(got)[0] == max(accepted)[0]


async def test_who_shares_only_what_everybody_likes_is_not_looked_at_before_anyone_will_do() -> None:
    """Ten a second like music, and one is sought who likes opera, of whom some come too."""
    appraiser = busy(Policy(), 1000.0)
    line = MemoryLine(Policy(), appraiser)
    await line.restore([ticket(f"m{number}", "music", "tea", since=999.0) for number in range(20)])
    assert await line.find(ticket("ann", "opera", "chess", "jazz", "music", since=1000.0), 1000.0) is None
    crowd = [one for one in line._there.values() if one.member != "ann"]
    assert [one.stamp for one in crowd] == [0] * 20, "no search has looked at them"


async def test_nothing_is_kept_of_those_who_are_gone() -> None:
    line = MemoryLine(Policy())
    for number in range(5000):
        await line.find(ticket(f"m{number}", f"i{number}", since=float(number)), float(number))
        await line.leave(MemberId(f"m{number}"))
    assert len(line._due) < 1100
    first, second = ticket("ann", "go"), ticket("bob", "go")
    await line.find(first, 6000.0)
    assert await line.find(second, 6000.0) is not None
    await line.leave(first.member)
    await line.leave(second.member)
    assert not line._claims
    assert not line._there
    assert not line._shelves


async def test_moments_that_are_none_are_refused_and_change_nothing() -> None:
    line = MemoryLine(Policy())
    for now in (nan, inf, -inf):
        with pytest.raises(ValueError, match="finite"):
            await line.find(ticket("ann"), now)
        with pytest.raises(ValueError, match="finite"):
            await line.find(ticket("ann", since=now), 0.0)
        with pytest.raises(ValueError, match="finite"):
            await line.restore([ticket("bob"), ticket("ann", since=now)])
        with pytest.raises(ValueError, match="finite"):
            await line.tick(now)
    assert not line._there


async def test_a_tick_that_fails_half_way_leaves_nobody_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    line = MemoryLine(ANYONE)
    await line.restore([ticket("ann", "go"), ticket("bob", "go")])

    def fails(_: object) -> None:
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("matching.lines.memory.best_pairs", fails)
        with pytest.raises(RuntimeError):
            await line.tick(1.0)
    assert len(await line.tick(1.5)) == 1


def looked_at(line: MemoryLine) -> int:
    """Those still there whom the latest search has looked at."""
    latest = next(line._stamps) - 1
    return sum(one.stamp == latest for one in line._there.values() if one.alive)
