"""Stars of a Gaussian process: worked out by hand where one event is known, honest elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from llmrec.behaviour import Events, Past
from llmrec.behaviour.past import pairs
from llmrec.behaviour.star_kernel import chosen
from llmrec.behaviour.stars import Kernel, Stars, learn

from .world import CIRCLES, NEW, SIZE, events, facts

FLAT = Kernel(c=0.2, q=0.0, v=0.0, g=0.0, t=0.0, s=0.8)
NOTHING = np.zeros((3, 1), np.float32)


def model(kernel: Kernel = FLAT) -> Stars:
    bias = np.array([0.0, 0.5, -0.5], np.float32)
    return Stars(3.5, bias, np.zeros((3, 1), np.float32), 1.0, 5.0, kernel)


def past(items: list[int], stars: list[float]) -> Past:
    return Past(np.array(items, np.int64), np.array(stars, np.float64))


def test_one_rating_above_the_average_lifts_all_by_its_share() -> None:
    told = model().tell(past([0], [4.5]), np.array([1, 2]), NOTHING, NOTHING)
    lift = 0.2 / (0.2 + 0.8) * (4.5 - 3.5)
    assert told.mean == pytest.approx([3.5 + 0.5 + lift, 3.5 - 0.5 + lift])
    left = 0.2 - 0.2**2 / (0.2 + 0.8) + 0.8
    assert told.deviation == pytest.approx([np.sqrt(left)] * 2)


def test_nobody_known_gets_the_average_and_all_of_the_doubt() -> None:
    told = model().tell(past([], []), np.array([1]), NOTHING, NOTHING)
    assert told.mean == pytest.approx([4.0])
    assert told.deviation == pytest.approx([1.0])


def test_events_without_stars_are_no_ratings() -> None:
    seen = model().tell(past([0, 1], [4.5, np.nan]), np.array([2]), NOTHING, NOTHING)
    told = model().tell(past([0], [4.5]), np.array([2]), NOTHING, NOTHING)
    assert seen.mean == pytest.approx(told.mean)


def test_a_mood_passes() -> None:
    moody = model(replace(FLAT, c=0.0, t=0.2, tau=2.0))
    lately = moody.tell(past([0, 1], [4.5, 4.0]), np.array([2]), NOTHING, NOTHING)
    long_ago = moody.tell(past([0, *[1] * 12], [4.5, *[4.0] * 12]), np.array([2]), NOTHING, NOTHING)
    assert lately.mean[0] > long_ago.mean[0] > 2.99


def test_stars_that_are_all_equal_teach_nothing() -> None:
    assert learn(Events.of(["a", "b"], [0, 1], [4, 4], [0, 1], 2)) is None
    assert learn(events(stars=False)) is None


def test_later_stars_are_foretold_better_than_by_the_average() -> None:
    early, late = events().cut(0.2)
    of = facts()
    found = learn(early)
    assert found is not None
    kernel = chosen(found, early, late, of.text, of.kinds)
    cases = pairs(early, late)
    best = replace(found, kernel=kernel)
    told = [best.tell(p, q.items, of.text, of.kinds).mean - q.stars for p, q in cases]
    plain = [found.mean + found.bias[q.items] - q.stars for _, q in cases]
    error, before = (np.sqrt(np.mean(np.concatenate(x) ** 2)) for x in (told, plain))
    assert error < 0.85 * before, "people's moods are learned from their own events"


def test_an_item_that_nobody_rated_is_told_of_with_more_doubt() -> None:
    of, found = facts(), learn(events())
    assert found is not None
    one = events().pasts[CIRCLES - 1]
    told = found.tell(one, np.array([SIZE - 2, NEW]), of.text, of.kinds)
    assert np.isfinite(told.mean).all()
    assert told.deviation[1] > 0.9 * told.deviation[0] > 0
