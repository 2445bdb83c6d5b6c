"""`llmrec train --from-model`: the fast path learns offline from what the language model thinks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from llmrec.cli.output import print_json
from llmrec.cli.progress import progress_bar
from llmrec.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmrec.taught import Card
    from llmrec.types import Fallback

CHARS = 2_000
LINE = 'Write a request a line, as it is or as {"text": "a quiet speaker"}.'


def run_teach(name: str, file: Path | None, count: int, seed: int, *, as_json: bool) -> None:
    """Teach, and say what it is worth.

    Raises:
        UsageError: a file that cannot be read or has no request.
        ModelUnavailable, NothingToLearn: see `lessons.teach`.
    """
    from llmrec.context import open_context
    from llmrec.lessons import Taking, teach

    asked = None if file is None else read_requests(file)
    context = open_context(name)
    try:
        with progress_bar() as on_progress:
            card = teach(context, asked, Taking(count=count, seed=seed), on_progress)
    finally:  # that they were too few is explained by it
        _tell(context.fallbacks)
    if as_json:
        print_json(card.model_dump(mode="json"))
    else:
        _show(card)


def read_requests(file: Path) -> list[str]:
    """A request a line: text, or JSON with a `text` as a batch has it.

    Raises:
        UsageError: it cannot be read, or holds none.
    """
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"The requests cannot be read: {e}", remedy=LINE) from e
    found = [said for line in lines if (said := _said(line.strip()))]
    if not found:
        raise UsageError(f"{file.name} holds no request.", remedy=LINE)
    return found


def _said(line: str) -> str:
    if line.startswith("{"):
        try:
            row = json.loads(line)
        except ValueError:
            return ""
        line = str(row.get("text") or "").strip()
    return line[:CHARS]


def _tell(fallbacks: Sequence[Fallback]) -> None:
    """Say on stderr which requests were not written, and why."""
    for f in fallbacks:
        if f.stage == "teach":
            typer.echo(f"{f.to} were written {f.reason}", err=True)


def _show(card: Card) -> None:
    mean, low, high = card.gain
    typer.echo(f"{card.catalogue}: {card.requests:,} requests, {card.pairs:,} pairs judged")
    typer.echo(
        f"of two items it prefers the one that the model prefers {card.agreement:.3f} of the time, "
        f"{card.before:.3f} before: {mean:+.3f} [{low:+.3f}, {high:+.3f}]"
    )
    typer.echo("what was judged is recalled where it is asked again without the model")
    told = "requests like those are answered by it too"
    typer.echo(told if card.serves else "no gain to be sure of: others are answered as before")
