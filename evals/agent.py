"""The agents on sixty written tasks: right tools, right arguments, tasks solved, and what it costs.

python -m llmrec.evals.agent run --system plan            # answers to runs/agent-plan.jsonl
python -m llmrec.evals.agent score runs/agent-plan.jsonl
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated, Any

import typer
from llmrec.evals.agent_systems import SYSTEMS, Fresh, toolbox
from llmrec.evals.agent_truth import Marks, Run, Task, as_line, marks, tasks
from llmrec.evals.metrics import estimate
from llmrec.evals.program import start
from rich.console import Console
from rich.table import Table

from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import UsageError

MARKS = {
    "valid": "valid plans",
    "tools": "right tools",
    "arguments": "right arguments",
    "solved": "tasks solved",
}
COSTS = {
    "calls": "model calls",
    "tokens_in": "tokens in, not cached",
    "tokens_out": "tokens out",
    "seconds": "seconds",
}
Figures = dict[str, dict[str, float]]

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


def read(path: Path) -> dict[str, Run]:
    """Runs by task; one that no model answered and a line cut off by a kill are left out."""
    if not path.exists():
        return {}
    whole, _, _ = path.read_text("utf-8").rpartition("\n")
    rows = [Run.model_validate_json(line) for line in whole.splitlines() if line]
    return {row.id: row for row in rows if row.status != "unavailable"}


def parts(whole: Sequence[Task]) -> dict[str, list[Task]]:
    """Tasks by what is told of them apart."""
    out = {
        "all": list(whole),
        "seen": [t for t in whole if not t.held],
        "held out": [t for t in whole if t.held],
    }
    out |= {kind: [t for t in whole if t.kind == kind] for kind in ("single", "multi", "none")}
    return out | {lang: [t for t in whole if t.language == lang] for lang in ("en", "zh")}


def figures(found: Sequence[Task], runs: dict[str, Run], given: dict[str, Marks]) -> Figures:
    """Means with their 95% intervals, over the tasks that were run."""
    ran = [t.id for t in found if t.id in runs]
    out: Figures = {}
    for name in (*MARKS, *COSTS) if ran else ():
        source: dict[str, Any] = dict(given) if name in MARKS else dict(runs)
        e = estimate([float(getattr(source[i], name)) for i in ran])
        out[name] = {"mean": round(e.mean, 4), "low": round(e.low, 4), "high": round(e.high, 4)}
    return out


@app.command()
def run(
    system: Annotated[str, typer.Option(help="plan or langchain.")] = "plan",
    limit: Annotated[
        int | None, typer.Option(help="So many tasks, from all over the file.")
    ] = None,
    seen: Annotated[bool, typer.Option(help="Only tasks that are not held out.")] = False,
    at_once: Annotated[int, typer.Option(min=1, help="Tasks at once.")] = 1,
    out: Annotated[Path | None, typer.Option(help="What it holds is not done again.")] = None,
) -> None:
    """Do the tasks; seconds are those of a task alone only one at a time."""
    if system not in SYSTEMS:
        raise UsageError(f"There is no system {system!r}.", remedy=f"One of {', '.join(SYSTEMS)}.")
    path = out or Path("runs") / f"agent-{system}.jsonl"
    wanted = [t for t in tasks() if not (seen and t.held)]
    if limit is not None:
        wanted = [wanted[n * len(wanted) // limit] for n in range(min(limit, len(wanted)))]
    done = read(path)
    todo = [t for t in wanted if t.id not in done]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, path.open("a", encoding="utf-8") as f:
        opener = Fresh(Path(folder) / "people.sqlite")
        with ThreadPoolExecutor(at_once) as pool:
            jobs = [pool.submit(SYSTEMS[system], t, toolbox(t, opener)) for t in todo]
            for job in as_completed(jobs):
                f.write(as_line(job.result()) + "\n")
                f.flush()
    score(path)


@app.command()
def score(
    runs: Annotated[Path, typer.Argument(help="Output of `run`.")],
    out: Annotated[
        Path | None, typer.Option(help="Write the figures as JSON, beside other systems'.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show each task not held out.")] = False,
) -> None:
    """Score runs against what the catalogues hold."""
    found, done = tasks(), read(runs)
    catalogues = {name: Catalogue.open(name) for name in {t.catalogue for t in found}}
    given = {t.id: marks(t, done[t.id], catalogues[t.catalogue]) for t in found if t.id in done}
    if not given:
        raise UsageError(f"{runs} holds no run of a task.")
    table = {name: figures(part, done, given) for name, part in parts(found).items()}
    console = Console(width=150)
    for task in found if list_ else ():
        if task.id in given and not task.held:
            right = " ".join(k if v else f"no-{k}" for k, v in given[task.id].model_dump().items())
            console.print(f"{task.id} {right} | {task.request}", markup=False, highlight=False)
    console.print(_shown(table, found, done))
    answered = [run for run in done.values() if run.status == "answered"]
    by_model = sum(run.by == "model" for run in answered)
    console.print(f"A sentence of the model's stands in {by_model} of {len(answered)} answers.")
    if out is not None:
        counts = {name: sum(t.id in done for t in part) for name, part in parts(found).items()}
        told = json.loads(out.read_text("utf-8")) if out.exists() else {}
        system = next(iter(done.values())).system
        told[system] = {"tasks": counts, "figures": table}
        out.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _shown(figures: dict[str, Figures], found: Sequence[Task], done: dict[str, Run]) -> Table:
    table = Table("", box=None, pad_edge=False)
    named = {n: f for n, f in figures.items() if f}
    for name in named:
        count = sum(t.id in done for t in parts(found)[name])
        table.add_column(f"{name} ({count})", justify="right")
    for key, title in (MARKS | COSTS).items():
        cells = [f[key] for f in named.values()]
        table.add_row(title, *(_cell(c, key in MARKS) for c in cells))
    return table


def _cell(figure: dict[str, float], share: bool) -> str:
    mean, low, high = figure["mean"], figure["low"], figure["high"]
    if share:
        return f"{mean:.0%}\n[{low:.0%}, {high:.0%}]"
    return f"{mean:.3g}\n[{low:.3g}, {high:.3g}]"


if __name__ == "__main__":
    start(app)
