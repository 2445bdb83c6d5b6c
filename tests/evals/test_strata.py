"""A few of many in equal shares."""

from __future__ import annotations

from collections import Counter

from llmrec.evals.harness.strata import stratified

MANY = [(place, colour, n) for n in range(10) for place in "ab" for colour in ("red", "blue")]
KEYS = (lambda one: one[0], lambda one: one[1])


def test_strata_have_equal_shares_and_keep_their_order():
    few = stratified(MANY, KEYS, 8, seed=0)
    assert set(Counter((place, colour) for place, colour, _ in few).values()) == {2}
    assert few == [one for one in MANY if one in few]


def test_a_small_stratum_gives_all_it_has_and_the_others_the_rest():
    lone = [*MANY, ("c", "red", 0)]
    few = stratified(lone, KEYS[:1], 21, seed=0)
    assert Counter(place for place, *_ in few) == {"a": 10, "b": 10, "c": 1}


def test_the_seed_draws_and_more_hold_fewer():
    assert stratified(MANY, KEYS, 8, seed=0) == stratified(MANY, KEYS, 8, seed=0)
    assert stratified(MANY, KEYS, 8, seed=0) != stratified(MANY, KEYS, 8, seed=1)
    assert set(stratified(MANY, KEYS, 8, seed=0)) < set(stratified(MANY, KEYS, 12, seed=0))
