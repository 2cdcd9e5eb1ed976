"""The rows of a benchmark: a table for people, or with `--json` one object per line for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Goal:
    """What a value should be at most, or, if `least`, at least."""

    bound: float
    least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.bound if self.least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.bound:g}"


def at_most(bound: float) -> Goal:
    return Goal(bound)


def at_least(bound: float) -> Goal:
    return Goal(bound, least=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, the same figure of the reference (None: it has none), and the goal if there is one."""

    what: str
    value: float
    unit: str
    reference: float | None = None
    goal: Goal | None = None

    @property
    def ok(self) -> bool | None:
        return None if self.goal is None else self.goal.met(self.value)

    @property
    def ratio(self) -> float | None:
        """Ours divided by the reference's."""
        return self.value / self.reference if self.reference else None

    def as_json(self) -> str:
        shown = {
            "what": self.what,
            "value": round(self.value, 3),
            "unit": self.unit,
            "reference": None if self.reference is None else round(self.reference, 3),
            "goal": None if self.goal is None else self.goal.bound,
            "ok": self.ok,
        }
        return json.dumps(shown, ensure_ascii=False)


class Report:
    """Gathers rows; what is being done goes to stderr where somebody watches, so that stdout holds the result only."""

    def __init__(self, title: str, reference: str, *, as_json: bool) -> None:
        self._title = title
        self._reference = reference
        self._as_json = as_json
        self._rows: list[Row] = []
        self._notes: list[str] = []
        self._aside = Console(stderr=True, highlight=False)

    def doing(self, what: str) -> None:
        if self._aside.is_terminal:
            self._aside.print(f"{what}…", style="dim")

    def add(self, *rows: Row) -> None:
        self._rows += rows
        if self._as_json:
            for row in rows:
                sys.stdout.write(row.as_json() + "\n")
            sys.stdout.flush()

    def note(self, sentence: str) -> None:
        """Something to be known about the figures, shown under the table."""
        self._notes.append(sentence)

    def show(self) -> None:
        """Print the table; with `--json` everything has been printed already."""
        if not self._as_json and self._rows:
            console = Console(highlight=False)
            if not console.is_terminal:
                console = Console(highlight=False, width=120)
            console.print(self._table(self._rows))
            for sentence in self._notes:
                console.print(sentence, style="dim")

    def _table(self, rows: Sequence[Row]) -> Table:
        table = Table(title=self._title, title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column("what")
        for name in ("Bauta", self._reference, "ratio", "unit", "goal", "ok"):
            table.add_column(name, justify="left" if name == "unit" else "right", no_wrap=True)
        for row in rows:
            verdict = {None: "", True: "[green]✓[/]", False: "[red]✗[/]"}[row.ok]
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            goal = "" if row.goal is None else str(row.goal)
            table.add_row(row.what, _figure(row.value), _figure(row.reference), ratio, row.unit, goal, verdict)
        return table


def _figure(value: float | None) -> str:
    """Three digits that count, and no more than there are."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
