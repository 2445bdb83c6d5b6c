"""What all variants of the head stand on: neighbours, towers and stars, learned once for a set.

From what came before each person's last fifth, of which the head learns, and from all events, which
serve; kept in the evals' cache under a key of the events and of the code that learns them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from llmrec.evals.harness.contracts import Training
from llmrec.evals.systems.learned import events_of
from llmrec.evals.systems.trained import Weights, weights

import llmrec
from llmrec.behaviour import Behaviour, Events, Facts, store
from llmrec.behaviour.past import Ints, pairs
from llmrec.catalog.catalogue import Catalogue
from llmrec.score import head_training
from llmrec.score.head_training import Case
from llmrec.score.history import Asked, Reader
from llmrec.score.sequences import one_core
from llmrec.score.training import TrainConfig, learn_before, learn_whole, strangers_of

BEFORE, WHOLE = "before/", "whole/"
CONFIG = TrainConfig()


class Base(NamedTuple):
    """Everything but the head."""

    before: Behaviour
    whole: Behaviour
    events: Events
    asked: list[Asked]
    """By strangers, of whom `before` knows nothing."""

    def cases(self) -> list[Case]:
        """What the head over signals learns of."""
        early, late = self._known.cut(CONFIG.held_out)
        return head_training.cases(self.before, pairs(early, late), CONFIG.seed)

    def asked_cases(self, read: Reader) -> list[Case]:
        """What the head for requests in words learns of."""
        return head_training.asked_cases(self.before, self.asked, read)

    @property
    def _known(self) -> Events:
        strange = {a.person for a in self.asked}
        return self.events.kept(~np.isin(self.events.people, list(strange)))


@cache
def base_code() -> str:
    """Digest of what learns everything but the head."""
    found, root = hashlib.sha256(), Path(llmrec.__file__).parent
    for file in [
        *sorted((root / "behaviour").glob("*.py")),
        *sorted((root / "score").glob("seq*")),
    ]:
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def base(training: Training, catalogue: Catalogue) -> Base:
    """Learned, or from the cache.

    Raises:
        NothingToLearn: nobody has two events.
    """
    events, asked = events_of(training, catalogue)
    strange = strangers_of(asked, CONFIG)
    key = (CONFIG, catalogue.name, catalogue.version, base_code())
    kept = weights("ablation", training, key, lambda: _learn(events, strange, catalogue))
    before, whole = (_part(kept, name, catalogue) for name in (BEFORE, WHOLE))
    return Base(before, whole, events, [a for a in asked if a.person in strange])


def _learn(events: Events, strange: Ints, catalogue: Catalogue) -> Weights:
    facts = Facts.of(catalogue)
    ordinals = {id_: n for n, id_ in enumerate(catalogue.ids)}
    with one_core():
        before, _ = learn_before(events, facts, ordinals, strange, CONFIG)
        whole = learn_whole(events, facts, ordinals, before, CONFIG)
    return {
        f"{name}{key}": value
        for name, part in ((BEFORE, before), (WHOLE, whole))
        for key, value in store.to_tensors(part, {}, catalogue.ids).items()
    }


def _part(kept: Weights, name: str, catalogue: Catalogue) -> Behaviour:
    mine = {key.removeprefix(name): value for key, value in kept.items() if key.startswith(name)}
    return store.from_tensors(mine, catalogue)
