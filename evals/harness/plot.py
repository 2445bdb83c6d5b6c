"""The figures of a run as a picture: a panel a metric, a point with its interval a system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmrec.evals.harness.contracts import Task

if TYPE_CHECKING:
    from llmrec.evals.harness.figures import Figures

COLOUR, OURS = "#4c78a8", "#d62728"


def draw(task: Task, found: Figures, out: Path) -> Path | None:
    """Write the picture; None: no figure has a value."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    panels = {m.name: rows for m in task.metrics if (rows := _rows(found, m.name))}
    if not panels:
        return None
    across = min(3, len(panels))
    down = -(-len(panels) // across)
    high = 0.6 + 0.28 * len(found["systems"])
    figure = Figure(figsize=(4.2 * across, max(1.6, high) * down), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(down, across, squeeze=False)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    for ax, (name, rows) in zip(axes.flat, panels.items(), strict=False):
        _panel(ax, name, rows)
    figure.suptitle(f"{task.title}: 95% intervals", fontsize=11)
    figure.savefig(out, dpi=130, metadata={"Software": None})
    return out


def _rows(found: Figures, metric: str) -> list[tuple[str, dict[str, Any]]]:
    all_of = [(name, of["metrics"].get(metric)) for name, of in found["systems"].items()]
    return [(name, figure) for name, figure in all_of if figure and figure["value"] is not None]


def _panel(ax: Any, metric: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
    for at, (name, figure) in enumerate(rows):
        colour = OURS if name.startswith("llmrec") else COLOUR
        value, low, high = figure["value"], figure["low"], figure["high"]
        below, above = max(0.0, value - low), max(0.0, high - value)
        ax.errorbar(value, at, xerr=[[below], [above]], fmt="o", color=colour, capsize=3, ms=4)
    ax.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="x", labelsize=8)
    ax.grid(axis="x", alpha=0.3)
    ax.set_title(metric, fontsize=9)
