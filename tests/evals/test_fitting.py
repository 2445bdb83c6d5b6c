"""What is learned, what stays as given, and that no query is scored by what trained on it."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy")

from llmrec.evals.fitting import Recipe, Sample, fit, folds, platt
from llmrec.evals.learning import RECIPES, chosen
from llmrec.evals.metrics import calibration_error

FREE = np.array([np.nan, np.nan])


def samples(scale: float = 1.0, count: int = 12) -> list[Sample]:
    """Pools where the first feature decides and the second is noise."""
    rng = np.random.default_rng(0)
    out = []
    for _ in range(count):
        x = rng.normal(size=(15, 2)) * [1.0, scale]
        out.append(Sample(x, np.where(x[:, 0] + rng.normal(size=15) * 0.3 > 0, 3, 0)))
    return out


@pytest.mark.parametrize("kind", ["logistic", "pairwise", "listwise"])
def test_the_feature_that_decides_gets_the_weight(kind):
    model = fit(samples(), FREE, Recipe(kind, 0.01))
    assert model.w[0] > 0.5
    assert abs(model.w[1]) < 0.2 * model.w[0]


@pytest.mark.parametrize("kind", ["logistic", "pairwise", "listwise"])
def test_scaling_a_feature_changes_no_logit(kind):
    plain, scaled = samples(), samples(scale=50.0)
    a = fit(plain, FREE, Recipe(kind, 0.1)).logits(plain[0].x)
    b = fit(scaled, FREE, Recipe(kind, 0.1)).logits(scaled[0].x)
    assert np.allclose(a, b, atol=1e-2)


@pytest.mark.parametrize("kind", ["logistic", "pairwise", "listwise"])
def test_given_weights_stay(kind):
    assert fit(samples(), np.array([np.nan, 0.7]), Recipe(kind)).w[1] == 0.7


def test_a_constant_feature_gets_none():
    flat = [Sample(s.x * [1.0, 0.0] + [0.0, 5.0], s.labels) for s in samples()]
    assert fit(flat, FREE, Recipe()).w[1] == 0


def test_slopes_of_the_losses_are_right():
    from llmrec.evals.fitting import _LOSSES

    labels, z = np.array([3, 0, 1, 2, 0]), np.array([0.3, -0.2, 0.9, 0.1, 0.0])
    for make in _LOSSES.values():
        loss = make(labels)
        assert loss is not None
        slope = loss(z)[1]
        for n in range(len(z)):
            step = np.eye(len(z))[n] * 1e-6
            assert slope[n] == pytest.approx(
                (loss(z + step)[0] - loss(z - step)[0]) / 2e-6, abs=1e-5
            )


def test_platt_makes_probabilities():
    rng = np.random.default_rng(1)
    truth = rng.normal(size=4000)
    relevant = rng.random(4000) < 1 / (1 + np.exp(-truth))
    told = 4 * truth + 3  # far too sure, and shifted
    fixed = platt(told, relevant)
    p = 1 / (1 + np.exp(-(told * fixed.w[0] + fixed.b)))
    assert calibration_error(relevant.tolist(), p.tolist()) < 0.03


def test_of_thirty_recipes_that_are_alike_the_plain_one_is_kept():
    lucky = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        lucky += chosen({r: draw.normal(0.9, 0.1, 69) for r in RECIPES}) != RECIPES[0]
    assert lucky <= 0.06 * 200  # held to two standard errors it would be a fifth


def test_a_recipe_that_is_surely_better_is_chosen():
    draw = np.random.default_rng(0)
    plain = draw.normal(0.8, 0.1, 69)
    tried = {r: plain + draw.normal(0, 0.05, 69) for r in RECIPES}
    tried[RECIPES[7]] = tried[RECIPES[0]] + draw.normal(0.05, 0.05, 69)
    assert chosen(tried) == RECIPES[7]


def test_a_query_is_in_one_fold_alone():
    names = ["a", "b", "a", "c", "d", "b"]
    parts = folds(names, 3, seed=0)
    assert sorted(n for part in parts for n in part) == list(range(6))
    homes = [{names[n] for n in part} for part in parts]
    assert sum(map(len, homes)) == 4
    assert parts == folds(names, 3, seed=0)
