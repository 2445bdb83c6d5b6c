"""Formulas of ours against those of well-kept libraries, on drawn data; by hand: see test_metrics,
test_beyond and test_next_item."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from llmrec.evals import metrics
from llmrec.evals.harness import beyond
from llmrec.evals.harness.retrieval_metrics import mrr, recall_at
from llmrec.evals.tasks import next_item, ranking

from llmrec.types import Interval, Profile, Recommendation, Recommended

DRAW = np.random.default_rng(7)
ITEMS = [f"i{n:02}" for n in range(40)]


def answer(ids, scores=None) -> Recommendation:
    rating = Interval(mean=3.0, low=1.0, high=5.0)
    scores = scores or range(len(ids), 0, -1)
    items = [
        Recommended(rank=n, id=i, title=i, score=float(s), rating=rating)
        for n, (i, s) in enumerate(zip(ids, scores, strict=True), 1)
    ]
    return Recommendation(request_id="", profile=Profile(), items=items)


def drawn(many: int, size: int) -> list[list[str]]:
    return [DRAW.permutation(ITEMS)[:size].tolist() for _ in range(many)]


# --- scikit-learn -------------------------------------------------------------------------------


def test_graded_ndcg_is_scikit_learns_over_gains_with_ties_expected() -> None:
    from sklearn.metrics import ndcg_score

    for _ in range(50):
        grades = DRAW.integers(0, 4, 20)
        scores = DRAW.integers(0, 6, 20).astype(float)  # many ties
        theirs = ndcg_score([2.0**grades - 1], [scores], k=10)
        assert metrics.ndcg(grades.tolist(), scores.tolist(), 10) == pytest.approx(theirs)


def test_binary_ndcg_of_a_list_is_scikit_learns_over_the_whole_catalogue() -> None:
    from sklearn.metrics import ndcg_score

    for shown, wanted in zip(drawn(50, 10), drawn(50, 13), strict=True):
        score = {item: 10.0 - n for n, item in enumerate(shown)}
        truth = [[float(i in wanted) for i in ITEMS]]
        theirs = ndcg_score(truth, [[score.get(i, -1.0) for i in ITEMS]], k=10, ignore_ties=True)
        assert ranking.ndcg(answer(shown), {"relevant": wanted}) == pytest.approx(theirs)


def test_area_under_the_curve_is_scikit_learns() -> None:
    from sklearn.metrics import roc_auc_score

    grades, scores = DRAW.integers(0, 4, 200), DRAW.integers(0, 9, 200)
    assert metrics.auc(grades.tolist(), scores.tolist()) == pytest.approx(
        roc_auc_score(grades >= metrics.RELEVANT, scores)
    )


def test_errors_of_stars_and_the_interval_score_are_scikit_learns() -> None:
    """The interval score is the pinball loss of both ends, times 2 / .2 (Bracher et al. 2021)."""
    from sklearn.metrics import mean_absolute_error, mean_pinball_loss, root_mean_squared_error

    star, told = DRAW.uniform(0.5, 5, 300), DRAW.uniform(0.5, 5, 300)
    low, high = told - DRAW.uniform(0, 2, 300), told + DRAW.uniform(0, 2, 300)
    rows = np.stack([star, told, low, high], axis=1)
    assert beyond.rmse(rows) == pytest.approx(root_mean_squared_error(star, told))
    assert beyond.mae(rows) == pytest.approx(mean_absolute_error(star, told))
    ends = ((0.1, low), (0.9, high))
    pinball = sum(mean_pinball_loss(star, end, alpha=at) for at, end in ends)
    assert beyond.interval_score(rows) == pytest.approx(2 / 0.2 * pinball)


# --- scipy --------------------------------------------------------------------------------------


def test_diversity_is_scipys_jaccard_distance_of_pairs() -> None:
    from scipy.spatial.distance import pdist

    kinds = DRAW.random((12, 6)) < 0.4
    kinds[:, 0] |= ~kinds.any(axis=1)
    genres = {i: tuple(np.flatnonzero(row)) for i, row in zip(ITEMS, kinds, strict=False)}
    found = beyond.diversity(ITEMS[:12], genres)
    assert found == pytest.approx(pdist(kinds, "jaccard").mean())


def test_miscalibration_is_scipys_entropy_between_smoothed_shares() -> None:
    from scipy.stats import entropy

    p, q = DRAW.dirichlet(np.ones(6)), DRAW.dirichlet(np.ones(6))
    wanted, got = ({str(n): float(x) for n, x in enumerate(of)} for of in (p, q))
    found = beyond.miscalibration(wanted, got)
    assert found == pytest.approx(entropy(p, 0.99 * q + 0.01 * p))


def test_gini_is_half_the_relative_mean_difference() -> None:
    """G = mean |x_i - x_j| / (2 mean x), over all pairs of the catalogue (Sen 1973)."""
    from scipy.spatial.distance import pdist

    got = DRAW.exponential(size=30)
    whole = np.concatenate([got, np.zeros(10)])
    pairs = pdist(whole[:, None], "cityblock").sum() * 2 / 40**2
    assert beyond.gini(got, 40) == pytest.approx(pairs / (2 * whole.mean()))


# --- expectation over ties ----------------------------------------------------------------------


def test_of_a_tie_recall_and_mrr_are_means_over_all_its_orders() -> None:
    ids, scores = ITEMS[:6], [3, 2, 2, 2, 2, 1]
    ties = [order for order in permutations(range(6)) if order[0] == 0 and order[5] == 5]
    for target in range(6):
        ranks = np.array([order.index(target) + 1 for order in ties])
        found = answer(ids, scores)
        assert next_item.recall(3)(found, ITEMS[target]) == pytest.approx((ranks <= 3).mean())
        assert next_item.mrr(found, ITEMS[target]) == pytest.approx((1 / ranks).mean())
        discounted = np.where(ranks <= 3, 1 / np.log2(1 + ranks), 0)
        assert next_item.ndcg(3)(found, ITEMS[target]) == pytest.approx(discounted.mean())


# --- LensKit, where the extra `baselines` is installed ------------------------------------------


def test_lists_are_scored_as_lenskit_scores_them() -> None:
    """Its NDCG with the discount 1 / log2(rank + 1); its default gives ranks 1 and 2 the same."""
    theirs = pytest.importorskip("lenskit.metrics")
    from lenskit.data import ItemList

    ndcg = theirs.NDCG(n=10, weight=theirs.LogRankWeight(offset=1))
    recall, first = theirs.Recall(n=10), theirs.RecipRank()
    for shown, wanted in zip(drawn(30, 20), drawn(30, 7), strict=True):
        out, truth = ItemList(item_ids=shown, ordered=True), ItemList(item_ids=wanted)
        label = {"relevant": wanted}
        assert ranking.ndcg(answer(shown), label) == pytest.approx(ndcg.measure_list(out, truth))
        for ours, other in ((recall_at(10), recall), (mrr(), first)):
            assert ours.each is not None
            expected = other.measure_list(out, truth)
            assert ours.each(answer(shown), label) == pytest.approx(expected)


def test_exposure_is_as_uneven_as_lenskit_says() -> None:
    theirs = pytest.importorskip("lenskit.metrics")
    from lenskit.data import ItemList

    lists = drawn(25, 10)
    metric = theirs.ExposureGini(n=10, items=60, weight=theirs.LogRankWeight(offset=1))
    parts = [metric.compute_list_data(ItemList(item_ids=of, ordered=True), None) for of in lists]
    expected = metric.global_aggregate(parts)
    assert beyond.gini(beyond.exposure(lists).values(), 60) == pytest.approx(expected, abs=1e-5)
