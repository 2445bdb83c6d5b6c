"""What the figures of the benchmark must keep to: one table of limits, and whether each is met."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from rich.table import Table

Figures = dict[str, Any]
Measure = Callable[[Figures], float | None]
HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">=": operator.ge,
}


class Limit(NamedTuple):
    """A bound for one figure; `measure` finds it among the figures of all parts."""

    part: str
    figure: str
    sign: str
    bound: float
    unit: str
    measure: Measure

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:,g} {self.unit}".strip()


def at(*path: str) -> Measure:
    """The number at that path, None where there is none."""

    def look(figures: Figures) -> float | None:
        found: Any = figures
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return None if found is None else float(found)

    return look


def _slowest(figures: Figures) -> float | None:
    cases = [v for k, v in figures.get("fast", {}).items() if " items, " in k]
    return max((float(v["p50"]) for v in cases), default=None)


def _chain_over_ours(figures: Figures) -> float | None:
    chain, ours = (at(part, "total_ms", "p50")(figures) for part in ("langchain", "full"))
    return chain / ours if chain is not None and ours else None


def _p50(part: str, key: str) -> Measure:
    return at(part, key, "p50")


RECOMMEND = "llmrec recommend --fast"
LIMITS = (
    Limit("fast", "slowest p50 inside a process", "<", 150, "ms", _slowest),
    Limit("fast", "growth of the p50, no limit", "<", 1.5, "", at("fast", "growth, no limit")),
    Limit("fast", "growth of the p50, price", "<", 1.5, "", at("fast", "growth, price range")),
    Limit("cold", "llmrec --help, p50", "<", 300, "ms", _p50("cold", "llmrec --help")),
    Limit("cold", f"{RECOMMEND}, p50", "<", 2500, "ms", _p50("cold", RECOMMEND)),
    Limit("full", "whole answer, p50", "<", 12_000, "ms", _p50("full", "total_ms")),
    Limit("full", "first list, p50", "<", 400, "ms", _p50("full", "first_ms")),
    Limit("full", "model calls in a row, most", "<=", 2, "", at("full", "deep")),
    Limit("full", "uncached prompt tokens, p50", "<", 1200, "", _p50("full", "uncached")),
    Limit("full", "generated tokens, p50", "<", 200, "", _p50("full", "tokens_out")),
    Limit("index", "rate over embedding alone", ">=", 0.8, "", at("index", "ratio")),
    Limit("langchain", "p50 over that of llmrec", ">=", 3, "times", _chain_over_ours),
)


def check(figures: Figures, limits: Sequence[Limit] = LIMITS) -> dict[str, Figures]:
    """For each part that has figures: its limits, what was measured, whether each is met.

    `met` is None where the figure is missing, as LangChain's is until `full` has run.
    """
    out: dict[str, Figures] = {}
    for limit in limits:
        if limit.part not in figures:
            continue
        value = limit.measure(figures)
        out.setdefault(limit.part, {})[limit.figure] = {
            "limit": str(limit),
            "measured": None if value is None else round(value, 3),
            "met": None if value is None else HOLDS[limit.sign](value, limit.bound),
        }
    return out


def table(checks: Mapping[str, Figures]) -> Table:
    out = Table(title="Limits", title_justify="left")
    out.add_column("figure", overflow="fold")
    for name in ("limit", "measured", "met"):
        out.add_column(name, justify="right", no_wrap=True)
    for part, limits in checks.items():
        for figure, one in limits.items():
            met = {None: "not measured", True: "yes", False: "[red]no[/red]"}[one["met"]]
            out.add_row(f"{part}: {figure}", one["limit"], _number(one["measured"]), met)
    return out


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
