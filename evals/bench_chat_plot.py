"""What a turn costs over the turns of a dialogue, as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

COLOUR = "#4c78a8"
PANELS = (
    ("uncached", 1.0, "Prompt tokens not from the prefix cache"),
    ("total_ms", 1e-3, "Whole reply, s"),
    ("first_ms", 1e-3, "First list, s"),
)


def plot(figures: dict[str, Any], path: Path) -> None:
    """Draw what `bench_chat` wrote: each turn that lists, their median by turn, and the median
    of single requests as a line."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "llmrec"  # the same figures give the same file
    rows = [r for r in figures["rows"] if r["lists"]]
    fig, axes = plt.subplots(1, len(PANELS), figsize=(11, 3.4), layout="constrained")
    for ax, (key, scale, title) in zip(axes, PANELS, strict=True):
        _panel(ax, rows, key, scale)
        single = figures["chat"]["single"][key]["p50"] * scale
        ax.axhline(single, color="black", lw=0.9, ls="--", label="single request, p50")
        ax.set_title(title, fontsize=10, loc="left")
        ax.set(xlabel="turn", ylim=(0, None))
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].legend(frameon=False, fontsize=8)
    fig.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(fig)


def _panel(ax: Any, rows: list[dict[str, Any]], key: str, scale: float) -> None:
    turns = sorted({r["turn"] for r in rows})
    by = [[r[key] * scale for r in rows if r["turn"] == n] for n in turns]
    ax.scatter(
        [r["turn"] for r in rows],
        [r[key] * scale for r in rows],
        s=10,
        color=COLOUR,
        alpha=0.35,
        lw=0,
        label="a turn",
    )
    ax.plot(turns, [float(np.median(v)) for v in by], color=COLOUR, lw=1.4, label="median")
