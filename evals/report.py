"""Systems side by side: one table for people, the same figures as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.metrics import Estimate, estimate, ndcg, paired, reciprocal_rank
from rich.table import Table

SINGLES = ("BM25", "dense", "rank fusion")
"""What the pipeline must beat."""


class Query(NamedTuple):
    """One query's grades, and the scores that each system gives the same items."""

    query: str
    labels: Sequence[int]
    scores: Mapping[str, Sequence[float]]


class Row(NamedTuple):
    system: str
    ndcg: Estimate
    mrr: Estimate
    over: Estimate | None
    """NDCG@10 less that of the best single system, paired."""


class Comparison(NamedTuple):
    rows: list[Row]
    best_single: str
    values: dict[str, list[float]]
    """NDCG@10 by system, query by query."""
    queries: list[str]

    def less(self, a: str, b: str) -> Estimate:
        return paired(self.values[a], self.values[b])


def compare(queries: Sequence[Query], k: int = 10) -> Comparison:
    """Score every system on the queries whose grades differ; the others have no order to find."""
    graded = [q for q in queries if len(set(q.labels)) > 1]
    names = list(graded[0].scores)
    values = {s: [_known(ndcg(q.labels, q.scores[s], k)) for q in graded] for s in names}
    ranks = {s: [r for q in graded if (r := reciprocal_rank(q.labels, q.scores[s]))] for s in names}
    singles = [s for s in SINGLES if s in values]
    best = max(singles, key=lambda s: float(np.mean(values[s])))
    rows = [
        Row(
            s,
            estimate(values[s]),
            estimate(ranks[s]),
            None if s in singles else paired(values[s], values[best]),
        )
        for s in names
    ]
    return Comparison(rows, best, values, [q.query for q in graded])


def _known(value: float | None) -> float:
    assert value is not None, "a pool with different grades has a gain"
    return value


def table(found: Comparison, title: str) -> Table:
    out = Table(title=title, title_justify="left")
    out.add_column("system")
    for name in ("NDCG@10", "MRR", f"NDCG@10 less {found.best_single}"):
        out.add_column(name, justify="right", no_wrap=True)
    for row in found.rows:
        over = "" if row.over is None else f"{row.over.mean:+.3f} {_interval(row.over)}"
        out.add_row(row.system, str(row.ndcg), str(row.mrr), over)
    n = found.rows[0].ndcg.n
    out.caption = f"{n} queries whose grades differ; 95% intervals, 10,000 resamples of queries"
    return out


def _interval(e: Estimate) -> str:
    return f"[{e.low:+.3f}, {e.high:+.3f}]"


def as_json(found: Comparison) -> dict[str, Any]:
    return {
        "best_single": found.best_single,
        "queries": len(found.queries),
        "systems": {
            r.system: {
                "ndcg@10": r.ndcg._asdict(),
                "mrr": r.mrr._asdict(),
                "ndcg@10 less best single": r.over._asdict() if r.over else None,
            }
            for r in found.rows
        },
    }
