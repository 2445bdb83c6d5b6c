"""`llmrec feedback`: keep what somebody did with an item; the next answer knows of it."""

from __future__ import annotations

from pathlib import Path
from time import time as now
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmrec.cli.catalog import Json
from llmrec.cli.output import print_json
from llmrec.errors import UsageError

if TYPE_CHECKING:
    from llmrec.catalog.catalogue import Catalogue

SAY = 'Say it as in: llmrec feedback ITEM --user anna --kind like, or --rating 4.5, or --text "..."'


def feedback(
    item: Annotated[str | None, typer.Argument(help="Id of the item.")] = None,
    user: Annotated[str | None, typer.Option("--user", "-u", help="Whose event.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="view, click, like, dislike, rating, purchase, share or follow; "
            "like where neither a rating nor a text is given."
        ),
    ] = None,
    rating: Annotated[str | None, typer.Option(help="A number on any scale.")] = None,
    text: Annotated[str | None, typer.Option(help="A review or a comment.")] = None,
    request: Annotated[
        str | None, typer.Option(help="What the person had asked for before, in words.")
    ] = None,
    time: Annotated[str | None, typer.Option(help="Unix time or a date; now if absent.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Many: CSV, JSONL, JSON or Parquet, as `llmrec train` reads them."),
    ] = None,
    catalog: Annotated[str | None, typer.Option("--catalog", "-c", help="Catalogue.")] = None,
    as_json: Json = False,
) -> None:
    """Keep what somebody did with an item. `recommend --user` knows of it at once.

    What is disliked does not come back. `llmrec train` learns from what is kept, for everybody.

    Example: llmrec feedback k1 --user anna
    Example: llmrec feedback k1 --user anna --rating 4.5 --text "Quiet, but it leaks."
    Example: llmrec feedback k1 --user anna --kind purchase --request "a quiet kettle"
    Example: llmrec feedback l2 --user anna --kind dislike --catalog shop
    Example: llmrec feedback --file events.csv --catalog shop
    """
    from llmrec.context import open_context

    one = {"user": user, "kind": kind, "rating": rating, "text": text, "request": request}
    one["time"] = time
    if file is not None and (item is not None or any(v is not None for v in one.values())):
        raise UsageError("An event and --file do not go together.")
    if file is None and (item is None or user is None):
        raise UsageError("Whose event, of which item?", remedy=SAY)
    catalogue = open_context(catalog, fast=True).catalogue  # indexes the shop that ships
    if file is not None:
        _keep_file(catalogue, file, as_json=as_json)
    else:
        _keep(catalogue, {"item": item} | one, as_json=as_json)


def _keep(catalogue: Catalogue, said: dict[str, Any], *, as_json: bool) -> None:
    from llmrec.behaviour.deed import Unfit, parse
    from llmrec.store import people

    if said["time"] is None:
        said["time"] = now()
    if not said["kind"] and said["rating"]:
        said["kind"] = "rating"
    elif not said["kind"] and not said["text"]:
        said["kind"] = "like"
    try:
        deed = parse(said, catalogue)
    except Unfit as e:
        raise UsageError(f"The event cannot be kept: {e}.", remedy=SAY) from e
    new = people().add(catalogue.name, [deed])
    if as_json:
        print_json({"catalogue": catalogue.name, "kept": new, "event": deed.row()})
    else:
        typer.echo(f"{catalogue.name}: {'kept' if new else 'was kept already'}")


def _keep_file(catalogue: Catalogue, file: Path, *, as_json: bool) -> None:
    from llmrec.cli.train import tell_left
    from llmrec.score.event_file import Report, read_deeds
    from llmrec.store import people

    report, found = Report(), 0

    def deeds() -> Any:
        nonlocal found
        for _, deed in read_deeds(file, catalogue, report):
            found += 1
            yield deed

    new = people().add(catalogue.name, deeds())
    tell_left(report)
    if not found:
        raise UsageError(
            f"No row of {file.name} can be kept.",
            remedy="Check that its item ids are those of the catalogue.",
        )
    if as_json:
        left = {reason: count for reason, (count, _) in report.left.items()}
        said = {"catalogue": catalogue.name, "kept": new, "known": found - new, "left": left}
        print_json(said)
    else:
        typer.echo(f"{catalogue.name}: {new:,} events kept, {found - new:,} were kept already")
