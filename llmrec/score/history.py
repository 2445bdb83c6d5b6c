"""What people's events say of the candidates, where a catalogue's events taught it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from llmrec.behaviour import SIGNALS, Behaviour
from llmrec.behaviour.past import Floats, Ints
from llmrec.behaviour.stars import Told as Stars
from llmrec.context import Context
from llmrec.score.features import NAMES, features
from llmrec.score.head import Head
from llmrec.types import Candidate, Interval, Judgement, Profile, Request

Z80 = 1.2815515655446004
"""The 90th percentile of the normal distribution: 80% lie within so many deviations."""
SIZE = len(SIGNALS)
INPUTS = (*SIGNALS, *NAMES)
"""Of the head, in order: what people did, and what the words say (all 0 where there are none)."""


class Asked(NamedTuple):
    """What somebody asked for in words, and what was taken then."""

    person: int
    """As the events number people."""
    request: Request
    taken: Ints


Reader = Callable[[Request, Behaviour], tuple[Ints, Floats]]
"""The candidates of a request by ordinal, and [candidates, INPUTS]."""


class Part(NamedTuple):
    """One side of a score."""

    logits: Floats
    """[candidates]."""
    features: dict[str, Floats]
    shares: dict[str, Floats]
    """What each feature adds to the logits."""

    def level(self) -> Part:
        """Less its mean: beside another part it says which candidate rather, not whether any."""
        return self._replace(logits=self.logits - self.logits.mean())


class Told(NamedTuple):
    part: Part
    stars: list[Interval] | list[None]
    whole: bool
    """Whether the words are weighed in it."""


def speaks(request: Request | None) -> bool:
    """Whether the person said anything; what was liked is searched for by its titles too."""
    return request is None or bool(request.text.strip() or request.dialogue or request.state)


def without_words(signals: Floats) -> Floats:
    """[n, SIGNALS] -> [n, INPUTS]."""
    return np.pad(signals, ((0, 0), (0, len(NAMES))))


def inputs(
    candidates: Sequence[Candidate],
    judgements: Mapping[str, Judgement],
    profile: Profile,
    request: Request,
    context: Context,
    stars: Stars | None = None,
) -> Floats:
    """What the head is given, [candidates, INPUTS], finite. What was learned must be there.

    Args:
        stars: what `Behaviour.tell` says of the same, where it was asked.
    """
    behaviour = context.behaviour
    assert behaviour is not None
    items = _ordinals(behaviour, candidates)
    out = without_words(behaviour.signals(behaviour.past_of(request, profile), items, stars))
    if speaks(request):
        out[:, SIZE:] = features(candidates, judgements, profile, context.catalogue)
    return out


def of_history(
    candidates: Sequence[Candidate],
    judgements: Mapping[str, Judgement],
    profile: Profile,
    request: Request | None,
    context: Context,
) -> Told | None:
    """None: nothing was learned, or nothing that was learned speaks of this request: it has no
    history of known items, and of words nothing was learned."""
    behaviour = context.behaviour
    if behaviour is None or request is None or not behaviour.head:
        return None
    if behaviour.inputs != INPUTS:
        why = f"the scorer {behaviour.version} was trained on other features; train it again"
        context.fall_back("score", "what the text says, without what people did", why)
        return None
    head, spoken = Head(**behaviour.head), speaks(request)
    past = behaviour.past_of(request, profile)
    whole = spoken and head.reads(SIZE)
    if not (len(past.items) or whole):
        return None
    told = behaviour.tell(past, _ordinals(behaviour, candidates))
    x = inputs(candidates, judgements, profile, request, context, told)
    if not whole:
        x[:, SIZE:] = head.mean[SIZE:]
    z = head(x)
    shares = head.slope[0] * head.shares(x, z[:, 0])
    names = INPUTS if whole else tuple(SIGNALS)
    part = Part(
        head.logits(z[:, 0]),
        {name: x[:, n] for n, name in enumerate(names)},
        {name: shares[:, n] for n, name in enumerate(names)},
    )
    return Told(part, _stars(behaviour, told, z, head), whole)


def _ordinals(behaviour: Behaviour, candidates: Sequence[Candidate]) -> Ints:
    return np.array([behaviour.ordinals[c.item] for c in candidates], np.int64)


def _stars(
    behaviour: Behaviour, told: Stars | None, z: Floats, head: Head
) -> list[Interval] | list[None]:
    if told is None or behaviour.stars is None:
        return [None] * len(z)
    low, high = behaviour.stars.low, behaviour.stars.high
    mean, reach = told.mean + z[:, 1], Z80 * told.deviation * np.exp(z[:, 2])
    rows = np.clip(np.stack([mean, mean - reach, mean + reach], axis=1), low, high)
    return [Interval(mean=m, low=a, high=b) for m, a, b in rows.tolist()]
