"""`bauta simulate`: what a matching policy is worth, in a made-up town, before anybody real has to wait for it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot import curves
from bot.terminal import Refused, err, execute, out
from matching.policy import Policy
from matching.simulation.comparison import OURS, Course, Standing, average, long_enough, patiences, standing
from matching.simulation.optimum import Missing, solver
from matching.simulation.play import OFFLINE
from matching.simulation.world import Conditions

DEFAULT = Policy()
STANDARD_RATES = [0.2, 1.0, 5.0, 20.0]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated: each town with each seed, and what is done with the figures."""

    towns: dict[float, list[Conditions]]
    policy: Policy
    plots: list[Path]
    as_json: bool


def simulate(
    rate: Annotated[
        list[float] | None, typer.Option(help="Arrivals per second; several times for several. [0.2, 1, 5, 20]")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(help="How long people arrive. Left out: until some 3,000 came, at most two hours.")
    ] = None,
    patience: Annotated[float, typer.Option(help="Mean seconds people stay beyond the first five.")] = 30.0,
    interests: Annotated[int, typer.Option(help="Interests that everybody names.")] = 5,
    vocabulary: Annotated[int, typer.Option(help="Interests there are, the k-th named in proportion to 1/k.")] = 5000,
    seed: Annotated[list[int] | None, typer.Option(help="Several times: the mean of several worlds. [1]")] = None,
    commit_after: Annotated[
        float, typer.Option(help="Our policy: seconds after which anyone eligible will do.")
    ] = DEFAULT.commit_after,
    horizon: Annotated[
        float, typer.Option(help="Our policy: arrivals of so many seconds are hoped for.")
    ] = DEFAULT.horizon,
    fade: Annotated[
        float, typer.Option(help="Our policy: seconds in which what is asked for would fade to nothing.")
    ] = DEFAULT.fade,
    modesty: Annotated[
        float, typer.Option(help="Our policy: how much of what a partner may ask for counts against them.")
    ] = DEFAULT.modesty,
    thin: Annotated[
        float, typer.Option(help="Our policy: eligible arrivals per second below which nobody is held.")
    ] = DEFAULT.thin,
    plot: Annotated[
        list[Path] | None,
        typer.Option(help="Draw a PNG; for dark pages if its name ends in -dark.png.", metavar="FILE.png"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per row instead of the table.")] = False,
) -> None:
    """What a matching policy is worth: beside three others, and beside what could have been had with hindsight."""
    try:
        policy = Policy(commit_after=commit_after, horizon=horizon, fade=fade, modesty=modesty, thin=thin)
        towns = {
            each: [
                Conditions(
                    rate=each,
                    seconds=long_enough(each) if seconds is None else seconds,
                    seed=number,
                    patience=patience,
                    interests=interests,
                    vocabulary=vocabulary,
                )
                for number in dict.fromkeys(seed or [1])
            ]
            for each in dict.fromkeys(rate or STANDARD_RATES)
        }
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    execute(_simulate(Plan(towns, policy, plot or [], as_json)))


async def _simulate(plan: Plan) -> None:
    try:
        solver()
        if plan.plots:
            curves.ready()
    except Missing as missing:
        raise Refused(str(missing)) from None
    for path in plan.plots:
        _writable(path)
    panels = await _watched(plan)
    if plan.as_json:
        for panel in panels:
            for name, found in panel.standings.items():
                rounded = {figure: round(value, 4) for figure, value in asdict(found).items()}
                typer.echo(json.dumps({"rate": panel.rate, "policy": name, **rounded}))
    else:
        out.print(_table(plan, panels))
    for path in plan.plots:
        try:
            curves.draw(panels, path)
        except OSError as error:
            raise Refused(f"{path} can't be written: {error.strerror}.") from None
        err.print(f"Drawn: {path}", markup=False)


async def _watched(plan: Plan) -> list[curves.Panel]:
    """All worlds, one after another, with a bar where somebody watches."""
    steps = sum(map(len, plan.towns.values()))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=steps)
        panels = []
        for rate, worlds in plan.towns.items():
            found: dict[str, list[Standing]] = {}
            others: list[list[Standing]] = []
            for conditions in worlds:
                progress.update(task, description=f"{rate:g}/s, seed {conditions.seed}", refresh=True)
                course = Course(conditions)
                found.setdefault(OFFLINE, []).append(standing(course.most, course.most))
                for name, each in (await course.rivals()).items():
                    found.setdefault(name, []).append(each)
                found.setdefault(OURS, []).append(await course.ours(plan.policy))
                if plan.plots:
                    others.append([await course.ours(each) for each in patiences(plan.policy)])
                progress.advance(task)
            panels.append(
                curves.Panel(
                    rate,
                    {name: average(each) for name, each in found.items()},
                    [average(each) for each in zip(*others, strict=True)],
                )
            )
    return panels


def _table(plan: Plan, panels: list[curves.Panel]) -> Table:
    worlds = next(iter(plan.towns.values()))
    one = worlds[0]
    title = (
        f"Patience {one.at_least:g} s + mean {one.patience:g} s, {one.interests} of {one.vocabulary:,} interests, "
        f"seed{'s' if len(worlds) > 1 else ''} {', '.join(str(each.seed) for each in worlds)}"
    )
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("rate", justify="right", no_wrap=True)
    table.add_column("policy")
    for name in ("value", "matched", "wait", "p50", "p95"):
        table.add_column(name, justify="right", no_wrap=True)
    for panel in panels:
        for place, (name, found) in enumerate(panel.standings.items()):
            table.add_row(
                "" if place else f"{panel.rate:g}/s",
                f"[bold]{name}[/]" if name == OURS else name,
                f"{found.value:.3f}",
                f"{found.matched:.1%}",
                *(f"{wait:.1f} s" for wait in (found.mean, found.p50, found.p95)),
                end_section=place == len(panel.standings) - 1,
            )
    return table


def _writable(path: Path) -> None:
    """Before a minute of work, not after it."""
    if path.suffix.lower() != ".png":
        raise Refused(f"A plot is a PNG: {path} should end in .png.")
    if path.is_dir():
        raise Refused(f"{path} can't be written: it is a directory.")
    if not path.parent.is_dir():
        raise Refused(f"{path} can't be written: there is no directory {path.parent}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Refused(f"{path} can't be written: it is not allowed.")
