"""Metrics of ranked lists against relevant items or grades, and of knowing that nothing fits.

A label is `{"relevant": [ids]}` where items are relevant or not, `{"grades": {id: grade}}` where a
pool was judged, and the id itself where there is one alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from llmrec.evals.harness.contracts import Label, Metric
from llmrec.evals.metrics import RELEVANT, calibration_error, ndcg, reciprocal_rank
from llmrec.evals.metrics import auc as auc_of
from numpy.typing import NDArray

from llmrec.types import Recommendation

PRECISION = 0.95
Floats = NDArray[np.float64]


def ranking(found: Recommendation) -> list[str]:
    """The answer's ids, best first; of an id that comes twice the first counts."""
    ordered = sorted(found.items, key=lambda i: i.rank)
    return list(dict.fromkeys(i.id for i in ordered))


def recall_at(k: int) -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        relevant = set(label["relevant"])
        if not relevant:
            return None
        return len(relevant & set(ranking(found)[:k])) / len(relevant)

    return Metric(f"Recall@{k}", each, source="share of the relevant items among the first k")


def recall_unsaid_at(k: int) -> Metric:
    """Of samples whose label says that the item's title stands in the request, there is none."""
    plain = recall_at(k).each
    assert plain is not None

    def each(found: Recommendation, label: Label) -> float | None:
        return None if label["said"] else plain(found, label)

    return Metric(
        f"Recall@{k}, title not said",
        each,
        failed=None,
        source="the same over the samples whose item is not named in the words of the request",
    )


def mrr() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        relevant = set(label["relevant"])
        if not relevant:
            return None
        hits = (1 / n for n, i in enumerate(ranking(found), 1) if i in relevant)
        return next(hits, 0.0)

    return Metric("MRR", each, source="1 / rank of the first relevant item; 0 when it is not there")


def condensed(found: Recommendation, grades: dict[str, int]) -> tuple[list[int], list[float]]:
    """Grades of the judged pool, and the answer's order as scores of it.

    What is not judged is taken out (condensed lists, Sakai 2007); judged items that the answer
    lacks tie behind those that it has.
    """
    ids = ranking(found)
    rank = {i: n for n, i in enumerate(ids)}
    return list(grades.values()), [-float(rank.get(i, len(ids))) for i in grades]


def graded(label: Label) -> bool:
    """Whether the order of the pool matters: its grades differ."""
    return len(set(label["grades"].values())) > 1


def judged_ndcg(k: int = 10) -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        return ndcg(*condensed(found, label["grades"]), k) if graded(label) else None

    return Metric(
        f"NDCG@{k}",
        each,
        source="sum of (2^grade - 1) / log2(rank + 1), over its best (Burges et al. 2005), over "
        "the judged pool; pools whose grades differ",
    )


def judged_mrr() -> Metric:
    def each(found: Recommendation, label: Label) -> float | None:
        return reciprocal_rank(*condensed(found, label["grades"])) if graded(label) else None

    return Metric("MRR", each, source=f"1 / rank of the first item graded >= {RELEVANT}")


def fits(label: Label) -> bool:
    """Whether anything in the judged pool is what was asked for."""
    return bool(max(label["grades"].values()) >= RELEVANT)


class Fit(NamedTuple):
    """Whether anything of a pool fits, and what was said of it."""

    truth: bool
    fit: float | None


def fit_of(found: Recommendation, label: Label) -> Fit:
    return Fit(fits(label), found.fit)


def stated_fit(found: Recommendation, label: Label) -> Fit:
    """Nothing is said where the score is no probability."""
    return Fit(fits(label), found.fit if _is_calibrated(found) else None)


def fit_auc() -> Metric:
    def over(many: Sequence[Fit]) -> float | None:
        truth, fit = _told(many)
        value: float | None = auc_of([RELEVANT if t else 0 for t in truth], fit)
        return value

    return Metric(
        "fit AUC",
        over=over,
        of=fit_of,
        source="chance that a pool with a fitting item has a higher `fit` than one without; ties "
        "half (Mann and Whitney 1947)",
    )


def abstention(precision: float = PRECISION) -> Metric:
    """How many of the pools where nothing fits are recognised as such, when at least `precision`
    of those called so are. The limit on `fit` is chosen on the same answers: an upper bound."""

    def over(many: Sequence[Fit]) -> float | None:
        truth, fit = _told(many)
        return recall_at_precision([not t for t in truth], [-f for f in fit], precision)

    return Metric(
        f"abstention at {precision:.0%} precision",
        over=over,
        of=fit_of,
        source="share of the pools without a fitting item whose `fit` lies below a limit, for the "
        "highest limit below which that share of all pools have none; chosen on the same pools",
    )


def recall_at_precision(
    truth: Sequence[bool], scores: Sequence[float], precision: float
) -> float | None:
    """The highest recall of any limit whose precision is as wanted; 0 when there is none."""
    if not any(truth) or all(truth):
        return None
    from sklearn.metrics import precision_recall_curve

    found, recall, _ = precision_recall_curve(truth, scores)
    # The last point of the curve is no limit: nothing is found, with a precision of 1.
    return float(max(recall[:-1][found[:-1] >= precision - 1e-12], default=0.0))


def _told(many: Sequence[Fit]) -> tuple[list[bool], list[float]]:
    known = [(truth, fit) for truth, fit in many if fit is not None]
    return [t for t, _ in known], [f for _, f in known]


def fit_calibration() -> Metric:
    def over(many: Sequence[Fit]) -> float | None:
        truth, fit = _told(many)
        return calibration_error(truth, fit) if truth else None

    return Metric("ECE of fit", over=over, of=stated_fit, better="lower", source=_ECE)


def relevance_calibration() -> Metric:
    """Of the scores of all items that came back, as probabilities that the item is relevant."""

    def over(many: Sequence[Floats]) -> float | None:
        pairs = np.concatenate([*many, np.zeros((0, 2))])
        return calibration_error(*pairs.T) if len(pairs) else None

    return Metric("relevance ECE", over=over, of=stated_scores, better="lower", source=_ECE)


def stated_scores(found: Recommendation, label: Label) -> Floats:
    """Of each item that the label tells of, whether it is relevant and the probability that was
    stated, [items, 2]; none where the scores are no probabilities."""
    if not _is_calibrated(found):
        return np.zeros((0, 2))
    told = [(i.score, is_relevant(i.id, label)) for i in found.items]
    return np.array([(hit, p) for p, hit in told if hit is not None], float).reshape(-1, 2)


def is_relevant(item: str, label: Label) -> bool | None:
    """None: nobody judged it. A label that is a word is the one relevant item."""
    if isinstance(label, str):
        return item == label
    if "grades" in label:
        return label["grades"][item] >= RELEVANT if item in label["grades"] else None
    return item in label["relevant"]


_ECE = (
    "mean over 10 equally filled bins of |share of relevant - mean probability|, by size (Naeini "
    "et al. 2015); only of systems that state probabilities"
)


def _is_calibrated(found: Recommendation) -> bool:
    """Whether the scores are said to be probabilities: the scorer's are, a cosine is not."""
    return "scorer" in found.versions


def mean(values: Sequence[Any]) -> float | None:
    return float(np.mean(values)) if len(values) else None
