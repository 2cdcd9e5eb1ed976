"""Evidence keeps its promises: what was said and by whom, checked, readable for its case alone, gone when shredded."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from config.database import Database
from config.ids import MessageId
from config.keys import KeyRing
from moderation.bundle import Bundle, Exhibit, Role, Unreadable, Version, canonical, opened, sealed
from moderation.casekeys import CaseKeys
from moderation.evidence import Evidence, Frozen, Shown
from moderation.franking import Entry
from moderation.stores.evidence import SqlEvidence
from moderation.stores.tags import SqlTags
from tests.contracts.stores import MASTER, NOW, BrokenOff, Ground
from tests.moderation.archive import CASE, Archive, AwayRing
from tests.moderation.said import ANN, BOB, OTHER, PHOTO, ROOM, says

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


@pytest.fixture(params=["gone", "away", "zero-content"])
def late(request: pytest.FixtureRequest, ground: Ground, tmp_path: Path) -> Archive:
    """There is nothing left of the words, whyever."""
    if request.param == "away":
        return Archive(ground, tmp_path, AwayRing())
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


# --- the end ---


async def test_a_backup_from_before_the_shred_opens_nothing(archive: Archive, tmp_path: Path) -> None:
    if archive.ground.database.writing.dialect.name != "sqlite":
        pytest.skip("copies SQLite's file")
    await archive.hears(says("I will find you"))
    await archive.reported()
    file = Path(str(archive.ground.database.writing.url.database))
    with sqlite3.connect(file) as source, sqlite3.connect(tmp_path / "backup.db") as backup:
        source.backup(backup)
    restored = Database(f"sqlite+aiosqlite:///{tmp_path / 'backup.db'}", KeyRing(MASTER, lambda: NOW))
    async with restored.read() as unit:
        assert len(await archive.evidence.view(unit, CASE)) == 1, "with the key it opens"
    assert await archive.shreds() == 1
    assert await archive.read() == []
    async with restored.read() as unit:
        shown = await archive.evidence.view(unit, CASE)
        assert (len(shown), shown.unreadable) == (0, 1)
    await restored.close()


async def test_a_shred_that_is_rolled_back_destroys_nothing(archive: Archive) -> None:
    await archive.hears(says("hi"))
    await archive.reported()
    with pytest.raises(BrokenOff):
        await archive.ground.breaks_off(lambda turn: archive.evidence.shred(turn.unit, CASE))
    assert await archive.read() == ["reported -0 ✔ hi"]


async def test_one_case_is_shredded_and_the_others_stay(archive: Archive) -> None:
    await archive.hears(says("hi"))
    for case in ("A", "B"):
        await archive.reported(case=case)
    assert await archive.shreds("A") == 1
    assert (await archive.read("A"), await archive.read("B")) == ([], ["reported -0 ✔ hi"])
    assert await archive.shreds("A") == 0, "twice is once"


async def test_bundles_under_another_key_are_counted_and_not_shown(archive: Archive, tmp_path: Path) -> None:
    await archive.hears(says("hi"))
    await archive.reported()
    elsewhere = Archive(archive.ground, tmp_path / "another machine")
    elsewhere.ring = archive.ring
    elsewhere.evidence = Evidence(lambda: NOW, elsewhere.case_keys, archive.ring)
    await elsewhere.reported(report="R-2")
    for one in (archive, elsewhere):
        shown = await one.viewed()
        assert (len(shown), shown.unreadable) == (1, 1)
    shutil.rmtree(archive.case_keys.folder)
    assert (await archive.viewed()).unreadable == 2


async def test_no_row_of_evidence_tells_anything(archive: Archive) -> None:
    await archive.hears(says("Kanarienvogel", media=(PHOTO,), of="m"))
    await archive.reported()
    async with archive.ground.database.read() as unit:
        (piece,) = await SqlEvidence(unit).of(CASE)
        tags = await SqlTags(unit).of(ROOM, [MessageId("m")])
    for told in ("Kanarienvogel", ANN, BOB, PHOTO.ref, "photo"):
        assert told not in repr((piece, tags))
        assert told.encode() not in piece.blob
    exhibit = next(iter(await archive.viewed()))
    assert "Kanarienvogel" not in repr(exhibit)
    assert PHOTO.ref not in repr(exhibit)


# --- keys that cannot be kept, and keys of nothing ---


class FullDisk(CaseKeys):
    def _write(self, path: Path, sealed: bytes) -> None:
        raise OSError(28, "No space left on device")


async def test_a_full_disk_keeps_no_report_from_going_through(archive: Archive, tmp_path: Path) -> None:
    await archive.hears(says("hi"))
    full = Evidence(lambda: NOW, FullDisk(tmp_path / "full"), archive.ring)
    async with archive.ground.turn() as turn:
        await turn.journal.remember(["the report"], NOW)
        frozen = await full.freeze(turn.unit, case=CASE, room=ROOM, subject=ANN, reporter=BOB)
    assert frozen.messages == 0
    assert "No space left on device" in frozen.trouble
    async with archive.ground.turn() as turn:
        assert await turn.journal.seen(["the report"]) == {"the report"}
    assert await archive.read() == []
    await archive.reported()
    assert await archive.read() == ["reported -0 ✔ hi"], "once there is room again"


def aged(folder: Path) -> None:
    """Nobody has touched the keys for two hours."""
    for path in folder.iterdir():
        os.utime(path, (NOW - 7200, NOW - 7200))


async def test_keys_of_no_case_are_swept_and_those_of_cases_stay(archive: Archive) -> None:
    await archive.hears(says("hi"))
    await archive.reported()
    async with archive.ground.database.read() as unit:
        await archive.case_keys.made("8888", unit.keys)
        assert not await archive.evidence.any_orphans(unit), "it may be about to be used"
        aged(archive.case_keys.folder)
        assert await archive.evidence.any_orphans(unit)
    async with archive.ground.database.unit() as unit:
        assert await archive.evidence.sweep(unit) == 1
        assert not await archive.evidence.any_orphans(unit)
        assert await archive.evidence.sweep(unit) == 0
    assert await archive.read() == ["reported -0 ✔ hi"]


async def test_a_report_that_was_rolled_back_leaves_a_key_to_nothing(archive: Archive) -> None:
    await archive.hears(says("hi"))
    with pytest.raises(BrokenOff):
        await archive.ground.breaks_off(
            lambda turn: archive.evidence.freeze(turn.unit, case=CASE, room=ROOM, subject=ANN, reporter=BOB)
        )
    assert await archive.read() == []
    await archive.reported()
    assert await archive.read() == ["reported -0 ✔ hi"], "which the next report may use"
    await archive.shreds()
    async with archive.ground.database.unit() as unit:
        assert await archive.case_keys.read(CASE, unit.keys) is None


# --- the sealed form ---


def bundle() -> Bundle:
    return Bundle("R-1", NOW, (Exhibit(Role.REPORTED, 3, Version("hi ü \ud800", (PHOTO,), True)),))


async def test_a_bundle_is_written_in_one_way_and_bound_to_its_case() -> None:
    key, created = bytes(32), int(NOW * 1000)
    blob = sealed(bundle(), key, CASE, created)
    assert opened(blob, key, CASE, created) == bundle()
    assert canonical(bundle()) == canonical(opened(blob, key, CASE, created))
    assert sealed(bundle(), key, CASE, created) != blob, "a nonce of its own"
    for blob_, key_, case, at in (
        (blob, bytes([1]) * 32, CASE, created),
        (blob, key, "8888", created),
        (blob, key, CASE, created + 1),
        (blob[:-1] + bytes([blob[-1] ^ 1]), key, CASE, created),
        (b"\x02" + blob[1:], key, CASE, created),
        (b"", key, CASE, created),
    ):
        with pytest.raises(Unreadable):
            opened(blob_, key_, case, at)
