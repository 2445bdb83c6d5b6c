"""Ablations: what is left out is gone, the rest is learned alike, and differences are paired."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("torch")

from llmrec.evals import ablation_base, ablation_chorus, ablation_measure, ablation_show
from llmrec.evals.ablation_measure import Errors, rmse
from llmrec.evals.ablation_talks import Talk, hits
from llmrec.evals.ablation_variants import ALL, Variant, masked, of_signals, of_words, one_by_one
from llmrec.evals.bench_scorer_sets import Person
from llmrec.evals.harness.contracts import Entry, Interaction, Training
from llmrec.evals.learning import Plan

from llmrec.behaviour import SIGNALS, Facts
from llmrec.catalog.catalogue import Catalogue
from llmrec.score import INPUTS, NAMES
from llmrec.score.head import EXPERTS, HIDDEN, TASKS, Head
from llmrec.score.head_training import Which
from llmrec.score.training import train
from tests.behaviour.world import events
from tests.doubles import build, data_folder, few, forget_indexes

SIZE = 40
PEOPLE = 60


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("shop")
    with data_folder(folder):
        yield build(folder, "shop", few("smart-home", SIZE))
    forget_indexes(folder)


@pytest.fixture(scope="module")
def base(
    catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ablation_base.Base]:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMREC_CACHE_DIR", str(folder))
        with data_folder(folder):
            yield ablation_base.base(training(catalogue), catalogue)


def training(catalogue: Catalogue) -> Training:
    """The small world's events as an eval gives them."""
    ids, whole = catalogue.ids, events(PEOPLE)
    rows = [
        Interaction(f"{name:03}", ids[item], None if np.isnan(star) else float(star), float(n))
        for name, past in zip(whole.names, whole.pasts, strict=True)
        for n, (item, star) in enumerate(zip(past.items, past.stars, strict=True))
    ]
    return Training([Entry(i, i) for i in ids], rows)


# --- what is left out -----------------------------------------------------------------------


def test_every_signal_and_every_feature_is_left_out_once() -> None:
    assert [v.without for v in of_signals(stars=False) if len(v.without) == 1] == [
        (name,) for name in SIGNALS
    ]
    words = of_words()
    assert [v.without for v in words if len(v.without) == 1] == [(n,) for n in (*SIGNALS, *NAMES)]
    behaviour, text = (next(v for v in words if v.name == f"no {n}") for n in ("behaviour", "text"))
    assert sorted((*behaviour.without, *text.without)) == sorted(INPUTS), "each is one or the other"


def test_without_stars_there_is_one_task() -> None:
    def tasks(stars: bool) -> set[Which]:
        return {v.which for v in of_signals(stars)}

    assert tasks(stars=False) == {Which()}
    assert {Which(), Which(stars=False), Which(relevance=False)} < tasks(stars=True)
    names = {v.name for v in of_signals(stars=True)}
    assert all(v.against in names for v in of_signals(stars=True))


def test_what_is_left_out_is_nothing_and_the_rest_stays() -> None:
    x = np.ones((2, 3))
    assert masked(x, ["a", "b", "c"], ["b"]).tolist() == [[1, 0, 1]] * 2
    assert x.all(), "what it was made of is as it was"


def test_a_head_without_a_signal_does_not_look_at_it(base: ablation_base.Base) -> None:
    cases, (without,) = base.cases(), one_by_one(["sequence"])
    heads = ablation_measure.heads(cases, [Variant(ALL), without], lambda _: None)
    other = cases[0].signals.copy()
    other[:, list(SIGNALS).index("sequence")] += 3
    same = [heads[n](other)[:, 0] - heads[n](cases[0].signals)[:, 0] for n in (ALL, without.name)]
    assert np.abs(same[0]).max() > 0.1
    assert same[1] == pytest.approx(0, abs=1e-9)


# --- what all stand on ----------------------------------------------------------------------


def test_the_base_is_what_train_learns(base: ablation_base.Base, catalogue: Catalogue) -> None:
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    learned = train(events(PEOPLE), Facts.of(catalogue), ordinals)
    past, every = events(PEOPLE).pasts[0], np.arange(SIZE)
    expected = learned.behaviour.signals(past, every)
    assert base.whole.signals(past, every) == pytest.approx(expected, abs=1e-5)
    (head,) = ablation_measure.heads(base.cases(), [Variant(ALL)], lambda _: None).values()
    assert head(expected) == pytest.approx(learned.head(expected), abs=1e-4)


