"""From pools to weights: what is learned, what is given, chosen and calibrated inside its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from llmrec.evals.fitting import Kind, Recipe, Sample, fit, folds, platt
from llmrec.evals.metrics import RELEVANT, ndcg
from llmrec.evals.pools import Pool
from numpy.typing import NDArray
from scipy.special import ndtri

from llmrec.score import NAMES, Linear, Weights

Floats = NDArray[np.float64]
Samples = Sequence[Sequence[Sample]]
"""By pool: the versions of it that are trained on."""

PRIORS = {"wishes": 0.8, "slack": 0.0, "tags": 0.3, "conflict": -0.3, "popularity": 0.3}
"""Weights in logits that are given, not learned: chorus has no limits and no popularity, and its
tags are the words of the query again. Small, so that they order what is otherwise close."""
MODEL = ("judgement", "judged")
KINDS: tuple[Kind, ...] = ("logistic", "pairwise", "listwise")
WHEN = ("recency", "price")
LEFT_OUT = (("title", "lexical", *WHEN), ("title", *WHEN), ("title", "lexical"), WHEN, ())
"""Features that may turn out not to be worth their noise."""
RECIPES = tuple(Recipe(kind, l2, out) for kind, l2, out in product(KINDS, (0.1, 0.01), LEFT_OUT))
"""Plain ones first."""


@dataclass(frozen=True)
class Plan:
    """How the scorer is trained."""

    depths: tuple[int, ...] = (6, 8, 12)
    """How many of a pool are judged: each depth is a version of the pool that is trained on."""
    shared: bool = False
    """One vector for requests with and without the model, or one for each."""
    recipes: Sequence[Recipe] = RECIPES
    inner: int = 5
    """Folds inside the training data, for the choice of recipe and the calibration."""
    seed: int = 0


class Trained(NamedTuple):
    weights: Weights
    recipes: dict[str, Recipe]


def train(pools: Sequence[Pool], plan: Plan, version: str = "") -> Trained:
    """Learn both models on these pools; nothing else is looked at."""
    plain: Samples = [[Sample(p.fast, p.labels)] for p in pools]
    fast, fast_recipe = _learn(pools, plain, plan, leave_out=MODEL)
    judged: Samples = [
        [Sample(p.full(p.kept(fast, depth)), p.labels) for depth in plan.depths] for p in pools
    ]
    if plan.shared:
        both = [[*a, *b] for a, b in zip(plain, judged, strict=True)]
        one, recipe = _learn(pools, both, plan)
        return Trained(Weights(one, one, version), {"shared": recipe})
    full, full_recipe = _learn(pools, judged, plan)
    return Trained(Weights(full, fast, version), {"fast": fast_recipe, "full": full_recipe})


def fixed_weights(leave_out: Sequence[str] = ()) -> Floats:
    """[features]: the given weights, 0 for what is left out, NaN for what is learned."""
    given = PRIORS | dict.fromkeys(leave_out, 0.0)
    return np.array([given.get(name, np.nan) for name in NAMES])


def _learn(
    pools: Sequence[Pool], samples: Samples, plan: Plan, leave_out: Sequence[str] = ()
) -> tuple[Linear, Recipe]:
    """The best recipe by inner folds, fitted on everything, calibrated on inner folds."""
    parts = folds([p.query for p in pools], plan.inner, plan.seed)
    fixed = {r: fixed_weights([*leave_out, *r.leave_out]) for r in plan.recipes}
    tried = {r: out_of_fold(samples, parts, fixed[r], r) for r in plan.recipes}
    recipe = chosen({r: quality(samples, z) for r, z in tried.items()})
    flat = [s for several in samples for s in several]
    model = fit(flat, fixed[recipe], recipe)
    logits = np.concatenate([z for several in tried[recipe] for z in several])
    relevant = np.concatenate([s.labels for s in flat]) >= RELEVANT
    return calibrated(model, platt(logits, relevant)), recipe


def calibrated(model: Linear, scale: Linear) -> Linear:
    """Scaled as a whole, so that no order changes: were what is given left as it is, its part of
    the logits would stay too small beside what was learned (ECE .065 in place of .03)."""
    return Linear(model.w * scale.w[0], float(model.b * scale.w[0] + scale.b))


def out_of_fold(
    samples: Samples, parts: Sequence[Sequence[int]], fixed: Floats, recipe: Recipe
) -> list[list[Floats]]:
    """Logits of each sample by a model that did not see its query."""
    out: list[list[Floats]] = [[] for _ in samples]
    for part in parts:
        hidden = set(part)
        seen = [s for n, several in enumerate(samples) if n not in hidden for s in several]
        model = fit(seen, fixed, recipe)
        for n in part:
            out[n] = [np.asarray(model.logits(s.x)) for s in samples[n]]
    return out


def quality(samples: Samples, logits: Sequence[Sequence[Floats]]) -> Floats:
    """NDCG@10 of each pool whose order matters, [pools]: the mean over its versions."""
    found = []
    for several, zs in zip(samples, logits, strict=True):
        labels = several[0].labels.tolist()
        values = [ndcg(labels, z.tolist()) for z in zs]
        if len(set(labels)) > 1:
            found.append(np.mean([v for v in values if v is not None]))
    return np.array(found)


def chosen(tried: Mapping[Recipe, Floats]) -> Recipe:
    """The first recipe, unless a later one is surely better: by a paired difference that one in
    forty times, over all the comparisons together, comes of luck alone (Bonferroni). Held to two
    standard errors, as if there were one comparison, of thirty recipes often some lucky one won.

    Args:
        tried: quality by pool, plain recipes first.
    """
    first, *rest = tried
    errors = float(ndtri(1 - 0.025 / max(len(rest), 1)))
    for recipe in rest:
        gain = tried[recipe] - tried[first]
        if gain.mean() > errors * gain.std() / np.sqrt(len(gain)):
            first = recipe
    return first
