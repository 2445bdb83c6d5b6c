"""`llmrec train`: from a catalogue's events to what `behaviour` answers with, and its head.

Signals of a person's later events must not be learned from those events. So everything is learned
twice: from what came before each person's last fifth, on which the head and the kernel of stars
are then learned; and from all events, which is what serves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from llmrec.behaviour import Behaviour, Events, Facts, neighbours, stars
from llmrec.errors import UsageError
from llmrec.score import head_training, sequence_training
from llmrec.score.head import Head
from llmrec.score.head_training import Which
from llmrec.score.sequence_training import SequenceConfig

OnProgress = Callable[[str, int, int], None]
"""What is being learned, how much of it is done, of how much."""


@dataclass(frozen=True)
class TrainConfig:
    held_out: float = 0.2
    """Of each person's events, the last."""
    which: Which = field(default_factory=Which)
    seed: int = 0


class Learned(NamedTuple):
    """What serves a catalogue that has events."""

    behaviour: Behaviour
    head: Head


def train(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    config: TrainConfig | None = None,
    on_progress: OnProgress = lambda *_: None,
) -> Learned:
    """Learn everything; the same events and seed give the same result.

    Raises:
        UsageError: nobody has two events, so that nothing comes after anything.
    """
    c = config or TrainConfig()
    early, late = events.cut(c.held_out)
    if not len(late):
        raise UsageError(
            "There is nothing to learn from: nobody has two events of items of the catalogue.",
            remedy="Check that the events' item ids are those of the catalogue.",
        )
    before = learn_behaviour(
        early, facts, ordinals, c.seed, _named(on_progress, "what came before")
    )
    if before.stars is not None:
        kernel = stars.chosen(before.stars, early, late, facts.text, facts.kinds)
        before = replace(before, stars=replace(before.stars, kernel=kernel))
    head = learn_head(before, early, late, c, on_progress)
    whole = learn_behaviour(events, facts, ordinals, c.seed, _named(on_progress, "all events"))
    if whole.stars is not None and before.stars is not None:
        whole = replace(whole, stars=replace(whole.stars, kernel=before.stars.kernel))
    return Learned(whole, head)


def learn_behaviour(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    seed: int = 0,
    on_epoch: Callable[[int, int], None] = lambda *_: None,
) -> Behaviour:
    """Everything but the head, from these events."""
    near = neighbours.learn(events, seed)
    towers = sequence_training.learn(
        events, facts.text, SequenceConfig.of(len(events), seed), on_epoch
    )
    told = stars.learn(events, seed=seed)
    return Behaviour(ordinals, facts, events.counts, near, towers, told)


def learn_head(
    before: Behaviour, early: Events, late: Events, config: TrainConfig, on_progress: OnProgress
) -> Head:
    """The head, on each person's later events."""
    pairs = stars.later(early, late, head_training.PEOPLE, rated=False)
    cases = head_training.cases(before, pairs, config.seed)
    return head_training.learn(
        cases, config.which, config.seed, _named(on_progress, "what signals are worth")
    )


def _named(on_progress: OnProgress, what: str) -> Callable[[int, int], None]:
    return lambda done, of: on_progress(what, done, of)
