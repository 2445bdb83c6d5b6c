"""Answers to figures, and which weights answer which query."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("scipy")

from llmrec.evals import queries
from llmrec.evals.chorus import Judged

from llmrec.errors import ConfigError
from llmrec.score import NAMES, Linear, Weights
from llmrec.types import Interval, Profile, Recommendation, Recommended, SourceScore


def answer(order: list[str], dense: list[float]) -> Recommendation:
    items = [
        Recommended(
            rank=n,
            id=i,
            title=i,
            score=0.5,
            rating=Interval(mean=3, low=2, high=4),
            sources={"dense": SourceScore(rank=1, score=s)},
        )
        for n, (i, s) in enumerate(zip(order, dense, strict=True), 1)
    ]
    return Recommendation(request_id="r", profile=Profile(), items=items)


def test_an_answer_is_scored_by_its_order_and_its_sources_by_their_scores():
    one = Judged("lamp", {"a": 0, "b": 3})
    found = queries.scores(one, answer(["b", "a"], [0.1, 0.9]), "llmrec")
    assert found.labels == [0, 3]
    assert found.scores["llmrec"] == [-1.0, 0.0]
    assert found.scores["dense"] == [0.9, 0.1]
    assert found.scores["BM25"][0] == found.scores["BM25"][1]


def test_the_whole_pool_is_scored_and_nothing_but_the_pool():
    one = Judged("lamp", {"a": 0, "b": 3, "c": 1})
    found = queries.scores(one, answer(["x", "b"], [0.9, 0.1]), "llmrec")
    assert found.labels == [0, 3, 1]
    a, b, c = found.scores["llmrec"]
    assert b > a == c
    assert found.scores["dense"] == [queries.LAST, 0.1, queries.LAST]


def test_errors_and_cut_lines_are_no_answers(tmp_path):
    good = {"id": "lamp", "recommendation": answer(["a"], [0.1]).model_dump(mode="json")}
    bad = {"id": "desk", "error": {"code": "model", "message": "gone"}}
    file = tmp_path / "answers.jsonl"
    file.write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n" + '{"id": "fan"', encoding="utf-8")
    assert list(queries.answered(file)) == ["lamp"]


def test_each_query_gets_the_weights_of_its_own_fold(tmp_path):
    for k in (0, 1):
        part = Linear(np.full(len(NAMES), float(k)), 0.0)
        Weights(part, part, f"fold {k}").save(tmp_path / f"{k}.safetensors")
    (tmp_path / "folds.json").write_text(json.dumps({"lamp": 1, "desk": 0}), encoding="utf-8")
    made = queries.stages_by_fold(tmp_path, best=5)
    assert made["lamp"].score.weights.version == "fold 1"
    assert made["desk"].score.weights.full.w[0] == 0
    assert made["lamp"].judge.config.best == 5


def test_without_folds_it_says_how_to_make_them(tmp_path):
    with pytest.raises(ConfigError) as e:
        queries.stages_by_fold(tmp_path, best=5)
    assert "train_scorer" in e.value.remedy
