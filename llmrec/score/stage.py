"""The stage: features, weights, order, ratings with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.catalog.values import fold
from llmrec.context import Context
from llmrec.score.features import NAMES, features
from llmrec.score.history import Part, of_history, speaks, weighs_judgement
from llmrec.score.model import Weights, load_weights
from llmrec.types import Candidate, Interval, Judgement, Profile, Request, Scored

NEAR_BEST = 0.4
"""An item takes a seat of its interest when it is at least this part as relevant as the best."""


class ScoreConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    weights: Path | None = None
    """None: the ones that ship."""


class Score:
    """Candidates and judgements -> list[Scored], best first."""

    def __init__(self, config: ScoreConfig | None = None, weights: Weights | None = None) -> None:
        self.config = config or ScoreConfig()
        self.weights = weights or load_weights(self.config.weights)

    def __call__(
        self,
        candidates: Sequence[Candidate],
        judgements: Mapping[str, Judgement],
        profile: Profile,
        context: Context,
        request: Request | None = None,
    ) -> list[Scored]:
        """
        Args:
            request: whose history says what the person did; None: nothing is known of it.
        """
        candidates = [c for c in candidates if c.item in context.catalogue]
        if not candidates:
            return []
        told = of_history(candidates, judgements, profile, request, context)
        if told is not None and (told.whole or not speaks(request)):
            parts = [told.part]
        else:
            parts = [self._by_words(candidates, judgements, profile, context)]
            parts += [told.part.level()] if told is not None else []
        logits = np.sum([part.logits for part in parts], axis=0)
        out = []
        for n in np.argsort(-logits, kind="stable"):
            candidate = candidates[n]
            judged = judgements.get(candidate.item)
            relevance = 1 / (1 + math.exp(-float(np.clip(logits[n], -30, 30))))
            stars = rating(relevance, judged) if told is None else told.stars[n]
            out.append(
                Scored(
                    candidate=candidate,
                    features={k: float(v[n]) for part in parts for k, v in part.features.items()},
                    shares={k: float(v[n]) for part in parts for k, v in part.shares.items()},
                    relevance=relevance,
                    rating=stars or rating(relevance, judged),
                    judged=judged is not None,
                )
            )
        return by_turns(out, profile, context.catalogue)

    def heeds_judgements(self, request: Request, context: Context) -> bool:
        """Whether it is of use to ask the model what it thinks of an item."""
        return weighs_judgement(request, context)

    def _by_words(
        self,
        candidates: Sequence[Candidate],
        judgements: Mapping[str, Judgement],
        profile: Profile,
        context: Context,
    ) -> Part:
        """What the request's words and the model say."""
        x = features(candidates, judgements, profile, context.catalogue)
        return Part(
            self.weights.logits(x),
            dict(zip(NAMES, x.T, strict=True)),
            dict(zip(NAMES, self.weights.shares(x).T, strict=True)),
        )


def by_turns(scored: list[Scored], profile: Profile, catalogue: Catalogue) -> list[Scored]:
    """Each of several interests gets every n-th place, while it has something near the best.

    Proportional seats for equal interests, as in PM-2 (Dang and Croft 2012, Diversity by
    Proportionality). With one interest the order stays as it is.
    """
    field = kind_field(catalogue.schema)
    if len(profile.interests) < 2 or field is None:
        return scored
    floor = NEAR_BEST * scored[0].relevance
    ids = [s.candidate.item for s in scored]
    kinds = {i.id: fold(str(i.attributes.get(field))) for i in catalogue.items(ids)}
    good = [s for s in scored if s.relevance >= floor]
    wanted = [{fold(kind) for kind in i.kinds} for i in profile.interests]
    queues = [[s for s in good if kinds[s.candidate.item] in w] for w in wanted]
    queues.sort(key=lambda q: -q[0].relevance if q else 0.0)
    seated = [s for turn in zip_longest(*queues) for s in turn if s is not None]
    taken = {s.candidate.item for s in seated}
    return [*seated, *(s for s in scored if s.candidate.item not in taken)]


def rating(relevance: float, judged: Judgement | None) -> Interval:
    """Expected stars, 1 to 5, with an 80% interval.

    Relevance gives a binomial view of the stars, 1 + Bin(4, p); where the model was asked for
    stars too, both count alike. Not yet fitted to ratings: the interval is the model's, not
    measured coverage.
    """
    mean = 1 + 4 * relevance
    deviation = math.sqrt(4 * relevance * (1 - relevance) + 0.09)
    if judged is not None and judged.rating is not None:
        mean = (mean + judged.rating) / 2
        deviation = math.sqrt((deviation**2 + max(judged.spread, 0.3) ** 2) / 2)
    half = 1.2816 * deviation
    return Interval(mean=mean, low=max(1.0, mean - half), high=min(5.0, mean + half))
