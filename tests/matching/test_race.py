"""Processes that share a line, and are killed, never give anybody away twice and lose nobody."""

from pathlib import Path

import pytest

from tests.matching.race import race
from tests.servers import redis_server

FINDS = 100_000


def test_three_processes_and_kills_leave_nobody_in_two_matches_and_nobody_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with redis_server() as server:
        outcome = race(server.url, tmp_path, FINDS, seed=1)
    with capsys.disabled():
        print(f"\n{outcome}.")  # noqa: T201 - a figure of the proof
    assert outcome.finds >= FINDS
    assert outcome.matches > FINDS // 3
    assert outcome.kills == 4
