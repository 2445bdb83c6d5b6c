"""Metrics against values worked out by hand."""

from __future__ import annotations

from math import log2

import pytest
from llmrec.evals.metrics import (
    auc,
    calibration_error,
    estimate,
    ndcg,
    paired,
    reciprocal_rank,
)


def test_ndcg_of_the_ideal_order_is_one():
    assert ndcg([3, 2, 0], [9.0, 5.0, 1.0]) == pytest.approx(1)


def test_ndcg_by_hand():
    # Order 0, 3, 1: gains 0, 7, 1. Ideal 3, 1, 0: gains 7, 1, 0.
    got = 7 / log2(3) + 1 / log2(4)
    ideal = 7 / log2(2) + 1 / log2(3)
    assert ndcg([3, 0, 1], [2.0, 3.0, 1.0]) == pytest.approx(got / ideal)


def test_ndcg_cuts_at_k():
    assert ndcg([0, 3], [2.0, 1.0], k=1) == 0
    assert ndcg([0, 3], [1.0, 2.0], k=1) == 1


def test_ndcg_of_a_tie_is_its_expectation():
    first, second = 1.0, 1 / log2(3)  # the one relevant item stands at rank 1 or 2
    assert ndcg([3, 0], [1.0, 1.0]) == pytest.approx((first + second) / 2)
    assert ndcg([0, 3], [1.0, 1.0]) == pytest.approx((first + second) / 2)
    # A tie across the cut: half of the time the relevant item is outside.
    assert ndcg([0, 3], [1.0, 1.0], k=1) == pytest.approx(0.5)


def test_ndcg_needs_something_to_gain():
    assert ndcg([0, 0], [1.0, 2.0]) is None


def test_reciprocal_rank_by_hand():
    assert reciprocal_rank([0, 1, 3], [3.0, 2.0, 1.0]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0, 2], [1.0, 2.0]) == 1
    assert reciprocal_rank([0, 1], [1.0, 2.0]) is None


def test_reciprocal_rank_of_a_tie():
    # One of three tied: rank 1, 2 or 3.
    assert reciprocal_rank([0, 3, 0], [1.0] * 3) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    # Two of three tied: first at rank 1 in two of three orders, else at rank 2.
    assert reciprocal_rank([3, 3, 0], [1.0] * 3) == pytest.approx(2 / 3 + 1 / 3 / 2)
    # One ahead of the tie pushes it back.
    assert reciprocal_rank([0, 3, 0], [2.0, 1.0, 1.0]) == pytest.approx((1 / 2 + 1 / 3) / 2)


def test_auc_counts_ties_half():
    assert auc([3, 0, 0], [2.0, 1.0, 2.0]) == pytest.approx(0.75)
    assert auc([3, 3], [1.0, 2.0]) is None


def test_calibration_error_by_hand():
    # Two bins: .2 against 0 and .7 against 1.
    assert calibration_error([False, False, True, True], [0.2, 0.2, 0.7, 0.7], bins=2) == (
        pytest.approx((0.2 + 0.3) / 2)
    )


def test_bootstrap_is_seeded_and_holds_the_mean():
    values = [0.1, 0.5, 0.2, 0.9, 0.4]
    one = estimate(values, seed=3)
    assert one == estimate(values, seed=3)
    assert one.low < one.mean < one.high
    assert one.mean == pytest.approx(0.42)
    assert one.n == 5


def test_bootstrap_of_equal_values_has_no_width():
    assert estimate([0.5] * 8)[:3] == pytest.approx((0.5, 0.5, 0.5))


def test_bootstrap_over_two_values_is_the_known_distribution():
    # Resamples of {0, 1}: means 0, 1/2, 1 with 1/4, 1/2, 1/4.
    assert estimate([0.0, 1.0])[:3] == (0.5, 0.0, 1.0)


def test_clusters_keep_their_values_together():
    loose = estimate([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    held = estimate([0.0, 0.0, 0.0, 1.0, 1.0, 1.0], ["a", "a", "a", "b", "b", "b"])
    assert held.n == 2
    assert held.high - held.low > loose.high - loose.low


def test_paired_difference():
    a, b = [0.9, 0.8, 0.7], [0.8, 0.7, 0.6]
    difference = paired(a, b)
    assert difference.mean == pytest.approx(0.1)
    assert difference.excludes_zero
    assert not paired(a, a).excludes_zero
