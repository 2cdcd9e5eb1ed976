"""Compiled, matching does what it does as it is written: the same traces, the same pairs, the same promises."""

import json
import subprocess
import sys
from pathlib import Path

from matching.appraisal import Appraiser
from matching.lines import search
from matching.lines.memory import MemoryLine
from tests.compiled import ROOT, compiled, environment
from tests.matching.trace import Player, near, policy_of, steps

STEPS = 2_500
PLAYED_WITHIN = 120.0
SEEDS = range(4)

PLAYED = "import asyncio, json, tests.matching.test_compiled as it; print(json.dumps(asyncio.run(it.played())))"
TESTED = "import sys, matching.lines.requests as it, pytest; print(it.__file__); sys.exit(pytest.main(sys.argv[1:]))"

CHOSEN = "(memory or redis and not model and not apart) and not a_thousand"  # of Redis what is told in single stories
PROMISES = (
    *("tests/contracts/test_line.py", "tests/contracts/test_line_claims.py", "tests/contracts/test_line_model.py"),
    "tests/matching/test_throng.py",
)


def module() -> str:
    """Where the search comes from that would be used now."""
    return Path(search.__file__).suffix


async def played() -> dict[str, object]:
    """What comes of the traces."""
    told: list[str] = []
    for seed in SEEDS:
        policy = policy_of(seed)
        player = Player(MemoryLine(policy, Appraiser(policy, related=near)), seed)
        told += [_told(await player.step(*step)) for step in steps(seed, STEPS)]
    return {"module": module(), "told": told}


def _told(result: object) -> str:
    """A result in the same words by any process: sets have an order of their own in each."""
    if isinstance(result, list):
        return repr([(seeker.id, partner.id, *rest) for seeker, partner, *rest in result])
    return repr(result)


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=ROOT, env=environment(compiled()), text=True, capture_output=True, timeout=PLAYED_WITHIN,
    )  # fmt: skip


async def test_compiled_the_same_traces_make_the_same_pairs() -> None:
    done = python("-c", PLAYED)
    assert done.returncode == 0, done.stderr
    theirs, ours = json.loads(done.stdout), await played()
    assert (theirs["module"], ours["module"]) == (".so", ".py")
    assert theirs["told"] == ours["told"]
    assert sum(len(each) > 2 for each in theirs["told"]) > 1_000


def test_compiled_it_keeps_what_a_line_promises() -> None:
    done = python("-c", TESTED, "-q", "-p", "no:cacheprovider", "-k", CHOSEN, *PROMISES)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert done.stdout.splitlines()[0].endswith(".so")
