"""How good the pairs are: what a policy makes of a made-up town, beside FIFO and what was possible with hindsight.

Everything is seeded, so the figures are the same on any machine, however busy it is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from benchmarks import crowd
from benchmarks.harness import Options, main
from benchmarks.report import Goal, Report, Row, at_least, at_most
from benchmarks.vigil import Vigil
from matching.policy import Policy
from matching.simulation.comparison import Course, Standing, average
from matching.simulation.play import TICK, ours, play, theirs
from matching.simulation.rivals import RIVALS, best_now, common_interest, first_come
from matching.simulation.world import Conditions

DEFAULT: Final = Policy()
PATIENT: Final = Policy(commit_after=14.0, fade=16.0)
FIFO, COMMON, GREEDY = (
    next(rival for rival in RIVALS if rival.choose is choice) for choice in (first_come, common_interest, best_now)
)
STRETCH: Final = 0.70


@dataclass(frozen=True, slots=True)
class Plan:
    """How long people arrive at each rate, in seconds; how many worlds the figures are the mean of; how many wait."""

    busy: dict[float, float]
    seeds: Sequence[int]
    thin: float
    thin_seeds: Sequence[int]
    crowds: Sequence[int]


FULL: Final = Plan({5.0: 600.0, 20.0: 150.0}, (1, 2, 3), 7200.0, range(1, 11), (1, 2, 3))
QUICK: Final = Plan({5.0: 300.0, 20.0: 75.0}, (1, 2), 7200.0, range(1, 6), (1,))


async def measure(options: Options, report: Report) -> None:
    plan = QUICK if options.quick else FULL
    omegle = []
    for rate, seconds in plan.busy.items():
        report.doing(f"{rate:g} people a second, for {seconds:g} s, {len(plan.seeds)} times")
        courses = [Course(Conditions(rate=rate, seconds=seconds, seed=seed)) for seed in plan.seeds]
        rivals = await _rivals(courses)
        for what, policy, least, longest in (("", DEFAULT, 0.63, 10.0), (", patient", PATIENT, 0.66, 15.0)):
            found = await _ours(courses, policy)
            place = f"{rate:g}/s{what}"
            report.add(
                Row(f"value, {place}", found.value, "of optimum", rivals[FIFO.name].value, at_least(least)),
                Row(f"wait p95, {place}", found.p95, "s", rivals[FIFO.name].p95, at_most(longest)),
                _percent(f"matched, {place}", found.matched, rivals[FIFO.name].matched),
            )
        omegle.append(f"{rivals[COMMON.name].value:.3f} at {rate:g}/s (p95 {rivals[COMMON.name].p95:.1f} s)")
        await _vigil(courses[0], rate, report)
    await _thin(plan, report)
    mean = await _static(plan, report)
    report.note(
        f"Seeds {', '.join(map(str, plan.seeds))}. Patient: commit_after {PATIENT.commit_after:g} s, fade "
        f"{PATIENT.fade:g} s; its stretch goal is {STRETCH:.2f}. The Omegle rule (any common tag, anyone after 10 s) "
        f"reaches {', '.join(omegle)}."
    )
    report.note(
        f"In the line of {crowd.MANY:,} all may meet, and the reference is the heaviest edge of all first; if each in "
        f"turn took their best instead, it would be {mean.by_count_in_turn:.3f} by count. By count each interest "
        f"weighs the same, by idf as the line itself learns it."
    )


async def _ours(courses: Sequence[Course], policy: Policy) -> Standing:
    return average([await course.ours(policy) for course in courses])


async def _rivals(courses: Sequence[Course]) -> dict[str, Standing]:
    found = [await course.rivals() for course in courses]
    return {rival.name: average([each[rival.name] for each in found]) for rival in RIVALS}


async def _thin(plan: Plan, report: Report) -> None:
    report.doing(f"One in five seconds, for {plan.thin:g} s, {len(plan.thin_seeds)} times")
    courses = [Course(Conditions(rate=0.2, seconds=plan.thin, seed=seed)) for seed in plan.thin_seeds]
    found, rivals = await _ours(courses, DEFAULT), await _rivals(courses)
    fifo = rivals[FIFO.name]
    report.add(
        Row("value, 0.2/s", found.value, "of optimum", fifo.value, at_least(0.81)),
        Row("value, 0.2/s, of FIFO's", found.value / fifo.value, "times", 1.0, at_least(1.0)),
        Row("wait p95, 0.2/s", found.p95, "s", fifo.p95),
        _percent("matched, 0.2/s", found.matched, fifo.matched),
    )


async def _vigil(course: Course, rate: float, report: Report) -> None:
    """Whoever has waited long enough for anyone is never left beside somebody they may meet."""
    both = Vigil(DEFAULT.commit_after), Vigil(DEFAULT.commit_after)
    await play("ours", course.world, ours(course.world, DEFAULT), both[0])
    await play(FIFO.name, course.world, theirs(course.world, FIFO), both[1])
    people = len(course.world.people)
    kept = [1 - len(vigil.left) / people for vigil in both]
    report.add(
        _percent(f"never left beside a partner, {rate:g}/s", kept[0], kept[1], at_least(100.0)),
        Row(
            f"longest wait beside a partner, {rate:g}/s",
            both[0].longest,
            "s",
            both[1].longest,
            at_most(DEFAULT.commit_after + TICK),
        ),
    )


async def _static(plan: Plan, report: Report) -> crowd.Shares:
    report.doing(f"A line of {crowd.MANY:,}, {len(plan.crowds)} times")
    found = [await crowd.paired(seed) for seed in plan.crowds]
    mean = crowd.Shares(*(sum(getattr(each, f.name) for each in found) / len(found) for f in fields(crowd.Shares)))
    report.add(
        Row("line of 1,000: overlap by count", mean.by_count, "of optimum", mean.by_count_greedy, at_least(0.95)),
        Row("line of 1,000: overlap by count", mean.overlap, "tags per pair", mean.overlap_greedy),
        Row("line of 1,000: score by idf", mean.by_idf, "of optimum", mean.by_idf_greedy),
        Row("line of 1,000: overlap by idf", mean.overlap_by_idf, "tags per pair", mean.overlap_by_idf_greedy),
    )
    return mean


def _percent(what: str, value: float, reference: float, goal: Goal | None = None) -> Row:
    return Row(what, 100 * value, "% of people", 100 * reference, goal)


if __name__ == "__main__":
    sys.exit(main(measure, name="quality", title="Quality: who is paired, and how long it took", reference="FIFO"))
