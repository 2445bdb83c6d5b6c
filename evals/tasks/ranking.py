"""What will a user watch: the whole catalogue is ranked, what the user has seen is left out.

`TASK` holds out the last fifth of each user's ratings, `TASK_MOMENT` the last fifth of all ratings
from one moment on: only 28 users have ratings on both sides of it, but nobody sees the future.
Every held-out film counts as relevant, whatever stars it got.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial

import numpy as np
from llmrec.evals.datasets import movielens
from llmrec.evals.harness import beyond
from llmrec.evals.harness.contracts import Label, Loaded, Metric, Options, Sample, Task
from llmrec.evals.harness.contracts import Threshold as Floor
from llmrec.evals.harness.retrieval_metrics import mrr, recall_at, relevance_calibration
from llmrec.evals.systems import tuned

from llmrec.types import Recommendation, Request

SMALL = movielens.SMALL.folder
DEEP = 50


def load(options: Options, how: str = "last") -> Loaded:
    """One request a user who has a past and held-out ratings.

    Raises:
        ConfigError: the set is not there or was altered.
    """
    split, known = movielens.cut(SMALL, how), facts(how)
    before, after = movielens.per_user(split.train), movielens.per_user(split.test)
    levels = movielens.terciles({u: len(before[u]) for u in after if u in before})
    users = movielens.drawn(levels, options.limit, options.seed)
    labels: dict[str, Label] = {
        user: {
            "relevant": [e.item for e in after[user]],
            "genres": beyond.genre_shares((e.item for e in before[user]), known.genres),
            "level": levels[user],
            "history": len(before[user]),
        }
        for user in users
    }
    samples = []
    for user in users:
        past = movielens.past(before[user])
        request = Request(
            user=user,
            history=past,
            exclude=[e.item for e in past],
            k=DEEP,
            explain=0,
            catalogue=SMALL,
        )
        samples.append(Sample(user, user, request))
    films = movielens.rated(SMALL).films
    return Loaded(samples, labels, movielens.training(films, split.train), SMALL)


@lru_cache(maxsize=2)
def facts(how: str) -> beyond.Facts:
    """What the scorer knows beside the labels: genres, and popularity in the training part."""
    train = movielens.cut(SMALL, how).train
    genres = {film.id: film.tags for film in movielens.rated(SMALL).films}
    return beyond.Facts(genres, Counter(e.item for e in train), len({e.user for e in train}))


def ndcg(answer: Recommendation, label: Label, k: int = 10) -> float | None:
    """DCG@k / ideal DCG@k, a relevant item at rank r gains 1 / log2(r + 1).

    Järvelin and Kekäläinen 2002, Cumulated gain-based evaluation; the ideal list has min(k,
    relevant items) of them on top.
    """
    wanted = set(label["relevant"])
    if not wanted:
        return None
    discounts = 1 / np.log2(np.arange(2, k + 2))
    hits = np.array([item in wanted for item in beyond.shown(answer, k)], float)
    return float(hits @ discounts[: len(hits)] / discounts[: len(wanted)].sum())


def metrics(how: str) -> tuple[Metric, ...]:
    return (
        Metric("NDCG@10", ndcg, source="binary gain, 1 / log2(rank + 1), over the best list's"),
        recall_at(10),
        recall_at(50),
        mrr(),
        relevance_calibration(),
        *beyond.list_metrics(partial(facts, how)),
    )


TUNED = (
    "Baselines chose their settings by lists on the last fifth of each user's training ratings and "
    "are then trained on the whole training part."
)
SYSTEMS = (
    "chance",
    "popularity",
    "bm25",
    "dense",
    "fusion",
    "bias",
    "biased-mf",
    "als",
    "item-knn",
    "ease",
    "bpr",
    "sasrec",
    "two-tower",
    "llmrec-fast",
    "llmrec",
    "llmrec-masked",
)
COSTLY = ("llmrec", "llmrec-masked")
BESIDE = ("chance", "popularity", "dense", "item-knn", "ease", "sasrec", "llmrec-fast", "llmrec")
"""Enough to see whether the order of systems holds at one moment for all."""

TASK = Task(
    name="ranking",
    title="Whole catalogue, MovieLens small",
    dataset=SMALL,
    split="The last fifth of each user's ratings by time, rounded down; ratings of the same second "
    "in an order drawn with a fixed seed.",
    candidates="All 9,742 films but those of the user's training part.",
    load=load,
    metrics=metrics("last"),
    systems=SYSTEMS,
    costly=COSTLY,
    thresholds=(
        Floor("NDCG@10", "popularity", ">=", 0.079),
        Floor("NDCG@10", "item-knn", ">=", 0.105),
        Floor("NDCG@10", "ease", ">=", 0.124),
    ),
    prepare=partial(movielens.prepare, SMALL, ("last", "moment")),
    notes=(
        TUNED,
        "The cut is by user: what others rated later is in the training part. 362 of the 610 users "
        "rated everything within a day.",
        "A film that the user never rated counts as not relevant, although nobody asked: figures "
        "compare systems and say nothing of satisfaction.",
        "Language models may remember MovieLens; `llmrec-masked` sees no titles.",
        *tuned.notes("ranking"),
    ),
)

TASK_MOMENT = Task(
    name="ranking-moment",
    title="Whole catalogue, MovieLens small, one moment for all",
    dataset=SMALL,
    split="The last fifth of all ratings from one moment on, for everybody at once; 28 users have "
    "ratings before and after it.",
    candidates="All 9,742 films but those of the user's training part.",
    load=partial(load, how="moment"),
    metrics=metrics("moment"),
    systems=BESIDE,
    costly=("llmrec",),
    prepare=partial(movielens.prepare, SMALL, ("last", "moment")),
    notes=(
        TUNED,
        "With 28 users the intervals are wide: it shows whether the order of systems holds when "
        "nothing of the future is known.",
        *tuned.notes("ranking-moment"),
    ),
)
