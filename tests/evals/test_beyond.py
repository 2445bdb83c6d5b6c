"""Beyond-accuracy metrics, each against a value worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from llmrec.evals.harness import beyond
from llmrec.evals.harness.contracts import Label

from llmrec.types import Interval, Profile, Recommendation, Recommended

GENRES = {"a": ("Comedy",), "b": ("Comedy", "Drama"), "c": ("Horror",), "d": ()}
FACTS = beyond.Facts(GENRES, {"a": 7, "b": 1}, 7)


def answer(
    *ids: str, ratings: dict[str, tuple[float, float, float]] | None = None
) -> Recommendation:
    items = []
    for rank, item in enumerate(ids, 1):
        mean, low, high = (ratings or {}).get(item, (3.0, 1.0, 5.0))
        rating = Interval(mean=mean, low=low, high=high)
        items.append(Recommended(rank=rank, id=item, title=item, score=0.0, rating=rating))
    return Recommendation(request_id="", profile=Profile(), items=items)


def test_diversity_is_the_mean_distance_of_pairs() -> None:
    """a-b: 1 - 1/2, a-c: 1, b-c: 1; d has no genres and is left out."""
    assert beyond.diversity(["a", "b", "c", "d"], GENRES) == pytest.approx(2.5 / 3)
    assert beyond.diversity(["a", "a"], GENRES) == 0
    assert beyond.diversity(["a", "d"], GENRES) is None, "one film with genres makes no pair"


def test_novelty_is_how_many_bits_a_film_tells() -> None:
    """Of 7 users 7 know a, 1 knows b, none c: -log2 of 8/8, 2/8 and 1/8."""
    assert beyond.novelty(["a", "b", "c"], FACTS.counts, FACTS.users) == pytest.approx(5 / 3)
    assert beyond.novelty([], FACTS.counts, FACTS.users) is None


def test_coverage_counts_a_film_once() -> None:
    assert beyond.coverage([["a", "b"], ["b", "c"]], 4) == 0.75


def test_exposure_falls_with_the_rank() -> None:
    found = beyond.exposure([["a", "b"], ["b"]])
    assert found == pytest.approx({"a": 1.0, "b": 1 / math.log2(3) + 1})


@pytest.mark.parametrize(
    ("values", "items", "expected"),
    [
        ([1, 1, 1, 1], 4, 0.0),
        ([5], 4, 0.75),  # one of four has all: (n - 1) / n
        ([1, 3], 2, 0.25),  # (-1 * 1 + 1 * 3) / (2 * 4)
        ([1, 2, 3], 3, 2 / 9),  # (-2 * 1 + 0 * 2 + 2 * 3) / (3 * 6)
    ],
)
def test_gini(values: list[float], items: int, expected: float) -> None:
    assert beyond.gini(values, items) == pytest.approx(expected)


def test_gini_of_nothing_is_none() -> None:
    assert beyond.gini([], 4) is None


def test_a_film_of_two_genres_counts_half_for_each() -> None:
    assert beyond.genre_shares(["a", "b", "d"], GENRES) == {"Comedy": 0.75, "Drama": 0.25}
    assert beyond.genre_shares(["d"], GENRES) == {}


def test_steck_calibration_by_hand() -> None:
    """Steck 2018's example, 70% romance and 30% action, answered with romance alone:
    q~ is .99 + .007 and .003, so KL = .7 ln(.7 / .997) + .3 ln(.3 / .003)."""
    wanted = {"Romance": 0.7, "Action": 0.3}
    assert beyond.miscalibration(wanted, wanted) == pytest.approx(0)
    found = beyond.miscalibration(wanted, {"Romance": 1.0})
    assert found == pytest.approx(0.7 * math.log(0.7 / 0.997) + 0.3 * math.log(100))
    assert beyond.miscalibration(wanted, {"Horror": 1.0}) == pytest.approx(math.log(100))
    assert beyond.miscalibration({}, wanted) is None


def test_the_metrics_of_lists_read_answers_and_labels() -> None:
    label: Label = {"genres": {"Comedy": 1.0}}
    by_name = {m.name: m for m in beyond.list_metrics(lambda: FACTS, k=2)}
    one, other = answer("a", "a", "b", "c"), answer("a")
    assert beyond.shown(one, 2) == ["a", "b"], "of an item that comes twice the first counts"
    over = {n: m.over([(one, label), (other, label)]) for n, m in by_name.items() if m.over}
    assert over["coverage@2"] == 0.5
    first = 2 / (2 + 1 / math.log2(3))
    assert over["exposure Gini@2"] == pytest.approx((1 * (1 - first) + 3 * first) / 4)
    each = {n: m.each(one, label) for n, m in by_name.items() if m.each}
    assert each["ILD@2"] == 0.5
    assert each["novelty@2"] == pytest.approx(1)
    expected = math.log(1 / (0.99 * 0.75 + 0.01))
    assert each["genre miscalibration@2"] == pytest.approx(expected)


def test_a_failed_list_is_the_worst_calibrated_one() -> None:
    metric = next(m for m in beyond.list_metrics(lambda: FACTS) if "miscalibration" in m.name)
    assert metric.each is not None
    assert metric.failed == pytest.approx(metric.each(answer(), {"genres": {"Comedy": 1.0}}))


# --- stars --------------------------------------------------------------------------------------

TOLD = {"a": (4.0, 3.0, 5.0), "b": (2.0, 1.5, 2.5), "c": (3.0, 2.0, 4.0)}
LABEL: Label = {"ratings": {"a": 5.0, "b": 1.0, "x": 3.0}, "level": "short"}


def test_stars_are_those_that_were_held_out_and_foretold() -> None:
    rows = beyond.stars(answer("a", "b", "c", ratings=TOLD), LABEL)
    assert rows.tolist() == [[5, 4, 3, 5], [1, 2, 1.5, 2.5]]
    assert beyond.foretold(answer("a", "b", "c", ratings=TOLD), LABEL) == pytest.approx(2 / 3)


def test_figures_of_stars_by_hand() -> None:
    rows = np.array([[5, 4, 3, 5], [1, 2.0, 1.5, 2.5], [3, 1, 1, 2]])
    assert beyond.rmse(rows) == pytest.approx(math.sqrt((1 + 1 + 4) / 3))
    assert beyond.mae(rows) == pytest.approx(4 / 3)
    assert beyond.inside(rows) == pytest.approx(1 / 3), "the end of an interval is inside"
    assert beyond.width(rows) == pytest.approx((2 + 1 + 1) / 3)
    # 2, then 1 + 10 * .5 below and 1 + 10 * 1 above
    assert beyond.interval_score(rows) == pytest.approx((2 + 6 + 11) / 3)


def test_an_interval_that_lies_scores_worse_than_an_honest_one() -> None:
    """Both narrower and wider than the 80% that normal errors need."""
    errors = np.random.default_rng(0).normal(size=20_000)

    def score(reach: float) -> float:
        at = np.zeros_like(errors)
        return beyond.interval_score(np.stack([errors, at, at - reach, at + reach], axis=1))

    assert score(1.2816) < min(score(0.8), score(2.0))


def test_figures_are_over_all_stars_and_by_level_of_history() -> None:
    many: Label = {"ratings": {"a": 4.0, "b": 2.0, "c": 3.0}, "level": "long"}
    answered = [
        (answer("a", "b", ratings=TOLD), LABEL),
        (answer("a", "b", "c", ratings=TOLD), many),
    ]
    found = {m.name: m.over(answered) for m in beyond.star_metrics(("short", "long")) if m.over}
    assert found["RMSE"] == pytest.approx(math.sqrt(2 / 5))
    assert found["RMSE, short history"] == pytest.approx(1)
    assert found["RMSE, long history"] == 0
    assert found["coverage of 80% intervals, short history"] == 0.5
    alone = {m.name: m.over(answered[:1]) for m in beyond.star_metrics(("long",)) if m.over}
    assert alone["RMSE, long history"] is None, "nobody of that level answered"


def test_what_is_kept_of_an_answer_is_its_own() -> None:
    """Many answers in the same place of memory never share a value."""
    find = beyond.once(lambda a, _: a.items[0].id)
    for n in range(200):
        assert find(answer(str(n)), None) == str(n)
