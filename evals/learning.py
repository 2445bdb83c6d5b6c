"""From pools to weights: what is learned, what is given, chosen and calibrated inside its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from llmrec.evals.fitting import Kind, Recipe, Sample, fit, folds, platt
from llmrec.evals.metrics import ndcg
from llmrec.evals.pools import Pool
from numpy.typing import NDArray

from llmrec.score import NAMES, Linear

Floats = NDArray[np.float64]

PRIORS = {"wishes": 0.8, "tags": 0.3, "popularity": 0.3}
"""Weights in logits that are given, not learned: chorus has no soft limits and no popularity, and
its tags are the words of the query again. Small, so that they order what is otherwise close."""
KINDS: tuple[Kind, ...] = ("logistic", "pairwise", "listwise")
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RECIPES = [
    Recipe(kind, l2) for kind in KINDS for l2 in PENALTIES
]


@dataclass(frozen=True)
class Plan:
    """How the scorer is trained."""

    best: int = 8
    """How many of a pool are judged."""
    shared: bool = False
    """One vector for requests with and without the model, or one for each."""
    recipes: Sequence[Recipe] = field(default_factory=lambda: RECIPES)
    inner: int = 5
    """Folds inside the training data, for the choice of recipe and the calibration."""
    seed: int = 0


class Scorers(NamedTuple):
    """The two linear models; the same one twice when shared."""

    fast: Linear
    full: Linear
    recipes: dict[str, Recipe]


def fixed_weights() -> Floats:
    return np.array([PRIORS.get(name, np.nan) for name in NAMES])


def train(pools: Sequence[Pool], plan: Plan) -> Scorers:
    """Learn both models on these pools; nothing else is looked at."""
    fast_samples = [[Sample(p.fast, p.labels)] for p in pools]
    no_model = fixed_weights()
    for name in ("judgement", "judged"):
        no_model[NAMES.index(name)] = 0.0
    fast, fast_recipe = _learn(pools, fast_samples, plan, no_model)
    full_samples = [[Sample(full_features(p, fast, plan.best), p.labels)] for p in pools]
    if plan.shared:
        both = [a + b for a, b in zip(fast_samples, full_samples, strict=True)]
        one, recipe = _learn(pools, both, plan, fixed_weights())
        return Scorers(one, one, {"shared": recipe})
    full, full_recipe = _learn(pools, full_samples, plan, fixed_weights())
    return Scorers(fast, full, {"fast": fast_recipe, "full": full_recipe})


def full_features(pool: Pool, fast: Linear, best: int) -> Floats:
    """Features of a request that asks the model about the best items of the first order."""
    return pool.full(pool.kept(fast, best))


def _learn(
    pools: Sequence[Pool], samples: Sequence[Sequence[Sample]], plan: Plan, fixed: Floats
) -> tuple[Linear, Recipe]:
    """The best recipe by inner folds, fitted on everything, calibrated on inner folds."""
    parts = folds([p.query for p in pools], plan.inner, plan.seed)
    tried = {r: _out_of_fold(samples, parts, fixed, r) for r in plan.recipes}
    recipe = max(tried, key=lambda r: round(_quality(samples, tried[r]), 4))
    model = fit([s for several in samples for s in several], fixed, recipe)
    logits = np.concatenate([z for several in tried[recipe] for z in several])
    labels = np.concatenate([s.labels for several in samples for s in several])
    return calibrated(model, platt(logits, labels >= 2), fixed), recipe


def calibrated(model: Linear, scale: Linear, fixed: Floats) -> Linear:
    """Scale what was learned; what was given stays as it was given."""
    w = np.where(np.isnan(fixed), model.w * scale.w[0], model.w)
    return Linear(w, float(model.b * scale.w[0] + scale.b))


def _out_of_fold(
    samples: Sequence[Sequence[Sample]],
    parts: Sequence[Sequence[int]],
    fixed: Floats,
    recipe: Recipe,
) -> list[list[Floats]]:
    """Logits of each sample by a model that did not see its query."""
    out: list[list[Floats]] = [[] for _ in samples]
    for part in parts:
        seen = [s for n, several in enumerate(samples) if n not in set(part) for s in several]
        model = fit(seen, fixed, recipe)
        for n in part:
            out[n] = [model.logits(s.x) for s in samples[n]]
    return out


def _quality(samples: Sequence[Sequence[Sample]], logits: Sequence[Sequence[Floats]]) -> float:
    """Mean NDCG@10 over the pools whose order matters."""
    values = [
        ndcg(s.labels.tolist(), z.tolist())
        for several, zs in zip(samples, logits, strict=True)
        for s, z in zip(several, zs, strict=True)
        if len(set(s.labels.tolist())) > 1
    ]
    return float(np.mean([v for v in values if v is not None]))
