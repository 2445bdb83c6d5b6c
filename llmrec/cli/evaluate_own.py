"""`llmrec eval own`: from a CSV of one's own labelled requests to a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmrec.cli.evaluate_run import (
    AtOnce,
    Few,
    How,
    Limit,
    Model,
    Quick,
    Seed,
    Systems,
    Timeout,
    need_model,
    one_task,
)
from llmrec.cli.evaluate_show import RUNS, Json, Runs, tell


def own(
    file: Annotated[
        Path, typer.Argument(metavar="REQUESTS.CSV", help="With the columns request and relevant.")
    ],
    catalogue: Annotated[
        str | None, typer.Option("--catalogue", "--catalog", "-c", help="Where the ids are from.")
    ] = None,
    system: Systems = None,
    limit: Limit = None,
    quick: Quick = False,
    seed: Seed = 0,
    model: Model = False,
    timeout: Timeout = 60.0,
    at_once: AtOnce = 3,
    out: Annotated[
        Path | None,
        typer.Option(help="Written as .html and .md; default: report in the folder of the run."),
    ] = None,
    runs: Runs = RUNS,
    as_json: Json = False,
) -> None:
    """Measure on your own labelled requests, over your own catalogue; docs/evals.md has the steps.

    Example: llmrec eval own requests.csv --catalogue shop
    Example: llmrec eval own requests.csv --catalogue shop --model --out report.html
    """
    from llmrec.evals.harness.writing import write
    from llmrec.evals.tasks import own as task_of
    from llmrec.evals.tasks import registry
    from llmrec.settings import settings

    name = task_of.name(catalogue or settings().catalogue, file)
    task = registry.get(name)
    wanted = tuple(one for part in system or [] for one in part.split(",") if one)
    how = How(wanted, model, timeout, at_once, go_on=False, runs=runs)
    need_model([task], how)
    finished = one_task(name, task, Few(limit, quick, seed), how)
    tell([finished], as_json=as_json)
    for path in write([finished], out or finished.folder / "report.html"):
        typer.echo(f"Report: {path}", err=True)
