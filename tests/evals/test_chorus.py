"""The loader, on a set of the same form that is made up here."""

from __future__ import annotations

import pytest

pytest.importorskip("scipy")

from llmrec.evals import chorus
from llmrec.evals.pools import fused, mean_ranks
from llmrec.evals.report import Query, compare

from llmrec.errors import ConfigError
from llmrec.settings import settings


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "sets" / "chorus-electronics"
    folder.mkdir(parents=True)
    rows = ["lamp,1,3", "lamp,2,0", "lamp,3,1", "cable,2,3", "cable,3,3"]
    text = "\n".join(["query,docid,rating", *rows]) + "\n"
    (folder / "Broad_Query_Set_rated.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("LLMREC_DATA", str(folder.parent))
    settings.cache_clear()


def test_without_the_folder_it_says_what_to_set():
    with pytest.raises(ConfigError) as e:
        chorus.judged()
    assert "LLMREC_DATA" in e.value.remedy


def test_queries_with_their_pools(data):
    lamp, cable = chorus.judged()
    assert lamp == chorus.Judged("lamp", {"1": 3, "2": 0, "3": 1})
    assert lamp.graded
    assert not cable.graded


def test_a_request_holds_the_pool_and_no_grade(data):
    lamp = chorus.judged()[0]
    asked = chorus.request(lamp)
    assert sorted(asked.among) == ["1", "2", "3"]
    assert asked.among == chorus.request(lamp).among
    line = chorus.request_line(lamp)
    assert set(line) == {"id", "text", "among", "k", "explain"}
    other = chorus.Judged("lamp", {"1": 0, "2": 3, "3": 3})
    assert chorus.request(other) == asked, "the grades must not show in the request"


def test_fusion_by_hand():
    import numpy as np

    scores = np.array([3.0, 1.0, 1.0])
    assert mean_ranks(scores).tolist() == [1.0, 2.5, 2.5]
    both = fused(scores, np.array([1.0, 2.0, 3.0]))
    assert both.tolist() == pytest.approx([1 / 61 + 1 / 63, 1 / 62.5 + 1 / 62, 1 / 62.5 + 1 / 61])


def test_comparison_leaves_out_pools_without_an_order():
    good, bad = [2.0, 1.0], [1.0, 2.0]
    queries = [
        Query("a", [3, 0], {"BM25": bad, "dense": good, "rank fusion": bad, "ours": good}),
        Query("b", [3, 3], {"BM25": bad, "dense": good, "rank fusion": bad, "ours": good}),
    ]
    found = compare(queries)
    assert found.queries == ["a"]
    assert found.best_single == "dense"
    assert found.rows[-1].over is not None
    assert found.rows[-1].over.mean == 0
    assert found.less("ours", "BM25").mean > 0
