"""`llmrec train`: from a catalogue's events to what `behaviour` answers with, and its head.

Signals of a person's later events must not be learned from those events. So everything is learned
twice: from what came before each person's last fifth, on which the head and the kernel of stars
are then learned; and from all events, which is what serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from llmrec.behaviour import Behaviour, Events, Facts, Past, neighbours, stars
from llmrec.behaviour.model import SPOKEN
from llmrec.behaviour.past import Floats, Ints, pairs
from llmrec.behaviour.star_kernel import chosen
from llmrec.catalog.building import OnProgress, Report, Step, silent
from llmrec.errors import CatalogError, ConfigError, NothingToLearn, UsageError
from llmrec.score import head_training, sequence_training
from llmrec.score.head import Head
from llmrec.score.head_training import Case, Which
from llmrec.score.history import INPUTS, Asked, Reader
from llmrec.score.sequence_training import SequenceConfig
from llmrec.score.sequences import one_core
from llmrec.score.start import shipped_start

LEAST_ASKED = 100
"""Requests that a head for words can be learned from with nothing to begin with."""
ENOUGH = 1000
"""With fewer requests in words, what they are worth begins with what ships (`score.start`)."""


@dataclass(frozen=True)
class TrainConfig:
    held_out: float = 0.2
    """Of each person's events, the last."""
    strangers: float = 1 / 3
    """Of those who asked for something in words, what no other part learns from: for whoever comes
    new to the catalogue, words must be worth what they are worth for these."""
    which: Which = field(default_factory=Which)
    seed: int = 0


class Learned(NamedTuple):
    """What serves a catalogue that has events."""

    behaviour: Behaviour
    head: Head
    spoken: Head | None
    """For requests in words; None: too few were learned from."""

    def tensors(self) -> dict[str, Floats]:
        """Of both heads."""
        spoken = self.spoken.tensors() if self.spoken else {}
        return self.head.tensors() | {f"{SPOKEN}{k}": v for k, v in spoken.items()}


def train(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    config: TrainConfig | None = None,
    on_progress: OnProgress = silent,
    asked: Sequence[Asked] = (),
    read: Reader | None = None,
) -> Learned:
    """Learn everything; the same events and seed give the same result.

    Args:
        asked: what people of these events asked for in words, and took then.
        read: brings and describes the candidates of such a request.

    Raises:
        NothingToLearn: nothing comes after anything: nobody has two events, or nothing new later.
        UsageError: ratings that are infinite. CatalogError: vectors that are no numbers.
        ConfigError: torch, scipy or threadpoolctl is not installed.
    """
    _need("torch", "scipy", "threadpoolctl")
    _check_numbers(events, facts)
    with one_core():
        return _learned(events, facts, ordinals, config or TrainConfig(), on_progress, asked, read)


def _learned(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    c: TrainConfig,
    on_progress: OnProgress,
    asked: Sequence[Asked],
    read: Reader | None,
) -> Learned:
    strangers = strangers_of(asked, c)
    before, later = learn_before(events, facts, ordinals, strangers, c, on_progress)
    head = learn_head(head_training.cases(before, later, c.seed), c, on_progress)
    spoken = None
    if read is not None:
        of_strangers = [a for a in asked if a.person in strangers]
        spoken_cases = head_training.asked_cases(before, of_strangers, read)
        spoken = learn_spoken(spoken_cases, c, begin_with(len(asked)))
    whole = learn_whole(events, facts, ordinals, before, c, on_progress)
    return Learned(replace(whole, inputs=INPUTS), head, spoken)


def learn_before(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    strangers: Ints,
    c: TrainConfig,
    on_progress: OnProgress = silent,
) -> tuple[Behaviour, list[tuple[Past, Past]]]:
    """Everything but the head, from what came before each person's last events; and of everybody
    that past and those events. Nothing is learned of the strangers.

    Raises:
        NothingToLearn: nobody has two events.
    """
    early, late = events.kept(~np.isin(events.people, strangers)).cut(c.held_out)
    if not len(late):
        raise NothingToLearn(
            "There is nothing to learn from: nobody has two events of items of the catalogue.",
            remedy="Check that the events' item ids are those of the catalogue.",
        )
    before = learn_behaviour(early, facts, ordinals, c.seed, _told(on_progress, "before"))
    if before.stars is not None:
        kernel = chosen(before.stars, early, late, facts.text, facts.kinds)
        before = replace(before, stars=replace(before.stars, kernel=kernel))
    return before, pairs(early, late)


def learn_whole(
    events: Events,
    facts: Facts,
    ordinals: dict[str, int],
    before: Behaviour,
    c: TrainConfig,
    on_progress: OnProgress = silent,
) -> Behaviour:
    """Everything but the head, from all events, with the kernel of stars that was chosen before."""
    whole = learn_behaviour(events, facts, ordinals, c.seed, _told(on_progress, "all"))
    if whole.stars is not None and before.stars is not None:
        whole = replace(whole, stars=replace(whole.stars, kernel=before.stars.kernel))
    return whole


def _need(*packages: str) -> None:
    lacking = [name for name in packages if find_spec(name) is None]
    if lacking:
        raise ConfigError(
            f"Learning needs {' and '.join(lacking)}, which this environment lacks.",
            remedy="pip install -e '.[train]'",
        )


def _check_numbers(events: Events, facts: Facts) -> None:
    if np.isinf(events.stars).any():
        raise UsageError(
            "Some ratings are infinite.", remedy="Leave them out, or give a number for each."
        )
    if not (np.isfinite(facts.text).all() and np.isfinite(facts.kinds).all()):
        raise CatalogError(
            f"The catalogue's vectors of {facts.embedding} are not all numbers.",
            remedy="Index it anew: llmrec catalog add NAME FILE",
        )


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


def strangers_of(asked: Sequence[Asked], config: TrainConfig) -> Ints:
    """Those of whom nothing is learned but what their requests in words are worth."""
    every = np.unique(np.asarray([a.person for a in asked], np.int64))
    some = np.random.default_rng(config.seed).permutation(every)
    return some[: round(len(every) * config.strangers)]


def learn_head(cases: Sequence[Case], config: TrainConfig, on_progress: OnProgress) -> Head:
    """The head without words, on what people took later.

    Raises:
        NothingToLearn: nobody took anything new.
    """
    if not cases:
        raise NothingToLearn(
            "There is nothing to learn from: nobody took anything new after what came before.",
            remedy="More events are needed, or a catalogue with more items.",
        )
    return head_training.learn(cases, config.which, config.seed, _told(on_progress, "head"))


def begin_with(asked: int) -> Floats | None:
    """[INPUTS], what relevance begins with where so many requests in words were kept.

    Raises:
        ConfigError: what ships is damaged.
    """
    return shipped_start() if 0 < asked < ENOUGH else None


def learn_spoken(
    cases: Sequence[Case], config: TrainConfig, start: Floats | None = None
) -> Head | None:
    """The head for requests in words; None: there are too few of them to begin from nothing."""
    if len(head_training.teaching(cases)) < (LEAST_ASKED if start is None else 1):
        return None
    # Of 350 talks experts learned what does not hold: recall@10 was .14 with them, .20 without.
    which = replace(config.which, stars=False, experts=False)
    return head_training.learn(cases, which, config.seed, start=start)


def _told(on_progress: OnProgress, step: Step) -> Callable[[int, int], None]:
    return lambda done, total: on_progress(Report(step, done, total))
