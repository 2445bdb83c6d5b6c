"""What a person's history says of the candidates, where a catalogue's events taught it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from llmrec.behaviour import SIGNALS
from llmrec.behaviour.past import Floats
from llmrec.context import Context
from llmrec.score.head import Head
from llmrec.types import Candidate, Interval, Request

Z80 = 1.2815515655446004
"""The 90th percentile of the normal distribution: 80% lie within so many deviations."""


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


def of_history(
    candidates: Sequence[Candidate], request: Request | None, context: Context
) -> Told | None:
    """None: no history of known items, or nothing was learned of such."""
    behaviour = context.behaviour
    if behaviour is None or request is None or not behaviour.head:
        return None
    past = behaviour.past(request.taken)
    if not len(past.items):
        return None
    items = np.array([behaviour.ordinals[c.item] for c in candidates], np.int64)
    told = behaviour.tell(past, items)
    signals, head = behaviour.signals(past, items, told), Head(**behaviour.head)
    z = head(signals)
    shares = head.slope[0] * head.shares(signals, z[:, 0])
    part = Part(
        head.logits(z[:, 0]),
        dict(zip(SIGNALS, signals.T, strict=True)),
        dict(zip(SIGNALS, shares.T, strict=True)),
    )
    if told is None or behaviour.stars is None:
        return Told(part, [None] * len(items))
    low, high = behaviour.stars.low, behaviour.stars.high
    mean, reach = told.mean + z[:, 1], Z80 * told.deviation * np.exp(z[:, 2])
    rows = np.clip(np.stack([mean, mean - reach, mean + reach], axis=1), low, high)
    return Told(part, [Interval(mean=m, low=a, high=b) for m, a, b in rows.tolist()])
