"""Fitting the scorer: penalised linear models of three kinds, and their calibration.

The losses and the L-BFGS solver are written out, because scikit-learn has neither the pairwise nor
the listwise one, nor weights that are given beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from llmrec.evals.metrics import RELEVANT
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from llmrec.score import Linear

Floats = NDArray[np.float64]
Kind = Literal["logistic", "pairwise", "listwise"]


class Sample(NamedTuple):
    """One version of one pool, for training. Every sample counts alike, whatever its size."""

    x: Floats
    """[items, features]."""
    labels: NDArray[np.int64]
    """[items], grades."""


@dataclass(frozen=True)
class Recipe:
    """How a model is fitted; z are the logits of one pool, gain = 2^grade - 1.

    `logistic`: mean over items of log(1 + exp(-y z)), y = +1 for grades from 2 on, else -1.
    `pairwise`: over pairs with grade_i > grade_j, log(1 + exp(-(z_i - z_j))) weighed by
    gain_i - gain_j (RankNet, Burges et al. 2005, each pair weighed by what it is worth).
    `listwise`: -sum_i t_i log softmax(z)_i, t = gain / sum of gains (ListNet's top-one
    probability, Cao et al. 2007), which looks at the top of a list more than the others do.

    All add l2 / 2 |w|^2 over the standardised features.
    """

    kind: Kind = "logistic"
    l2: float = 0.01
    leave_out: tuple[str, ...] = ()
    """Features that get no weight."""

    def __str__(self) -> str:
        return " ".join([self.kind, f"{self.l2:g}", *(f"-{name}" for name in self.leave_out)])


Loss = Callable[[Floats], tuple[float, Floats]]
"""Logits of one pool -> loss, and its slope by each logit."""


def fit(samples: Sequence[Sample], fixed: Floats, recipe: Recipe) -> Linear:
    """Fit the weights that are not fixed.

    Args:
        fixed: [features]; a number is a weight given beforehand, NaN one to learn.
    """
    stacked = np.concatenate([s.x for s in samples])
    mean, spread = stacked.mean(0), stacked.std(0)
    free = np.isnan(fixed) & (spread > 1e-9)
    given = np.where(np.isnan(fixed), 0.0, fixed)
    scale = np.where(free, spread, 1.0)
    losses = [
        (np.column_stack([((s.x - mean) / scale)[:, free], np.ones(len(s.x))]), s.x @ given, loss)
        for s in samples
        if (loss := _LOSSES[recipe.kind](s.labels)) is not None
    ]

    def total(theta: Floats) -> tuple[float, Floats]:
        w = np.append(theta[:-1], 0.0)
        value, slope = recipe.l2 / 2 * float(w @ w), recipe.l2 * w
        for x, offset, loss in losses:
            part, pull = loss(x @ theta + offset)
            value += part / len(losses)
            slope = slope + x.T @ pull / len(losses)
        return value, slope

    solved = minimize(total, np.zeros(int(free.sum()) + 1), jac=True, method="L-BFGS-B").x
    w = given.copy()
    w[free] = solved[:-1] / scale[free]
    return Linear(w, float(solved[-1] - (w * mean)[free].sum()))


def _logistic(labels: NDArray[Any]) -> Loss | None:
    sign = np.where(labels >= RELEVANT, 1.0, -1.0)

    def loss(z: Floats) -> tuple[float, Floats]:
        margin = sign * z
        return float(np.logaddexp(0, -margin).mean()), -sign * _sigmoid(-margin) / len(z)

    return loss


def _pairwise(labels: NDArray[Any]) -> Loss | None:
    gains = np.exp2(labels.astype(float))
    worth = np.maximum(gains[:, None] - gains[None, :], 0)
    if not worth.any():
        return None
    worth /= worth.sum()

    def loss(z: Floats) -> tuple[float, Floats]:
        margin = z[:, None] - z[None, :]
        pull = worth * _sigmoid(-margin)
        return float((worth * np.logaddexp(0, -margin)).sum()), pull.sum(0) - pull.sum(1)

    return loss


def _listwise(labels: NDArray[Any]) -> Loss | None:
    gains = np.exp2(labels.astype(float)) - 1
    if len(set(gains.tolist())) < 2:
        return None
    target = gains / gains.sum()

    def loss(z: Floats) -> tuple[float, Floats]:
        log_p = z - logsumexp(z)
        return -float(target @ log_p), np.exp(log_p) - target

    return loss


_LOSSES: dict[Kind, Callable[[NDArray[Any]], Loss | None]] = {
    "logistic": _logistic,
    "pairwise": _pairwise,
    "listwise": _listwise,
}


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -500, 500))), np.float64)


def platt(logits: Floats, relevant: NDArray[np.bool_]) -> Linear:
    """Scale and shift that make logits into calibrated ones (Platt 1999); w is [1]."""
    sample = Sample(logits[:, None], np.where(relevant, RELEVANT, 0))
    return fit([sample], np.array([np.nan]), Recipe("logistic", 1e-6))


def folds(names: Sequence[str], count: int, seed: int) -> list[list[int]]:
    """Positions dealt into `count` parts at random; a query is in one part alone."""
    groups = list(dict.fromkeys(names))
    order = np.random.default_rng(seed).permutation(len(groups))
    part = {groups[g]: n % count for n, g in enumerate(order)}
    return [[i for i, name in enumerate(names) if part[name] == k] for k in range(count)]
