"""Queries over judged pools: what is measured, by hand, and which weights may answer."""

from __future__ import annotations

import json

import numpy as np
import pytest
from doubles import build, context, few

pytest.importorskip("scipy")
pytest.importorskip("sklearn")

from llmrec.evals.datasets import chorus_folds
from llmrec.evals.harness import retrieval_metrics as metrics
from llmrec.evals.harness.contracts import Options, Training
from llmrec.evals.systems import llmrec_systems
from llmrec.evals.systems import registry as systems
from llmrec.evals.systems.llmrec_systems import LLMRec
from llmrec.evals.tasks import queries, registry

from llmrec.errors import ConfigError
from llmrec.score import NAMES, Linear, Weights
from llmrec.settings import settings
from llmrec.types import (
    Candidate,
    Interval,
    Judgement,
    Profile,
    Recommendation,
    Recommended,
    Request,
    SourceScore,
)

from .harness_task import Echoes

STARS = Interval(mean=3, low=2, high=4)


def answer(*ids: str, fit: float | None = None, scorer: str = "", score: float = 0.5):
    items = [
        Recommended(rank=n, id=i, title=i, score=score, rating=STARS) for n, i in enumerate(ids, 1)
    ]
    versions = {"scorer": scorer} if scorer else {}
    return Recommendation(
        request_id="r", profile=Profile(), items=items, fit=fit, versions=versions
    )


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "sets" / "chorus-electronics"
    folder.mkdir(parents=True)
    rows = [f"q{n},{d},{3 * (d == n % 3)}" for n in range(12) for d in range(3)]
    text = "\n".join(["query,docid,rating", *rows]) + "\n"
    (folder / "Broad_Query_Set_rated.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("LLMREC_DATA", str(folder.parent))
    settings.cache_clear()


def test_a_sample_is_a_query_with_its_pool_and_no_grade(data):
    loaded = queries.load(Options())
    assert len(loaded.samples) == 12
    sample = loaded.samples[0]
    assert sorted(sample.request.among or []) == ["0", "1", "2"]
    assert loaded.labels[sample.id]["grades"] == {"0": 3, "1": 0, "2": 0}
    assert "3" not in sample.request.model_dump_json(include={"text", "among"})


def test_a_system_that_echoes_the_order_of_the_pool_gains_nothing(data):
    """Grades follow the ids in this set and in no pool: the one that fits stands anywhere."""
    loaded, echo = queries.load(Options()), Echoes()
    places = []
    for sample in loaded.samples:
        grades = loaded.labels[sample.id]["grades"]
        ranked = echo.answer(sample.request).items
        places += [r.rank for r in ranked if grades[r.id] == 3]
    assert set(places) == {1, 2, 3}
    assert np.mean(places) == pytest.approx(2, abs=0.75)


def test_ndcg_and_reciprocal_rank_by_hand():
    label = {"grades": {"a": 0, "b": 3, "c": 1}}
    found = answer("a", "x", "b", "c")
    best = 7 / np.log2(2) + 1 / np.log2(3)
    assert metrics.judged_ndcg().each(found, label) == pytest.approx(
        (7 / np.log2(3) + 1 / np.log2(4)) / best
    )
    assert metrics.judged_mrr().each(found, label) == 1 / 2
    assert metrics.judged_ndcg().each(found, {"grades": {"a": 3, "b": 3}}) is None


def test_recall_and_reciprocal_rank_of_relevant_items():
    label = {"relevant": ["b", "z"]}
    assert metrics.recall_at(1).each(answer("a", "b"), label) == 0
    assert metrics.recall_at(5).each(answer("a", "b", "b"), label) == 1 / 2
    assert metrics.mrr().each(answer("a", "b"), label) == 1 / 2
    assert metrics.mrr().each(answer("a"), label) == 0


def fits(*pairs: tuple[float, bool]):
    return [(answer(fit=f), {"grades": {"a": 3 if good else 1}}) for f, good in pairs]


def test_how_well_it_is_known_that_nothing_fits():
    answered = fits((0.1, False), (0.2, False), (0.3, True), (0.4, False), (0.9, True))
    auc, kept = metrics.fit_auc().whole, metrics.abstention().whole
    # Of six pairs (fitting, not) five are in order: 0.3 stands below 0.4.
    assert auc(answered) == pytest.approx(5 / 6)
    # Up to 0.2 all are rightly called "nothing fits": two of the three.
    assert kept(answered) == pytest.approx(2 / 3)
    assert kept(fits((0.1, True), (0.2, False))) == 0
    assert kept(fits((0.1, True))) is None


@pytest.mark.parametrize(
    "label", [{"grades": {"a": 3, "b": 0}}, {"relevant": ["a"]}, "a"], ids=["grades", "ids", "one"]
)
def test_only_stated_probabilities_are_held_to_their_value(label):
    over = metrics.relevance_calibration().whole
    assert over([(answer("a", "b", score=0.7), label)]) is None, "a score that is none"
    assert over([]) is None
    stated = (answer("a", "b", score=0.7, scorer="s"), label)
    assert over([stated]) == pytest.approx(0.5), "of each of two bins: .3 and .7"
    assert over([stated] * 10) == pytest.approx(0.2), "bins of two items, one of them relevant"


def test_items_that_nobody_judged_are_left_out_and_others_are_not_relevant():
    found = answer("a", "x", score=0.7, scorer="s")
    assert metrics.stated_scores(found, {"grades": {"a": 3}}).tolist() == [[1.0, 0.7]]
    assert metrics.stated_scores(found, {"relevant": ["a"]}).tolist() == [[1.0, 0.7], [0.0, 0.7]]
    assert metrics.stated_scores(answer(scorer="s"), {"relevant": ["a"]}).shape == (0, 2)


@pytest.mark.parametrize("task", ["queries", "ranking", "next-item", "conversation-redial"])
def test_tasks_of_relevance_measure_how_sure_it_is(task):
    assert "relevance ECE" in [metric.name for metric in registry.get(task).metrics]


def test_a_scorer_that_saw_the_query_is_marked(data):
    label = queries.load(Options()).labels["q3"]
    each = queries.in_sample().each
    assert each is not None
    assert each(answer(scorer=label["unseen"]), label) == 0
    assert each(answer(scorer="chorus 2026-11-24"), label) == 1
    assert each(answer(), label) is None


def test_without_weights_by_fold_it_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr(llmrec_systems.Opened, "warm", lambda *_: None)
    with pytest.raises(ConfigError, match="fold"):
        LLMRec("llmrec-fast-folds").fit(Training())


def test_a_request_is_answered_by_weights_of_its_own_fold(data, monkeypatch):
    monkeypatch.setattr(llmrec_systems.Opened, "warm", lambda *_: None)
    folder = llmrec_systems.folds("fast")
    folder.mkdir(parents=True)
    for k in (0, 1):
        part = Linear(np.full(len(NAMES), float(k)), 0.0)
        Weights(part, part, f"fold {k}").save(folder / f"{k}.safetensors")
    (folder / "folds.json").write_text(json.dumps({"q1": 1, "q2": 0}), encoding="utf-8")
    system = LLMRec("llmrec-fast-folds")
    system.fit(Training())
    assert system.stages_of(Request(text="q1")).score.weights.version == "fold 1"
    with pytest.raises(ConfigError, match="not to have seen"):
        system.answer(Request(text="something else"))


def test_weights_by_fold_are_made_again_when_what_they_hang_on_changes(data, monkeypatch):
    made: list[str] = []
    monkeypatch.setattr(chorus_folds, "contexts", lambda fast: iter([None] * 12))
    monkeypatch.setattr(chorus_folds, "collect", lambda *_: None)
    monkeypatch.setattr(chorus_folds, "load_pools", lambda *_: [])
    monkeypatch.setattr(chorus_folds, "out_of_fold", lambda *_: made.append("trained"))
    monkeypatch.setattr(chorus_folds, "keep_folds", lambda _, folder: folder.mkdir(parents=True))
    monkeypatch.setattr(chorus_folds.Catalogue, "open", lambda *_: None)
    chorus_folds.make_fast()
    chorus_folds.make_fast()
    assert len(made) == 1, "they are there"
    monkeypatch.setattr(chorus_folds, "keep_folds", lambda *_: None)
    monkeypatch.setattr(chorus_folds, "NAMES", ("another feature",))
    chorus_folds.make_fast()
    assert len(made) == 2


def test_weights_by_fold_hang_on_the_code_that_learns_them(monkeypatch):
    before = chorus_folds._learner()
    assert before == chorus_folds._learner()
    monkeypatch.setattr(chorus_folds, "learning", chorus_folds.fitting)
    assert chorus_folds._learner() != before


def test_without_a_scorer_the_sources_are_fused_by_rank(tmp_path):
    def candidate(item: str, **ranks: int) -> Candidate:
        sources = {name: SourceScore(rank=r, score=1 / r) for name, r in ranks.items()}
        return Candidate(item=item, sources=sources)

    shop = context(build(tmp_path, "shop", few("smart-home", 3)))
    a, b, c = shop.catalogue.ids
    given = [candidate(c, dense=3, lexical=3), candidate(b, dense=2, lexical=2)]
    given.append(candidate(a, dense=1, lexical=1))
    sure = {c: Judgement(item=c, probability=0.99, form="yes_no")}
    found = llmrec_systems.NoScore()(given, sure, Profile(), shop)
    assert [s.candidate.item for s in found] == [a, b, c]
    assert found[0].relevance == 1
    alone = answer(scorer=llmrec_systems.NO_SCORER)
    assert queries.in_sample().each(alone, {"unseen": "fold 1"}) is None


def test_each_system_of_the_task_is_registered():
    for name in queries.TASK.systems:
        assert systems.make(name, None, Options()).name == name
