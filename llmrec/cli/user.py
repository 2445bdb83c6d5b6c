"""`llmrec user`: what is kept of a person, to be seen, taken along and erased."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from llmrec.cli.catalog import Json
from llmrec.cli.output import print_json
from llmrec.errors import UsageError

if TYPE_CHECKING:
    from llmrec.store import Kept

app = typer.Typer(
    name="user", help="People: what is kept of one, and how to erase it.", no_args_is_help=True
)

Who = Annotated[str, typer.Argument(help="The person, as `feedback --user` named them.")]
Of = Annotated[str | None, typer.Option("--catalog", "-c", help="One catalogue; else all.")]


@app.command()
def show(user: Who, catalog: Of = None, as_json: Json = False) -> None:
    """What is kept of a person, oldest first.

    Example: llmrec user show anna
    """
    from llmrec.store import people

    found = people().about(user, catalog)
    if as_json:
        rows = [_row(kept) for kept in found]
        print_json(rows)
    elif not found:
        typer.echo(f"Nothing is kept of {user}: llmrec feedback ITEM --user {user}")
    else:
        _show(found)


def _show(found: list[Kept]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for title in ("catalogue", "time", "item", "kind", "rating", "text"):
        table.add_column(title, overflow="fold")
    for name, deed in found:
        stars = "" if deed.rating is None else f"{deed.rating:g}"
        cells = (name, _when(deed.time), deed.item, deed.kind, stars, deed.text)
        table.add_row(*(Text(_plain(cell)) for cell in cells))
    Console().print(table)


def _when(time: float) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M}" if time else ""


def _plain(text: str) -> str:
    """Without characters that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


@app.command()
def export(user: Who, catalog: Of = None) -> None:
    """Write what is kept of a person as JSONL, which `feedback --file` reads back.

    Example: llmrec user export anna > anna.jsonl
    """
    from llmrec.store import people

    for kept in people().about(user, catalog):
        sys.stdout.write(json.dumps(_row(kept), ensure_ascii=False) + "\n")


def _row(kept: Kept) -> dict[str, str | float]:
    return {"catalogue": kept.catalogue} | kept.deed.row()


@app.command()
def erase(
    user: Who,
    catalog: Of = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Take away all that is kept of a person, for good.

    What was learned from it with everybody else's is not unlearned: train again for that.

    Example: llmrec user erase anna --yes
    """
    from llmrec.store import people

    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Erasing needs a yes", remedy=f"llmrec user erase {user} --yes")
        if not typer.confirm(f"Erase all that is kept of {user!r}?", err=True):
            raise UsageError("Nothing was erased")
    gone = people().erase(user, catalog)
    if as_json:
        sys.stdout.write(json.dumps({"user": user, "erased": gone}, ensure_ascii=False) + "\n")
    else:
        typer.echo(f"{gone:,} events of {user} erased")
