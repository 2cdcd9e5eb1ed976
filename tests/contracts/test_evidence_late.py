"""The ring is away when somebody reports: what is there all the same is frozen at once, the rest when it is back."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import insert

from config.ids import RoomId
from moderation.evidence import Frozen, Shown
from moderation.ring import LASTS, Note, RingAway
from moderation.stores.memory_ring import MemoryRing
from moderation.stores.schema import cases
from tests.contracts.stores import BrokenOff, Ground
from tests.moderation.archive import CASE, Archive
from tests.moderation.said import BOB, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Fickle(MemoryRing):
    """Away or not, as told; of what was said in a room the latest is here even then."""

    away = False

    async def read(self, room: RoomId, now: float) -> Sequence[Note]:
        there = await super().read(room, now)
        if self.away:
            raise RingAway("away", there[-1:])
        return there


@pytest.fixture
def ring() -> Fickle:
    return Fickle()


@pytest_asyncio.fixture(loop_scope="session")
async def archive(ground: Ground, tmp_path: Path, ring: Fickle) -> Archive:
    """Two messages were said, and the ring goes away."""
    archive = Archive(ground, tmp_path, ring)
    await archive.hears(says("hi", who=BOB), says("I will find you", of="m"))
    await exists(archive, CASE)
    ring.away = True
    return archive


async def exists(archive: Archive, case: str, state: str = "queued", merged_into: str | None = None) -> None:
    async with archive.ground.database.unit() as unit:
        at = round(archive.now * 1000)
        row = {"id": case, "reason": "spam", "server": "", "state": state, "queue": "standard", "rank": 20.0}
        more = {"due_at": at, "created_at": at, "version": 1, "fence": 0, "reporters": 1, "merged_into": merged_into}
        await unit.connection.execute(insert(cases).values(**row, **more, subject=f"about {case}"))


async def settled(archive: Archive) -> int:
    async with archive.ground.database.unit() as unit:
        return await archive.evidence.settle(unit)


async def test_what_is_here_is_frozen_at_once_and_all_of_it_when_the_ring_is_back(
    archive: Archive, ring: Fickle
) -> None:
    assert await archive.reported("m") == Frozen(1, 1, True)
    assert archive.evidence.owing()
    assert await settled(archive) == 0, "it is still away"
    ring.away = False
    archive.now += 120
    assert await settled(archive) == 1
    assert not archive.evidence.owing()
    assert await settled(archive) == 0
    first, second = (await archive.viewed()).bundles
    assert [len(each.exhibits) for each in (first, second)] == [1, 2]
    assert first.report == second.report == "R-1"
    assert [each.minute for each in second.exhibits] == [0, 0], "before the report, not before now"
    assert [each.pointed for each in second.exhibits] == [False, True]


async def test_nothing_is_kept_twice_when_there_is_no_more_than_was_here(archive: Archive, ring: Fickle) -> None:
    await archive.reported()
    ring.away = False
    ring._rooms.clear()  # it forgot everything while it was away
    assert await settled(archive) == 0
    assert not archive.evidence.owing()
    assert len((await archive.viewed()).bundles) == 1


async def test_after_half_an_hour_nothing_is_asked_for_any_more(archive: Archive, ring: Fickle) -> None:
    await archive.reported()
    archive.now += LASTS + 1
    ring.away = False
    assert not archive.evidence.owing()
    assert await settled(archive) == 0


async def test_a_report_that_did_not_come_about_owes_nothing(archive: Archive) -> None:
    with pytest.raises(BrokenOff):
        await archive.ground.breaks_off(lambda turn: archive.freezes(turn.unit))
    assert not archive.evidence.owing()


@pytest.mark.parametrize("gone", ["purged", "sealed", "nowhere"])
async def test_nothing_is_frozen_for_a_case_that_is_over(archive: Archive, ring: Fickle, gone: str) -> None:
    if gone != "nowhere":
        await exists(archive, "OVER", gone)
    await archive.reported(case="OVER", shown=Shown(("x",)))
    ring.away = False
    assert await settled(archive) == 0
    assert not archive.evidence.owing()


async def test_what_was_merged_meanwhile_has_it_where_it_went_on(archive: Archive, ring: Fickle) -> None:
    await exists(archive, "GONE", "merged", CASE)
    await archive.reported(case="GONE")
    ring.away = False
    assert await settled(archive) == 1
    assert await archive.read() == ["reporter -0 ✔ hi", "reported -0 ✔ I will find you"]


async def test_one_whose_commit_failed_is_settled_again(archive: Archive, ring: Fickle) -> None:
    await archive.reported()
    ring.away = False
    with pytest.raises(BrokenOff):
        await archive.ground.breaks_off(lambda turn: archive.evidence.settle(turn.unit))
    assert archive.evidence.owing()
    assert await settled(archive) == 1


async def test_zero_content_owes_nothing(ground: Ground, tmp_path: Path) -> None:
    archive = Archive(ground, tmp_path, tags_only=True)
    await archive.hears(says("hi", of="m"))
    await archive.reported("m", Shown(("hi",)))
    assert not archive.evidence.owing()
