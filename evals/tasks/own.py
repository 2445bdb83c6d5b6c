"""A user's own labelled requests over their own catalogue, as a task beside the others.

It is named `own:CATALOGUE:FILE`, which is all that a log needs to be scored again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from llmrec.evals import metrics
from llmrec.evals.datasets import own
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.harness.contracts import (
    Entry,
    Label,
    Loaded,
    Metric,
    Options,
    Sample,
    Task,
    Training,
)
from llmrec.evals.harness.retrieval_metrics import mrr, ranking, recall_at

from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import UsageError
from llmrec.types import Recommendation, Request

START = "own:"
K = 50
SYSTEMS = ("chance", "bm25", "dense", "fusion", "llmrec-fast", "llmrec")
COSTLY = ("llmrec",)


def name(catalogue: str, file: Path) -> str:
    """What the registry finds the task by."""
    return f"{START}{catalogue}:{file.resolve()}"


def task(named: str) -> Task:
    """The task of that name.

    Raises:
        UsageError: it does not name a catalogue and a file.
    """
    catalogue, _, path = named.removeprefix(START).partition(":")
    if not catalogue or not path:
        raise UsageError(f"{named!r} names no catalogue and file: own:CATALOGUE:FILE.")
    file = Path(path)
    return Task(
        name="own",
        title=f"Your own requests, {file.name} over {catalogue}",
        dataset="",
        split="none: nothing is learned from the requests",
        candidates=f"the whole catalogue {catalogue}, less what a request excludes or has had",
        load=partial(load, catalogue=catalogue, file=file),
        metrics=METRICS,
        systems=SYSTEMS,
        costly=COSTLY,
        few=100,
        files=(file,),
        notes=(
            "An item that no row names counts as not relevant, although nobody looked: with few "
            "labels a request, figures compare systems and say little of satisfaction.",
            "The bootstrap draws users where the file names them, else requests.",
            "llmrec's scorer ships trained on other catalogues; it learned nothing from this one.",
        ),
    )


def load(options: Options, catalogue: str, file: Path) -> Loaded:
    """One sample a row.

    Raises:
        CatalogError: there is no such catalogue. UsageError: the file does not hold.
    """
    items = Catalogue.open(catalogue)
    rows = own.rows(file, items.__contains__)
    samples = [Sample(row.id, row.user, _request(row, catalogue)) for row in rows]
    labels: dict[str, Label] = {row.id: {"relevant": row.relevant} for row in rows}
    entries = [Entry(item.id, item.title) for item in items.items(items.ids)]
    few = drawn(samples, options.limit, options.seed)
    return Loaded(few, labels, Training(items=entries), catalogue)


def _request(row: own.Row, catalogue: str) -> Request:
    return Request(
        text=row.text,
        history=list(row.history),
        exclude=row.exclude,
        k=K,
        explain=0,
        catalogue=catalogue,
    )


def ndcg_at(k: int) -> Metric:
    """With one gain for every relevant item, found or not."""

    def each(found: Recommendation, label: Label) -> float | None:
        wanted = set(label["relevant"])
        return metrics.ndcg(*laid_out(ranking(found)[:k], wanted, k), k)

    source = "sum of 1 / log2(1 + rank) of relevant items among the first k, over its best"
    return Metric(f"NDCG@{k}", each, source=source)


def laid_out(ids: Sequence[str], wanted: set[str], k: int) -> tuple[list[int], list[float]]:
    """Grades and falling scores of the first k places, empty ones too, and behind them those
    relevant items that are not there."""
    grades = [int(id_ in wanted) for id_ in ids] + [0] * (k - len(ids))
    grades += [1] * len(wanted - set(ids))
    return grades, [-float(n) for n in range(len(grades))]


METRICS = (ndcg_at(10), mrr(), recall_at(1), recall_at(5), recall_at(10), recall_at(K))
