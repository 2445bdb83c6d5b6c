"""What the scorer is measured on: people with a past, candidates, and which of them were taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from llmrec.evals.datasets import games, movielens
from llmrec.evals.harness.contracts import Loaded, Options, Sample, Training
from llmrec.evals.systems.learned import behaviour_of
from llmrec.evals.tasks import ranking
from numpy.typing import NDArray

from llmrec.behaviour import Behaviour, Past
from llmrec.behaviour.past import Ints
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import NothingToLearn
from llmrec.types import Event


class Person(NamedTuple):
    history: list[Event]
    past: Past
    items: Ints
    """Candidates."""
    taken: NDArray[np.bool_]


class Set(NamedTuple):
    catalogue: Catalogue
    behaviour: Behaviour
    people: list[Person]


def load(name: str, people: int | None) -> Set:
    """
    Args:
        people: at the most; None: all.

    Raises:
        ConfigError: the set is not there.
        ModelUnavailable: its catalogue must be indexed, and no embedding server runs.
    """
    return SETS[name](people)


def _movielens(people: int | None) -> Set:
    """The last fifth of each user's ratings, among all films but those of the past."""
    assert ranking.TASK.prepare is not None
    ranking.TASK.prepare()
    loaded = ranking.load(Options(limit=people))
    catalogue = Catalogue.open(movielens.SMALL.folder)

    def person(sample: Sample, behaviour: Behaviour) -> Person:
        past = behaviour.past(sample.request.history)
        items = np.setdiff1d(np.arange(catalogue.size), past.items)
        wanted = [behaviour.ordinals[i] for i in loaded.labels[sample.id]["relevant"]]
        return Person(_events(sample), past, items, np.isin(items, wanted))

    return _set(loaded, catalogue, person)


def _games(people: int | None) -> Set:
    """The next purchase among the twenty published candidates."""
    games.prepare()
    loaded = games.load(Options(limit=people))
    catalogue = Catalogue.open(games.CATALOGUE)

    def person(sample: Sample, behaviour: Behaviour) -> Person:
        past = behaviour.past(sample.request.history)
        among = sample.request.among or []
        items = np.array([behaviour.ordinals[i] for i in among], np.int64)
        taken = np.array([i == loaded.labels[sample.id] for i in among])
        return Person(_events(sample), past, items, taken)

    return _set(loaded, catalogue, person)


def _set(
    loaded: Loaded, catalogue: Catalogue, person: Callable[[Sample, Behaviour], Person]
) -> Set:
    behaviour = _behaviour(loaded.training, catalogue)
    return Set(catalogue, behaviour, [person(sample, behaviour) for sample in loaded.samples])


def _behaviour(training: Training, catalogue: Catalogue) -> Behaviour:
    found = behaviour_of(training, Context(catalogue))
    if found is None:
        raise NothingToLearn(f"Nothing can be learned of {catalogue.name}.")
    return found


def _events(sample: Sample) -> list[Event]:
    return list(sample.request.history)


SETS: dict[str, Callable[[int | None], Set]] = {
    movielens.SMALL.folder: _movielens,
    games.CATALOGUE: _games,
}
