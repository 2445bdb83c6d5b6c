"""All tasks at a glance, what was published beside it, and where llmrec is behind, in words."""

from __future__ import annotations

from typing import Any

import pytest
from llmrec.evals.harness import overview, published
from llmrec.evals.harness.contracts import Metric, Task
from llmrec.evals.harness.published import Published
from llmrec.evals.harness.tables import tables
from llmrec.evals.tasks import registry


def figure(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "n": 50, "failed": 0}


def system(value: float, low: float, high: float) -> dict[str, Any]:
    of = {"NDCG@10": figure(value, low, high)}
    return {"n": 50, "planned": 50, "failed": 0, "errors": {}, "flaws": {}, "metrics": of}


def difference(less: str, value: float, low: float, high: float) -> dict[str, Any]:
    named = {"metric": "NDCG@10", "system": "llmrec", "less": less}
    return named | {"value": value, "low": low, "high": high, "n": 50}


TASK = Task("t", "T", "", "", "", lambda _: None, (Metric("NDCG@10"),), ())  # type: ignore[arg-type,return-value]
FOUND = {
    "task": "t",
    "version": "v",
    "systems": {
        "chance": system(0.2, 0.1, 0.3),
        "popularity": system(0.5, 0.4, 0.6),
        "bpr": system(0.6, 0.5, 0.7),
        "sasrec": system(0.7, 0.65, 0.75),
        "llmrec-fast": system(0.3, 0.2, 0.4),
        "llmrec-no-judge": system(0.9, 0.9, 0.9),
        "llmrec": system(0.55, 0.5, 0.62),
    },
    "differences": [
        difference("sasrec", -0.15, -0.2, -0.1),
        difference("bpr", -0.05, -0.1, 0.02),
        difference("popularity", 0.05, 0.01, 0.1),
    ],
    "thresholds": [],
}
TOLD = [
    Published(task="t", system="GPT", figures={"NDCG@10": 0.6}, source="a", protocol="b"),
    Published(task="t", system="Big", figures={"NDCG@10": 0.8}, source="a", protocol="b"),
]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "everything", lambda: tuple(TOLD))


def test_a_row_a_task(told: None) -> None:
    (row,) = overview.glance([(TASK, FOUND)]).rows
    assert row == [
        "t",
        "NDCG@10 ↑",
        "0.500 [0.400, 0.600] popularity",
        "0.700 [0.650, 0.750] sasrec",
        "0.300 [0.200, 0.400]",
        "0.550 [0.500, 0.620]",
        "0.600 GPT; 0.800 Big",
        "50",
    ]


def test_where_it_is_behind_by_more_than_the_interval(told: None) -> None:
    assert overview.losses([(TASK, FOUND)]) == [
        "t: llmrec is behind sasrec in NDCG@10, -0.150 [-0.200, -0.100] (n 50)",
        "t: llmrec-fast is behind GPT as published in NDCG@10, 0.300 [0.200, 0.400] against 0.600",
        "t: llmrec-fast is behind Big as published in NDCG@10, 0.300 [0.200, 0.400] against 0.800",
        "t: llmrec is behind Big as published in NDCG@10, 0.550 [0.500, 0.620] against 0.800",
    ]


def test_where_less_is_better_more_is_behind(told: None) -> None:
    lower = Task("t", "T", "", "", "", lambda _: None, (Metric("NDCG@10", better="lower"),), ())  # type: ignore[arg-type,return-value]
    assert [line.split(" in ")[0] for line in overview.losses([(lower, FOUND)])] == [
        "t: llmrec is behind popularity"
    ]


def test_published_rows_stand_below_ours(told: None) -> None:
    (table,) = [t for t in tables(TASK, FOUND) if t.title == "T"]
    assert table.rows[-2] == ["GPT (published)", "0.600", "–", "–"]


def test_every_published_figure_is_of_a_task_and_a_metric_and_has_a_source() -> None:
    known = published.everything()
    assert {"next-item", "conversation", "ratings-100k"} <= {one.task for one in known}
    for one in known:
        metrics = {metric.name for metric in registry.get(one.task).metrics}
        assert one.figures and set(one.figures) <= metrics
        assert one.source and one.protocol
