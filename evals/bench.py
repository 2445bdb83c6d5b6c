"""The benchmark of the pipeline: medians of repeated runs, side by side.

    python -m llmrec.evals.bench                    # everything
    python -m llmrec.evals.bench --only fast,cold

Needs the servers (`llmrec model up`) and the chorus set: LLMREC_DATA names
the folder that holds chorus-electronics. Catalogues of it that are missing
are indexed first, once: `chorus` (19,406 products; minutes) and `chorus-1k`
(the first 1,000).

Figures go to runs/bench.json (parts that were not run keep what they were),
a plot beside it, with the serving figures of `llmrec model bench` where they
lie there too. At the end stands a table of the limits and what was measured.
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
from llmrec.evals import bench_limits, bench_parts
from llmrec.evals.bench_needs import prepare
from llmrec.evals.bench_plot import plot
from llmrec.evals.program import start
from rich.console import Console

from llmrec.errors import UsageError

OUT = Path("runs") / "bench.json"
SERVING = "bench-serving.json"
"""What `llmrec model bench` writes, in the same folder."""
HIDDEN = ("rows", "at", "limits")
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

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(help=__doc__)
def main(
    only: Annotated[str, typer.Option(help=f"Some of {', '.join(PARTS)}.")] = ",".join(PARTS),
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    console = Console()
    chosen = parts(only)
    kept = _read(out) or {}
    prepare(chosen)
    out.parent.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        console.print(f"[bold]{name}[/bold]")
        kept[name] = PARTS[name]() | {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        kept["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
        for part, limits in bench_limits.check(kept).items():  # a part may look at another's
            kept[part]["limits"] = limits
        out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for key, value in kept[name].items():
            if key not in HIDDEN:
                console.print(f"  {key}: {value}", highlight=False, markup=False)
    picture = out.with_suffix(".png")
    drawn = plot(kept, _read(out.with_name(SERVING)), picture)
    console.print(bench_limits.table(bench_limits.check(kept)))
    console.print(f"{out} and {picture.name}" if drawn else str(out), highlight=False)


def parts(only: str) -> list[str]:
    """The names in a list with commas.

    Raises:
        UsageError: one that is none.
    """
    chosen = [name.strip() for name in only.split(",") if name.strip()]
    if unknown := [name for name in chosen if name not in PARTS]:
        raise UsageError(f"There is no part {unknown[0]!r}; there are: {', '.join(PARTS)}.")
    return chosen


def _read(path: Path) -> Figures | None:
    if not path.exists():
        return None
    figures: Figures = json.loads(path.read_text("utf-8"))
    return figures


if __name__ == "__main__":
    start(app)
