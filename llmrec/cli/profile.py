"""`llmrec catalog profile`: the served model reads each item of a catalogue once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmrec.cli.catalog import Json, Name
from llmrec.cli.progress import progress_bar

if TYPE_CHECKING:
    from llmrec.catalog.profiling import ProfileReport


def profile(
    name: Name,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="Read at most so many items; 0 asks no model."),
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Also write all profiles here, as JSONL by id.")
    ] = None,
    background: Annotated[
        bool, typer.Option("--background", help="Go on without this terminal.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Have the model read each item once: tags, each with the words of the item it rests on.

    Killed half-way, run it again: it goes on. An item is read again when its text, the prompt or
    the model has changed. Tags find items and stand in answers from then on.

    Example: llmrec catalog profile smart-home
    Example: llmrec catalog profile shop --background
    """
    from llmrec.catalog import profiling
    from llmrec.llm import llm
    from llmrec.text import tokens

    if export is not None:
        profiling.need_writable(export)
    model = llm(cache=False)
    if background:
        profiling.ready(name, model, limit)
        _detach(name, limit, export, as_json=as_json)
        return
    with progress_bar() as on_progress:
        report = profiling.profile(
            name, model, limit=limit, tokenize=tokens, on_progress=on_progress
        )
    if export is not None:
        profiling.export(name, export)
    if as_json:
        typer.echo(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        _show(report, export)


def _detach(name: str, limit: int | None, export: Path | None, *, as_json: bool) -> None:
    from llmrec.catalog.profiling_state import running
    from llmrec.cli.background import detach, log_of

    arguments = ["catalog", "profile", name]
    if limit is not None:
        arguments += ["--limit", str(limit)]
    if export is not None:
        arguments += ["--export", str(export.absolute())]
    log = log_of(f"profile-{name}")
    pid = detach(arguments, log, lambda pid: (run := running(name)) is not None and run.pid == pid)
    if as_json:
        typer.echo(json.dumps({"name": name, "pid": pid, "log": str(log)}, ensure_ascii=False))
        return
    typer.echo(f"{name}: profiling started as process {pid}; its log is {log}")
    typer.echo(f"`llmrec catalog show {name}` tells how far it is", err=True)


def _show(report: ProfileReport, export: Path | None) -> None:
    typer.echo(
        f"{report.name}: {report.profiles:,} of {report.items:,} items have a profile; "
        f"{report.read:,} read now, {report.skipped:,} were there ({report.seconds:.1f} s)"
    )
    if report.read:
        typer.echo(
            f"tags: {report.tags:,} kept, {report.dropped:,} dropped because they say nothing or "
            f"their quote does not stand in the item; {report.empty:,} items without a tag"
        )
    if report.malformed or report.failed:
        typer.echo(
            f"{report.malformed:,} answers were malformed and {report.failed:,} calls failed: "
            "run it again for those items"
        )
    if export is not None:
        typer.echo(f"written to {export}")
    for model, items in report.stale.items():
        sys.stderr.write(
            f"{items:,} vectors by {model} know nothing of the new tags yet; `llmrec catalog add "
            f"{report.name}` with the same file brings them up to date\n"
        )
