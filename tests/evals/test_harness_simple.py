"""The two floors: what chance gives by reckoning, and items by how many people took them."""

from __future__ import annotations

from math import log2
from statistics import fmean

import pytest
from llmrec.evals.harness.contracts import Entry, Interaction, Training
from llmrec.evals.systems.simple import Chance, Popularity

from llmrec.types import Request

ITEMS = [f"i{n}" for n in range(20)]
TAKEN = {"i3": 5, "i7": 9, "i1": 2}
TRAINING = Training(
    items=[Entry(i, f"Item {i}") for i in ITEMS],
    events=[Interaction(f"u{n}", i, 4.0) for i, count in TAKEN.items() for n in range(count)],
    tuning=[Interaction("u99", "i1", 1.0)],
)


@pytest.fixture(params=[Chance, Popularity])
def system(request):
    made = request.param()
    made.fit(TRAINING)
    return made


def ids(answer) -> list[str]:
    return [item.id for item in answer.items]


def test_chance_is_what_chance_must_be():
    """E[NDCG@10] of one right item among 20 is the mean of 1 / log2(1 + rank) over its ranks."""
    chance = Chance()
    chance.fit(TRAINING)
    asked = [Request(text=f"request {n}", among=ITEMS) for n in range(2000)]
    ranks = [ids(chance.answer(one)).index("i4") + 1 for one in asked]
    found = fmean(1 / log2(1 + rank) if rank <= 10 else 0.0 for rank in ranks)
    expected = sum(1 / log2(1 + rank) for rank in range(1, 11)) / 20
    assert expected == pytest.approx(0.2272, abs=1e-4)
    assert found == pytest.approx(expected, abs=0.02)


def test_chance_answers_the_same_request_alike_and_follows_the_seed():
    one, same, other = Chance(1), Chance(1), Chance(2)
    for chance in (one, same, other):
        chance.fit(TRAINING)
    asked = Request(text="anything", k=20)
    assert one.answer(asked) == same.answer(asked)
    assert ids(one.answer(asked)) != ids(other.answer(asked))


def test_popularity_counts_people():
    popularity = Popularity()
    popularity.fit(TRAINING)
    answer = popularity.answer(Request(text="anything", k=3))
    assert ids(answer) == ["i7", "i3", "i1"]
    assert [item.score for item in answer.items] == [9 / 10, 5 / 10, 3 / 10]
    assert answer.items[2].rating.mean == pytest.approx((4 + 4 + 1) / 3)


def test_popularity_favours_no_order_of_the_candidates():
    popularity = Popularity()
    popularity.fit(TRAINING)
    forth = popularity.answer(Request(text="x", among=ITEMS))
    back = popularity.answer(Request(text="x", among=ITEMS[::-1]))
    assert ids(forth) == ids(back)


def test_candidates_come_back_once_each(system):
    answer = system.answer(Request(text="x", among=[*ITEMS[:5], "i0", "unseen"], k=2))
    assert sorted(ids(answer)) == ["i0", "i1", "i2", "i3", "i4", "unseen"]
    assert [item.rank for item in answer.items] == [1, 2, 3, 4, 5, 6]


def test_what_was_seen_or_left_out_does_not_come_back(system):
    answer = system.answer(Request(text="x", k=20, history=["i7"], exclude=["i3"]))
    assert sorted(ids(answer)) == sorted(set(ITEMS) - {"i7", "i3"})


def test_nothing_known_is_an_empty_list(system):
    system.fit(Training())
    assert ids(system.answer(Request(text="x"))) == []
