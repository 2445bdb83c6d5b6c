"""Models of LensKit: trained on events, asked for scores, judged on a tuning part."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from llmrec.evals.harness.contracts import Interaction
from llmrec.evals.systems import validation
from llmrec.evals.systems.trained import by_user
from llmrec.evals.systems.validation import DEPTH, Case
from numpy.typing import NDArray

from llmrec.types import Event

SEED = 0
Floats = NDArray[np.float64]
Build = Callable[[], Any]
Grid = tuple[tuple[dict[str, Any], Build], ...]
"""Settings, and what makes the untrained scorer of each."""


@dataclass(frozen=True)
class Model:
    """A trained scorer of LensKit: a user's past and items in, a score an item out."""

    scorer: Any

    def scores(self, past: Sequence[Event | Interaction], items: Any) -> Floats:
        """One score an item of `items` (an `ItemList`); NaN where the model knows nothing."""
        from lenskit.data import ItemList, RecQuery

        if not past:
            query = RecQuery(history_items=ItemList(item_ids=np.array([], dtype=str)))
        elif any(e.rating is None for e in past):
            query = RecQuery(history_items=ItemList(item_ids=[e.item for e in past]))
        else:
            stars = np.array([e.rating for e in past], np.float32)
            query = RecQuery(history_items=ItemList(item_ids=[e.item for e in past], rating=stars))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = self.scorer(query, items).scores()
        return np.asarray(found, np.float64)


class Linear(Model):
    """EASE: what LensKit's scorer sums over all rows of its weights, over those of the past alone.

    The rows of what the user never had are multiplied by 0; without them an answer takes a
    hundredth of the time.
    """

    def scores(self, past: Sequence[Event | Interaction], items: Any) -> Floats:
        known = self.scorer.items
        if not past:
            return np.full(len(items), np.nan)
        rows = item_list([e.item for e in past]).numbers(vocabulary=known, missing="negative")
        columns = items.numbers(vocabulary=known, missing="negative")
        found = np.full(len(items), np.nan)
        rows, there = np.unique(rows[rows >= 0]), columns >= 0
        if len(rows):
            weights = self.scorer.weights
            few = len(columns) < len(known) // 10
            block = weights[np.ix_(rows, columns[there])] if few else weights[rows]
            sums = block.sum(axis=0, dtype=np.float64)
            found[there] = sums if few else sums[columns[there]]
        return found


def item_list(ids: Sequence[str]) -> Any:
    from lenskit.data import ItemList

    return ItemList(item_ids=np.asarray(ids, dtype=str))


def train(build: Build, events: Sequence[Interaction], kind: type[Model] = Model) -> Model:
    """A model of these events; of an item that a user had twice the last time counts."""
    import pandas as pd
    from lenskit.data import from_interactions_df
    from lenskit.training import TrainingOptions

    events = list({(e.user, e.item): e for e in events}.values())
    columns: dict[str, list[Any]] = {
        "user_id": [e.user for e in events],
        "item_id": [e.item for e in events],
    }
    if has_stars(events):
        columns["rating"] = [e.rating for e in events]
    scorer = build()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scorer.train(from_interactions_df(pd.DataFrame(columns)), TrainingOptions(rng=SEED))
    return kind(scorer)


def has_stars(events: Sequence[Interaction]) -> bool:
    return bool(events) and all(e.rating is not None for e in events)


def errors(
    model: Model, bias: Model, early: Sequence[Interaction], late: Sequence[Interaction]
) -> Floats:
    """Foretold less given stars, of every tuning event."""
    past, out = by_user(early), []
    for user, events in by_user(late).items():
        items = item_list([e.item for e in events])
        told = or_else(model.scores(past.get(user, []), items), bias, past.get(user, []), items)
        out.append(told - np.array([e.rating for e in events], np.float64))
    return np.concatenate(out) if out else np.zeros(0)


def or_else(told: Floats, bias: Model, past: Sequence[Any], items: Any) -> Floats:
    unknown = np.isnan(told)
    return np.where(unknown, bias.scores(past, items), told) if unknown.any() else told


def ndcg(model: Model, events: Sequence[Interaction], lists: Sequence[Case]) -> float:
    """Mean NDCG@10 of tuning lists; seen items are removed where everything is ranked."""
    ids = np.array(sorted({e.item for e in events}), dtype=str)
    place, items = {item: n for n, item in enumerate(ids.tolist())}, item_list(ids.tolist())

    def rank(case: Case) -> list[str]:
        if case.among is not None:
            told = model.scores(case.past, item_list(case.among))
            order = np.argsort(-np.nan_to_num(told, nan=-np.inf), kind="stable")
            return [case.among[n] for n in order]
        told = np.nan_to_num(model.scores(case.past, items), nan=-np.inf)
        told[[place[e.item] for e in case.past]] = -np.inf
        found: list[str] = ids[np.argsort(-told, kind="stable")[:DEPTH]].tolist()
        return found

    return validation.ndcg(rank, lists)


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else 0.0
