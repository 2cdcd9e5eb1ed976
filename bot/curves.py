"""Draws what policies make of a town: the share of what was possible against how long people waited. matplotlib.

One panel for each arrival rate; each policy is a dot at the mean wait and a line from there to the 95th percentile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.simulation.comparison import Standing
from matching.simulation.optimum import INSTALL, Missing
from matching.simulation.play import OFFLINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours of a picture; those of the policies are in the order they are drawn, ours first."""

    paper: str
    ink: str
    faint: str
    policies: tuple[str, ...]


# The colours differ in lightness too, and are told apart with any colour vision (Okabe and Ito 2008, toned).
LIGHT = Paint("#ffffff", "#1f2328", "#d8dee4", ("#0072b2", "#3a7d44", "#c2570c", "#6e7781"))
DARK = Paint("#0d1117", "#e6edf3", "#30363d", ("#56b4e9", "#7ee787", "#f0883e", "#9aa4af"))
MARKS = "osD^"


@dataclass(frozen=True, slots=True)
class Panel:
    """One rate: how each policy did, and ours at several patiences."""

    rate: float
    standings: Mapping[str, Standing]
    patiences: Sequence[Standing]


def ready() -> None:
    """Raises Missing where there is nothing to draw with."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise Missing(f"A plot needs matplotlib, which is not installed: {INSTALL}") from None


def draw(panels: Sequence[Panel], path: Path) -> None:
    """Write a PNG, for dark pages where the name ends in -dark. Raises Missing, or OSError if it can't be written."""
    ready()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    paint = DARK if path.stem.endswith("-dark") else LIGHT
    colours: dict[Any, Any] = {
        "figure.facecolor": paint.paper, "savefig.facecolor": paint.paper, "axes.facecolor": paint.paper,
        "text.color": paint.ink, "axes.labelcolor": paint.ink, "axes.edgecolor": paint.faint,
        "xtick.color": paint.ink, "ytick.color": paint.ink, "grid.color": paint.faint, "font.size": 10.0,
    }  # fmt: skip
    with rc_context(colours):
        columns = min(2, len(panels))
        rows = ceil(len(panels) / columns)
        figure = Figure(figsize=(5.0 * columns, 3.4 * rows + 0.9), dpi=144)
        axes = figure.subplots(rows, columns, sharey=True, squeeze=False).flatten().tolist()
        for panel, place in zip(panels, axes, strict=False):
            _panel(place, panel, paint)
        for place in axes[len(panels) :]:
            place.set_axis_off()
        for place in axes[::columns]:
            place.set_ylabel("value, share of the optimum")
        _frame(figure)
        figure.savefig(path, format="png", metadata={"Software": None})


def _panel(axes: "Axes", panel: Panel, paint: Paint) -> None:
    axes.set_title(f"{panel.rate:g} per second", fontsize=10, loc="left")
    axes.grid(linewidth=0.6)
    axes.set_axisbelow(True)
    names = sorted(panel.standings.keys() - {OFFLINE}, key=list(panel.standings)[::-1].index)
    if panel.patiences:
        for wait in ("mean", "p95"):
            waits = [getattr(each, wait) for each in panel.patiences]
            axes.plot(waits, [each.value for each in panel.patiences], color=paint.policies[0], linewidth=1, alpha=0.7,
                      linestyle="-" if wait == "mean" else ":", marker=".", markersize=5,
                      label=f"Bauta, less and more patient: {wait}")  # fmt: skip
    for name, colour, mark in reversed(list(zip(names, paint.policies, MARKS, strict=False))):
        found = panel.standings[name]
        axes.plot([found.mean, found.p95], [found.value] * 2, color=colour, linewidth=1.6, zorder=3)
        axes.plot([found.p95], [found.value], color=colour, marker="|", markersize=9, markeredgewidth=1.6, zorder=3)
        axes.plot([found.mean], [found.value], color=colour, marker=mark, markersize=6.5, linewidth=1.6, label=name,
                  zorder=4)  # fmt: skip
    shown = [*(panel.standings[name] for name in names), *panel.patiences]
    axes.set_xlim(0, 1.05 * max(each.p95 for each in shown) + 0.1)
    axes.set_xlabel("wait in seconds: mean to 95th percentile")


def _frame(figure: "Figure") -> None:
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="lower center", ncols=2, frameon=False)
    figure.tight_layout(rect=(0, 0.9 / figure.get_figheight(), 1, 1))
