"""The end of evidence: shredded it opens in no copy, keys of nothing are swept, and a full disk stops no report."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from config.database import Database
from config.ids import MessageId
from config.keys import KeyRing
from moderation.bundle import Bundle, Exhibit, Role, Unreadable, Version, canonical, opened, sealed
from moderation.casekeys import CaseKeys
from moderation.evidence import Evidence
from moderation.stores.evidence import SqlEvidence
from moderation.stores.tags import SqlTags
from tests.contracts.stores import MASTER, NOW, BrokenOff, Ground
from tests.moderation.archive import CASE, Archive
from tests.moderation.said import ANN, BOB, PHOTO, ROOM, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def archive(ground: Ground, tmp_path: Path) -> Archive:
    return Archive(ground, tmp_path)


async def test_a_backup_from_before_the_shred_opens_nothing(archive: Archive, tmp_path: Path) -> None:
    if archive.ground.database.writing.dialect.name != "sqlite":
        pytest.skip("copies SQLite's file")
    await archive.hears(says("I will find you"))
    await archive.reported()
    file = Path(str(archive.ground.database.writing.url.database))
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(tmp_path / "backup.db")) as backup:
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


async def test_a_key_that_cannot_be_shredded_is_told_of_without_its_name(archive: Archive) -> None:
    await archive.hears(says("hi"))
    await archive.reported()
    path = archive.case_keys.folder / f"{CASE}.key"
    path.unlink()
    path.mkdir()
    with capture_logs() as told:
        assert await archive.shreds() == 1
    assert [line["event"] for line in told] == ["case_keys.not_removed"]
    assert CASE not in str(told)
    os.utime(path, (NOW - 7201, NOW - 7201))
    async with archive.ground.database.read() as unit:
        assert await archive.evidence.any_orphans(unit), "and it is tried again"
        assert await archive.evidence.left_over(unit) == 1
