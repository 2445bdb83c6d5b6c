"""How many stars will a user give: foretold with an interval, for films the user rated later.

`TASK` holds out the last fifth of each user's ratings. `TASK100K` is a published protocol, random
by film: it lets a model learn from the future, and stands here beside published figures alone.
"""

from __future__ import annotations

import random
from functools import partial

from llmrec.evals.datasets import movielens
from llmrec.evals.harness.beyond import star_metrics
from llmrec.evals.harness.contracts import Interaction, Label, Loaded, Options, Sample, Task
from llmrec.evals.harness.contracts import Threshold as Floor
from llmrec.evals.systems import tuned

from llmrec.types import Request

SMALL, ML100K = movielens.SMALL.folder, movielens.ML100K.folder
PUBLISHED = {"SVD": 0.9387, "ALS": 0.9650}
"""RMSE of recommenders-team/recommenders' README on a 75/25 split of MovieLens 100K."""
MOST = 1000
"""Items that one request may ask about."""


def load(options: Options, name: str = SMALL, how: str = "last") -> Loaded:
    """One request a user who has a past and held-out ratings.

    Raises:
        ConfigError: the set is not there or was altered.
    """
    split, films = movielens.cut(name, how), movielens.rated(name).films
    before, after = movielens.per_user(split.train), movielens.per_user(split.test)
    both = {user: len(before[user]) for user in after if user in before}
    levels = movielens.terciles(both)
    users = movielens.drawn(levels, options.limit, options.seed)
    samples = [sample(name, user, before[user], after[user]) for user in users]
    labels: dict[str, Label] = {
        user: {
            "ratings": {e.item: e.rating for e in after[user][:MOST]},
            "level": levels[user],
            "history": len(before[user]),
        }
        for user in users
    }
    return Loaded(samples, labels, movielens.training(films, split.train), name)


def sample(name: str, user: str, before: list[Interaction], after: list[Interaction]) -> Sample:
    """The request: the user's past, and the films in an order that tells nothing."""
    asked = sorted(e.item for e in after[:MOST])
    random.Random(f"{movielens.SEED} {user}").shuffle(asked)
    request = Request(
        user=user,
        history=movielens.past(before),
        among=asked,
        k=len(asked),
        explain=0,
        catalogue=name,
    )
    return Sample(user, user, request)


TUNED = (
    "Baselines chose their settings on the last fifth of each user's training ratings and are then "
    "trained on the whole training part; their intervals are mean ± 1.28 times their RMSE on that "
    "fifth."
)
SYSTEMS = (
    "chance",
    "popularity",
    "bias",
    "item-knn",
    "biased-mf",
    "llmrec-fast",
    "llmrec",
    "llmrec-masked",
)
COSTLY = ("llmrec", "llmrec-masked")

TASK = Task(
    name="ratings",
    title="Stars, MovieLens small",
    dataset=SMALL,
    split="The last fifth of each user's ratings by time, rounded down; ratings of the same second "
    "in an order drawn with a fixed seed.",
    candidates="The films that the user rated in the held-out part, in a drawn order.",
    load=load,
    metrics=star_metrics(movielens.LEVELS),
    systems=SYSTEMS,
    costly=COSTLY,
    thresholds=(
        Floor("RMSE", "bias", "<=", 0.899),
        Floor("RMSE", "biased-mf", "<=", 0.888),
    ),
    prepare=partial(movielens.prepare, SMALL, ("last", "moment")),
    notes=(
        TUNED,
        "362 of the 610 users rated everything within a day, and 118 cuts fall between equal "
        "times: for them the split is nearly random.",
        "Figures are over all held-out ratings, so that users with long lists weigh more; the "
        "levels of history are thirds of the users.",
        "Only rated films are asked about: what people choose to rate is not drawn at random.",
        "Language models may remember MovieLens; `llmrec-masked` sees no titles.",
        *tuned.notes("ratings"),
    ),
)

TASK100K = Task(
    name="ratings-100k",
    title="Stars, MovieLens 100K, published 75/25 protocol",
    dataset=ML100K,
    split="Published protocol (recommenders-team/recommenders): a random quarter of each film's "
    "ratings. Theirs hangs on the order of a data frame; the draw here is ours, by a fixed seed.",
    candidates="The films that the user rated in the held-out part, in a drawn order.",
    load=partial(load, name=ML100K, how="stratified"),
    metrics=star_metrics(movielens.LEVELS),
    systems=SYSTEMS,
    costly=COSTLY,
    prepare=partial(movielens.prepare, ML100K, ("stratified",)),
    notes=(
        TUNED,
        "The split is random and lets a model learn from a user's future: never compare it with "
        "`ratings`. Published RMSE of the protocol: SVD .9387, ALS .9650.",
        *tuned.notes("ratings-100k"),
    ),
)
