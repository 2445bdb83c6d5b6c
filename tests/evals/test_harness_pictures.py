"""Pictures: that they show the numbers, and what is drawn for which labels."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from llmrec.evals.harness.contracts import Metric
from llmrec.evals.harness.pictures import binned, curves, held, kind
from llmrec.evals.harness.retrieval_metrics import relevance_calibration
from llmrec.evals.harness.svg import LEFT, RIGHT, WIDE, Bar, Plot, Scale, bars

from llmrec.types import Interval, Profile, Recommendation, Recommended


def test_bars_are_as_long_as_their_values() -> None:
    rows = [
        Bar("a", 0.5, 0.4, 0.6, "0.5", "floor"),
        Bar("b", 1.0, None, None, "1.0", "published"),
    ]
    drawn = str(bars("hits", rows, [("a", 0.5)]))
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)]
    room = WIDE - LEFT - RIGHT
    assert widths == [room / 2, room]
    assert drawn.count('class="whisker"') == 3, "the first has an interval with two ends"
    assert drawn.count('class="floor-line"') == 1


def test_a_negative_value_goes_the_other_way() -> None:
    drawn = str(
        bars(
            "gain", [Bar("a", -1.0, None, None, "", "ours"), Bar("b", 1.0, None, None, "", "ours")]
        )
    )
    (left, right) = re.findall(r'<rect class="bar ours" x="([\d.]+)"', drawn)
    assert float(left) == LEFT
    assert float(right) == LEFT + (WIDE - LEFT - RIGHT) / 2


def test_words_in_pictures_are_escaped() -> None:
    rows = [Bar("<script>", 1.0, None, None, "<b>", "ours")]
    drawn = str(bars("<i>", rows, [("<u>", 0.5)]))
    plot = Plot((0, 1), (0, 1), "<x>", "<y>")
    plot.dot(0.5, 0.5, 1, "same", "<t>")
    drawn += str(plot.captioned("<c>")[1])
    for word in ("<script>", "<b>", "<i>", "<u>", "<x>", "<y>", "<t>", "<c>"):
        assert word not in drawn
        assert word.replace("<", "&lt;").replace(">", "&gt;") in drawn


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.5, 1]),
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 31, [10, 20, 30]),
        (-2, 1, [-2, -1, 0, 1]),
        (0, 0, [0, 0.5, 1]),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert Scale(low, high, 0, 100).ticks() == ticks


def test_bins_are_equally_filled() -> None:
    said = [n / 20 for n in range(20)]
    was = [float(n >= 10) for n in range(20)]
    points = binned(said, was)
    assert points[0] == (0.025, 0.0)
    assert points[-1] == (pytest.approx(0.925), 1.0)
    assert len(points) == 10


def test_intervals_of_other_levels_are_the_stated_ones_made_wider() -> None:
    """Stated: 3 plus and minus 1.2816, which is a normal's 80%: of deviation one."""
    star = np.array([3.0, 3.6, 4.2, 5.0])
    rows = np.column_stack([star, np.full(4, 3.0), np.full(4, 3 - 1.2816), np.full(4, 3 + 1.2816)])
    assert held(rows, 0.8) == 0.75
    assert held(rows, 0.5) == 0.5, "within 0.674 of the mean"
    assert held(rows, 0.99) == 1.0, "within 2.576 of it"
    assert held(rows, 0.1) == 0.25


def test_what_sort_of_row_a_system_is() -> None:
    assert [kind(name) for name in ("chance", "popularity", "bm25", "llmrec-fast")] == [
        "floor",
        "floor",
        "other",
        "ours",
    ]


# --- what the labels allow ------------------------------------------------------------------


class Answers:
    """Stands for a scored log: labels, and the answers of one system."""

    def __init__(
        self, answered: list[tuple[Recommendation, Any]], metrics: tuple[Metric, ...]
    ) -> None:
        self.task = SimpleNamespace(metrics=metrics)
        self.labels = {str(n): label for n, (_, label) in enumerate(answered)}
        self._answered = {str(n): one for n, one in enumerate(answered)}

    def answered(self, system: str) -> dict[str, tuple[Recommendation, Any]]:
        return self._answered


def ranked(*ids: str, mean: float = 3.0) -> Recommendation:
    rating = Interval(mean=mean, low=mean - 1, high=mean + 1)
    items = [
        Recommended(rank=n, id=id_, title=id_, score=1 / n, rating=rating)
        for n, id_ in enumerate(ids, 1)
    ]
    versions = {"scorer": "1"}
    return Recommendation(request_id="", profile=Profile(), items=items, versions=versions)


def drawn(answered: list[tuple[Recommendation, Any]], *metrics: Metric) -> dict[str, str]:
    scored: Any = Answers(answered, metrics)
    return {p.title: "".join(svg for _, svg in p.drawings) for p in curves(scored, ["s"])}


def test_stars_have_two_curves() -> None:
    found = drawn([(ranked("a", mean=1 + n / 5), {"ratings": {"a": 3.0}}) for n in range(20)])
    assert list(found) == ["Stars foretold and given", "What the intervals hold"]
    assert all(svg.count('class="curve"') == 1 for svg in found.values())


def test_scores_are_drawn_against_the_share_that_is_relevant() -> None:
    for label in ({"grades": {"a": 3, "b": 0}}, {"relevant": ["a"]}, "a"):
        answered = [(ranked("a", "b"), label) for _ in range(10)]
        found = drawn(answered, relevance_calibration())
        assert list(found) == ["Scores as probabilities"]
        assert found["Scores as probabilities"].count('class="dot"') == 10
        assert drawn(answered) == {}, "of a task that does not measure it"


def test_places_in_three_catalogues_are_two_plots_of_moves() -> None:
    """The item stands second, then first with hostile text, and second with harmless text."""
    told = {"pair": "p", "item": "x"}
    found = drawn(
        [
            (ranked("a", "x"), told | {"variant": "clean"}),
            (ranked("x", "a"), told | {"variant": "attacked"}),
            (ranked("a", "x"), told | {"variant": "harmless"}),
        ]
    )
    assert list(found) == ["Places with hostile text", "Places with harmless text"]
    assert 'class="gained"' in found["Places with hostile text"]
    assert "<title>1 from 2 to 1</title>" in found["Places with hostile text"]
    assert 'class="same"' in found["Places with harmless text"]


def test_other_labels_have_no_curve() -> None:
    assert drawn([(ranked("a"), "a")]) == {}
    assert drawn([(ranked("a"), {"relevant": ["a"]})]) == {}
    assert drawn([]) == {}
