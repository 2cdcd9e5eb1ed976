"""Evidence keeps its promises: what was said and by whom, checked, readable for its case alone, gone when shredded."""

from pathlib import Path

import pytest

from moderation.evidence import Frozen, Shown
from moderation.franking import Entry
from moderation.stores.evidence import SqlEvidence
from tests.contracts.stores import NOW, Ground
from tests.moderation.archive import CASE, Archive, AwayRing, HungRing
from tests.moderation.said import BOB, OTHER, PHOTO, ROOM, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def archive(ground: Ground, tmp_path: Path) -> Archive:
    return Archive(ground, tmp_path)


# --- from the ring ---


async def test_the_last_words_are_frozen_with_who_said_them_when_and_that_it_is_so(archive: Archive) -> None:
    await archive.hears(says("hi"), says("hello", who=BOB), says("elsewhere", room=OTHER))
    archive.now += 120
    await archive.hears(says("I will find you", media=(PHOTO,)))
    archive.now += 60
    assert await archive.reported("of I will find you") == Frozen(3, 3, True)
    assert await archive.read() == [
        "reported -3 ✔ hi",
        "reporter -3 ✔ hello",
        "reported -1 ✔ I will find you · photo · pointed",
    ]
    (bundle,) = (await archive.viewed()).bundles
    assert (bundle.report, bundle.gaps, bundle.created) == ("R-1", False, archive.now)
    assert bundle.exhibits[2].media == (PHOTO,)


async def test_former_words_and_what_was_taken_back_are_there(archive: Archive) -> None:
    await archive.hears(says("you bitch", of="m"), says("sorry", of="n"))
    await archive.hears(says("you beauty", of="m", amended=True))
    archive.takes_back("n")
    assert (await archive.reported()).verified == 2
    assert await archive.read() == [
        "reported -0 ✔ you beauty · was you bitch · edited",
        "reported -0 ✔ sorry · deleted",
    ]


async def test_what_was_put_into_the_ring_is_not_verified(archive: Archive) -> None:
    (entry,) = await archive.hears(says("hello"))
    assert archive.ring is not None
    archive.ring.add(ROOM, [Entry(entry.seq + 1, entry.minute, says("I hate you"))], NOW)
    assert await archive.reported() == Frozen(2, 1, None)
    assert await archive.read() == ["reported -0 ✔ hello", "reported -0 ✘ I hate you"]
    assert (await archive.viewed()).bundles[0].gaps


async def test_the_verified_stretch_is_told_beside_the_bundle(archive: Archive) -> None:
    entries = await archive.hears(*(says(f"{at}") for at in range(5)))
    async with archive.ground.database.unit() as unit:
        await unit.connection.exec_driver_sql("DELETE FROM tags WHERE seq = 1")
    await archive.reported()
    async with archive.ground.database.read() as unit:
        (piece,) = await SqlEvidence(unit).of(CASE)
        assert piece.stretch == (entries[2].seq, entries[4].seq)
    assert (await archive.viewed()).bundles[0].gaps


async def test_several_reports_add_to_one_case_under_one_key(archive: Archive) -> None:
    await archive.hears(says("hi"))
    await archive.reported(report="R-1")
    archive.now += 1
    await archive.hears(says("and more"))
    await archive.reported(report="R-2")
    assert [bundle.report for bundle in (await archive.viewed()).bundles] == ["R-1", "R-2"]
    assert len(await archive.read()) == 3
    assert await archive.read("8888") == []


# --- when the ring is gone ---


@pytest.fixture(params=["gone", "away", "hung", "zero-content"])
def late(request: pytest.FixtureRequest, ground: Ground, tmp_path: Path) -> Archive:
    """There is nothing left of the words, whyever."""
    if request.param == "away":
        return Archive(ground, tmp_path, AwayRing())
    if request.param == "hung":
        return Archive(ground, tmp_path, HungRing())
    return Archive(ground, tmp_path, tags_only=request.param == "zero-content")


