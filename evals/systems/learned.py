"""What llmrec learns from a task's events, kept so that the same events are learned from once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.trained import weights

import llmrec
from llmrec.behaviour import Behaviour, Events, Facts, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.errors import NothingToLearn
from llmrec.pipeline import reader
from llmrec.score.history import Asked
from llmrec.score.training import TrainConfig, train


@cache
def learning_code() -> str:
    """Digest of the code that learns, so that no figure is made with what earlier code learned."""
    found, root = hashlib.sha256(), Path(llmrec.__file__).parent
    for part in ("behaviour", "score", "understand", "retrieve.py"):
        at = root / part
        for file in sorted(at.glob("*.py")) if at.is_dir() else [at]:
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def behaviour_of(
    training: Training, context: Context, config: TrainConfig | None = None
) -> Behaviour | None:
    """Learned from events and tuning as `llmrec train` learns: everybody's last fifth decides what
    each signal is worth, and what people said in words what words are. None where nothing comes
    after anything."""
    catalogue = context.catalogue
    config = config or TrainConfig()
    key = (config, catalogue.name, catalogue.version, learning_code())

    def learn() -> store.Tensors:
        ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
        events, asked = events_of(training, catalogue)
        read = reader(context)
        learned = train(events, Facts.of(catalogue), ordinals, config, asked=asked, read=read)
        return store.to_tensors(learned.behaviour, learned.tensors(), catalogue.ids)

    try:
        return store.from_tensors(weights("llmrec", training, key, learn), catalogue)
    except NothingToLearn:
        return None


def events_of(training: Training, catalogue: Catalogue) -> tuple[Events, list[Asked]]:
    """Events and tuning, and what their people asked for in words, by ordinal of the catalogue."""
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    known = [e for e in (*training.events, *training.tuning) if e.item in ordinals]
    numbers = {user: n for n, user in enumerate(sorted({e.user for e in known}))}
    asked = [
        Asked(numbers[w.user], w.request, np.array([ordinals[i] for i in w.items], np.int64))
        for w in training.wanted
        if w.user in numbers
    ]
    events = Events.of(
        [numbers[e.user] for e in known],
        [ordinals[e.item] for e in known],
        [e.rating for e in known],
        [e.time for e in known],
        catalogue.size,
    )
    return events, asked
