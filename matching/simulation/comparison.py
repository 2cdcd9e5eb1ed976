"""Several policies in the same worlds: what each makes of them, beside what would have been possible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from matching.policy import Policy
from matching.simulation.play import Outcome, optimum, ours, play, theirs
from matching.simulation.rivals import RIVALS
from matching.simulation.world import Conditions, World

OURS = "Bauta"
PEOPLE = 3000
LONGEST = 7200.0


def long_enough(rate: float) -> float:
    """Seconds in which some `PEOPLE` come, at most two hours: long beside a stay, and the optimum takes seconds."""
    return PEOPLE / max(rate, PEOPLE / LONGEST)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a policy did. `value` and `matched` are shares: of the optimum's value, of all people. Waits in seconds."""

    value: float
    matched: float
    mean: float
    p50: float
    p95: float


def standing(outcome: Outcome, most: Outcome) -> Standing:
    """Beside the optimum of the same world; where nothing could be gained, everything was."""
    share = outcome.value / most.value if most.value else 1.0
    return Standing(share, outcome.matched, outcome.mean_wait, outcome.wait(0.5), outcome.wait(0.95))


def average(standings: Sequence[Standing]) -> Standing:
    """Each figure's mean. Raises ValueError where there are none."""
    if not standings:
        raise ValueError("no standings, no average")
    names = [field.name for field in fields(Standing)]
    return Standing(*(sum(getattr(each, name) for each in standings) / len(standings) for name in names))


class Course:
    """One world in which any number of policies are tried. Raises Missing, as the optimum does."""

    def __init__(self, conditions: Conditions) -> None:
        self.world = World(conditions)
        self.most = optimum(self.world)

    async def ours(self, policy: Policy) -> Standing:
        return standing(await play(OURS, self.world, ours(self.world, policy)), self.most)

    async def rivals(self) -> dict[str, Standing]:
        outcomes = [await play(rival.name, self.world, theirs(self.world, rival)) for rival in RIVALS]
        return {outcome.name: standing(outcome, self.most) for outcome in outcomes}


PATIENCES = (3.0, 6.0, 9.5, 14.0, 20.0)


def patiences(policy: Policy) -> Iterator[Policy]:
    """The same policy, less and more patient than it is: `fade` keeps its distance from `commit_after`."""
    for seconds in PATIENCES:
        yield replace(policy, commit_after=seconds, fade=seconds + policy.fade - policy.commit_after)