async def test_what_the_reporter_points_at_is_verified_by_its_tag(late: Archive) -> None:
    await late.hears(says("hi"), says("I will  find you\n", of="m"), says("bye", who=BOB))
    late.now += 3 * 3600
    assert await late.reported("m", Shown(("I will find you",))) == Frozen(1, 1, True)
    assert await late.read() == ["reported -180 ✔ I will find you · pointed"]


@pytest.mark.parametrize(
    "text", ["I will not find you", "I will find YOU", "I will find you!", "will find you", "", "hi", "I will find yоu"]
)
async def test_what_was_invented_is_kept_and_not_verified(late: Archive, text: str) -> None:
    await late.hears(says("hi"), says("I will find you", of="m"))
    late.now += 3600
    assert await late.reported("m", Shown((text,))) == Frozen(1, 0, False)
    assert await late.read() == [f"reported -60 ✘ {text} · pointed"]


async def test_ones_own_words_are_not_the_others(late: Archive) -> None:
    await late.hears(says("I hate you", who=BOB, of="m"))
    late.now += 3600
    await late.reported("m", Shown(("I hate you",)))
    assert await late.read() == ["reporter -60 ✔ I hate you · pointed"]


async def test_words_of_another_room_verify_nothing_here(late: Archive) -> None:
    await late.hears(says("I hate you", room=OTHER, of="m"))
    late.now += 3600
    assert (await late.reported("m", Shown(("I hate you",)))).pointed is False


async def test_of_several_ways_to_read_it_the_one_that_was_said_counts(late: Archive) -> None:
    await late.hears(says("I hate you", of="m"))
    late.now += 3600
    shown = Shown(("Forwarded: I hate you", "I hate you"), (PHOTO,))
    assert (await late.reported("m", shown)).verified == 0, "there was no file"
    await late.reported("m", Shown(("Forwarded: I hate you", "I hate you")), case="8888")
    assert await late.read("8888") == ["reported -60 ✔ I hate you · pointed"]


async def test_a_changed_message_verifies_as_it_read_at_any_time(late: Archive) -> None:
    await late.hears(says("you bitch", of="m"))
    await late.hears(says("you beauty", of="m", amended=True))
    late.now += 3600
    for case, text in (("A", "you bitch"), ("B", "you beauty")):
        assert (await late.reported("m", Shown((text,)), case=case)).pointed is True


async def test_words_under_a_file_and_the_file_without_words(late: Archive) -> None:
    await late.hears(says("look", media=(PHOTO,), of="m"), says("", media=(PHOTO,), of="n"))
    late.now += 3600
    assert (await late.reported("m", Shown(("look",), (PHOTO,)), case="A")).pointed is True
    assert (await late.reported("m", Shown(("look",)), case="B")).pointed is True, "the words stood by themselves"
    assert (await late.reported("n", Shown(("",), (PHOTO,)), case="C")).pointed is True


async def test_when_the_tags_are_gone_too_it_is_kept_as_a_claim(late: Archive) -> None:
    await late.hears(says("I hate you", of="m"))
    late.now += 73 * 3600
    async with late.ground.database.unit() as unit:
        assert 3600 <= (await late.evidence.outlived(unit) or 0) < 3660, "it is known to the minute"
        assert await late.evidence.clean_up(unit, 10) == 1
        assert await late.evidence.outlived(unit) is None
    assert (await late.reported("m", Shown(("I hate you",), own=True))).pointed is False
    assert await late.read() == ["reporter -0 ✘ I hate you · pointed"]


async def test_nothing_to_keep_makes_no_bundle_and_no_key(late: Archive) -> None:
    late.now += 3600
    assert await late.reported() == Frozen()
    assert len(await late.viewed()) == 0
    assert not list(late.case_keys.folder.parent.glob("case-keys/*"))
    await late.reported("m", Shown(("x" * 100_000,)))
    (exhibit,) = await late.viewed()
    assert len(exhibit.text) == 16_384
