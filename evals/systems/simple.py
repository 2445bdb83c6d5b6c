"""The two floors: chance, and what most people took."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import numpy as np
from llmrec.evals.harness.contracts import Training

from llmrec.types import Interval, Profile, Recommendation, Recommended, Request

UNKNOWN = Interval(mean=3.0, low=1.0, high=5.0)
"""The rating where nobody rated anything."""


class Chance:
    """Draws items, and ratings from all ratings; the same request is always answered alike."""

    name = "chance"

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def fit(self, training: Training) -> None:
        self._titles = {item.id: item.title for item in training.items}
        self._ratings = _ratings(training)
        self._spread = spread(self._ratings)

    def answer(self, request: Request) -> Recommendation:
        draw = random.Random(f"{self._seed} {digest(request)}")
        ids = open_to(request, self._titles)
        draw.shuffle(ids)
        scores = sorted((draw.random() for _ in ids), reverse=True)
        ratings = {i: self._rating(draw) for i in kept(request, ids)}
        ranked = list(zip(ids, scores, strict=True))
        return recommendation(request, ranked, self._titles, ratings, fit=draw.random())

    def _rating(self, draw: random.Random) -> Interval:
        if not self._ratings:
            return UNKNOWN
        return self._spread.model_copy(update={"mean": draw.choice(self._ratings)})


class Popularity:
    """Orders items by how many people took them; ties fall by a hash, as no file has them."""

    name = "popularity"

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def fit(self, training: Training) -> None:
        self._titles = {item.id: item.title for item in training.items}
        events = [*training.events, *training.tuning]
        self._count = Counter(event.item for event in events)
        self._most = max(self._count.values(), default=0) + 1
        everybody = spread(_ratings(training))
        rated: dict[str, list[float]] = defaultdict(list)
        for event in events:
            if event.rating is not None:
                rated[event.item].append(event.rating)
        self._everybody = everybody
        self._rated = {
            item: everybody.model_copy(update={"mean": fmean(ratings)})
            for item, ratings in rated.items()
        }

    def answer(self, request: Request) -> Recommendation:
        ids = open_to(request, self._titles or self._count)
        ids.sort(key=lambda i: (-self._count[i], _hash(f"{self._seed} {i}")))
        ranked = [(i, self._count[i] / self._most) for i in ids]
        ratings = {i: self._rated.get(i, self._everybody) for i in kept(request, ids)}
        return recommendation(request, ranked, self._titles, ratings)


def digest(request: Request) -> str:
    """Of the request, whatever it is called: what chance is drawn from."""
    return _hash(request.model_dump_json())


def open_to(request: Request, items: Iterable[str]) -> list[str]:
    """The ids that may come back, in no order: those to rank, or all but those left out."""
    if request.among is not None:
        return list(dict.fromkeys(request.among))
    taken = {*request.exclude, *(event.item for event in request.history)}
    return [i for i in items if i not in taken]


def kept(request: Request, ids: Sequence[str]) -> Sequence[str]:
    """How many come back: all of those to rank, else k."""
    return ids if request.among is not None else ids[: request.k]


def spread(ratings: Sequence[float]) -> Interval:
    """The mean of all ratings, and between which eight in ten lie."""
    if not ratings:
        return UNKNOWN
    low, high = np.quantile(ratings, [0.1, 0.9])
    return Interval(mean=fmean(ratings), low=float(low), high=float(high))


def recommendation(
    request: Request,
    ranked: Sequence[tuple[str, float]],
    titles: Mapping[str, str],
    ratings: Mapping[str, Interval],
    fit: float | None = None,
) -> Recommendation:
    """The answer with these items, best first, cut as the request wants it."""
    few = ranked if request.among is not None else ranked[: request.k]
    rows = [
        Recommended(
            rank=n, id=i, title=titles.get(i, i), score=score, rating=ratings.get(i, UNKNOWN)
        )
        for n, (i, score) in enumerate(few, 1)
    ]
    return Recommendation(
        request_id=digest(request)[:12],
        profile=Profile(search_text=request.text),
        items=rows,
        fit=fit,
    )


def _ratings(training: Training) -> list[float]:
    events = [*training.events, *training.tuning]
    return [event.rating for event in events if event.rating is not None]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
