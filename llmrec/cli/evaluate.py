"""`llmrec eval`: measure systems on labelled sets, and read the figures again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.cli.evaluate_own import own
from llmrec.cli.evaluate_read import compare, floors, replay, report
from llmrec.cli.evaluate_run import (
    ALL,
    AtOnce,
    Few,
    How,
    Limit,
    Model,
    Quick,
    Seed,
    Systems,
    Timeout,
    chosen,
    each,
    hold,
    see_through,
)
from llmrec.cli.evaluate_show import RUNS, Json, Runs, show, tell
from llmrec.errors import UsageError

if TYPE_CHECKING:
    from llmrec.evals.harness.contracts import Task

app = typer.Typer(
    name="eval", no_args_is_help=True, help="Measure systems on labelled sets (LLMREC_DATA)."
)


def _tasks(incomplete: str) -> list[str]:
    from llmrec.evals.tasks import registry

    return [name for name in registry.names() if name.startswith(incomplete)]


Tasks = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TASK",
        autocompletion=_tasks,
        help="As `llmrec eval list` names them; none, or `all`: every one. "
        "package.module:ATTRIBUTE is one of your own.",
        show_default=False,
    ),
]


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
    show([Table("Tasks", ["Task", "What it asks", "Set", "There"], rows, words=4)])


@app.command()
def run(
    names: Tasks = None,
    system: Systems = None,
    limit: Limit = None,
    quick: Quick = False,
    seed: Seed = 0,
    model: Model = False,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 when a threshold or a floor is not met.")
    ] = False,
    timeout: Timeout = 60.0,
    at_once: AtOnce = 3,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this folder.")] = None,
    go_on: Annotated[
        bool,
        typer.Option("--continue", help="Go on with the newest runs of the same code and samples."),
    ] = False,
    runs: Runs = RUNS,
    as_json: Json = False,
) -> None:
    """Run tasks: every system in a sealed process, every answer into a log that can be replayed.

    Example: llmrec eval run next-item --system chance,popularity
    Example: llmrec eval run ranking queries --limit 100 --gate
    Example: llmrec eval run all --model --continue
    Example: llmrec eval run --quick --model
    Example: llmrec eval run next-item --resume runs/eval/next-item-20260101T000000-abc123
    """
    from llmrec.evals.harness import runner
    from llmrec.evals.tasks import registry

    wanted = [one for part in system or [] for one in part.split(",") if one]
    if quick and limit is not None:
        raise UsageError("--quick and --limit both say how many samples.", remedy="Leave out one.")
    told = None
    if resume is not None:
        if not names or len(names) > 1 or wanted or limit is not None or quick or seed or go_on:
            raise UsageError("--resume goes with one task, and takes the rest from the run.")
        finished = [see_through(runner.resume(registry.get(names[0]), resume))]
    else:
        every = not names or ALL in names
        how = How(tuple(wanted), model, timeout, at_once, go_on, runs, every)
        finished, told = each(chosen(names, how), Few(limit, quick, seed), how)
    tell(finished, as_json=as_json)
    if told is not None:
        raise told
    if gate:
        hold(finished)


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


for command in (own, replay, compare, report, floors):
    app.command()(command)
