"""What llmrec learns from a task's events, kept so that the same events are learned from once."""

from __future__ import annotations

from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.trained import weights

from llmrec.behaviour import Behaviour, Events, Facts, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import NothingToLearn
from llmrec.score.training import TrainConfig, train


def behaviour_of(training: Training, catalogue: Catalogue) -> Behaviour | None:
    """Learned from events and tuning as `llmrec train` learns: everybody's last fifth decides what
    each signal is worth. None where nothing comes after anything."""
    config = TrainConfig()
    key = (config, catalogue.name, catalogue.version)

    def learn() -> store.Tensors:
        ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
        known = [e for e in (*training.events, *training.tuning) if e.item in ordinals]
        events = Events.of(
            [e.user for e in known],
            [ordinals[e.item] for e in known],
            [e.rating for e in known],
            [e.time for e in known],
            catalogue.size,
        )
        learned = train(events, Facts.of(catalogue), ordinals, config)
        return store.to_tensors(learned.behaviour, learned.head.tensors(), catalogue.ids)

    try:
        return store.from_tensors(weights("llmrec", training, key, learn), catalogue)
    except NothingToLearn:
        return None
