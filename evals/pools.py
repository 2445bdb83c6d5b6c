"""The collected pools as arrays, and what the baselines make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from llmrec.evals.chorus import Judged
from llmrec.evals.collect import Collected
from llmrec.evals.metrics import RELEVANT
from numpy.typing import NDArray

from llmrec.catalog.catalogue import Catalogue
from llmrec.score import features
from llmrec.types import Candidate, Judgement, Profile

Floats = NDArray[np.float64]
RRF_K = 60
"""Cormack, Clarke and Buettcher 2009, Reciprocal Rank Fusion."""


class Scorer(Protocol):
    def logits(self, x: NDArray[Any]) -> NDArray[Any]: ...


@dataclass(frozen=True)
class Pool:
    """One query's judged pool: what the stages made of it, and beside it the grades."""

    query: str
    labels: NDArray[np.int64]
    """[items], aligned with the candidates."""
    candidates: Sequence[Candidate]
    judgements: Mapping[str, Judgement]
    """All that were collected."""
    profile: Profile
    catalogue: Catalogue
    fast: Floats
    """[items, features] without a judgement."""
    _full: dict[frozenset[str], Floats] = field(default_factory=dict, repr=False)

    @property
    def relevant(self) -> NDArray[np.bool_]:
        return np.asarray(self.labels >= RELEVANT)

    @property
    def graded(self) -> bool:
        return len(set(self.labels.tolist())) > 1

    def kept(self, weights: Scorer, best: int) -> dict[str, Judgement]:
        """The judgements that a request asking for `best` would have: those of the best items by
        the order without the model. What lies beyond what was collected counts as not judged."""
        order = np.argsort(-weights.logits(self.fast), kind="stable")[:best]
        ids = [self.candidates[n].item for n in order]
        return {i: self.judgements[i] for i in ids if i in self.judgements}

    def full(self, judgements: Mapping[str, Judgement]) -> Floats:
        """[items, features] with these judgements."""
        key = frozenset(judgements)
        if key not in self._full:
            x = features(self.candidates, judgements, self.profile, self.catalogue)
            self._full[key] = np.asarray(x, np.float64)
        found: Floats = self._full[key]
        return found

    def source(self, name: str) -> Floats:
        """Raw scores of one source, [items]; what it does not know stands last."""
        found = [c.sources.get(name) for c in self.candidates]
        scores = np.array([s.score if s else np.nan for s in found])
        return np.asarray(np.nan_to_num(scores, nan=-1e9), np.float64)


def load_pools(
    queries: Sequence[Judged], rows: Mapping[str, Collected], catalogue: Catalogue
) -> list[Pool]:
    """Pools of the queries that were collected, in their order."""
    return [_pool(one, rows[one.query], catalogue) for one in queries if one.query in rows]


def _pool(one: Judged, row: Collected, catalogue: Catalogue) -> Pool:
    return Pool(
        query=one.query,
        labels=np.array([one.labels[c.item] for c in row.candidates]),
        candidates=row.candidates,
        judgements={j.item: j for j in row.judgements},
        profile=row.profile,
        catalogue=catalogue,
        fast=features(row.candidates, {}, row.profile, catalogue),
    )


def fused(*sources: Floats) -> Floats:
    """Reciprocal rank fusion: sum of 1 / (60 + rank); tied scores share their mean rank."""
    total = np.zeros(len(sources[0]))
    for scores in sources:
        total += 1 / (RRF_K + mean_ranks(scores))
    return total


def mean_ranks(scores: NDArray[Any]) -> Floats:
    """Rank from 1, best first; ties get the mean of the ranks that they take up."""
    above = (scores[None, :] > scores[:, None]).sum(1)
    same = (scores[None, :] == scores[:, None]).sum(1)
    return np.asarray(above + (same + 1) / 2, np.float64)


def baselines(pool: Pool) -> dict[str, Floats]:
    """Scores of BM25, of the embedding, and of their rank fusion."""
    lexical, dense = pool.source("lexical"), pool.source("dense")
    return {"BM25": lexical, "dense": dense, "rank fusion": fused(lexical, dense)}
