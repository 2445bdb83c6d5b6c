"""The figures of the benchmark as one picture: a panel for each kind that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

Figures = dict[str, Any]
COLOUR = "#4c78a8"


class Bar(NamedTuple):
    """`high` is the end of its whisker; the text stands behind that."""

    name: str
    value: float
    high: float
    text: str


class Panel(NamedTuple):
    title: str
    bars: list[Bar]
    mark: float | None = None
    """Where to draw a line for comparison."""


def panels(figures: Figures, serving: Figures | None) -> list[Panel]:
    """Those that have something to show."""
    cases = {k: v for k, v in figures.get("fast", {}).items() if " items, " in k}
    found = [
        Panel("--fast inside a process, ms: p50, whisker to p90", _spreads(cases)),
        Panel("An answer over 19,406 products, s: p50, whisker to p90", _answers(figures)),
        _serving(serving or {}),
    ]
    return [panel for panel in found if panel.bars]


def _spreads(cases: Mapping[str, Figures], scale: float = 1.0) -> list[Bar]:
    bars = []
    for name, v in cases.items():
        p50, p90 = v["p50"] * scale, v["p90"] * scale
        bars.append(Bar(name, p50, p90, f"{p50:.3g} (p90: {p90:.3g})"))
    return bars


def _answers(figures: Figures) -> list[Bar]:
    cases = {
        "llmrec, first list": ("full", "first_ms"),
        "llmrec, whole answer": ("full", "total_ms"),
        "LangChain, whole answer": ("langchain", "total_ms"),
    }
    there = {n: figures[part][key] for n, (part, key) in cases.items() if part in figures}
    return _spreads(there, scale=1e-3)


def _serving(serving: Figures) -> Panel:
    """Times vLLM's defaults where they were measured beside ours, else tokens per second."""
    against = serving.get("against", {})
    default = against.get("default")
    if default is None:
        ours = next(iter(against.values()), {}).get("medians", {}).get("llmrec", {})
        bars = [Bar(_phase(k), v, v, f"{v:.3g}") for k, v in ours.items()]
        return Panel("Serving, tokens/s", bars)
    bars, medians = [], default["medians"]
    for key, ratio in default["ratios"].items():
        ours, theirs = medians["llmrec"][key], medians["default"][key]
        text = f"{ratio:.2g} times ({ours:.3g} against {theirs:.3g} tokens/s)"
        bars.append(Bar(_phase(key), ratio, ratio, text))
    return Panel("Serving, tokens/s as a multiple of vLLM's defaults", bars, mark=1.0)


def _phase(key: str) -> str:
    """`decode_8` in words."""
    phase, _, at_once = key.partition("_")
    return f"{phase}, {'1 request' if at_once == '1' else f'{at_once} at once'}"


def plot(figures: Figures, serving: Figures | None, path: Path) -> bool:
    """Draw what there is; False: nothing."""
    return draw(panels(figures, serving), path)


def draw(found: Sequence[Panel], path: Path) -> bool:
    """Draw panels one above the other, so that names have room; False: nothing to draw."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    if not found:
        return False
    heights = [0.34 * len(panel.bars) + 0.7 for panel in found]
    fig, axes = plt.subplots(
        len(found),
        figsize=(9, sum(heights)),
        layout="constrained",
        squeeze=False,
        height_ratios=heights,
    )
    for panel, ax in zip(found, axes[:, 0], strict=True):
        _draw(ax, panel)
    fig.savefig(path, dpi=120)
    plt.close(fig)
    return True


def _draw(ax: Any, panel: Panel) -> None:
    names, values = [b.name for b in panel.bars], [b.value for b in panel.bars]
    rise = [max(0.0, b.high - b.value) for b in panel.bars]
    ax.barh(names, values, color=COLOUR, height=0.7)
    if any(rise):
        whisker = partial(ax.errorbar, fmt="none", ecolor="black", elinewidth=1, capsize=3)
        whisker(values, range(len(values)), xerr=[[0.0] * len(rise), rise])
    if panel.mark is not None:
        ax.axvline(panel.mark, color="black", linewidth=0.8, linestyle="--")
    for n, bar in enumerate(panel.bars):
        ax.annotate(
            bar.text,
            (bar.high, n),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    most = max((len(b.text) for b in panel.bars), default=0)
    ax.set_xlim(0, max(b.high for b in panel.bars) * (1.05 + most / 60))
    ax.invert_yaxis()
    ax.set_title(panel.title, fontsize=10, loc="left")
    ax.spines[["top", "right"]].set_visible(False)
