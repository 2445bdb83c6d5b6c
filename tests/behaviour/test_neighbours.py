"""Cosines of items that the same people took, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.behaviour import Events, Past
from llmrec.behaviour.neighbours import learn, recent

from .world import SIZE, circle, events


def past(*items: int) -> Past:
    return Past(np.array(items, np.int64), np.full(len(items), np.nan))


def test_two_people_three_items_by_hand() -> None:
    found = learn(Events.of(["u", "u", "v", "v"], [0, 1, 0, 2], [None] * 4, [0, 1, 0, 1], 4))
    w = 1 / np.log2(2 + 2)  # both have two events
    s01 = w / np.sqrt((2 + 5) * (1 + 5))
    assert found.scores(past(0), np.ones(1)) == pytest.approx([0, s01, s01, 0], abs=1e-7)
    both = found.scores(past(1, 2), np.array([1.0, 0.5]))
    assert both == pytest.approx([1.5 * s01, 0, 0, 0], abs=1e-7)


def test_what_one_person_takes_twice_counts_once() -> None:
    once = learn(Events.of(["u", "u"], [0, 1], [None] * 2, [0, 1], 2))
    twice = learn(Events.of(["u", "u", "u"], [0, 1, 1], [None] * 3, [0, 1, 2], 2))
    assert once.scores(past(0), np.ones(1)).tolist() == twice.scores(past(0), np.ones(1)).tolist()


def test_the_last_event_counts_most_and_the_oldest_a_tenth_at_least() -> None:
    weights = recent(past(*range(50)))
    assert weights[-1] == 1
    assert (np.diff(weights) >= 0).all()
    assert weights[0] == pytest.approx(0.1, abs=1e-3)


def test_items_of_one_circle_are_near() -> None:
    circles = learn(events()).circles
    cosines = circles @ circles.T
    same = np.array([[circle(a) == circle(b) for a in range(SIZE)] for b in range(SIZE)])
    inside = cosines[:-1, :-1][same[:-1, :-1]]
    assert inside.mean() > 0.3 > abs(cosines[:-1, :-1][~same[:-1, :-1]].mean())
    assert not circles[-1].any(), "nobody took the last one"


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_a_handful_of_items_is_enough(size: int) -> None:
    items = list(range(size))
    found = learn(Events.of(["u"] * size, items, [None] * size, items, size))
    assert np.isfinite(found.circles).all()
    assert len(found.circles) == size


def test_two_ways_of_weighing_are_looked_up_at_once() -> None:
    found = learn(events())
    past = Past(np.array([0, 1, 30, 1]), np.full(4, np.nan))
    ways = np.array([[1.0, 1.0, 1.0, 1.0], [0.1, 0.2, 0.3, 1.0]])
    both = found.scores(past, ways)
    for way, scores in zip(ways, both, strict=True):
        by_hand = np.zeros(SIZE)
        for item, weight in zip(past.items, way, strict=True):
            part = slice(found.starts[item], found.starts[item + 1])
            by_hand[found.items[part]] += weight * found.values[part]
        assert scores == pytest.approx(by_hand)
        assert np.array_equal(scores, found.scores(past, way))
    nobody = Past(np.zeros(0, np.int64), np.zeros(0))
    assert not found.scores(nobody, np.zeros((2, 0))).any()
