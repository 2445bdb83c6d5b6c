"""All tasks at a glance: the first figure of each, and where llmrec is behind, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llmrec.evals.harness.contracts import Metric, Task
from llmrec.evals.harness.published import published
from llmrec.evals.harness.tables import NONE, Table, interval, number, signed
from llmrec.evals.harness.utilisation import uses

if TYPE_CHECKING:
    from llmrec.evals.harness.figures import Figures
    from llmrec.evals.harness.scoring import Scored

FLOORS = ("chance", "popularity", "named")
"""What needs no idea of the person."""
KINDS = ("floors", "best baseline", "llmrec without model", "llmrec")
COLUMNS = ["Task", "Figure", *KINDS, "published", "n"]


def kind(system: str) -> str:
    """Which column a system belongs to; empty for llmrec with a part left out."""
    if not system.startswith("llmrec"):
        return "floors" if system in FLOORS else "best baseline"
    plain = system.removesuffix("-folds").removesuffix("-anew").removesuffix("-probed")
    if plain == "llmrec-fast":
        return "llmrec without model"
    return "llmrec" if plain in ("llmrec", "llmrec-full") else ""


def headline(task: Task, found: Figures) -> Metric | None:
    """The first metric with a better side that every system has, else the first that any has."""
    systems = list(found["systems"].values())
    sided = [metric for metric in task.metrics if metric.better != "neither"]
    for enough in (all, any):
        for metric in sided:
            if enough(_figure(of, metric.name)["value"] is not None for of in systems):
                return metric
    return None


def glance(runs: Sequence[tuple[Task, Figures]]) -> Table:
    """A row a task."""
    rows = [_row(task, found) for task, found in runs]
    return Table(
        "All tasks",
        COLUMNS,
        [row for row in rows if row],
        "The first figure of each task; ↑ more is better, ↓ less is. Of several systems in a "
        "column the best one.",
        words=2,
    )


def _row(task: Task, found: Figures) -> list[str]:
    metric = headline(task, found)
    if metric is None:
        return []
    cells = [_best(metric, found, wanted) for wanted in KINDS]
    told = [
        f"{number(one.figures[metric.name])} {one.system}"
        for one in published(task.name)
        if metric.name in one.figures
    ]
    counts = {_figure(of, metric.name)["n"] for of in found["systems"].values()} - {0}
    sign = "↑" if metric.better == "higher" else "↓"
    n = "/".join(f"{count:,}" for count in sorted(counts, reverse=True))
    return [task.name, f"{metric.name} {sign}", *cells, "; ".join(told) or NONE, n]


def _best(metric: Metric, found: Figures, wanted: str) -> str:
    there = [
        (figure["value"], name, figure)
        for name, of in found["systems"].items()
        if kind(name) == wanted
        for figure in [_figure(of, metric.name)]
        if figure["value"] is not None
    ]
    if not there:
        return NONE
    pick = max if metric.better == "higher" else min
    value, name, figure = pick(there, key=lambda one: one[0])
    named = f" {name}" if wanted in ("floors", "best baseline") else ""
    return f"{number(value)} {interval(figure)}".strip() + named


def losses(runs: Sequence[tuple[Task, Figures]]) -> list[str]:
    """Where llmrec is behind by more than the interval of the paired difference, or below what
    was published by more than its own."""
    return [line for task, found in runs for line in _losses(task, found)]


def _losses(task: Task, found: Figures) -> Iterator[str]:
    metric = headline(task, found)
    if metric is None:
        return
    worse = -1 if metric.better == "higher" else 1
    for d in found["differences"]:
        if d["metric"] != metric.name or not kind(d["system"]).startswith("llmrec"):
            continue
        if d["less"].startswith("llmrec") or not d["value"] * worse > 0:
            continue
        if d["low"] > 0 or d["high"] < 0:
            yield (
                f"{task.name}: {d['system']} is behind {d['less']} in {metric.name}, "
                f"{signed(d['value'])} {interval(d)} (n {d['n']:,})"
            )
    for name, of in found["systems"].items():
        figure = _figure(of, metric.name)
        if figure["value"] is None or not kind(name).startswith("llmrec"):
            continue
        for one in published(task.name):
            told = one.figures.get(metric.name)
            if told is not None and not _reaches(figure, told, worse):
                yield (
                    f"{task.name}: {name} is behind {one.system} as published in {metric.name}, "
                    f"{number(figure['value'])} {interval(figure)} against {number(told)}"
                )


def _reaches(figure: Mapping[str, Any], told: float, worse: int) -> bool:
    return bool(figure["high"] >= told) if worse < 0 else bool(figure["low"] <= told)


def _figure(of: Mapping[str, Any], metric: str) -> Mapping[str, Any]:
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    found: Mapping[str, Any] = of["metrics"].get(metric) or nothing
    return found


def server(scored: Scored) -> Table | None:
    """How busy the model server was; None: no call of it has a time."""
    rows = [
        [
            use.system,
            f"{use.calls:,}",
            f"{use.seconds:,.0f} s",
            f"{use.busy:.0%}",
            f"{use.in_flight:.1f}",
        ]
        for use in uses(scored.answers)
    ]
    if not rows:
        return None
    return Table(
        "The model server",
        ["System", "Calls", "Time", "At least one call in flight", "Calls in flight, mean"],
        rows,
        "Calls that reached the server; answers kept from before took none of its time.",
    )
