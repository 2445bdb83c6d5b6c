"""`llmrec train --compare`: a version beside the one that serves, over logged requests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from llmrec.errors import UsageError

if TYPE_CHECKING:
    from llmrec.evals.shadow import Figure, Shadow


def run_compare(name: str, version: str, log: Path | None, *, as_json: bool) -> None:
    """Show how a version answers a log beside the one that serves. What serves stays.

    Raises:
        UsageError: no log, one without requests, or no version serves.
        ConfigError: there is no such version.
    """
    from llmrec.behaviour import store
    from llmrec.catalog.catalogue import Catalogue
    from llmrec.evals.shadow import compare, read_log
    from llmrec.store import people

    if log is None:
        raise UsageError(
            "Compare them on which requests?",
            remedy=f"llmrec train {name} --compare {version} --on requests.jsonl",
        )
    Catalogue.open(name)
    store.need(name, version)
    found, left = read_log(log, name)
    shadow = compare(name, version, found, people(), left)
    if as_json:
        sys.stdout.write(shadow.model_dump_json(indent=2) + "\n")
    else:
        _show(shadow)


def _show(s: Shadow) -> None:
    from rich.console import Console
    from rich.table import Table

    for reason, count in s.left.items():
        typer.echo(f"{count:,} requests left out: {reason}", err=True)
    out = Console()
    out.print(f"{s.requests:,} requests to {s.catalogue}, without the model", highlight=False)
    if s.overlap is not None:
        out.print(f"of the first 10 items they share {s.overlap:.1f}", highlight=False)
    if s.correlation is not None:
        out.print(f"rank correlation of all candidates {s.correlation:.2f}", highlight=False)
    if s.ndcg is None or s.recall is None:
        said = "Nobody is known to have wanted anything after the requests and what was learned."
        out.print(said, highlight=False)
        return
    table = Table(box=None, pad_edge=False)
    for title in ("", f"{s.serving} (serves)", s.version, "difference, 95%", "requests", "people"):
        table.add_column(title, justify="left" if not title else "right")
    for title, figure in (("NDCG@10", s.ndcg), ("recall@10", s.recall)):
        table.add_row(title, *_cells(figure))
    out.print(table)


def _cells(f: Figure) -> list[str]:
    difference = f"{f.difference:+.3f} [{f.low:+.3f}, {f.high:+.3f}]"
    return [f"{f.serving:.3f}", f"{f.version:.3f}", difference, f"{f.requests:,}", f"{f.people:,}"]
