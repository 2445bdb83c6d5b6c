"""The benchmark of the pipeline: medians of repeated runs, side by side in one run.

    python -m llmrec.evals.bench                    # everything; needs the servers and chorus
    python -m llmrec.evals.bench --only fast,cold

Figures go to runs/bench.json (parts that were not run keep what they were), a plot beside it.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from llmrec.evals import bench_parts
from rich.console import Console

from llmrec.errors import UsageError

OUT = Path("runs") / "bench.json"
Figures = dict[str, Any]


def _langchain() -> Figures:
    from llmrec.evals import bench_langchain  # LangChain takes seconds to import

    figures: Figures = bench_langchain.bench()
    return figures


PARTS: dict[str, Callable[[], Figures]] = {
    "fast": bench_parts.fast,
    "cold": bench_parts.cold,
    "full": bench_parts.full,
    "index": bench_parts.index,
    "langchain": _langchain,
}

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False)


@app.command()
def main(
    only: Annotated[str, typer.Option(help=f"Some of {', '.join(PARTS)}.")] = ",".join(PARTS),
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    """Run the parts one after the other."""
    console = Console()
    chosen = [name.strip() for name in only.split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in PARTS]:
        raise UsageError(f"There is no part {unknown[0]!r}; there are: {', '.join(PARTS)}.")
    kept: Figures = json.loads(out.read_text("utf-8")) if out.exists() else {}
    out.parent.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        console.print(f"[bold]{name}[/bold]")
        kept[name] = PARTS[name]() | {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        kept["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
        out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        shown = {k: v for k, v in kept[name].items() if k not in ("rows", "at")}
        for key, value in shown.items():
            console.print(f"  {key}: {value}", highlight=False, markup=False)
    plot(kept, out.with_suffix(".png"))
    console.print(f"{out} and {out.with_suffix('.png').name}")


def plot(figures: Figures, path: Path) -> None:
    """p50 bars with p90 whiskers: the fast path by size, and whole answers by system."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    fig, axes = plt.subplots(1, 2, figsize=(11, 3.6), constrained_layout=True)
    fast = {k: v for k, v in figures.get("fast", {}).items() if "items" in k}
    _bars(axes[0], fast, "--fast inside a process (ms)")
    _bars(axes[1], _answers(figures), "an answer over 19,406 products (s)", scale=1e-3)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def _answers(figures: Figures) -> dict[str, Figures]:
    out = {}
    if "full" in figures:
        out["llmrec, first list"] = figures["full"]["first_ms"]
        out["llmrec, whole answer"] = figures["full"]["total_ms"]
    if "langchain" in figures:
        out["LangChain chain"] = figures["langchain"]["total_ms"]
    return out


def _bars(ax: Any, cases: dict[str, Figures], title: str, scale: float = 1.0) -> None:
    names = list(cases)
    p50 = [cases[n]["p50"] * scale for n in names]
    rise = [(cases[n]["p90"] - cases[n]["p50"]) * scale for n in names]
    ax.barh(names, p50, xerr=[[0] * len(names), rise], color="#4c78a8", capsize=3)
    ax.invert_yaxis()
    ax.set_title(title, fontsize=10)
    for n, value in enumerate(p50):
        ax.text(value, n, f" {value:.3g}", va="bottom", fontsize=8)


if __name__ == "__main__":
    app()
