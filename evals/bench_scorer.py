"""What a learned scorer costs, and what it still knows when it is made smaller.

    python -m llmrec.evals.bench_scorer                       # both sets
    python -m llmrec.evals.bench_scorer --only amazon-games --people 200

int8, fewer neighbours, factors, experts, hidden units, channels: each alone and together, beside
the scorer as it is. Times are medians of runs in turns on one thread, of whole requests for 200
candidates with stars and shares, and of ordering the whole catalogue; NDCG@10 has a 95% interval of
a bootstrap over people, and so has the difference to the scorer as it is, paired. LLMREC_DATA names
the folder of the sets; what was learned of them is kept in the evals' cache.

Figures go to docs/scorer.json, a plot beside it.
"""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from llmrec.evals import bench_scorer_measure as measure
from llmrec.evals import bench_scorer_torch
from llmrec.evals.bench_plot import Bar, Panel, draw
from llmrec.evals.bench_scorer_prune import need_head, variants
from llmrec.evals.bench_scorer_sets import SETS, Set, load
from llmrec.evals.program import start
from rich.console import Console
from rich.table import Table

from llmrec.behaviour.past import Floats

OUT = Path("docs") / "scorer.json"
PEOPLE = 2000
TARGET = 5.0
"""Milliseconds of a request."""
JUDGES = 100
"""People whose signals say what matters in the head."""
Figures = dict[str, Any]

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(help=__doc__)
def main(
    only: Annotated[str, typer.Option(help=f"Some of {', '.join(SETS)}.")] = ",".join(SETS),
    people: Annotated[int, typer.Option(help="At the most, drawn.")] = PEOPLE,
    out: Annotated[Path, typer.Option(help="Where the figures go.")] = OUT,
) -> None:
    from threadpoolctl import threadpool_limits

    console = Console(width=140)
    kept: Figures = json.loads(out.read_text("utf-8")) if out.exists() else {}
    for name in only.split(","):
        with threadpool_limits(1):
            kept[name] = figures(load(name, people))
        console.print(table(name, kept[name]))
        console.print(aside(kept[name]), highlight=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draw([panel for name in kept for panel in panels(name, kept[name])], out.with_suffix(".png"))


def figures(of: Set) -> Figures:
    head = need_head(of.behaviour)
    found = variants(of.behaviour, head, signals(of), of.catalogue)
    one = found[measure.AS_IT_IS]
    times, quality = measure.times(found, of), measure.quality(found, of.people)
    long = [len(person.past.items) for person in of.people]
    return {
        "people": len(of.people),
        "items": of.catalogue.size,
        "history": dict(
            zip(("p10", "p50", "p90"), np.quantile(long, (0.1, 0.5, 0.9)), strict=True)
        ),
        "variants": {n: {"bytes": found[n].size} | times[n] | quality[n] for n in found},
        "parts ms": measure.parts(one, of),
        "torch": bench_scorer_torch.against(one, of),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def signals(of: Set, seed: int = 1) -> Floats:
    """Of people and items drawn, whose labels nobody looks at."""
    draw = np.random.default_rng(seed)
    at = draw.choice(len(of.people), min(JUDGES, len(of.people)), replace=False)
    pasts = [of.people[n].past for n in at]
    rows = [of.behaviour.signals(p, draw.integers(0, of.catalogue.size, 100)) for p in pasts]
    return np.concatenate(rows)


def table(name: str, of: Figures) -> Table:
    history = f"histories of {of['history']['p10']:.0f} to {of['history']['p90']:.0f}"
    out = Table(title=f"{name}: {of['items']:,} items, {of['people']:,} people, {history}")
    out.add_column("scorer", no_wrap=True)
    for column in ("MB", "request ms", "catalogue ms", "NDCG@10", "difference", "logits off"):
        out.add_column(column, justify="right", no_wrap=True)
    for variant, v in of["variants"].items():
        request, catalogue = v["request ms"], v["catalogue ms"]
        out.add_row(
            variant,
            f"{v['bytes'] / 1e6:.2f}",
            f"{request['p50']:.2f} [{request['p10']:.2f}, {request['p90']:.2f}]",
            f"{catalogue['p50']:.1f}",
            _interval(v["NDCG@10"], ""),
            _interval(v["difference"], "+"),
            f"{v['logits off']:.2g}",
        )
    return out


def _interval(of: Figures, sign: str) -> str:
    return " ".join([f"{of['mean']:{sign}.4f}", f"[{of['low']:{sign}.4f}, {of['high']:{sign}.4f}]"])


def aside(of: Figures) -> str:
    """What stands beside the table, in which the times' brackets hold the 10th and 90th of 100."""
    ms = of["variants"][measure.AS_IT_IS]["request ms"]["p50"]
    met = "met" if ms < TARGET else "not met"
    spent = ", ".join(f"{name} {value:.2f}" for name, value in of["parts ms"].items())
    torch = of["torch"]
    return (
        f"Under {TARGET:g} ms: {met}. Of a request, ms: {spent}.\n"
        f"The networks alone: NumPy {torch['numpy ms']:.2f} ms, torch {torch['torch ms']:.2f} ms "
        f"after an import of {torch['import']['seconds']:.1f} s and {torch['import']['MB']} MB; "
        f"they differ by {torch['off']:.1g} of the largest number."
    )


def panels(name: str, of: Figures) -> list[Panel]:
    rows = of["variants"].items()
    before = of["variants"][measure.AS_IT_IS]
    return [
        Panel(
            f"{name}: MB of weights",
            [Bar(n, mb := v["bytes"] / 1e6, mb, f"{mb:.2f}") for n, v in rows],
        ),
        Panel(
            f"{name}: ms of a request for 200 candidates on one core: p50, whisker to p90",
            [
                Bar(n, ms["p50"], ms["p90"], f"{ms['p50']:.2f} (p90: {ms['p90']:.2f})")
                for n, ms in ((n, v["request ms"]) for n, v in rows)
            ],
            mark=TARGET,
        ),
        Panel(
            f"{name}: NDCG@10, whisker to the end of its 95% interval; beside it the difference",
            [
                Bar(n, at["mean"], at["high"], _interval(v["difference"], "+"))
                for n, v, at in ((n, v, v["NDCG@10"]) for n, v in rows)
            ],
            mark=before["NDCG@10"]["mean"],
        ),
    ]


if __name__ == "__main__":
    start(app)
