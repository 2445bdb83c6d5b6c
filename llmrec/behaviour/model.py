"""What a catalogue's events taught, asked about one person's past: signals, stars, finds.

Signals are few, named and free of the domain; a head learns what each is worth. All of them work
without any event of the person's (then they are 0, or what is liked by all) and for new items.
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour.facts import Facts
from llmrec.behaviour.neighbours import LEAST, Neighbours, recent
from llmrec.behaviour.past import Floats, Ints, Past, Rows
from llmrec.behaviour.sequence import Sequence
from llmrec.behaviour.stars import Stars, Told
from llmrec.types import Event, Profile, Request, in_order

SIGNALS: dict[str, str] = {
    "sequence": "logit of the item coming next, by attention over the last 50",
    "neighbours": "log of the summed cosines with all that the person took",
    "neighbours_recent": "the same, the last events counting most",
    "circle": "mean cosine with the circles of what the person took",
    "circle_recent": "the same, the last events counting most",
    "likeness": "mean cosine of the item's text with the texts of what the person took",
    "likeness_recent": "the same, the last events counting most",
    "likeness_best": "the largest of these cosines, of the last 50",
    "kinds": "mean cosine of the item's categories with those of what the person took",
    "taken": "log of 1 + the events that the item has",
    "stars": "stars expected above the average, 0 where events have none",
    "esteem": "stars that the item gets above the average, whoever gives them",
}
SPOKEN = "spoken."
"""Before the names of the tensors of the head for requests in words."""
FLOOR = 1e-3
LAST = 300
"""Events of a person that signals look at."""
BEST = 50


@dataclass(frozen=True)
class Behaviour:
    """Everything is by ordinal of one state of the catalogue."""

    ordinals: dict[str, int]
    facts: Facts
    counts: Ints
    neighbours: Neighbours
    sequence: Sequence
    stars: Stars | None
    version: str = ""
    head: dict[str, NDArray[Any]] = field(default_factory=dict)
    """Tensors of the head over the signals, which `score` reads."""
    inputs: tuple[str, ...] = ()
    """Names of what the head is given, in order."""
    words: bool = False
    """Whether words are weighed beside it, so that it speaks without any past too."""

    def past(self, history: Many[Event]) -> Past:
        """The known items of a history, oldest first."""
        known = in_order([e for e in history if e.item in self.ordinals])
        return Past(
            np.array([self.ordinals[e.item] for e in known], np.int64),
            np.array([np.nan if e.rating is None else e.rating for e in known], np.float64),
        )

    def past_of(self, request: Request, profile: Profile) -> Past:
        """What the request says that the person did, and then what the talk is about."""
        done = request.taken
        known = {e.item for e in request.history} | {m.item for m in profile.dislikes}
        named = [m.item for m in profile.spoken_of if m.item and m.item not in known]
        last = max((e.time for e in done if e.time is not None), default=None)
        return self.past([*done, *(Event(item=i, time=last) for i in named)])

    def signals(self, past: Past, items: Ints, told: Told | None = None) -> Floats:
        """[items, SIGNALS], finite.

        Args:
            told: what `tell` says of the same, where it was asked.
        """
        lately = past.last(LAST)
        ways = np.stack([np.ones(len(lately.items)), recent(lately)])
        near = np.log(self.neighbours.scores(lately, ways)[:, items] + FLOOR)
        circle = mean_cosine(self.neighbours.circles, lately, ways, items)
        likeness = mean_cosine(self.facts.text, lately, ways, items)
        found = {
            "sequence": self.sequence.scores(past, items),
            "neighbours": near[0],
            "neighbours_recent": near[1],
            "circle": circle[0],
            "circle_recent": circle[1],
            "likeness": likeness[0],
            "likeness_recent": likeness[1],
            "likeness_best": self._nearest(lately.last(BEST), items),
            "kinds": mean_cosine(self.facts.kinds, lately, ways[1], items),
            "taken": np.log1p(self.counts[items]),
            "stars": self._above(past, items, told),
            "esteem": np.zeros(len(items)) if self.stars is None else self.stars.bias[items],
        }
        return np.stack([found[name] for name in SIGNALS], axis=1).astype(np.float64)

    @property
    def average(self) -> float:
        """Of all stars."""
        return 0.0 if self.stars is None else self.stars.mean

    def tell(self, past: Past, items: Ints) -> Told | None:
        """Stars of the items with how sure they are; None where events have none."""
        if self.stars is None:
            return None
        return self.stars.tell(past, items, self.facts.text, self.facts.kinds)

    def _above(self, past: Past, items: Ints, told: Told | None) -> Floats:
        """Stars expected above the average."""
        if self.stars is None:
            return np.zeros(len(items))
        facts = self.facts
        mean = told.mean if told else self.stars.expected(past, items, facts.text, facts.kinds)
        return mean - self.stars.mean

    def best(self, past: Past, many: int, mask: NDArray[np.bool_] | None = None) -> Ints:
        """What each way of finding brings first, `many` each at the most, from all allowed: what
        is popular, and where there is a past what goes with it."""
        popular = _top(self.counts.astype(np.float64), many, mask)
        if not len(past.items):
            return popular
        lately, every = past.last(LAST), slice(None)
        new = recent(lately)
        found = [
            self.sequence.scores(past),
            self.neighbours.scores(lately, new),
            mean_cosine(self.neighbours.circles, lately, new, every),
            mean_cosine(self.facts.text, lately, new, every),
        ]
        return np.unique(np.concatenate([popular, *(_top(way, many, mask) for way in found)]))

    def _nearest(self, past: Past, items: Ints) -> Floats:
        if not len(past.items):
            return np.zeros(len(items))
        cosines = self.facts.text[items] @ self.facts.text[past.items].T
        return np.asarray(cosines.max(1), np.float64)


def mean_cosine(rows: Rows, past: Past, weights: Floats, items: Ints | slice) -> Floats:
    """Weighed mean of the items' cosines with the past's, [..., items].

    Args:
        weights: [..., events].
    """
    total = np.maximum(weights.sum(-1, keepdims=True), LEAST)
    mean = (weights / total).astype(np.float32) @ rows[past.items]
    return np.asarray((rows[items] @ mean.T).T, np.float64)


def _top(scores: Floats, many: int, mask: NDArray[np.bool_] | None) -> Ints:
    allowed = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
    if len(allowed) <= many:
        return allowed
    return allowed[np.argpartition(-scores[allowed], many)[:many]]
