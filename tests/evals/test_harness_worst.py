"""Which samples a report shows first, and of which system."""

from __future__ import annotations

from dataclasses import replace

import pytest
from llmrec.evals.harness.contracts import Metric
from llmrec.evals.harness.log import Log
from llmrec.evals.harness.scoring import score
from llmrec.evals.harness.worst import by_badness, principal

from llmrec.types import Recommendation

from .conftest import Begin
from .harness_task import HERE, TASK, coverage, hit


@pytest.mark.parametrize(
    ("systems", "chosen"),
    [
        (["chance", "bm25"], "bm25"),
        (["chance", "llmrec-fast", "bm25"], "llmrec-fast"),
        (["llmrec-fast", "llmrec-full", "llmrec-no-judge"], "llmrec-full"),
        (["llmrec-fast", "llmrec", "llmrec-masked"], "llmrec"),
        (["llmrec-fast-folds", "llmrec-no-judge-folds", "llmrec-full-folds"], "llmrec-full-folds"),
        (["llmrec-fast-probed", "chance"], "llmrec-fast-probed"),
    ],
)
def test_the_system_that_is_looked_into(systems: list[str], chosen: str) -> None:
    assert principal(systems) == chosen


def test_failed_ones_first_then_by_the_first_metric(begin: Begin) -> None:
    """Popularity is wrong from the seventh on; what raises fails on the fourth."""
    run = begin("popularity", "Raises")
    run.go()
    scored = score(TASK, run.loaded, Log(run.folder))
    assert by_badness(scored, "popularity") == [f"s{n}" for n in (6, 7, 8, 9, 0, 1, 2, 3, 4, 5)]
    assert by_badness(scored, f"{HERE}:Raises")[0] == "s3"


def test_less_is_worse_only_where_more_is_better(begin: Begin) -> None:
    task = replace(TASK, metrics=(Metric("hit", hit, better="lower"),), thresholds=())
    run = begin("popularity")
    run.go()
    scored = score(task, run.loaded, Log(run.folder))
    assert by_badness(scored, "popularity")[0] == "s0"


def test_one_number_over_all_is_asked_of_each_cluster(begin: Begin) -> None:
    """Of each user: the share of its two samples that were right; u3 is the first with none."""

    def right(seen: list[float]) -> float:
        return sum(seen) / len(seen)

    def of(answer: Recommendation, label: dict[str, str]) -> float:
        return hit(answer, label)

    shared = Metric("right", over=right, of=of)
    task = replace(TASK, metrics=(shared, Metric("coverage", over=coverage)), thresholds=())
    run = begin("popularity")
    run.go()
    scored = score(task, run.loaded, Log(run.folder))
    assert by_badness(scored, "popularity") == [f"s{n}" for n in (6, 7, 8, 9, 0, 1, 2, 3, 4, 5)]
