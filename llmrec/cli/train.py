"""`llmrec train`: learn from a catalogue's events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.cli.catalog import Json, Name
from llmrec.cli.output import print_json
from llmrec.cli.progress import progress_bar
from llmrec.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from llmrec.catalog.catalogue import Catalogue
    from llmrec.context import Context
    from llmrec.score.event_file import Line, Report
    from llmrec.score.history import Asked
    from llmrec.score.reviews import ReviewReport


def train(
    name: Name,
    events: Annotated[
        Path | None,
        typer.Argument(
            help="CSV, JSONL, JSON or Parquet: user, item, time, kind, rating, text. "
            "Without a file: what `llmrec feedback` keeps."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws all that is drawn.")] = 0,
    read: Annotated[
        bool, typer.Option("--read", help="Have the model read whether texts say liked.")
    ] = False,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Keep the new version, and have the old one serve.")
    ] = False,
    small: Annotated[
        bool, typer.Option("--small", help="Keep it in less than half of the bytes, rounded.")
    ] = False,
    versions: Annotated[bool, typer.Option("--versions", help="Show what was learned.")] = False,
    serve: Annotated[
        str | None, typer.Option(help="Have this version serve, for example an earlier one.")
    ] = None,
    compare: Annotated[
        str | None, typer.Option(help="Set this version beside the one that serves.")
    ] = None,
    from_model: Annotated[
        bool,
        typer.Option("--from-model", help="No events: learn from what the language model thinks."),
    ] = False,
    requests: Annotated[
        Path | None,
        typer.Option(help="With --from-model: a request a line; else the model writes them."),
    ] = None,
    count: Annotated[
        int, typer.Option(min=1, help="With --from-model: requests at the most.")
    ] = 200,
    on: Annotated[
        Path | None, typer.Option(help="With --compare: JSONL of requests, as --batch takes them.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn from what people did: what comes next, what belongs together, how many stars.

    The version before serves until the new one is whole, and can be gone back to.

    Example: llmrec train shop events.csv
    Example: llmrec train shop --shadow
    Example: llmrec train shop --from-model --count 300
    Example: llmrec train shop --versions
    Example: llmrec train shop --compare 20260101T120000-abc123 --on requests.jsonl
    Example: llmrec train shop --serve 20260101T120000-abc123
    """
    from llmrec.behaviour import store
    from llmrec.catalog.catalogue import Catalogue

    if from_model:
        from llmrec.cli.teach import run_teach

        run_teach(name, requests, count, seed, as_json=as_json)
        return
    if compare is not None:
        from llmrec.cli.compare import run_compare

        run_compare(name, compare, on, as_json=as_json)
        return
    if serve is not None:
        store.serve(name, serve)
    if serve is not None or versions:
        _show_versions(name, as_json=as_json)
        return
    training = _Training(Catalogue.open(name), seed, shadow=shadow, small=small, as_json=as_json)
    training.run(events, read=read)


