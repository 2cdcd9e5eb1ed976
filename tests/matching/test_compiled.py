"""Compiled, matching does what it does as it is written: the same traces, the same pairs, the same promises."""

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

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
CONNECTED = (
    "tests/matching/test_wire.py",
    "tests/matching/test_redis_emptied.py",
    "tests/matching/test_redis_again.py",
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


@pytest.mark.parametrize("chosen", [("-k", CHOSEN, *PROMISES), CONNECTED], ids=["promises", "connected"])
def test_compiled_it_does_what_is_expected_of_it(chosen: tuple[str, ...]) -> None:
    done = python("-c", TESTED, "-q", "-p", "no:cacheprovider", *chosen)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert done.stdout.splitlines()[0].endswith(".so")


def test_nothing_compiled_awaits_while_it_handles_an_error() -> None:
    """Else the error stays the one that is handled, in every task that comes after: so mypyc 2.4 does it."""
    hook = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    handlers = 0
    for name in hook["hooks"]["mypyc"]["include"]:
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            assert not isinstance(node, ast.AsyncWith | ast.AsyncFor), f"{name}:{node.lineno}"
            if isinstance(node, ast.ExceptHandler):
                handlers += 1
                assert not any(isinstance(each, ast.Await) for each in ast.walk(node)), f"{name}:{node.lineno}"
    assert handlers
