"""What is left of a scorer when parts of it are left out: shapes, sizes, the order of things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")

from llmrec.evals import bench_scorer
from llmrec.evals.bench_scorer_measure import AS_IT_IS, quality
from llmrec.evals.bench_scorer_prune import VARIANTS, Scorer, largest, need_head, variants
from llmrec.evals.bench_scorer_sets import Person, Set

from llmrec.behaviour import Facts
from llmrec.catalog.catalogue import Catalogue
from llmrec.score.training import train
from tests.behaviour.world import events
from tests.doubles import build, data_folder, few, forget_indexes

SIZE = 40


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Set]:
    folder = tmp_path_factory.mktemp("shop")
    with data_folder(folder):
        catalogue = build(folder, "shop", few("smart-home", SIZE))
        ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
        found = train(events(60), Facts.of(catalogue), ordinals)
        behaviour = replace(found.behaviour, head=found.head.tensors())
        yield Set(catalogue, behaviour, [person(catalogue, n) for n in range(10)])
    forget_indexes(folder)


def person(catalogue: Catalogue, n: int) -> Person:
    """Takes what is of the same half, as people of the small world do."""
    past = events(60).pasts[n]
    items = np.setdiff1d(np.arange(SIZE), past.items)
    half = int(past.items[0] >= SIZE // 2)
    return Person([], past, items, (items >= SIZE // 2) == half)


@pytest.fixture(scope="module")
def found(learned: Set) -> dict[str, Scorer]:
    signals = bench_scorer.signals(learned)
    head = need_head(learned.behaviour)
    return variants(learned.behaviour, head, signals, learned.catalogue)


def test_every_variant_scores_and_what_is_left_out_saves_bytes(
    learned: Set, found: dict[str, Scorer]
) -> None:
    assert found.keys() == VARIANTS.keys()
    for name, one in found.items():
        signals = one.behaviour.signals(learned.people[0].past, np.arange(SIZE))
        assert np.isfinite(one.head(signals)).all(), name
        has_as_many = name in (AS_IT_IS, "50 neighbours", "20 neighbours")  # the world is small
        assert has_as_many or one.size < found[AS_IT_IS].size, name
    assert found["int8"].size < 0.5 * found[AS_IT_IS].size
    assert found["2 experts"].head.a.shape[0] == 2
    assert found["8 hidden"].head.v.shape[1] == 8
    assert found["width 32"].behaviour.sequence.unit.shape[1] == 32
    assert found["1 head of attention"].behaviour.sequence.heads == 1


def test_quality_is_told_of_the_same_people_and_against_the_scorer_as_it_is(
    learned: Set, found: dict[str, Scorer]
) -> None:
    of = quality(found, learned.people)
    assert of[AS_IT_IS]["NDCG@10"]["mean"] > 0.9
    assert of[AS_IT_IS]["difference"] == {"mean": 0.0, "low": 0.0, "high": 0.0, "n": 10}
    assert of[AS_IT_IS]["logits off"] == 0
    assert 0 < of["int8"]["logits off"] < 0.5
    assert of["int8"]["difference"]["mean"] == pytest.approx(0, abs=0.05)


def test_the_mean_of_what_is_said_stays(learned: Set, found: dict[str, Scorer]) -> None:
    signals = bench_scorer.signals(learned)
    means = [found[name].head(signals).mean(0) for name in (AS_IT_IS, "1 expert", "8 hidden")]
    assert means[1] == pytest.approx(means[0], abs=1e-6)
    assert means[2] == pytest.approx(means[0], abs=1e-6)


def test_the_largest_stand_in_their_order() -> None:
    assert largest(np.array([1.0, 5.0, 3.0, 5.0]), 3).tolist() == [1, 2, 3]
