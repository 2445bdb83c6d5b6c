"""The figures of the constraints task, by hand-computed values, and what the task asks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from llmrec.evals.harness import constraint_metrics as m
from llmrec.evals.harness.contracts import Options
from llmrec.evals.tasks.constraints import TASK, load

from llmrec.types import Constraint, Interval, Profile, Recommendation, Recommended

Limit = tuple[str, str, Any]


def limit(field: str, op: Any, value: Any, hard: bool = True) -> Constraint:
    return Constraint(field=field, op=op, value=value, hard=hard)


def answer(*read: Constraint, items: str = "") -> Recommendation:
    listed = [
        Recommended(rank=n, id=i, title=i, score=0.5, rating=Interval(mean=4, low=3, high=5))
        for n, i in enumerate(items, 1)
    ]
    profile = Profile(constraints=list(read))
    return Recommendation(request_id="r", profile=profile, items=listed)


def label(*stated: Limit, fits: list[str] | None = None, **more: str) -> dict[str, Any]:
    keys = ("field", "op", "value")
    limits = [dict(zip(keys, x, strict=True)) for x in stated]
    return {"constraints": limits, "fits": fits, "part": "written", "language": "en", **more}


def same(a: list[Limit], b: list[Limit]) -> bool:
    def fold(limits: list[Limit]) -> set[m.Triple]:
        return m.triples(dict(zip(("field", "op", "value"), x, strict=True)) for x in limits)

    return fold(a) == fold(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([("brand", "eq", "Elm")], [("brand", "in", ["elm"])]),
        ([("radio", "has", "Wi-Fi")], [("radio", "in", ["Wi-Fi"])]),
        ([("radio", "lacks", "Wi-Fi")], [("radio", "not_in", ["Wi-Fi"])]),
        ([("brand", "not_in", ["A", "B"])], [("brand", "ne", "B"), ("brand", "ne", "A")]),
        ([("radio", "has", ["A", "B"])], [("radio", "has", "B"), ("radio", "has", "A")]),
        ([("plan", "ne", True)], [("plan", "eq", False)]),
        ([("plan", "eq", "no")], [("plan", "eq", False)]),
        ([("price", "eq", 0)], [("price", "le", 0.0)]),
        ([("price", "lt", 50)], [("price", "lt", 50.0)]),
        ([("made", "ge", "2024")], [("made", "ge", "2024-01-01")]),
        ([("made", "gt", "2023-12-31")], [("made", "ge", "2024-01-01")]),
        ([("made", "le", "2024-12")], [("made", "lt", "2025")]),
        ([("made", "eq", "2024-02")], [("made", "ge", "2024-02"), ("made", "lt", "2024-03-01")]),
        ([("level", "eq", "mid"), ("level", "ne", "low")], [("level", "eq", "mid")]),
    ],
)
def test_forms_that_mean_the_same(a: list[Limit], b: list[Limit]) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([("price", "lt", 50)], [("price", "le", 50)]),
        ([("price", "le", 49.99)], [("price", "le", 50)]),
        ([("brand", "in", ["A", "B"])], [("brand", "eq", "A")]),
        ([("brand", "ne", "A")], [("brand", "eq", "A")]),
        ([("plan", "eq", True)], [("plan", "eq", False)]),
        ([("made", "gt", "2024-01-01")], [("made", "ge", "2024-01-01")]),
        ([("radio", "in", ["A", "B"])], [("radio", "has", ["A", "B"])]),
        ([("radio", "has", "A"), ("radio", "lacks", "B")], [("radio", "has", "A")]),
    ],
)
def test_forms_that_do_not(a: list[Limit], b: list[Limit]) -> None:
    assert not same(a, b)


def test_precision_recall_and_f1_over_all_requests_together() -> None:
    """Read 3 of which 2 were stated; stated 4: P 2/3, R 2/4, F1 4/7."""
    answered = [
        (
            answer(limit("price", "lt", 50), limit("brand", "eq", "Elm")),
            label(("price", "lt", 50), ("rating", "ge", 4)),
        ),
        (answer(limit("plan", "eq", False)), label(("plan", "eq", False), ("price", "le", 9))),
        (answer(), label()),
    ]
    many = [m.seen(*one) for one in answered]
    assert m.precision(many) == pytest.approx(2 / 3)
    assert m.recall(many) == pytest.approx(1 / 2)
    assert m.f1(many) == pytest.approx(4 / 7)
    assert [m.exact(a, b) for a, b in answered] == [0, 0, 1]


def test_a_soft_limit_is_not_a_limit() -> None:
    soft = answer(limit("price", "lt", 50, hard=False))
    assert m.exact(soft, label()) == 1
    assert m.recall([m.seen(soft, label(("price", "lt", 50)))]) == 0
    assert m.precision([m.seen(soft, label())]) is None


def test_a_broken_list_is_seen_whatever_the_answer_says_it_read() -> None:
    """`b` does not fit: the answer is wrong though its own limits are kept."""
    stated = label(("price", "lt", 50), fits=["a", "c"])
    assert m.broken_items(answer(items="abcb"), stated) == 0.5
    assert m.broken_list(answer(items="abcb"), stated) == 1
    assert m.broken_list(answer(items="ca"), stated) == 0
    assert m.broken_list(answer(), stated) is None
    assert m.broken_list(answer(items="b"), label()) is None


def test_a_limit_on_a_field_that_nobody_limited() -> None:
    stated = label(("price", "lt", 50))
    assert m.over(answer(limit("price", "le", 60)), stated) == 0
    assert m.over(answer(limit("price", "lt", 50), limit("brand", "eq", "Elm")), stated) == 1
    assert m.over(answer(limit("brand", "eq", "Elm", hard=False)), label()) == 0


def test_empty_where_something_fits_and_full_where_nothing_does() -> None:
    some, none = label(("a", "eq", "x"), fits=["a"]), label(("a", "eq", "x"), fits=[])
    assert m.under_answered(answer(), some) == 1
    assert m.under_answered(answer(), label()) == 1
    assert m.under_answered(answer(items="a"), some) == 0
    assert m.under_answered(answer(), none) is None
    assert m.over_answered(answer(items="a"), none) == 1
    assert m.over_answered(answer(), none) == 0
    assert m.over_answered(answer(), some) is None


def test_figures_by_language() -> None:
    right = (answer(limit("price", "lt", 50)), label(("price", "lt", 50), language="en"))
    wrong = (answer(), label(("price", "lt", 50), language="zh"))
    table = m.breakdown([right, wrong, right], "language")
    assert (table["en"]["n"], table["en"]["F1"]) == (2, 1.0)
    assert (table["zh"]["n"], table["zh"]["F1"]) == (1, 0.0)
    assert m.where("language", "zh")([m.seen(*right), m.seen(*wrong)]) == 0


def test_the_task_asks_over_500_and_gives_no_label_away() -> None:
    loaded = load(Options())
    assert len(loaded.samples) >= 500
    assert {s.id for s in loaded.samples} == set(loaded.labels)
    assert not loaded.training.items
    for s in loaded.samples:
        assert s.request.model_fields_set == {"text", "catalogue", "k", "explain"}


def test_a_small_sample_holds_every_part_language_and_kind() -> None:
    loaded = load(Options(limit=TASK.few, seed=3))
    labels = list(loaded.labels.values())
    assert len(labels) == TASK.few == 100
    shares = Counter((x["part"], x["catalogue"], x["language"]) for x in labels)
    assert set(shares.values()) <= {12, 13}
    assert len({x["kind"] for x in labels}) == 10
    again = load(Options(limit=TASK.few, seed=3))
    assert [s.id for s in again.samples] == [s.id for s in loaded.samples]
    other = load(Options(limit=TASK.few, seed=4))
    assert [s.id for s in other.samples] != [s.id for s in loaded.samples]


def test_requests_of_a_template_are_one_cluster_and_written_ones_their_own() -> None:
    loaded = load(Options())
    clusters = Counter(s.cluster for s in loaded.samples)
    by_hand = [s for s in loaded.samples if loaded.labels[s.id]["part"] == "written"]
    assert all(clusters[s.cluster] == 1 for s in by_hand)
    assert max(clusters.values()) > 5


def test_its_systems_can_be_made() -> None:
    from llmrec.evals.systems.registry import known

    assert all(known(name) for name in (*TASK.systems, *TASK.costly))
