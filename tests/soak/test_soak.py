"""The long proofs add up: what was proven is kept, unless the code has changed since, and a violation is no success."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.chaos.meetings import MOST
from tests.chaos.outcome import Outcome as Kills
from tests.matching.race.audit import Outcome as Race
from tests.matching.throng import Outcome as Steps
from tests.soak import __main__ as soak
from tests.soak.proofs import KILLS, Proof
from tests.soak.tally import ROOT, Tally, code_of, resumed


@dataclass(frozen=True, slots=True)
class Stones:
    turned: int = 0

    def __add__(self, other: "Stones") -> "Stones":
        return Stones(self.turned + other.turned)


def turn(seed: int, stones: int) -> Stones:
    """Under the stone of the third slice lies something."""
    assert seed < 1002, "a snake"
    return Stones(stones)


TURNING = Proof("stones", "stones", 20, 10, ("tests/soak",), Stones, lambda outcome: outcome.turned, turn)


def test_slices_add_up_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / ".soak" / "kills.json"
    tally = resumed(path, "this code", Kills)
    assert tally == Tally("this code", Kills())
    tally.add(Kills(kills=25, messages=100, repeats=3, most_of_a_kill=2, seconds=1.5, deaths={"outside": 24, "x": 1}))
    tally.add(Kills(kills=5, messages=20, repeats=1, most_of_a_kill=1, seconds=0.5, deaths={"x": 5}))
    tally.save(path)
    assert resumed(path, "this code", Kills) == tally
    both = Kills(kills=30, messages=120, repeats=4, most_of_a_kill=2, seconds=2.0, deaths={"outside": 24, "x": 6})
    assert tally.outcome == both
    assert "30 kills in 2 s (1 failpoints, each at least 6 times)" in str(both)
    assert "0 of 120 lost: fewer than 2.5e-02 at 95 %" in str(both)
    assert resumed(path, "other code", Kills) == Tally("other code", Kills())


def test_a_file_that_cannot_be_read_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "kills.json"
    for text in ("", "{", "[]", '{"code": "this code"}', '{"code": "this code", "slices": 1, "outcome": {"x": 1}}'):
        path.write_text(text)
        assert resumed(path, "this code", Kills) == Tally("this code", Kills())


def test_figures_of_races_and_of_steps_add_up() -> None:
    both = Race(finds=5, kills=2, seconds=1.0) + Race(finds=3, outages=1, seconds=3.0)
    assert both == Race(finds=8, kills=2, outages=1, seconds=4.0)
    assert str(both).startswith("8 finds in 4 s (2/s) through 2 kills and 1 outages of Redis: ")
    assert Steps(steps=5, pairs=1) + Steps(steps=3, rooms=2) == Steps(steps=8, pairs=1, rooms=2)


def test_a_change_of_the_code_is_noticed_in_lua_too(tmp_path: Path) -> None:
    for file in ("uv.lock", "race.py"):
        (tmp_path / file).touch()
    (tmp_path / "matching").mkdir()
    names = set[str]()
    for file in ("matching/find.lua", "matching/line.py", "matching/notes.txt", "race.py"):
        for text in ("one", "other"):
            (tmp_path / file).write_text(text)
            names.add(code_of(tmp_path, ("matching", "race.py")))
    assert len(names) == 2 + 2 + 2, "but not in a text, which is no code"


def test_all_that_is_proven_is_there_and_a_slice_fits() -> None:
    for proof in soak.PROOFS:
        assert all((ROOT / part).exists() for part in proof.proven), proof.name
        assert proof.count(proof.kind()) == 0
    assert KILLS.largest <= MOST - 1


def test_a_proof_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.carry_on(TURNING, 13, tmp_path).outcome == Stones(13)
    assert soak.carry_on(TURNING, 13, tmp_path).slices == 2
    with pytest.raises(AssertionError, match="a snake"):
        soak.carry_on(TURNING, 20, tmp_path)
    assert soak.carry_on(TURNING, 13, tmp_path).slices == 2
    assert "stones: 13 of 20 stones were done before.\nSlice 3, seed 1002:\n" in capsys.readouterr().out


@pytest.mark.parametrize(("goal", "code"), [("20", 0), ("21", 1)])
def test_whatever_fails_is_told_by_the_exit_code(
    goal: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "PROOFS", (TURNING, replace(TURNING, name="leaves", unit="leaves")))
    monkeypatch.setattr(soak, "KEPT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["soak", "stones", "--stones", goal])
    assert soak.main() == code
    told = "stones: FAILED." if code else "stones: Stones(turned=20), in 2 slices."
    assert capsys.readouterr().out.endswith(f"In all:\n  {told}\n")
