"""What the commands of `llmrec eval` share: how runs and tables are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from llmrec.evals.harness.report import Finished
    from llmrec.evals.harness.tables import Table

RUNS = Path("runs/eval")

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Runs = Annotated[Path, typer.Option(help="Where runs are kept.")]
Folder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]


def tell(finished: Sequence[Finished], *, as_json: bool) -> None:
    """The tables of runs, and where each lies."""
    from llmrec.evals.harness.tables import tables

    if as_json:
        told = [{"run": str(one.folder)} | one.figures for one in finished]
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for one in finished:
        show(list(tables(one.task, one.figures)))
        typer.echo(f"Run: {one.folder}")


def show(tables: Sequence[Table]) -> None:
    """Tables on stdout."""
    from rich.console import Console

    from llmrec.evals.harness.tables import to_rich

    console = Console()
    for table in tables:
        console.print(to_rich(table))
