"""From events to a scorer: it finds what people of the same circle take."""

from __future__ import annotations

import numpy as np
import pytest

from llmrec.behaviour import SIGNALS, Events, Past
from llmrec.catalog.building import Report
from llmrec.errors import ConfigError, UsageError
from llmrec.score import training
from llmrec.score.training import Learned, TrainConfig, train
from llmrec.types import Event
from tests.behaviour.world import CIRCLES, IDS, ORDINALS, SIZE, circle, events, facts

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def learned() -> Learned:
    return train(events(), facts(), ORDINALS, TrainConfig())


def scores(learned: Learned, past: Past) -> np.ndarray:
    signals = learned.behaviour.signals(past, np.arange(SIZE))
    return learned.head(signals)[:, 0]


def test_the_same_circle_stands_first(learned: Learned) -> None:
    past = learned.behaviour.past([Event(item=IDS[n]) for n in (0, 1, 2)])
    z = scores(learned, past)
    same = np.array([circle(n) == 0 for n in range(SIZE)])
    assert z[same].mean() > z[~same].mean() + 1


def test_the_same_events_give_the_same_scorer() -> None:
    one, again = (train(events(30), facts(), ORDINALS) for _ in range(2))
    for name, tensor in one.head.tensors().items():
        assert np.array_equal(tensor, again.head.tensors()[name]), name


def test_signals_are_named_and_finite_for_everybody(learned: Learned) -> None:
    nobody = learned.behaviour.past([])
    somebody = learned.behaviour.past([Event(item=IDS[3], rating=4.0), Event(item="unknown")])
    assert somebody.items.tolist() == [3]
    for past in (nobody, somebody):
        signals = learned.behaviour.signals(past, np.arange(SIZE))
        assert signals.shape == (SIZE, len(SIGNALS))
        assert np.isfinite(signals).all()


def test_a_history_without_order_is_taken_as_it_comes(learned: Learned) -> None:
    timed = learned.behaviour.past(
        [Event(item=IDS[2], time=9.0), Event(item=IDS[1], time=3.0), Event(item=IDS[0], time=5.0)]
    )
    assert timed.items.tolist() == [1, 0, 2]
    untimed = learned.behaviour.past([Event(item=IDS[2]), Event(item=IDS[1], time=3.0)])
    assert untimed.items.tolist() == [2, 1]


def test_what_is_found_is_of_the_same_circle(learned: Learned) -> None:
    past = learned.behaviour.past([Event(item=IDS[n]) for n in (0, 1, 2)])
    found = learned.behaviour.best(past, 5)
    assert np.mean([circle(n) == 0 for n in found]) > 0.8
    allowed = np.zeros(SIZE, bool)
    allowed[[30, 31]] = True
    assert set(learned.behaviour.best(past, 5, allowed)) == {30, 31}
    popular = np.argsort(-learned.behaviour.counts)[:5]
    nobody = learned.behaviour.best(learned.behaviour.past([]), 5)
    assert set(learned.behaviour.counts[nobody]) <= set(learned.behaviour.counts[popular])


@pytest.mark.parametrize(("people", "each"), [(1, 5), (2, 2)])
def test_hardly_any_events_are_no_error(people: int, each: int) -> None:
    found = train(events(people, each), facts(), ORDINALS)
    assert np.isfinite(scores(found, found.behaviour.past([Event(item=IDS[0])]))).all()


@pytest.mark.parametrize(("people", "each"), [(0, 0), (1, 1), (5, 1)])
def test_nobody_with_two_events_is_nothing_to_learn_from(people: int, each: int) -> None:
    with pytest.raises(UsageError, match="nobody has two events"):
        train(events(people, each), facts(), ORDINALS)


def test_events_without_stars_tell_no_stars() -> None:
    found = train(events(20, stars=False), facts(), ORDINALS)
    past = found.behaviour.past([Event(item=IDS[0])])
    assert found.behaviour.tell(past, np.array([1])) is None
    assert not found.behaviour.signals(past, np.arange(SIZE))[:, -2:].any()


def test_progress_is_told_by_step() -> None:
    told: list[Report] = []
    train(events(CIRCLES * 5), facts(), ORDINALS, on_progress=told.append)
    assert list(dict.fromkeys(report.step for report in told)) == ["before", "head", "all"]


def test_ratings_of_what_came_before_alone_are_enough() -> None:
    """Nobody rates later: there is nothing to choose the kernel of stars by."""
    whole = events(20)
    _, late = whole.cut(0.2)
    stars = whole.stars.copy()
    for name in late.names:
        stars[np.flatnonzero(whole.people == name)[-2:]] = np.nan
    unrated = Events(whole.people, whole.items, stars, whole.size)
    found = train(unrated, facts(), ORDINALS)
    assert found.behaviour.stars is not None
    assert np.isfinite(scores(found, found.behaviour.past([Event(item=IDS[0])]))).all()


def test_the_same_thing_again_and_again_is_nothing_to_learn_from() -> None:
    again = Events.of(["a"] * 4, [0, 0, 0, 0], [None] * 4, range(4), SIZE)
    with pytest.raises(UsageError, match="anything new"):
        train(again, facts(), ORDINALS)


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(ConfigError, match="needs torch, which") as e:
        train(events(20), facts(), ORDINALS)
    assert "[train]" in e.value.remedy