def test_the_base_is_learned_once(
    catalogue: Catalogue, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMREC_CACHE_DIR", str(tmp_path))
    with data_folder(tmp_path):
        ablation_base.base(training(catalogue), catalogue)
        assert list(tmp_path.rglob("ablation-*.safetensors")), "in the evals' cache"
        monkeypatch.setattr(ablation_base, "_learn", lambda *_: pytest.fail("it was kept"))
        ablation_base.base(training(catalogue), catalogue)


# --- figures --------------------------------------------------------------------------------


def test_people_are_scored_alike_and_differences_are_theirs(base: ablation_base.Base) -> None:
    people = [person(base, n) for n in range(12)]
    variants = [v for v in of_signals(stars=True) if v.name in (ALL, "stars alone", "no behaviour")]
    heads = ablation_measure.heads(base.cases(), variants, lambda _: None)
    found = ablation_measure.measure(base.whole, heads, variants, people)
    told = ablation_measure.figures(found, variants)
    assert told[ALL]["NDCG@10"]["mean"] > 0.9, "people of the small world take what is of a half"
    assert told[ALL]["NDCG@10 less"] == {"mean": 0, "low": 0, "high": 0, "n": 12}
    assert told["no behaviour"]["NDCG@10 less"]["high"] < 0
    assert told["stars alone"]["RMSE"]["n"] == 12


def person(base: ablation_base.Base, n: int) -> Person:
    past = events(PEOPLE).pasts[n]
    items = np.setdiff1d(np.arange(SIZE), past.items)
    half = int(past.items[0] >= SIZE // 2)
    later = past._replace(items=items, stars=np.full(len(items), 4.0))
    return Person([], past, items, (items >= SIZE // 2) == half, later)


def test_rmse_is_over_all_stars_and_its_interval_is_by_person() -> None:
    """Three stars that are 1 off and one that is 3 off: sqrt(12 / 4)."""
    one, other = [Errors(3.0, 3), Errors(9.0, 1)], [Errors(0.0, 3), Errors(4.0, 1)]
    found = rmse(one)
    assert found["mean"] == pytest.approx(np.sqrt(3), abs=1e-5)
    assert (found["low"], found["high"], found["n"]) == (1.0, 3.0, 2)
    assert rmse(one, other)["mean"] == pytest.approx(np.sqrt(3) - 1, abs=1e-5)
    assert rmse(one, one) == {"mean": 0, "low": 0, "high": 0, "n": 2}


def test_a_talk_is_a_hit_when_what_was_named_is_among_the_first() -> None:
    inputs = np.zeros((12, len(INPUTS)))
    inputs[:, 0] = -np.arange(12)
    talks = [Talk("d", np.arange(100, 112), inputs, wanted) for wanted in (101, 110, 5)]
    assert hits(by_first_input(), talks) == [1, 0, 0]
    inputs[:, 1] = 10 * np.arange(12)
    assert hits(by_first_input(), talks, ["sequence"]) == [0, 1, 0]


def by_first_input() -> Head:
    """Ranks by the first of its inputs and a little by the second."""
    k, n, tasks = np.zeros((3, len(INPUTS))), len(INPUTS), len(TASKS)
    k[0, :2] = 1.0, 0.01
    experts = {
        "a": np.zeros((EXPERTS, HIDDEN, n)),
        "a0": np.zeros((EXPERTS, HIDDEN)),
        "g": np.zeros((tasks, EXPERTS, n)),
        "g0": np.zeros((tasks, EXPERTS)),
        "v": np.zeros((tasks, HIDDEN)),
    }
    slope = np.array([1.0, 0.0])
    return Head(np.zeros(n), np.full(n, 100.0), **experts, k=k, c=np.zeros(tasks), slope=slope)


def test_of_words_each_recipe_does_without_a_feature_once() -> None:
    recipes = ablation_chorus.less(Plan(), ("dense",)).recipes
    assert recipes
    assert all("dense" in recipe.leave_out for recipe in recipes)
    assert len(recipes) == len(Plan().recipes)


def test_the_table_and_the_plot_show_what_differs(tmp_path: Any) -> None:
    def figure(mean: float, half: float) -> dict[str, float]:
        return {"mean": mean, "low": mean - half, "high": mean + half, "n": 9}

    variants = {
        name: {"against": ALL, "NDCG@10": figure(0.5, 0.1), "NDCG@10 less": figure(less, 0.02)}
        for name, less in ((ALL, 0.0), ("no text", -0.1), ("without taken", 0.01))
    }
    made = ablation_show.table("shop", {"told": "9 people", "variants": variants})
    told = SimpleNamespace(**{c.header.split()[-1]: list(c.cells) for c in made.columns})
    assert told.of == ["", "-0.1000 [-0.1200, -0.0800]*", "+0.0100 [-0.0100, +0.0300] "]
    assert list(ablation_show.differences(variants, "NDCG@10")) == ["no text", "without taken"]
    assert ablation_show.differences(variants, "RMSE") == {}
    pytest.importorskip("matplotlib")
    assert ablation_show.plot({"shop": {"variants": variants}}, tmp_path / "a.png")
    assert not ablation_show.plot({}, tmp_path / "none.png")
