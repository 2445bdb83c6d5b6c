"""`llmrec train`: learn from a catalogue's events."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmrec.cli.catalog import Json, Name
from llmrec.cli.progress import progress_bar
from llmrec.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from llmrec.catalog.catalogue import Catalogue
    from llmrec.score.event_file import Report


def train(
    name: Name,
    events: Annotated[
        Path | None,
        typer.Argument(help="CSV, JSONL, JSON or Parquet: user, item, time, kind, rating."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws all that is drawn.")] = 0,
    versions: Annotated[bool, typer.Option("--versions", help="Show what was learned.")] = False,
    serve: Annotated[
        str | None, typer.Option(help="Have this version serve, for example an earlier one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn from what people did: what comes next, what belongs together, how many stars.

    The version before serves until the new one is whole, and can be gone back to.

    Example: llmrec train shop events.csv
    Example: llmrec train shop --versions
    Example: llmrec train shop --serve 20260101T120000-abc123
    """
    from llmrec.behaviour import store
    from llmrec.catalog.catalogue import Catalogue

    if serve is not None:
        store.serve(name, serve)
    if serve is not None or versions:
        _show_versions(name, as_json=as_json)
        return
    if events is None:
        raise UsageError("Which events?", remedy=f"llmrec train {name} events.csv")
    _learn(Catalogue.open(name), events, seed, as_json=as_json)


def _learn(catalogue: Catalogue, events: Path, seed: int, *, as_json: bool) -> None:
    from llmrec.behaviour import Facts, store
    from llmrec.score.event_file import read_events
    from llmrec.score.training import TrainConfig
    from llmrec.score.training import train as learn

    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    found, report = read_events(events, ordinals)
    _tell(report)
    with progress_bar() as on_progress:
        learned = learn(found, Facts.of(catalogue), ordinals, TrainConfig(seed=seed), on_progress)
    manifest = store.save(learned.behaviour, learned.head.tensors(), catalogue, len(found))
    store.serve(catalogue.name, manifest.version)
    if as_json:
        _print_json(manifest.model_dump(mode="json"))
    else:
        typer.echo(
            f"{catalogue.name}: {manifest.version} serves, learned from {len(found):,} events"
        )


def _tell(report: Report) -> None:
    typer.echo(f"{report.used:,} events of {report.people:,} people", err=True)
    tell_left(report)


def tell_left(report: Report) -> None:
    """Say on stderr which rows could not be used, and why."""
    for reason, (count, first) in report.left.items():
        typer.echo(f"{count:,} rows left out: {reason} (line {first} first)", err=True)


def _show_versions(name: str, *, as_json: bool) -> None:
    from llmrec.behaviour import store

    try:
        now = store.current(name)
    except ConfigError as e:  # shown, so that another can be named
        typer.echo(e.message, err=True)
        now = None
    rows = [{"version": v, "serves": v == now} for v in store.versions(name)]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['version']}{'  serves' if row['serves'] else ''}")
    if not rows:
        typer.echo(f"Nothing was learned of {name}: llmrec train {name} EVENTS")


def _print_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
