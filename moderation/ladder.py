"""From strikes to what should follow. Pure."""

from dataclasses import dataclass

from moderation.model import Detail, Measure, Reason
from moderation.policy import Policy


@dataclass(frozen=True, slots=True)
class Step:
    """What is proposed: a measure, and for how many seconds (None: no end, or no time). `strikes`: this one too."""

    measure: Measure
    seconds: float | None
    strikes: int


def proposed(policy: Policy, strikes: int, reason: Reason, detail: Detail | None = None) -> Step:
    """What one more offence leads to, after `strikes` of the last 90 days.

    Nothing where the offence has no weight; a warning where it is the first and a light one.
    """
    weight = policy.weight(reason, detail)
    total = strikes + weight
    if weight == 0:
        return Step(Measure.NOTHING, None, strikes)
    if strikes == 0 and weight <= policy.ladder.first:
        return Step(Measure.WARNING, None, total)
    reached = [rung for rung in policy.ladder.rungs if rung.at <= total]
    if not reached:
        return Step(Measure.WARNING, None, total)
    return Step(Measure(reached[-1].measure), reached[-1].seconds, total)
