"""What is past its time goes in small shares, after everybody else, and nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot import housekeeping
from bot.housekeeping import AIM, FIRST, LEAST, MOST, REST, Share
from bot.journal import Kept
from bot.messages import Outgoing
from bot.stores.journal import SqlJournal
from bot.texts.catalogue import Catalogue
from bot.turn import Turn
from config.ids import new_id
from tests.bot.keeping import keeping
from tests.bot.town import Town, until
from tests.contracts.stores import Ground

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS = 1500


@pytest_asyncio.fixture(loop_scope="session")
async def shares(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Kept, int]]:
    """What each share removed, as the journal is asked for it."""
    taken: list[tuple[Kept, int]] = []
    plainly = SqlJournal.clean_up

    async def noted(journal: SqlJournal, what: Kept, now: float, most: int) -> int:
        taken.append((what, await plainly(journal, what, now, most)))
        return taken[-1][1]

    monkeypatch.setattr(SqlJournal, "clean_up", noted)
    return taken


async def remembered(town: Town, events: Iterable[str]) -> None:
    async def remember(turn: Turn) -> list[Outgoing]:
        await turn.journal.remember(list(events), turn.now)
        for _ in range(3):
            await turn.journal.keep_file(b"pixels", turn.now)
        return []

    await town.turns.act(remember)


class Watch:
    """Seconds that pass only while a share is removed: so many for each look at it."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def noted(rests: list[float]) -> Callable[[float], Awaitable[None]]:
    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await asyncio.sleep(0)

    return rest


async def test_all_that_is_past_its_time_goes_in_shares_of_a_bounded_size(
    town: Town, shares: list[tuple[Kept, int]]
) -> None:
    await remembered(town, (new_id() for _ in range(ROWS)))
    town.clock.passes(hours=73)
    await keeping(town, Watch()).clean()
    assert town.rows("events") == town.rows("files") == []
    assert sum(rows for what, rows in shares if what is Kept.EVENTS) == ROWS
    assert max(rows for _, rows in shares) == MOST
    assert [what for what, _ in shares[:2]] == [Kept.EVENTS, Kept.FILES], "by turns, so that none waits for another"
    assert town.metrics.removed.labels("events")._value.get() == ROWS


async def test_where_a_share_takes_long_the_next_is_smaller(town: Town, shares: list[tuple[Kept, int]]) -> None:
    await remembered(town, (new_id() for _ in range(200)))
    town.clock.passes(hours=49)
    rests: list[float] = []
    await keeping(town, Watch(AIM * 1.5), noted(rests)).clean()
    sizes = [rows for _, rows in shares]
    assert sizes[:4] == [FIRST, FIRST // 2, FIRST // 4, FIRST // 8]
    assert min(sizes[:-1]) == LEAST
    assert rests[0] == pytest.approx(REST * AIM * 3), "and the others have the writer for longer: it counts the commit"


async def test_a_share_grows_while_it_is_cheap_and_full() -> None:
    share = Share()
    share.learn(share.rows - 1, 0.0)
    share.learn(share.rows, AIM)
    assert share.rows == FIRST
    for _ in range(20):
        share.learn(share.rows, 0.0)
    assert share.rows == MOST


async def test_who_writes_meanwhile_is_heard_between_two_shares(town: Town, shares: list[tuple[Kept, int]]) -> None:
    ann, bob = await town.paired("ann", "bob")
    await remembered(town, (new_id() for _ in range(ROWS)))
    town.clock.passes(hours=49)
    sweeping = asyncio.create_task(keeping(town, Watch()).clean())
    await until(lambda: len(shares) >= 2)
    await ann.says("hello?")
    assert not sweeping.done()
    assert bob.hears()[-1] == "hello?"
    await sweeping


async def test_a_writer_that_is_never_idle_is_interrupted_all_the_same(
    town: Town, shares: list[tuple[Kept, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "OTHERS_FIRST", 0.01)
    await remembered(town, ["an event"])
    town.clock.passes(hours=49)
    busy = True

    async def nothing(_: Turn) -> list[Outgoing]:
        return []

    async def hurry() -> None:
        while busy:
            await town.turns.act(nothing)

    hurrying = [asyncio.create_task(hurry()) for _ in range(3)]  # one of them always waits
    await keeping(town, Watch()).clean()
    busy = False
    await asyncio.gather(*hurrying)
    assert shares == [(Kept.EVENTS, 1)]


async def test_where_nothing_is_past_its_time_no_turn_is_taken(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await remembered(town, ["an event"])
    monkeypatch.setattr(town.turns, "act", None)
    await keeping(town, Watch()).clean()
    assert town.metrics.overdue._value.get() == 0


async def test_how_far_it_is_behind_can_be_seen(town: Town) -> None:
    await remembered(town, ["an event"])
    town.clock.passes(hours=49)
    await keeping(town, Watch()).clean()
    assert town.metrics.overdue._value.get() == pytest.approx(3600)
    await keeping(town, Watch()).clean()
    assert town.metrics.overdue._value.get() == 0


async def test_a_sweep_that_fails_is_told_and_repeated(ground: Ground, catalogue: Catalogue) -> None:
    """The database is away for a while."""
    async with Town(ground.database, catalogue) as town:
        await remembered(town, ["an event"])
        town.clock.passes(hours=49)
        rests: list[float] = []
        house = keeping(town, Watch(), noted(rests))
        plainly, failures = house.clean, 0

        async def clean() -> None:
            nonlocal failures
            failures += 1
            if failures == 1:
                raise OSError("away")
            await plainly()

        house.clean = clean  # type: ignore[method-assign]
        with capture_logs() as logs:
            sweeping = asyncio.create_task(house.run())
            await until(lambda: town.rows("events") == [])
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
        assert [entry["event"] for entry in logs] == ["housekeeping.failed"]
        assert rests[0] == housekeeping.EVERY
