"""The long proofs add up: what was survived is kept, unless the code has changed since."""

from pathlib import Path

from tests.e2e.chaos import MOST_KILLS, Outcome
from tests.soak import ROOT, SLICE, Tally, code_of, resumed


def test_slices_add_up_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / ".soak" / "kills.json"
    tally = resumed(path, "this code")
    assert tally == Tally("this code")
    tally.add(Outcome(kills=25, messages=100, repeats=3, most_of_a_kill=2, resent=1, seconds=1.5))
    tally.add(Outcome(kills=5, messages=20, repeats=1, most_of_a_kill=1, resent=0, seconds=0.5))
    tally.save(path)
    assert resumed(path, "this code") == tally
    assert tally.outcome == Outcome(30, 120, 4, 2, 1, 2.0)
    assert resumed(path, "other code") == Tally("other code")


def test_a_file_that_cannot_be_read_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "kills.json"
    for text in ("", "{", "[]", '{"code": "this code"}', '{"code": "this code", "slices": 1, "outcome": {"x": 1}}'):
        path.write_text(text)
        assert resumed(path, "this code") == Tally("this code")


def test_code_has_a_name_and_a_slice_fits() -> None:
    assert code_of(ROOT) == code_of(ROOT)
    assert SLICE <= MOST_KILLS
