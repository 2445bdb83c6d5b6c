"""Metrics of a ranking by grades, and intervals for their differences.

A ranking comes as scores, so that equal scores are ties: their value is its expectation over all
orders of the tied items, which favours no order that a file happened to have.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RELEVANT = 2
"""Grades from here on count as relevant where a metric knows only yes and no."""
RESAMPLES = 10_000


class Estimate(NamedTuple):
    """A mean with its 95% interval."""

    mean: float
    low: float
    high: float
    n: int
    """Queries."""

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def ndcg(labels: Sequence[int], scores: Sequence[float], k: int = 10) -> float | None:
    """NDCG@k = DCG@k / ideal DCG@k, DCG@k = sum over ranks i <= k of (2^r_i - 1) / log2(i + 1).

    Gain and discount after Burges et al. 2005 (Learning to Rank using Gradient Descent); tied
    items all get the mean gain of their tie (McSherry and Najork 2008, Computing Information
    Retrieval Performance Measures Efficiently in the Presence of Tied Scores).

    Returns:
        None when no item has a gain.
    """
    gains = np.exp2(np.asarray(labels, float)) - 1
    ideal = _dcg(np.sort(gains)[::-1], k)
    if ideal <= 0:
        return None
    order, starts = _ordered(scores)
    sizes = np.diff([*starts, len(order)])
    expected = np.repeat(np.add.reduceat(gains[order], starts) / sizes, sizes)
    return _dcg(expected, k) / ideal


def reciprocal_rank(
    labels: Sequence[int], scores: Sequence[float], relevant: int = RELEVANT
) -> float | None:
    """1 / rank of the first relevant item, in expectation over the orders of ties.

    Of a tie of n items, m of them relevant, the first relevant one stands at place j (from 0)
    with probability C(n - 1 - j, m - 1) / C(n, m).

    Returns:
        None when no item is relevant.
    """
    hit = np.asarray(labels) >= relevant
    before = 0
    for tie in _ties(scores):
        n, m = len(tie), int(hit[tie].sum())
        if m:
            ways = comb(n, m)
            return sum(comb(n - 1 - j, m - 1) / ways / (before + j + 1) for j in range(n - m + 1))
        before += n
    return None


def auc(labels: Sequence[int], scores: Sequence[float], relevant: int = RELEVANT) -> float | None:
    """Share of (relevant, other) pairs in the right order, ties half; None without pairs."""
    values, hit = np.asarray(scores, float), np.asarray(labels) >= relevant
    good, bad = values[hit], values[~hit]
    if not len(good) or not len(bad):
        return None
    above = good[:, None] - bad[None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def calibration_error(
    outcomes: Sequence[bool], probabilities: Sequence[float], bins: int = 10
) -> float:
    """Expected calibration error: the mean over equally filled bins of |mean outcome - mean
    probability|, weighed by their size (Naeini et al. 2015; equal mass as in Nixon et al. 2019)."""
    p, y = np.asarray(probabilities, float), np.asarray(outcomes, float)
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    gaps = [len(b) * abs(float(y[b].mean() - p[b].mean())) for b in parts if len(b)]
    return sum(gaps) / len(p)


def estimate(
    values: Sequence[float],
    clusters: Sequence[object] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """Mean with the 95% percentile interval of a bootstrap over clusters.

    Clusters are drawn with replacement and keep all their values; the statistic of a resample is
    the sum of its values over their count. For a paired comparison give the differences.

    Args:
        clusters: which query each value belongs to; None: each value is a query of its own.
    """
    x = np.asarray(values, float)
    named = list(range(len(x))) if clusters is None else list(clusters)
    codes = {name: n for n, name in enumerate(dict.fromkeys(named))}
    at = np.array([codes[name] for name in named], np.intp)
    sums, counts = np.bincount(at, x), np.bincount(at)
    drawn = np.random.default_rng(seed).integers(0, len(codes), (resamples, len(codes)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(x.mean()), float(low), float(high), len(codes))


def paired(
    a: Sequence[float], b: Sequence[float], clusters: Sequence[object] | None = None, seed: int = 0
) -> Estimate:
    """Mean of a - b over the same queries, with its interval."""
    return estimate(np.asarray(a, float) - np.asarray(b, float), clusters, seed=seed)


def _dcg(gains: NDArray[Any], k: int) -> float:
    kept = gains[:k]
    return float((kept / np.log2(np.arange(2, len(kept) + 2))).sum())


def _ordered(scores: Sequence[float]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions by score, best first; and where in that order each group of ties begins."""
    values = np.asarray(scores, float)
    order = np.argsort(-values, kind="stable")
    changes = np.flatnonzero(np.diff(values[order])) + 1
    return order, np.concatenate([np.zeros(1, np.intp), changes])


def _ties(scores: Sequence[float]) -> list[NDArray[np.intp]]:
    """Groups of positions with equal scores, best first."""
    order, starts = _ordered(scores)
    return np.split(order, starts[1:])
