"""What people's events say of the candidates, where a catalogue's events taught it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from llmrec.behaviour import SIGNALS, Behaviour
from llmrec.behaviour.model import SPOKEN
from llmrec.behaviour.past import Floats, Ints
from llmrec.behaviour.stars import Told as Stars
from llmrec.context import Context
from llmrec.score.features import NAMES, features
from llmrec.score.head import Head
from llmrec.types import Candidate, Interval, Judgement, Profile, Request

Z80 = 1.2815515655446004
"""The 90th percentile of the normal distribution: 80% lie within so many deviations."""
INPUTS = (*SIGNALS, *NAMES)
"""Of the head for requests in words, in order: what people did, and what the words say. Without
words there is a head over `SIGNALS`."""


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
    return request is None or request.speaks


def weighs_judgement(request: Request, context: Context) -> bool:
    """Whether the model's judgement of an item would count: where people's requests in words were
    learned from without it, it does not, and need not be asked for."""
    behaviour = context.behaviour
    spoken = None
    if behaviour is not None and behaviour.inputs == INPUTS and speaks(request):
        spoken = Head.of(behaviour.head, SPOKEN)
    return spoken is None or spoken.heeds(INPUTS.index("judgement"))


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
    signals = behaviour.signals(behaviour.past_of(request, profile), items, stars)
    if not speaks(request):
        return np.pad(signals, ((0, 0), (0, len(NAMES))))
    return np.concatenate(
        [signals, features(candidates, judgements, profile, context.catalogue)], axis=1
    )


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
    head = Head.of(behaviour.head)
    spoken = Head.of(behaviour.head, SPOKEN) if speaks(request) else None
    past = behaviour.past_of(request, profile)
    if head is None or not (len(past.items) or spoken):
        return None
    told = behaviour.tell(past, _ordinals(behaviour, candidates))
    x = inputs(candidates, judgements, profile, request, context, told)
    signals = x[:, : len(SIGNALS)]
    z = head(signals)
    stars = _stars(behaviour, told, z, head)
    if spoken is not None:
        return Told(_part(spoken, x, spoken(x)[:, 0], INPUTS), stars, whole=True)
    return Told(_part(head, signals, z[:, 0], tuple(SIGNALS)), stars, whole=False)


def _part(head: Head, x: Floats, z: Floats, names: Sequence[str]) -> Part:
    shares = head.slope[0] * head.shares(x, z)
    return Part(
        head.logits(z),
        dict(zip(names, x.T, strict=True)),
        dict(zip(names, shares.T, strict=True)),
    )


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
