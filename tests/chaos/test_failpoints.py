"""Failpoints: all are listed and stand in the source, and a normal run knows nothing of them."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from config import failpoints
from config.failpoints import NAMES, VARIABLE
from config.settings import load
from tests.chaos.deaths import anywhere, everywhere
from tests.chaos.passes import Passes
from tests.soak.proofs import KILLS
from tests.soak.tally import ROOT

CALL = re.compile(r'\bfailpoint\("([a-z_.]+)"\)')
PASSING = "from config.failpoints import failpoint\nfor _ in range(5): failpoint('send.after_request')\nprint('alive')"


def passing(variable: str | None) -> "subprocess.CompletedProcess[str]":
    """A process that passes one failpoint five times."""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if variable is not None:
        environment[VARIABLE] = variable
    return subprocess.run(
        [sys.executable, "-c", PASSING], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_every_failpoint_is_listed_and_stands_in_the_source_once() -> None:
    sources = [file for part in ("bot", "matching", "moderation", "config") for file in (ROOT / part).rglob("*.py")]
    text = "\n".join(file.read_text() for file in sources)
    found = Counter(CALL.findall(text))
    assert found == Counter(NAMES)
    assert text.count("failpoint(") == len(NAMES), "each is called by its name as it is listed"


def test_in_a_normal_run_nothing_happens() -> None:
    assert VARIABLE not in os.environ
    assert failpoints.failpoint is failpoints._nothing
    assert passing(None).stdout == "alive\n"


def test_passes_are_counted_and_nobody_dies_who_is_not_to(tmp_path: Path) -> None:
    passes = Passes(tmp_path / "passes")
    for times in (1, 2):
        assert passing(passes.settings[VARIABLE]).stdout == "alive\n"
        assert passes.of("send.after_request") == 5 * times
    passes.arm("send.before_request")
    assert passing(passes.settings[VARIABLE]).returncode == 0
    assert passes.of("send.before_request") == 0


@pytest.mark.parametrize("nth", [1, 5])
def test_a_process_dies_at_the_pass_it_is_to_die_at(tmp_path: Path, nth: int) -> None:
    passes = Passes(tmp_path / "passes")
    passes.arm("send.after_request", nth)
    died = passing(passes.settings[VARIABLE])
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "")
    assert passes.of("send.after_request") == nth


def test_a_failpoint_that_is_not_listed_fails_under_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passes = Passes(tmp_path / "passes")
    monkeypatch.setenv(VARIABLE, passes.settings[VARIABLE])
    with pytest.raises(ValueError, match="not in tuple"):
        failpoints._Armed()("nowhere")


def test_the_variable_is_none_that_somebody_could_misspell_a_setting_into(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not VARIABLE.startswith("BAUTA_")
    for name in os.environ:
        if name.startswith("BAUTA_"):
            monkeypatch.delenv(name)
    assert load({VARIABLE: "somewhere"}).web_chat == "auto"


def test_the_short_run_dies_everywhere_and_the_long_one_everywhere_equally_often() -> None:
    short = everywhere(Random(1), 6, 20)
    assert {death.name for death in short} == {*NAMES, None}
    assert not short[0].at_start
    slices = [anywhere(number, KILLS.largest, 100) for number in range(KILLS.goal // KILLS.largest)]
    assert not any(deaths[0].at_start for deaths in slices)
    counts = Counter(death.name for deaths in slices for death in deaths)
    assert sum(counts.values()) == KILLS.goal
    at_failpoints = [counts[name] for name in NAMES]
    assert min(at_failpoints) >= 10
    assert max(at_failpoints) - min(at_failpoints) <= 1
