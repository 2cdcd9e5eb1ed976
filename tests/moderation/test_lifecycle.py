"""Whatever members and moderators do in whatever order, no case goes a way that the table does not have."""

from pathlib import Path

from moderation.cases import TABLE
from tests.moderation.judge import EVERY_WAY
from tests.moderation.lives import lives
from tests.telling import Tell


def test_whatever_is_done_cases_go_the_ways_of_the_table_and_no_other(tmp_path: Path, tell: Tell) -> None:
    outcome = lives(tmp_path, 1, 2000, shrinking=True)
    tell(f"{outcome}.")
    assert outcome.steps >= 2000


def test_the_table_has_the_ways_that_are_judged_and_no_other() -> None:
    assert {(state, move, end) for (state, move), ends in TABLE.items() for end in ends} == EVERY_WAY
