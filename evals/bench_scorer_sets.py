"""What the scorer is measured on: people with a past, candidates, and which of them were taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from llmrec.evals.datasets import games, movielens
from llmrec.evals.harness.contracts import Loaded, Options, Sample
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
    later: Past | None = None
    """What was rated afterwards, where stars are to be foretold."""


class Set(NamedTuple):
    catalogue: Catalogue
    behaviour: Behaviour
    people: list[Person]


class Asked(NamedTuple):
    """A set before anything is learned."""

    loaded: Loaded
    catalogue: Catalogue
    person: Callable[[Sample, Behaviour], Person]

    def by(self, behaviour: Behaviour) -> list[Person]:
        """Its people, as what was learned numbers items."""
        return [self.person(sample, behaviour) for sample in self.loaded.samples]


def load(name: str, people: int | None) -> Set:
    """With what `llmrec train` would learn of it.

    Args:
        people: at the most; None: all.

    Raises:
        ConfigError: the set is not there.
        ModelUnavailable: its catalogue must be indexed, and no embedding server runs.
    """
    asked = SETS[name](people)
    behaviour = behaviour_of(asked.loaded.training, Context(asked.catalogue))
    if behaviour is None:
        raise NothingToLearn(f"Nothing can be learned of {asked.catalogue.name}.")
    return Set(asked.catalogue, behaviour, asked.by(behaviour))


def _movielens(people: int | None) -> Asked:
    """The last fifth of each user's ratings, among all films but those of the past."""
    assert ranking.TASK.prepare is not None
    ranking.TASK.prepare()
    name = movielens.SMALL.folder
    loaded, catalogue = ranking.load(Options(limit=people)), Catalogue.open(name)
    given = movielens.per_user(movielens.cut(name, "last").test)

    def person(sample: Sample, behaviour: Behaviour) -> Person:
        past = behaviour.past(sample.request.history)
        items = np.setdiff1d(np.arange(catalogue.size), past.items)
        later = behaviour.past(movielens.past(given[sample.id]))
        return Person(_events(sample), past, items, np.isin(items, later.items), later)

    return Asked(loaded, catalogue, person)


def _games(people: int | None) -> Asked:
    """The next purchase among the twenty published candidates."""
    games.prepare()
    loaded = games.load(Options(limit=people))

    def person(sample: Sample, behaviour: Behaviour) -> Person:
        past = behaviour.past(sample.request.history)
        among = sample.request.among or []
        items = np.array([behaviour.ordinals[i] for i in among], np.int64)
        taken = np.array([i == loaded.labels[sample.id] for i in among])
        return Person(_events(sample), past, items, taken)

    return Asked(loaded, Catalogue.open(games.CATALOGUE), person)


def _events(sample: Sample) -> list[Event]:
    return list(sample.request.history)


SETS: dict[str, Callable[[int | None], Asked]] = {
    movielens.SMALL.folder: _movielens,
    games.CATALOGUE: _games,
}
