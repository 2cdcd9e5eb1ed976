"""Twelve people in three processes over the same cases, thinking longer than their claims hold: nothing twice."""

from pathlib import Path

import pytest

from tests.contracts.stores import EMPTY
from tests.moderation.race.course import raced
from tests.telling import Tell as Say

CASES = 60


@pytest.mark.parametrize("kind", list(EMPTY))
async def test_each_case_is_decided_once_however_late_people_are(kind: str, tmp_path: Path, tell: Say) -> None:
    async with EMPTY[kind](tmp_path) as url:
        outcome = await raced(url, CASES, seed=1)
    tell(f"{kind}: {outcome}.")
    assert outcome.cases == CASES
    assert outcome.doubles == 0
    assert min(outcome.late, outcome.again) > 0, "nobody was late: nothing was proven"
