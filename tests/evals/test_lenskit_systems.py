"""The baselines of LensKit. They run where the extra `baselines` is installed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from llmrec.evals.harness.contracts import Entry, Interaction, Training

from llmrec.types import Event, Request

pytest.importorskip("lenskit", minversion="2025.8")
from llmrec.evals.systems import lenskit_models as models
from llmrec.evals.systems import lenskit_systems as systems
from llmrec.evals.systems import tuned, validation

ALL = [systems.Bias, systems.BiasedMF, systems.ItemKNN, systems.EASE, systems.SLIM, systems.ALS]
USERS, ITEMS = 40, 24


def likes(user: int, item: int) -> bool:
    """Two kinds of people, two kinds of films: even ones like even films, odd ones odd films."""
    return user % 2 == item % 2


def people(rated: bool = True) -> list[Interaction]:
    """Everybody saw most films of the own kind, and a few of the other kind."""
    return [
        Interaction(f"u{u}", f"i{i}", (5.0 if likes(u, i) else 2.0) if rated else None, u * 7 + i)
        for u in range(USERS)
        for i in range(ITEMS)
        if (likes(u, i) and (u + i) % 10) or (u * 7 + i * 3) % 11 == 0
    ]


def training(rated: bool = True) -> Training:
    """A fifth of the events is for tuning; i99 is known by name alone."""
    events = people(rated)
    entries = [Entry(f"i{i}", f"Film {i}") for i in [*range(ITEMS), 99]]
    return Training(
        entries,
        [e for e in events if e.time % 5],
        [e for e in events if not e.time % 5],
    )


EVEN = [Event(item=f"i{i}", rating=5.0) for i in (0, 2, 4)] + [Event(item="i1", rating=2.0)]


@pytest.fixture(scope="module", params=ALL, ids=lambda c: c.name)
def fitted(request: pytest.FixtureRequest) -> systems.LensKitSystem:
    system: systems.LensKitSystem = request.param()
    system.fit(training())
    return system


def test_the_whole_catalogue_is_ranked_without_what_is_excluded(
    fitted: systems.LensKitSystem,
) -> None:
    seen = [e.item for e in EVEN]
    answer = fitted.answer(Request(user="new", history=EVEN, exclude=seen, k=8, explain=0))
    ids = [item.id for item in answer.items]
    assert len(ids) == len(set(ids)) == 8
    assert not set(ids) & set(seen)
    assert [item.rank for item in answer.items] == list(range(1, 9))
    scores = [item.score for item in answer.items]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("system", [systems.ItemKNN, systems.EASE, systems.SLIM, systems.ALS])
def test_who_watches_even_films_gets_even_films(system: type[systems.LensKitSystem]) -> None:
    one = system()
    one.fit(training())
    seen = [e.item for e in EVEN]
    found = one.answer(Request(history=EVEN, exclude=seen, k=5, explain=0)).items
    even = [item.id for item in found if int(item.id[1:]) % 2 == 0]
    assert len(even) >= 4


def test_every_known_candidate_comes_back_once_and_the_others_are_named(
    fitted: systems.LensKitSystem,
) -> None:
    among = ["i20", "i99", "nowhere", "i21", "i20"]
    answer = fitted.answer(Request(history=EVEN, among=among, k=1, explain=0))
    assert sorted(item.id for item in answer.items) == ["i20", "i21", "i99"]
    if not isinstance(fitted, systems.Bias):  # the mean of all stars is above a disliked film's
        assert answer.items[-1].id == "i99", "nothing is known of it"
    assert answer.unknown == ["nowhere"]
    assert all(math.isfinite(item.score) for item in answer.items)


def test_stars_lie_within_their_interval_and_the_scale(fitted: systems.LensKitSystem) -> None:
    among = [f"i{i}" for i in range(10, ITEMS)]
    for item in fitted.answer(Request(history=EVEN, among=among, k=1, explain=0)).items:
        assert 2 <= item.rating.low <= item.rating.mean <= item.rating.high <= 5


def test_biased_mf_foretells_who_likes_what() -> None:
    system = systems.BiasedMF()
    system.fit(training())
    among = [f"i{i}" for i in range(10, 18)]
    answer = system.answer(Request(user="u0", history=EVEN, among=among, explain=0))
    told = {int(item.id[1:]): item.rating.mean for item in answer.items}
    even, odd = ([m for i, m in told.items() if i % 2 == kind] for kind in (0, 1))
    assert min(even) > max(odd)


def test_the_same_training_gives_the_same_answer(fitted: systems.LensKitSystem) -> None:
    again = type(fitted)()
    again.fit(training())
    asked = Request(history=EVEN, k=10, explain=0)
    assert again.answer(asked) == fitted.answer(asked)


def test_an_empty_history_is_answered_all_the_same(fitted: systems.LensKitSystem) -> None:
    """The items that nothing tells apart stand in order of popularity."""
    answer = fitted.answer(Request(k=5, explain=0))
    assert len(answer.items) == 5


def test_rankers_need_no_stars_and_raters_say_that_they_do() -> None:
    ranker = systems.ItemKNN()
    ranker.fit(training(rated=False))
    seen = [Event(item=e.item) for e in EVEN]
    assert ranker.answer(Request(history=seen, k=3, explain=0)).items
    with pytest.raises(ValueError, match="no"):
        systems.Bias().fit(training(rated=False))


def test_the_bias_is_as_computed_by_hand() -> None:
    """Mean 4; a: (5 + 4) / 2 - 4 = .5; b: 3 - 4 = -1; u: (5 - 4.5 + 3 - 3) / 2 = .25, v: -.5."""
    from lenskit.basic import BiasScorer

    events = [
        Interaction("u", "a", 5.0),
        Interaction("u", "b", 3.0),
        Interaction("v", "a", 4.0),
    ]
    model = models.train(lambda: BiasScorer(damping=0.0), events)
    stars = model.scores(events[:2], models.item_list(["a", "b", "c"]))
    assert np.allclose(stars, [4 + 0.5 + 0.25, 4 - 1 + 0.25, 4 + 0.25])


def test_an_interval_is_as_wide_as_the_errors_on_the_tuning_part() -> None:
    system = systems.Bias()
    system.fit(training())
    spread = system.chosen["bias"]["reached"]
    wide = system.answer(Request(history=EVEN, among=["i20"], explain=0)).items[0].rating
    assert wide.high == pytest.approx(min(5, wide.mean + 1.2815515 * spread))
    assert wide.low == pytest.approx(max(2, wide.mean - 1.2815515 * spread))


def test_ease_is_the_closed_form_and_what_lenskit_itself_answers() -> None:
    """B = I - P diag(1 / P_jj) with P = (X'X + 50 I)^-1, its diagonal 0 (Steck 2019, eq. 8)."""
    from lenskit.data import ItemList, RecQuery
    from lenskit.knn import EASEScorer

    events = people()
    ids = sorted({e.item for e in events})
    users = sorted({e.user for e in events})
    x = np.zeros((len(users), len(ids)))
    for e in events:
        x[users.index(e.user), ids.index(e.item)] = 1
    p = np.linalg.inv(x.T @ x + 50 * np.eye(len(ids)))
    b = np.eye(len(ids)) - p / np.diag(p)
    np.fill_diagonal(b, 0)
    past = [ids.index(e.item) for e in EVEN]

    model = models.train(lambda: EASEScorer(regularization=50.0), events, models.Linear)
    told = model.scores(EVEN, models.item_list(ids))
    query = RecQuery(history_items=ItemList(item_ids=[e.item for e in EVEN]))
    own = model.scorer(query, models.item_list(ids)).scores()
    assert np.allclose(told, b[past].sum(0), atol=1e-5)
    assert np.allclose(told, own, atol=1e-5)


def test_tuning_chooses_by_what_it_holds_out() -> None:
    """Of EASE's grid the best one on the tuning part is kept, and the others are worse."""
    lists = validation.cases(training())
    system = systems.EASE()
    system.fit(training())
    early = list(training().events)
    reached = [
        models.ndcg(models.train(b, early, models.Linear), early, lists)
        for _, b in system.rankers()
    ]
    assert len(set(reached)) > 1
    assert system.chosen["order"]["reached"] == pytest.approx(max(reached), abs=1e-6)


def test_what_was_tuned_before_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    last = systems.EASE().rankers()[-1][0]
    entry = {"settings": last, "reached": 0.5, "by": "a figure", "tried": 5}
    bias = {"settings": {"damping_user": 5.0, "damping_item": 5.0}, "reached": 0.7}
    monkeypatch.setattr(tuned, "chosen", lambda *_: {"order": entry, "bias": bias})
    monkeypatch.setattr(systems, "ndcg", lambda *_: pytest.fail("tuned again"))
    system = systems.EASE()
    system.fit(training())
    assert system.chosen["order"] == entry
    wide = system.answer(Request(history=EVEN, among=["i20"], explain=0)).items[0].rating
    assert wide.high - wide.mean == pytest.approx(min(5 - wide.mean, 1.2815515 * 0.7))
