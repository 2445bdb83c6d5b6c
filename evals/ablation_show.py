"""The ablation as a table for people and as a plot: what each part is worth, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from llmrec.evals.ablation_measure import Figures
from rich.table import Table

METRICS = ("NDCG@10", "RMSE", "Recall@10")
COLOUR, WORSE, SURE = "#b0b7c3", "#c44e52", "#4c78a8"
DPI = 90


def table(name: str, of: Figures) -> Table:
    variants = of["variants"]
    shown = [m for m in METRICS if any(m in v for v in variants.values())]
    out = Table(title=f"{name}: {of['told']}", title_justify="left")
    out.add_column("head", no_wrap=True)
    for metric in shown:
        for column in (metric, f"{metric} less that of"):
            out.add_column(column, justify="right", no_wrap=True)
    for variant, v in variants.items():
        cells = []
        for metric in shown:
            cells += [interval(v[metric], "") if metric in v else "", _less(variant, v, metric)]
        out.add_row(variant, *cells)
    return out


def _less(variant: str, v: Figures, metric: str) -> str:
    less = v.get(f"{metric} less")
    if less is None or v["against"] == variant:
        return ""
    against = "" if v["against"] == "all" else f" ({v['against']})"
    return f"{interval(less, '+')}{'*' if excludes_zero(less) else ' '}{against}"


def interval(of: Figures, sign: str) -> str:
    return f"{of['mean']:{sign}.4f} [{of['low']:{sign}.4f}, {of['high']:{sign}.4f}]"


def excludes_zero(of: Figures) -> bool:
    return bool(of["low"] > 0 or of["high"] < 0)


def plot(every: Mapping[str, Figures], path: Path) -> bool:
    """A panel for each set and metric: the differences, coloured where they are sure."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    panels = [
        (f"{name}: {metric} less that of all that is there, 95% interval, n {n}", rows, metric)
        for name, of in every.items()
        for metric in METRICS
        if (rows := differences(of["variants"], metric)) and (n := next(iter(rows.values()))["n"])
    ]
    if not panels:
        return False
    heights = [0.22 * len(rows) + 0.6 for _, rows, _ in panels]
    fig, axes = plt.subplots(
        len(panels),
        figsize=(8, sum(heights)),
        layout="constrained",
        squeeze=False,
        height_ratios=heights,
    )
    for panel, ax in zip(panels, axes[:, 0], strict=True):
        _draw(ax, *panel)
    fig.savefig(path, dpi=DPI)
    plt.close(fig)
    return True


def differences(variants: Mapping[str, Figures], metric: str) -> dict[str, Figures]:
    """By variant that is compared with another one."""
    found = {}
    for name, v in variants.items():
        if v["against"] != name and f"{metric} less" in v:
            beside = "" if v["against"] == "all" else f" (against {v['against']})"
            found[f"{name}{beside}"] = v[f"{metric} less"]
    return found


def _draw(ax: Any, title: str, rows: Mapping[str, Figures], metric: str) -> None:
    worse = 1 if metric == "RMSE" else -1
    for n, of in enumerate(rows.values()):
        lost = of["mean"] * worse > 0
        colour = COLOUR if not excludes_zero(of) else WORSE if lost else SURE
        ax.barh(n, of["mean"], color=colour, height=0.7)
        bar = partial(ax.errorbar, fmt="none", ecolor="black", elinewidth=1, capsize=2)
        bar(of["mean"], n, xerr=[[of["mean"] - of["low"]], [of["high"] - of["mean"]]])
    ax.set_yticks(range(len(rows)), list(rows), fontsize=8)
    ax.tick_params(axis="x", labelsize=8)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.invert_yaxis()
    ax.set_title(title, fontsize=9, loc="left")
    ax.spines[["top", "right"]].set_visible(False)
