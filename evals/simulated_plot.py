"""How soon simulated people were satisfied, as a picture: the shares, and how turns are spread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

COLOURS = {"chat": "#4c78a8", "single": "#e45756", "whole": "#f2a93b"}


def plot(figures: dict[str, Any], chance: float, path: Path) -> None:
    """Draw what `simulated_user.figures` gives.

    Args:
        chance: that a list drawn from what keeps to the opening satisfies.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    _shares(left, figures, chance)
    _spread(right, figures)
    for ax in (left, right):
        ax.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def _shares(ax: Any, figures: dict[str, Any], chance: float) -> None:
    for mode, colour in COLOURS.items():
        by = figures[mode]["satisfied"]
        turns = range(1, len(by) + 1)
        ax.plot(turns, [e["mean"] for e in by], color=colour, marker="o", ms=3, label=mode)
        ax.fill_between(
            turns, [e["low"] for e in by], [e["high"] for e in by], color=colour, alpha=0.13, lw=0
        )
    ax.axhline(chance, color="black", lw=0.8, ls="--", label="five at random, turn 1")
    ax.set(xlabel="turn", ylim=(0, 1))
    ax.set_title(
        f"Share of {figures['people']} people satisfied, 95% bands", fontsize=10, loc="left"
    )
    ax.legend(frameon=False, fontsize=8)


def _spread(ax: Any, figures: dict[str, Any]) -> None:
    width = 0.8 / len(COLOURS)
    for k, (mode, colour) in enumerate(COLOURS.items()):
        spread = list(figures[mode]["spread"].values())
        at = [n + (k - 1) * width for n in range(1, len(spread) + 1)]
        ax.bar(at, spread, width=width, color=colour, label=mode)
    last = len(spread)
    ax.set_xticks(range(1, last + 1), [*map(str, range(1, last)), "never"])
    ax.set(xlabel="turn that satisfied")
    ax.set_title("People", fontsize=10, loc="left")
