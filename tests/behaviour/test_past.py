"""Events: by person, oldest first, cut where each person's later part begins."""

from __future__ import annotations

import numpy as np

from llmrec.behaviour import Events


def made() -> Events:
    return Events.of(
        ["b", "a", "a", "b", "a", "c"],
        [0, 1, 2, 3, 4, 5],
        [5, None, 3, 4, 1, 2],
        [2.0, 3.0, 1.0, 1.0, 2.0, None],
        size=7,
    )


def test_each_person_has_a_past_oldest_first() -> None:
    pasts = made().pasts
    assert [p.items.tolist() for p in pasts] == [[2, 4, 1], [3, 0], [5]]
    assert pasts[0].stars.tolist()[:2] == [3.0, 1.0]
    assert np.isnan(pasts[0].stars[2])
    assert pasts[0].rated.items.tolist() == [2, 4]
    assert pasts[0].ages().tolist() == [2, 1, 0]


def test_events_of_one_time_stay_as_they_were() -> None:
    same = Events.of(["a"] * 3, [2, 0, 1], [None] * 3, [None] * 3, 3)
    assert same.pasts[0].items.tolist() == [2, 0, 1]


def test_the_last_fifth_of_each_person_is_cut_off_but_one_of_two_at_the_least() -> None:
    early, late = made().cut(0.2)
    assert [p.items.tolist() for p in early.pasts] == [[2, 4], [3], [5]]
    assert [p.items.tolist() for p in late.pasts] == [[1], [0]]
    many = Events.of(["a"] * 10, range(10), [None] * 10, range(10), 10)
    assert many.cut(0.2)[1].items.tolist() == [8, 9]


def test_counts_are_by_item_of_the_catalogue() -> None:
    assert made().counts.tolist() == [1, 1, 1, 1, 1, 1, 0]


def test_no_events_are_events_too() -> None:
    none = Events.of([], [], [], [], 3)
    assert (len(none), none.pasts, none.counts.tolist()) == (0, [], [0, 0, 0])
    early, late = none.cut(0.2)
    assert len(early) == len(late) == 0