class _Training:
    def __init__(
        self, catalogue: Catalogue, seed: int, *, shadow: bool, small: bool, as_json: bool
    ) -> None:
        self._catalogue, self._seed = catalogue, seed
        self._shadow, self._small, self._as_json = shadow, small, as_json
        self._ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}

    def run(self, file: Path | None, *, read: bool) -> None:
        from llmrec.behaviour import Facts, store
        from llmrec.pipeline import reader
        from llmrec.score.event_file import Report, gathered
        from llmrec.score.training import TrainConfig
        from llmrec.score.training import train as learn

        catalogue, report = self._catalogue, Report()
        lines, reviews = self._lines(file, report), None
        if read:
            lines, reviews = self._read(list(lines))
        found = gathered(lines, self._ordinals, report)
        _tell(report, reviews)
        asked = self._readable(report)
        config = TrainConfig(seed=self._seed)
        with progress_bar() as on_progress:
            learned = learn(
                found,
                Facts.of(catalogue),
                self._ordinals,
                config,
                on_progress,
                asked,
                reader(self._context()) if asked else None,
            )
        if asked and learned.spoken is None:
            typer.echo(f"{len(asked):,} requests are too few to learn words from", err=True)
        head = learned.tensors()
        manifest = store.save(
            learned.behaviour, head, catalogue, len(found), report.last, small=self._small
        )
        if not self._shadow:
            store.serve(catalogue.name, manifest.version)
        told = manifest.model_dump(mode="json") | {"serves": not self._shadow}
        if self._as_json:
            print_json(told | {"reviews": reviews.model_dump() if reviews else None})
            return
        how = "is kept" if self._shadow else "serves"
        typer.echo(
            f"{catalogue.name}: {manifest.version} {how}, learned from {len(found):,} events"
        )

    def _context(self) -> Context:
        from llmrec.context import open_context

        return open_context(self._catalogue.name, fast=True)

    def _readable(self, report: Report) -> list[Asked]:
        """What was asked for in words, where the embedding model runs that reads it."""
        if report.asked and self._context().embedder is None:
            many = f"{len(report.asked):,} requests were not learned from"
            typer.echo(f"{many}: no embedding server runs (llmrec model up)", err=True)
            return []
        return report.asked

    def _lines(self, file: Path | None, report: Report) -> Any:
        from llmrec.score.event_file import read_deeds
        from llmrec.store import people

        if file is not None:
            return read_deeds(file, self._ordinals, report)
        name = self._catalogue.name
        kept = [(0, deed) for deed in people().everybody(name)]
        if not kept:
            raise UsageError(
                f"No events of {name} are kept.",
                remedy=f"llmrec train {name} events.csv, or keep some: llmrec feedback",
            )
        return kept

    def _read(self, lines: list[Line]) -> tuple[list[Line], ReviewReport]:
        from llmrec.errors import ModelUnavailable
        from llmrec.llm import llm
        from llmrec.score.reviews import read_reviews

        model = llm()
        if model is None:
            raise ModelUnavailable(
                "No model server runs here to read the texts.",
                remedy="Start one: `llmrec model up`; or leave --read out.",
            )
        domain = self._catalogue.schema.domain or "items"
        with progress_bar() as on_progress:
            return read_reviews(lines, model, domain, on_progress)


def _tell(report: Report, reviews: ReviewReport | None) -> None:
    typer.echo(f"{report.used:,} events of {report.people:,} people", err=True)
    tell_left(report)
    if reviews is None and report.texts:
        typer.echo(f"{report.texts:,} texts were not read: --read has the model do it", err=True)
    if reviews is not None:
        _tell_reviews(reviews)


def _tell_reviews(r: ReviewReport) -> None:
    said = f"{r.liked:,} liked, {r.disliked:,} disliked, {r.neither:,} neither"
    typer.echo(f"{r.read:,} texts were read: {said}", err=True)
    if r.tags:
        tags = ", ".join(f"{tag} ({count})" for tag, count in r.tags.items())
        typer.echo(f"They speak of: {tags}", err=True)
    if r.malformed or r.failed:
        typer.echo(
            f"{r.malformed:,} answers were malformed and {r.failed:,} texts got none: "
            "their events count as before",
            err=True,
        )


def tell_left(report: Report) -> None:
    """Say on stderr which rows could not be used, and why."""
    for reason, (count, first) in report.left.items():
        where = f" (line {first} first)" if first else ""
        typer.echo(f"{count:,} rows left out: {reason}{where}", err=True)


def _show_versions(name: str, *, as_json: bool) -> None:
    from llmrec.behaviour import store

    try:
        now = store.current(name)
    except ConfigError as e:  # shown, so that another can be named
        typer.echo(e.message, err=True)
        now = None
    rows = [{"version": v, "serves": v == now} for v in store.versions(name)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['version']}{'  serves' if row['serves'] else ''}")
    if not rows:
        typer.echo(f"Nothing was learned of {name}: llmrec train {name} EVENTS")
