"""`llmrec eval`: measure systems on labelled sets, and read the figures again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.errors import GateFailed, ModelUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmrec.evals.harness.contracts import Task
    from llmrec.evals.harness.report import Finished
    from llmrec.evals.harness.runner import Run
    from llmrec.evals.harness.tables import Table

app = typer.Typer(
    name="eval", no_args_is_help=True, help="Measure systems on labelled sets (LLMREC_DATA)."
)
RUNS = Path("runs/eval")


def _tasks(incomplete: str) -> list[str]:
    from llmrec.evals.tasks import registry

    return [name for name in registry.names() if name.startswith(incomplete)]


Json = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Tasks = Annotated[
    list[str],
    typer.Argument(
        metavar="TASK...",
        autocompletion=_tasks,
        help="As `llmrec eval list` names them; package.module:ATTRIBUTE is one of your own.",
    ),
]
Folder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]
Folders = Annotated[list[Path], typer.Argument(metavar="RUN...", help="Folders of runs.")]


@app.command("list")
def list_tasks(as_json: Json = False) -> None:
    """Tasks: what is asked, over which set, of which systems, and whether the set is there.

    Example: llmrec eval list
    """
    from llmrec.evals.tasks import registry

    tasks = [registry.get(name) for name in registry.names()]
    if as_json:
        typer.echo(json.dumps([_told(task) for task in tasks], indent=2, ensure_ascii=False))
        return
    from llmrec.evals.harness.tables import Table

    rows = [
        [t.name, t.title, t.dataset or "of this project", "yes" if _there(t) else "no"]
        for t in tasks
    ]
    _show([Table("Tasks", ["Task", "What it asks", "Set", "There"], rows, words=4)])


@app.command()
def run(
    names: Tasks,
    system: Annotated[
        list[str] | None, typer.Option("--system", "-s", help="Only these: a,b or given again.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many samples at most.")] = None,
    seed: Annotated[int, typer.Option(help="Draws the samples, and all else by chance.")] = 0,
    model: Annotated[
        bool, typer.Option("--model", help="Also the systems that ask a language model.")
    ] = False,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 when a threshold is not met.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds for an answer; five times that with a model.")
    ] = 60.0,
    at_once: Annotated[
        int, typer.Option(min=1, help="Answers at once with a model; 1 to measure their time.")
    ] = 3,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this folder.")] = None,
    runs: Annotated[Path, typer.Option(help="Where runs are kept.")] = RUNS,
    as_json: Json = False,
) -> None:
    """Run tasks: every system in a sealed process, every answer into a log that can be replayed.

    Example: llmrec eval run next-item --system chance,popularity
    Example: llmrec eval run ranking queries --limit 100 --gate
    Example: llmrec eval run next-item --resume runs/eval/next-item-20260101T000000-abc123
    """
    from llmrec.evals.harness import report, runner
    from llmrec.evals.harness.contracts import Options
    from llmrec.evals.tasks import registry

    tasks = {name: registry.get(name) for name in dict.fromkeys(names)}
    wanted = [one for part in system or [] for one in part.split(",") if one]
    finished = []
    if resume is not None:
        if len(tasks) > 1 or wanted or limit is not None or seed:
            raise UsageError("--resume goes with one task, and takes the rest from the run.")
        finished.append(_go(runner.resume(next(iter(tasks.values())), resume), report))
    else:
        plans = {name: runner.choose(t, wanted, model=model) for name, t in tasks.items()}
        _model_answers(tasks, plans)
        for name, (systems, left) in plans.items():
            if left:
                typer.echo(f"Without --model, not run: {', '.join(left)}.", err=True)
            plan = runner.Plan(name, tuple(systems), Options(limit, seed), timeout, at_once)
            finished.append(_go(runner.begin(tasks[name], plan, runs), report))
    _tell(finished, as_json=as_json)
    if gate:
        _hold(finished)


@app.command()
def replay(folder: Folder, as_json: Json = False) -> None:
    """Score a log again, without a model, and say whether the figures are the same to the byte.

    Example: llmrec eval replay runs/eval/next-item-20260101T000000-abc123
    """
    from llmrec.evals.harness.report import replay as again

    found = again(folder)
    if as_json:
        told = {"same": found.same, "changed": found.changed, "figures": found.figures}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif found.same:
        typer.echo("The same, byte for byte.")
    elif found.same is None:
        typer.echo("The run was never scored: there is nothing to compare with.")
    else:
        typer.echo("\n".join(found.changed))
    if found.same is False:
        raise GateFailed(
            f"{len(found.changed)} figures differ from those kept with the run.",
            remedy="A metric, the labels or the figures were changed since.",
        )


@app.command()
def compare(a: Folder, b: Folder, as_json: Json = False) -> None:
    """Paired differences of two runs of one task, on the samples that both have.

    Example: llmrec eval compare runs/eval/ranking-A runs/eval/ranking-B
    """
    from llmrec.evals.harness import report

    tables = report.compare(a, b)
    if as_json:
        typer.echo(json.dumps([t._asdict() for t in tables], indent=2, ensure_ascii=False))
    else:
        _show(tables)


@app.command("report")
def report_runs(
    folders: Folders,
    out: Annotated[
        Path | None, typer.Option(help="Markdown, with a picture of the intervals beside it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Figures of runs with their intervals, differences and what went wrong.

    Example: llmrec eval report runs/eval/next-item-20260101T000000-abc123
    Example: llmrec eval report runs/eval/* --out report.md
    """
    from llmrec.evals.harness import report

    finished = [report.load(folder) for folder in folders]
    if out is not None:
        typer.echo(f"{report.markdown(finished, out)}", err=True)
    _tell(finished, as_json=as_json)


