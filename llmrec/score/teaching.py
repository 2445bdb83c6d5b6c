"""Learns `llmrec.taught` from what the model said of pairs: a line, and what it leaves.

How sharp the kernels are and how much is a pair's own is chosen by squared error, each request
foretold by the others. What it is worth is how often two items that the model told apart stand in
its order, on requests that it was not taught with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.score.features import with_foretold
from llmrec.score.model import Weights
from llmrec.taught import OPINION, Card, Floats, Ints, Taught, kernel

SHARPNESS = ((2.0, 2.0), (4.0, 4.0), (8.0, 4.0), (8.0, 8.0))
"""B of requests and C of items, see `llmrec.taught`."""
OWN = (0.3, 1.0)
"""N: variance of what pairs that are alike do not share, against what they do."""
NOISE = 0.01
"""Variance of what the model says of a pair, asked again: next to nothing."""
APART = 0.5
"""Two logits of the model that lie nearer than this say nothing of an order."""
SLOPE = 100.0
"""Variance that the line's two numbers are thought to have: next to nothing holds them."""
DRAWS = 2000


class Lesson(NamedTuple):
    """One request and what the model said of some items."""

    request: NDArray[np.float32]
    """[dims]."""
    items: NDArray[np.float32]
    """[judged, dims]."""
    said: Floats
    """[judged], logits."""
    features: Floats
    """[judged, NAMES], of the request without the model."""


class Fitted(NamedTuple):
    line: Floats
    sharpness: Floats
    own: Floats
    weights: Floats
    """[pairs], in the order of the lessons."""


class Worth(NamedTuple):
    """Share of pairs of items in the model's order, by request; NaN: it told none apart."""

    after: Floats
    before: Floats

    @property
    def means(self) -> tuple[float, float]:
        """With what was taught and before; a half where the model told nothing apart."""
        known = ~np.isnan(self.after)
        if not known.any():
            return 0.5, 0.5
        return float(self.after[known].mean()), float(self.before[known].mean())

    @property
    def gain(self) -> tuple[float, float, float]:
        """Mean difference with a 95% interval, drawn by request."""
        off = (self.after - self.before)[~np.isnan(self.after)]
        if not len(off):
            return 0.0, 0.0, 0.0
        draw = np.random.default_rng(0).integers(0, len(off), (DRAWS, len(off)))
        low, high = np.quantile(off[draw].mean(1), (0.025, 0.975))
        return float(off.mean()), float(low), float(high)


def fit(lessons: Sequence[Lesson]) -> tuple[Fitted, list[Floats]]:
    """What all lessons teach; and of each lesson what the others foretell, [judged] logits.

    Args:
        lessons: at least two, each with at least one item.
    """
    said = np.concatenate([one.said for one in lessons])
    tried = []
    for sharpness, own in product(SHARPNESS, OWN):
        fitted, others = _fitted(lessons, np.array(sharpness), own)
        tried.append((float(((np.concatenate(others) - said) ** 2).mean()), fitted, others))
    _, fitted, others = min(tried, key=lambda one: one[0])
    return fitted, others


def worth(lessons: Sequence[Lesson], foretold: Sequence[Floats], weights: Weights) -> Worth:
    """How often the scorer orders two items as the model does, with what the other lessons
    foretell and without.

    Args:
        weights: the scorer that weighs what is foretold.
    """
    after, before = [], []
    for one, logits in zip(lessons, foretold, strict=True):
        x = with_foretold(one.features, logits, np.full(len(logits), OPINION))
        after.append(agreement(weights.logits(x), one.said))
        before.append(agreement(weights.fast.logits(one.features), one.said))
    return Worth(np.array(after), np.array(before))


def told(fitted: Fitted, lessons: Sequence[Lesson], one: Lesson) -> Floats:
    """Logits of a lesson's items, [judged], by what was learned of these lessons."""
    alike = _kernel([one], lessons, fitted.sharpness, float(fitted.own[0]))
    return np.asarray(_line(one) @ fitted.line + alike @ fitted.weights)


def taught(card: Card, fitted: Fitted, lessons: Sequence[Lesson]) -> Taught:
    """What was fitted, with the lessons that it is weighed against."""
    return Taught(
        card,
        fitted.line,
        fitted.sharpness,
        fitted.own,
        np.stack([x.request for x in lessons]),
        starts(lessons),
        np.concatenate([x.items for x in lessons]),
        fitted.weights,
    )


def starts(lessons: Sequence[Lesson]) -> Ints:
    """[lessons + 1]: where each one's pairs begin."""
    return np.cumsum([0, *(len(x.said) for x in lessons)])


def agreement(mine: Floats, said: Floats) -> float:
    """Share of pairs that the model told apart and that stand in its order; ties count half."""
    apart = said[:, None] - said[None, :] > APART
    if not apart.any():
        return float("nan")
    off = (mine[:, None] - mine[None, :])[apart]
    return float(np.mean((off > 0) + 0.5 * (off == 0)))


def _fitted(
    lessons: Sequence[Lesson], sharpness: Floats, own: float
) -> tuple[Fitted, list[Floats]]:
    """What is learned, and of each lesson what the others foretell: with Q the inverse of the
    covariance, said - Q_bb^-1 (Q said)_b for the rows b of a lesson, as if learned without them
    (Rasmussen and Williams 2006, 5.12, for several rows at once)."""
    x, said = (np.concatenate(rows) for rows in ([*map(_line, lessons)], [a.said for a in lessons]))
    covariance = _kernel(lessons, lessons, sharpness, own) + SLOPE * x @ x.T
    inverse = np.linalg.inv(covariance + NOISE * np.eye(len(said)))
    weights, at = inverse @ said, starts(lessons)
    others = []
    for first, end in pairwise(at):
        rows = slice(first, end)
        others.append(said[rows] - np.linalg.solve(inverse[rows, rows], weights[rows]))
    return Fitted(SLOPE * x.T @ weights, sharpness, np.array([own]), weights), others


def _line(one: Lesson) -> Floats:
    """[judged, 2]: 1 and the cosine."""
    return np.stack([np.ones(len(one.items)), one.items @ one.request], axis=1).astype(np.float64)


def _kernel(
    rows: Sequence[Lesson], columns: Sequence[Lesson], sharpness: Floats, own: float
) -> Floats:
    """[pairs of rows, pairs of columns]."""
    (u, i), (v, j) = _stacked(rows), _stacked(columns)
    return kernel(u @ v.T, i @ j.T, sharpness, own)


def _stacked(lessons: Sequence[Lesson]) -> tuple[Floats, Floats]:
    requests = np.repeat([x.request for x in lessons], [len(x.said) for x in lessons], axis=0)
    return requests.astype(np.float64), np.concatenate([x.items for x in lessons]).astype(float)
