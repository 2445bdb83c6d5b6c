"""`llmrec eval replay | compare | report | floors`: read runs again, without any system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from llmrec.cli.evaluate_show import RUNS, Folder, Json, Runs, show, tell
from llmrec.errors import GateFailed

Folders = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="RUN",
        help="Folders of runs; none: the newest complete run of each task.",
        show_default=False,
    ),
]


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


def compare(a: Folder, b: Folder, as_json: Json = False) -> None:
    """Paired differences of two runs of one task, on the samples that both have.

    Example: llmrec eval compare runs/eval/ranking-A runs/eval/ranking-B
    """
    from llmrec.evals.harness import report

    tables = report.compare(a, b)
    if as_json:
        typer.echo(json.dumps([t._asdict() for t in tables], indent=2, ensure_ascii=False))
    else:
        show(tables)


def report(
    folders: Folders = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Written as .html and .md; default: report in the folder of runs."),
    ] = None,
    runs: Runs = RUNS,
    as_json: Json = False,
) -> None:
    """Write the report: one HTML page that needs nothing beside it, and Markdown.

    Example: llmrec eval report
    Example: llmrec eval report runs/eval/next-item-20260101T000000-abc123 --out next.html
    """
    from llmrec.evals.harness import report as reading
    from llmrec.evals.harness.newest import newest
    from llmrec.evals.harness.writing import write
    from llmrec.evals.tasks import registry

    found = folders or newest(runs, registry.names())
    finished = [reading.load(folder) for folder in found]
    tell(finished, as_json=as_json)
    for path in write(finished, out or runs / "report.html"):
        typer.echo(f"Report: {path}", err=True)


def floors(
    folders: Folders = None,
    model: Annotated[
        bool, typer.Option("--model", help="Also of systems that ask a language model.")
    ] = False,
    file: Annotated[
        Path | None, typer.Option(help="The file to write; default: the one that --gate reads.")
    ] = None,
    runs: Runs = RUNS,
) -> None:
    """Record the figures of whole runs as those that `llmrec eval run --gate` holds.

    Example: llmrec eval floors
    Example: llmrec eval floors runs/eval/ranking-20260101T000000-abc123 --model
    """
    from llmrec.evals.harness import floors as kept
    from llmrec.evals.harness import report as reading
    from llmrec.evals.harness.newest import newest
    from llmrec.evals.tasks import registry

    found = folders or newest(runs, registry.names())
    path = file or kept.shipped()
    count = kept.record([reading.load(folder) for folder in found], path, model=model)
    typer.echo(f"{count} figures of {len(found)} runs in {path}")
