"""Keys of cases: on the disk before anything is sealed under them, whole or not there, and gone for good."""

import os
import stat
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from config.keys import KeyRing
from moderation.casekeys import LEFT_OVER, ORPHANED, CaseKeys, CaseKeyTrouble

RING = KeyRing(bytes(range(32)), lambda: 1_700_000_000.0)
OTHER = KeyRing(bytes(32), lambda: 1_700_000_000.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "case-keys"


@pytest.fixture
def keys(folder: Path) -> CaseKeys:
    return CaseKeys(folder)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def age(path: Path, seconds: float) -> None:
    """Nobody has touched it for so long."""
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


async def test_a_case_has_one_key_that_only_its_owner_can_read(keys: CaseKeys, folder: Path) -> None:
    made = await keys.made("7K2F", RING)
    assert await keys.made("7K2F", RING) == made == await keys.read("7K2F", RING)
    assert await keys.made("8888", RING) != made
    assert names(folder) == ["7K2F.key", "8888.key"]
    assert (rights(folder), rights(folder / "7K2F.key")) == (0o700, 0o600)
    assert made.key not in (folder / "7K2F.key").read_bytes()
    assert made.key.hex() not in repr(made)
    assert repr(made.key) not in repr(made)


async def test_the_file_opens_nothing_without_the_master_key(keys: CaseKeys) -> None:
    await keys.made("7K2F", RING)
    for ask in (keys.read, keys.made):
        with pytest.raises(CaseKeyTrouble, match="another master key"):
            await ask("7K2F", OTHER)


async def test_a_file_of_another_case_opens_nothing(keys: CaseKeys, folder: Path) -> None:
    await keys.made("7K2F", RING)
    (folder / "7K2F.key").rename(folder / "8888.key")
    with pytest.raises(CaseKeyTrouble):
        await keys.read("8888", RING)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe", b"AAAA"])
async def test_a_damaged_file_says_what_to_do_and_is_not_replaced(keys: CaseKeys, folder: Path, content: bytes) -> None:
    await keys.made("7K2F", RING)
    (folder / "7K2F.key").write_bytes(content)
    with pytest.raises(CaseKeyTrouble, match="put back the right one"):
        await keys.made("7K2F", RING)
    assert (folder / "7K2F.key").read_bytes() == content


async def test_a_key_is_gone_for_good_and_the_others_stay(keys: CaseKeys, folder: Path) -> None:
    await keys.made("8888", RING)
    before = await keys.made("7K2F", RING)
    linked = folder.parent / "still open"
    os.link(folder / "7K2F.key", linked)
    assert await keys.shred("7K2F")
    assert await keys.read("7K2F", RING) is None
    assert not linked.read_bytes().strip(b"\0"), "what the file held was overwritten"
    assert not await keys.shred("7K2F")
    assert await keys.made("7K2F", RING) != before
    assert await keys.read("8888", RING) is not None


@pytest.mark.parametrize("case", ["", "../key", "a/b", ".", "..", "x" * 41, "7K2F\n", "-x", "a.key", "a\0"])
async def test_only_numbers_of_cases_are_names_of_files(keys: CaseKeys, case: str) -> None:
    for ask in (keys.made, keys.read):
        with pytest.raises(ValueError, match="not the number of a case"):
            await ask(case, RING)
    with pytest.raises(ValueError, match="not the number of a case"):
        await keys.shred(case)


# --- trouble ---


async def test_a_folder_that_cannot_be_one_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keys = CaseKeys(tmp_path / "file")
    for ask in (keys.made, keys.read):
        with pytest.raises(CaseKeyTrouble, match="BAUTA_CASE_KEYS"):
            await ask("7K2F", RING)
    assert "write to" in keys.trouble()
    assert await keys.idle(0.0) == []


class FullDisk(CaseKeys):
    """There is room for the file, and none for what is to be in it."""

    def _write(self, path: Path, sealed: bytes) -> None:
        super()._write(path, sealed[:0])
        path.unlink()
        raise OSError(28, "No space left on device")


async def test_a_full_disk_leaves_nothing_half_written(folder: Path) -> None:
    with pytest.raises(CaseKeyTrouble, match=r"No space left.*make room there"):
        await FullDisk(folder).made("7K2F", RING)
    assert names(folder) == []
    await CaseKeys(folder).made("7K2F", RING)


async def test_a_draft_that_cannot_be_written_is_taken_away(
    keys: CaseKeys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keys.made("8888", RING)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _refuses)
        with pytest.raises(CaseKeyTrouble, match="Input/output error"):
            await keys.made("7K2F", RING)
    assert names(folder) == ["8888.key"]


def _refuses(_: object) -> None:
    raise OSError(5, "Input/output error")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
async def test_a_folder_nobody_may_write_to_says_what_to_do(keys: CaseKeys, folder: Path) -> None:
    os.makedirs(folder, mode=0o500)
    with pytest.raises(CaseKeyTrouble, match="BAUTA_CASE_KEYS"):
        await keys.made("7K2F", RING)
    assert "write to" in keys.trouble()


def test_a_folder_others_may_look_into_is_told_of(keys: CaseKeys, folder: Path) -> None:
    assert keys.trouble() == "", "it is made when it is needed"
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    assert keys.trouble() == f"Others may look into it. Run: chmod 700 {folder}"
    folder.chmod(0o700)
    assert keys.trouble() == ""


# --- orphans ---


async def test_keys_nobody_asked_for_in_an_hour_are_idle(keys: CaseKeys, folder: Path) -> None:
    for case in ("old", "used", "new"):
        await keys.made(case, RING)
    for case in ("old", "used"):
        age(folder / f"{case}.key", ORPHANED + 60)
    (folder / "notes.txt").touch()
    age(folder / "notes.txt", ORPHANED + 60)
    await keys.made("used", RING)
    now = (folder / "new.key").stat().st_mtime + 1
    assert await keys.idle(now) == ["old"]
    assert await keys.sweep(["old", "gone-before"]) == 1
    assert names(folder) == ["new.key", "notes.txt", "used.key"]


async def test_what_a_death_left_half_written_goes_too(keys: CaseKeys, folder: Path) -> None:
    await keys.made("7K2F", RING)
    draft = folder / ".8888.key.0123456789abcdef"
    draft.write_bytes(b"half")
    now = draft.stat().st_mtime
    assert await keys.idle(now) == []
    assert draft.exists()
    age(draft, ORPHANED + 60)
    assert await keys.idle(now) == []
    assert not draft.exists()


async def test_a_key_that_cannot_be_removed_is_told_of_at_every_sweep_and_not_which(
    keys: CaseKeys, folder: Path
) -> None:
    await keys.made("8888", RING)
    (folder / "7K2F.key").mkdir()  # what is no file can't be overwritten
    for gone in (1, 0):
        with capture_logs() as told:
            assert await keys.sweep(["7K2F", "8888"]) == gone
        (line,) = told
        assert (line["event"], line["log_level"], line["files"]) == ("case_keys.not_removed", "error", 1)
        assert "7K2F" not in str(told)
        assert str(folder) not in str(told)
    assert names(folder) == ["7K2F.key"], "one that stays keeps no other from going"


async def test_a_folder_that_cannot_be_looked_at_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with capture_logs() as told:
        assert await CaseKeys(tmp_path / "file").idle(0.0) == []
    assert [line["event"] for line in told] == ["case_keys.not_looked_at"]
    with pytest.raises(CaseKeyTrouble, match="cannot be looked at"):
        await CaseKeys(tmp_path / "file").left_over(0.0)


async def test_what_two_hours_of_sweeps_have_left_is_left_over(keys: CaseKeys, folder: Path) -> None:
    assert await keys.left_over(0.0) == [], "no folder, no keys"
    for case in ("7K2F", "8888"):
        await keys.made(case, RING)
    age(folder / "7K2F.key", LEFT_OVER + 60)
    age(folder / "8888.key", LEFT_OVER - 60)
    (folder / ".9999.key.0123456789abcdef").touch()
    age(folder / ".9999.key.0123456789abcdef", LEFT_OVER + 60)
    now = time.time()
    assert await keys.left_over(now) == ["7K2F"]
    assert len(names(folder)) == 3, "it only looks"
