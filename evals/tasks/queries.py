"""Shopping queries over judged pools: the order of the pool, and whether anything in it fits."""

from __future__ import annotations

from llmrec.evals.chorus import CATALOGUE, Judged, index, judged, lacks, request
from llmrec.evals.datasets import chorus_folds
from llmrec.evals.datasets.dialogues import drawn
from llmrec.evals.harness.contracts import Label, Loaded, Metric, Options, Sample, Task, Threshold
from llmrec.evals.harness.retrieval_metrics import (
    abstention,
    fit_auc,
    fit_calibration,
    judged_mrr,
    judged_ndcg,
    relevance_calibration,
)
from llmrec.evals.systems.llmrec_systems import NO_SCORER

from llmrec.types import Recommendation


def load(options: Options) -> Loaded:
    """Every query of the development part; none is left out, whatever its grades."""
    fold = chorus_folds.fold_of()
    queries = judged()
    samples = [Sample(one.query, one.query, request(one)) for one in queries]
    return Loaded(
        samples=drawn(samples, options.limit, options.seed),
        labels={one.query: label(one, fold) for one in queries},
        catalogue=CATALOGUE,
    )


def label(one: Judged, fold: dict[str, int]) -> dict[str, object]:
    return {"grades": one.labels, "unseen": f"fold {fold[one.query]}"}


def in_sample() -> Metric:
    """Says which row is no measurement: its weights were made from these very queries."""

    def each(found: Recommendation, label: Label) -> float | None:
        scorer = found.versions.get("scorer")
        return None if scorer in (None, NO_SCORER) else float(scorer != label["unseen"])

    return Metric(
        "in sample",
        each,
        better="lower",
        failed=None,
        source="share of the answers by a scorer that was trained on the query: anything above 0 "
        "means that the other figures of the row are no measurement",
    )


def prepare() -> None:
    """The index, and weights of the scorer by fold."""
    if lacks(CATALOGUE):
        index(CATALOGUE, None)
    chorus_folds.make_fast()
    chorus_folds.make_full()


TASK = Task(
    name="queries",
    title="Shopping queries over judged pools",
    dataset="chorus-electronics",
    split="by query: the scorer's weights for a query come from the other nine tenths of them",
    candidates="the query's judged pool, 1 to 60 products, in an order that tells nothing",
    load=load,
    prepare=prepare,
    metrics=(
        judged_ndcg(),
        judged_mrr(),
        fit_auc(),
        abstention(),
        fit_calibration(),
        relevance_calibration(),
        in_sample(),
    ),
    systems=(
        "chance",
        "bm25",
        "dense",
        "fusion",
        "llmrec-fast-folds",
        "llmrec-fast-no-score",
        "llmrec-full-folds",
        "llmrec-no-judge-folds",
        "llmrec-no-dense-folds",
        "llmrec-no-lexical-folds",
    ),
    costly=(
        "llmrec-full-folds",
        "llmrec-no-judge-folds",
        "llmrec-no-dense-folds",
        "llmrec-no-lexical-folds",
    ),
    thresholds=(
        Threshold("in sample", "llmrec-fast-folds", "<=", 0.0),
        Threshold("NDCG@10", "llmrec-fast-folds", ">=", 0.0, less="bm25"),
        Threshold("NDCG@10", "llmrec-fast-folds", ">=", 0.0, less="llmrec-fast-no-score"),
    ),
    notes=(
        "The shipped scorer was trained on these queries, so that llmrec answers here with weights "
        "by fold; `in sample` is 0 where that holds. `llmrec-full` without `-folds` may be run by "
        "name and is then marked by `in sample` 1.",
        "13 of the 93 pools hold nothing that fits: with so few, 95% precision hardly allows one "
        "wrong call.",
        "`llmrec-fast-no-score` orders by the reciprocal rank fusion of the sources: what is left "
        "of the fast path without its learned scorer.",
        "Whether anything fits is a matter of the pool alone: `laptops` has no relevant product "
        "in its pool, the catalogue has hundreds.",
        "Short head queries, three quarters of them with products of grade 0 and 3 alone.",
        "`fit` of BM25, dense and fusion is their best raw score: it orders requests and is no "
        "probability. The limit of `abstention` is chosen on the same pools.",
    ),
)