def _go(run: Run, report: Any) -> Finished:
    """See a run through; when it is cut off, say how to go on."""
    from llmrec.evals.harness.progress import progress

    try:
        with progress() as told:
            run.go(told)
    except BaseException:
        go_on = f"llmrec eval run {run.header.source} --resume {run.folder}"
        typer.echo(f"Cut off; go on with: {go_on}", err=True)
        raise
    done: Finished = report.finish(run.task, run.loaded, run.folder)
    return done


def _model_answers(tasks: dict[str, Task], plans: dict[str, tuple[list[str], list[str]]]) -> None:
    """
    Raises:
        ModelUnavailable: a system asks a language model, and none runs.
    """
    from llmrec.llm import llm

    costly = [s for name, (systems, _) in plans.items() for s in systems if s in tasks[name].costly]
    if costly and llm() is None:
        raise ModelUnavailable(
            f"{costly[0]} asks a language model, and none runs here.",
            remedy="Start it with `llmrec model up`, or leave out --model.",
        )


def _tell(finished: Sequence[Finished], *, as_json: bool) -> None:
    from llmrec.evals.harness.tables import tables

    if as_json:
        told = [{"run": str(one.folder)} | one.figures for one in finished]
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for one in finished:
        _show(list(tables(one.task, one.figures)))
        typer.echo(f"Run: {one.folder}")


def _show(tables: Sequence[Table]) -> None:
    from rich.console import Console

    from llmrec.evals.harness.tables import to_rich

    console = Console()
    for table in tables:
        console.print(to_rich(table))


def _hold(finished: Sequence[Finished]) -> None:
    """
    Raises:
        GateFailed: a threshold is not met.
    """
    from llmrec.evals.harness.tables import threshold

    missed = [
        f"{one.task.name}: {threshold(t)}"
        for one in finished
        for t in one.figures["thresholds"]
        if t["met"] is False
    ]
    if missed:
        raise GateFailed(f"Not met: {'; '.join(missed)}.")


def _there(task: Task) -> bool:
    from llmrec.settings import settings

    data = settings().data
    return not task.dataset or (data is not None and (data / task.dataset).is_dir())


def _told(task: Task) -> dict[str, Any]:
    from dataclasses import asdict

    told = {key: getattr(task, key) for key in ("name", "title", "dataset", "split", "candidates")}
    told |= {"systems": task.systems, "costly": task.costly, "few": task.few, "notes": task.notes}
    told["metrics"] = [
        {"name": m.name, "better": m.better, "source": m.source} for m in task.metrics
    ]
    told["thresholds"] = [asdict(t) for t in task.thresholds]
    return told | {"there": _there(task)}
