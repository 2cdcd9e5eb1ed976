"""`bauta simulate`: a table, a picture, rows for programs; and one sentence for what can't be."""

import json
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from bot import curves
from bot.cli import bauta
from matching.simulation.comparison import OURS, Standing
from matching.simulation.play import OFFLINE
from matching.simulation.rivals import RIVALS

SMALL = ("--rate", "3", "--seconds", "40", "--vocabulary", "200")
NAMES = [OFFLINE, *(rival.name for rival in RIVALS), OURS]


def simulated(*arguments: str) -> Result:
    return CliRunner().invoke(bauta("simulate"), ["simulate", *arguments], env={"COLUMNS": "120", "NO_COLOR": "1"})


def test_it_prints_a_table_of_all_policies() -> None:
    result = simulated(*SMALL, "--seed", "3", "--seed", "4")
    assert result.exit_code == 0
    assert "5 of 200 interests, seeds 3, 4" in result.stdout
    rows = [line.split("  ") for line in result.stdout.splitlines() if " s" in line and "%" in line]
    assert len(rows) == len(NAMES)
    assert all(name in result.stdout for name in NAMES)
    assert result.stdout == simulated(*SMALL, "--seed", "3", "--seed", "4").stdout


def test_rows_for_programs() -> None:
    result = simulated(*SMALL, "--rate", "1", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["rate"], row["policy"]) for row in rows] == [(rate, name) for rate in (3.0, 1.0) for name in NAMES]
    for row in rows:
        assert set(row) == {"rate", "policy", "value", "matched", "mean", "p50", "p95"}
        assert 0 <= row["value"] <= 1


def test_the_figures_of_the_policy_count() -> None:
    eager, patient = (
        json.loads(simulated(*SMALL, "--json", "--commit-after", seconds).stdout.splitlines()[-1])
        for seconds in ("0", "12")
    )
    assert eager["mean"] < patient["mean"]


def test_it_draws_for_light_and_dark_pages(tmp_path: Path) -> None:
    light, dark = tmp_path / "quality.png", tmp_path / "quality-dark.png"
    result = simulated(*SMALL, "--rate", "1", "--rate", "2", "--plot", str(light), "--plot", str(dark))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"Drawn: {light}", f"Drawn: {dark}"]
    papers = []
    for path in (light, dark):
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            assert min(picture.size) > 400
            papers.append(picture.convert("RGB").getpixel((2, 2)))
    assert papers == [(255, 255, 255), (13, 17, 23)]


def test_one_policy_alone_can_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    curves.draw([curves.Panel(1.0, {OURS: Standing(0.5, 0.9, 1.0, 1.0, 2.0)}, [])], path)
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--plot", "curves.pdf"), "A plot is a PNG: curves.pdf should end in .png."),
        (("--plot", "nowhere/curves.png"), "nowhere/curves.png can't be written: there is no directory nowhere."),
        (("--plot", "folder.png"), "folder.png can't be written: it is a directory."),
    ],
)
def test_a_plot_that_cannot_be_written_is_told_before_the_work(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.png").mkdir()
    monkeypatch.chdir(tmp_path)
    result = simulated(*SMALL, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", sentence + "\n")


@pytest.mark.parametrize(("module", "what"), [("rustworkx", "The offline optimum"), ("matplotlib", "A plot")])
def test_a_missing_extra_is_told(module: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    result = simulated(*SMALL, "--plot", str(tmp_path / "curves.png"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{what} needs {module}, which is not installed: pip install 'bauta[simulate]'")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--rate", "0"), "rate must be a number above zero"),
        (("--rate", "nan"), "rate must be a number above zero"),
        (("--seconds", "0"), "seconds must be a number above zero"),
        (("--interests", "9", "--vocabulary", "8"), "interests must be at least one"),
        (("--commit-after", "20", "--fade", "10"), "fade"),
        (("--modesty", "-1"), "figures"),
        (("--rate", "many"), "Invalid value"),
    ],
)
def test_figures_that_are_none_are_refused(arguments: tuple[str, ...], why: str) -> None:
    result = simulated(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
