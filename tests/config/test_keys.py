"""Keys: what is sealed opens only in its row, under its key and unchanged; the key file is guarded."""

import base64
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.keys import KeyFileError, KeyRing, Unsealable, create_key_file, read_key_file

MASTER = bytes(range(32))
NOON = 1_700_000_000.0
DAY = 86_400.0


def ring(master: bytes = MASTER, now: float | Callable[[], float] = NOON) -> KeyRing:
    return KeyRing(master, now if callable(now) else lambda: now)


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, table: str, row: str) -> None:
    sealed = ring().seal(table, row, plain)
    assert ring().open(table, row, sealed) == plain
    assert len(sealed) == len(plain) + 37
    assert len(plain) < 4 or plain not in sealed


def test_the_same_is_never_sealed_the_same_way() -> None:
    assert ring().seal("t", "r", b"hello") != ring().seal("t", "r", b"hello")


@pytest.mark.parametrize(("table", "row"), [("t", "other"), ("other", "r"), ("t:r", ""), ("", "t:r")])
def test_moved_to_another_row_it_does_not_open(table: str, row: str) -> None:
    with pytest.raises(Unsealable):
        ring().open(table, row, ring().seal("t", "r", b"hello"))


def test_under_another_key_it_does_not_open() -> None:
    with pytest.raises(Unsealable):
        ring(bytes(32)).open("t", "r", ring().seal("t", "r", b"hello"))


def test_no_changed_byte_goes_unnoticed() -> None:
    sealed = ring().seal("t", "r", b"hello")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unsealable):
            ring().open("t", "r", bytes(changed))


def test_no_shortened_or_lengthened_value_opens() -> None:
    sealed = ring().seal("t", "r", b"hello")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            ring().open("t", "r", sealed[:length])
    with pytest.raises(Unsealable):
        ring().open("t", "r", sealed + b"x")


def test_each_day_has_a_key_of_its_own_and_all_days_open() -> None:
    now = NOON
    keys = ring(now=lambda: now)
    sealed = []
    for _ in range(100):
        sealed.append(keys.seal("t", "r", b"hello"))
        now += DAY
    assert len({value[5:9] for value in sealed}) == 100
    assert {keys.open("t", "r", value) for value in sealed} == {b"hello"}
    assert {ring().open("t", "r", value) for value in sealed} == {b"hello"}


def test_no_error_shows_what_was_sealed() -> None:
    with pytest.raises(Unsealable) as caught:
        ring().open("t", "row-name", ring().seal("t", "other", b"hello"))
    assert "hello" not in str(caught.value)
    assert "row-name" not in str(caught.value)


# --- look-up hashes ---


@given(st.lists(st.text(max_size=6), max_size=4), st.lists(st.text(max_size=6), max_size=4))
def test_only_the_same_parts_have_the_same_hash(one: list[str], other: list[str]) -> None:
    assert (ring().hash(*one) == ring().hash(*other)) is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a\x1f", "b"), ("a", "\x1fb")), (("ab", "c"), ("a", "bc")), (("a", ""), ("a",)), (("1:a",), ("", "a"))],
)
def test_no_separator_can_be_forged(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert ring().hash(*one) != ring().hash(*other)


def test_hashes_have_16_bytes_and_depend_on_the_key() -> None:
    assert len(ring().hash("telegram", "42")) == 16
    assert ring().hash("telegram", "42") != ring(bytes(32)).hash("telegram", "42")


def test_half_characters_can_be_looked_up_like_any_others() -> None:
    assert ring().hash("event", "\ud800") != ring().hash("event", "\ud801")


def test_a_master_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ring(b"short")


def test_no_key_shows_in_a_repr() -> None:
    shown = repr(ring()) + str(vars(ring()).keys())
    assert MASTER.hex() not in shown
    assert repr(MASTER) not in shown


# --- the key file ---


def test_a_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "made" / "key"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_key_file(path)) == 32
    assert [each.name for each in path.parent.iterdir()] == ["key"], "nothing half-written is left"


def test_two_key_files_hold_different_keys(tmp_path: Path) -> None:
    for name in ("one", "other"):
        create_key_file(tmp_path / name)
    assert read_key_file(tmp_path / "one") != read_key_file(tmp_path / "other")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    create_key_file(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        create_key_file(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"missing\. Put it back from your backup"):
        read_key_file(tmp_path / "key")


@pytest.mark.parametrize(
    "content",
    [b"", b"not a key", b"\xff\xfe", base64.b64encode(bytes(31)), base64.b64encode(bytes(33)), b"AAAA" * 11],
)
def test_a_file_that_holds_no_key_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(KeyFileError, match="does not hold a key"):
        read_key_file(tmp_path / "key")


def test_a_key_file_that_is_a_directory_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_key_file(tmp_path)


def test_white_space_around_the_key_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\n " + base64.b64encode(MASTER) + b" \n\n")
    assert read_key_file(tmp_path / "key") == MASTER
