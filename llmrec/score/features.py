"""What the scorer looks at: few, named features, free of any domain.

Scores of a source are standardised within the request's candidates, so that one set of weights
serves any catalogue. An item that was not judged has `judged` 0 and a judgement of 0, which the
scorer tells from a judgement of even odds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import tokens
from llmrec.types import Candidate, Item, Judgement, Profile

NAMES = (
    "dense",
    "lexical",
    "title",
    "judgement",
    "judged",
    "wishes",
    "tags",
    "popularity",
)
"""In order: similarity of request and item; BM25; share of the request's words that the title
holds; the model's logit, 0 when not judged; whether it was judged; share of the wishes met less
share broken; share of the wanted tags that the item names less the refused; percentile of
popularity, 0.5 when unknown."""


def features(
    candidates: Sequence[Candidate],
    judgements: Mapping[str, Judgement],
    profile: Profile,
    catalogue: Catalogue,
) -> NDArray[np.float64]:
    """float64 [candidates, len(NAMES)], finite."""
    items = catalogue.items([c.item for c in candidates])
    words = set(tokens(profile.search_text))
    out = np.zeros((len(candidates), len(NAMES)))
    for name in ("dense", "lexical"):
        column = NAMES.index(name)
        out[:, column] = standardise([_score(c, name) for c in candidates])
    for n, (candidate, item) in enumerate(zip(candidates, items, strict=True)):
        judged = judgements.get(candidate.item)
        out[n, 2] = _share(words, set(tokens(item.title)))
        out[n, 3] = _logit(judged.probability) if judged else 0.0
        out[n, 4] = float(judged is not None)
        out[n, 5] = _wishes(item, profile, catalogue)
        out[n, 6] = _tags(item, profile)
        popular = catalogue.popularity_percentile(candidate.item)
        out[n, 7] = 0.5 if popular is None else popular
    return np.nan_to_num(out, nan=0.0, posinf=10.0, neginf=-10.0)


def standardise(scores: Sequence[float | None]) -> NDArray[Any]:
    """Mean 0, deviation 1 within the request; what has no score gets the lowest."""
    known = [s for s in scores if s is not None and math.isfinite(s)]
    if not known:
        return np.zeros(len(scores))
    lowest = min(known)
    values = np.array([lowest if s is None or not math.isfinite(s) else s for s in scores])
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(scores))


def _score(candidate: Candidate, source: str) -> float | None:
    found = candidate.sources.get(source)
    return found.score if found else None


def _share(wanted: set[str], there: set[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _wishes(item: Item, profile: Profile, catalogue: Catalogue) -> float:
    wishes = [c for c in profile.constraints if not c.hard]
    if not wishes:
        return 0.0
    fields = {c.field for c in wishes}
    met = 0.0
    for field in fields:  # several values of one field are alternatives
        mine = [c for c in wishes if c.field == field]
        broken = len(catalogue.breaks(item, mine))
        met += 1.0 if broken < len(mine) else -1.0
    return met / len(fields)


def _tags(item: Item, profile: Profile) -> float:
    words = set(tokens(f"{item.title} {item.text}"))
    if item.profile:
        words |= {t for tag in item.profile.tags for t in tokens(tag.tag)}
    total = 0.0
    for tag in profile.tags:
        total += tag.polarity * tag.weight * _share(set(tokens(tag.tag)), words)
    weight = sum(t.weight for t in profile.tags)
    return total / weight if weight else 0.0
