"""ReDial's talks for the ablation: requests in words, by the head that learned of other talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from llmrec.evals.ablation_base import CONFIG, Base, base
from llmrec.evals.ablation_measure import Figures, OnVariant, rounded
from llmrec.evals.ablation_variants import Variant, masked, masked_cases
from llmrec.evals.datasets import redial
from llmrec.evals.harness.contracts import Loaded, Options
from llmrec.evals.metrics import estimate, paired
from llmrec.evals.systems.opened import Opened
from llmrec.evals.tasks import conversation

from llmrec.behaviour.past import Floats, Ints
from llmrec.pipeline import reader
from llmrec.score.head import Head
from llmrec.score.head_training import Case
from llmrec.score.history import INPUTS, Reader
from llmrec.score.training import learn_spoken

FIRST = 10
RECALL = f"Recall@{FIRST}"


class Talk(NamedTuple):
    """One sample of the task, as `llmrec recommend --fast` reads it."""

    dialogue: str
    items: Ints
    """Candidates that retrieval brings."""
    inputs: Floats
    """[candidates, INPUTS]."""
    wanted: int
    """The item that was named."""


@dataclass(frozen=True)
class Talks:
    cases: list[Case]
    """What the head learns of."""
    scored: list[Talk]
    """Of other dialogues."""


def load(limit: int | None = None) -> Talks:
    """
    Raises:
        ConfigError: the set is not there. ModelUnavailable: no embedding server.
    """
    redial.prepare()
    loaded = conversation.load_redial(Options(limit=limit))
    context = Opened(model=False, catalogue=redial.CATALOGUE).context(None)
    learned, read = base(loaded.training, context.catalogue), reader(context)
    return Talks(learned.asked_cases(read), _scored(loaded, learned, read))


def _scored(loaded: Loaded, learned: Base, read: Reader) -> list[Talk]:
    """A turn that names several films is read once."""
    known, out = dict[str, tuple[Ints, Floats]](), []
    for sample in loaded.samples:
        key = sample.request.model_dump_json()
        if key not in known:
            known[key] = read(sample.request, learned.whole)
        items, inputs = known[key]
        (film,) = loaded.labels[sample.id]["relevant"]
        out.append(Talk(sample.cluster, items, inputs, learned.whole.ordinals[film]))
    return out


def figures(talks: Talks, variants: Sequence[Variant], on_variant: OnVariant) -> Figures:
    """Recall@10 of each variant, and less that of the one that it is compared with, by dialogue."""
    found = {}
    for one in variants:
        on_variant(one.name)
        head = learn_spoken(masked_cases(talks.cases, INPUTS, one.without), CONFIG)
        assert head is not None, "there are hundreds of talks"
        found[one.name] = hits(head, talks.scored, one.without)
    dialogues = [talk.dialogue for talk in talks.scored]
    return {
        one.name: {
            "against": one.against,
            "without": list(one.without),
            RECALL: rounded(estimate(found[one.name], dialogues)),
            f"{RECALL} less": rounded(paired(found[one.name], found[one.against], dialogues)),
        }
        for one in variants
    }


def hits(head: Head, talks: Sequence[Talk], without: Sequence[str] = ()) -> list[float]:
    """Of each talk, whether what was named is among the first."""
    found = []
    for talk in talks:
        z = head(masked(talk.inputs, INPUTS, without))[:, 0]
        first = talk.items[np.argsort(-z, kind="stable")[:FIRST]]
        found.append(float(talk.wanted in first))
    return found
