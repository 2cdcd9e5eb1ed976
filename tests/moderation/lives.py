"""Lives of moderation for hypothesis to choose: which deed, by whom, to what, and how lucky they are."""

import asyncio
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.contracts.stores import Ground, in_sqlite
from tests.moderation.cast import Outcome
from tests.moderation.house import House

SOME = st.integers(0, 999)
LUCK = st.integers(0, 99)

OFTEN: Final = ("reports", "claims", "decides", "goes_on", "goes_on")
DEEDS: Final = (
    *OFTEN * 3,
    "adds_words",
    "appeals",
    "appeals",
    "rules",
    "rules",
    "beats",
    "releases",
    "looks",
    "hands_on",
    "merges",
    "merges",
    "lifts",
    "reopens",
    "holds",
    "asks",
    "reviews",
    "grants",
    "invites",
    "erases",
    "falls_out",
    "passes",
    "passes",
    "cleans_up",
    "tries_what_is_not_there",
)


class Lives(RuleBasedStateMachine):
    """One life for each example, over one database. `stage` holds it, and what all lives add up to."""

    stage: "Stage"

    def __init__(self) -> None:
        super().__init__()
        self.house = self.stage.born()

    def teardown(self) -> None:
        if self.house.well:
            self.stage.runner.run(self.house.end())
        self.stage.outcome += self.house.outcome

    @rule(deed=st.sampled_from(DEEDS), who=SOME, which=SOME, luck=LUCK, how=SOME)
    def does(self, deed: str, who: int, which: int, luck: int, how: int) -> None:
        self.stage.runner.run(self.house.does(deed, who, which, luck, how))


class Stage:
    """A database for all lives, emptied before each."""

    def __init__(self, folder: Path) -> None:
        self.outcome = Outcome()
        self.runner = asyncio.Runner()
        self._file = folder / "bauta.db"
        self._opening = in_sqlite(folder)
        self._ground: Ground = self.runner.run(self._opening.__aenter__())

    def born(self) -> House:
        self.runner.run(self._ground.empty())
        house = House(self._ground.database, self._file)
        self.runner.run(house.begin())
        return house

    def close(self) -> None:
        self.runner.run(self._opening.__aexit__(None, None, None))
        self.runner.close()


def lives(folder: Path, number: int, steps: int, length: int = 100, *, shrinking: bool = False) -> Outcome:
    """So many steps at least, in lives of `length` deeds. `shrinking`: a failure is told with few of them."""
    stage = Stage(folder)

    class Machine(Lives):
        pass

    Machine.stage = stage
    try:
        for part in range(1000):
            missing = steps - stage.outcome.steps
            if missing <= 0:
                break
            run_state_machine_as_test(
                seed(1000 * number + part)(Machine),
                settings=settings(
                    max_examples=max(1, min(200, missing // length)),
                    stateful_step_count=length,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate, Phase.shrink) if shrinking else (Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        return stage.outcome
    finally:
        stage.close()
