"""What the scorer looks at: few, named features, free of any domain.

Scores of a source are standardised within the request's candidates, so that one set of weights
serves any catalogue. An item that was not judged has `judged` 0 and stands, until more is known, as
those that were: where the model finds the best few wrong, the rest is hardly right. Without that a
probability of what was not judged is off by .15 (ECE over the chorus pools), with it by .05.
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
    "slack",
    "tags",
    "conflict",
    "popularity",
    "recency",
    "price",
)
"""In order: similarity of request and item; BM25; share of the request's words that the title
holds; the model's logit, of an item not judged the mean of those that were; whether it was judged;
share of the wishes met less share broken; how far inside the limits in numbers the item stands, as
a part of each; share of the wanted tags that the item names; share of the refused ones;
percentiles of popularity, of the day it came out and of the price, 0.5 when unknown."""
UNKNOWN = 0.5


def features(
    candidates: Sequence[Candidate],
    judgements: Mapping[str, Judgement],
    profile: Profile,
    catalogue: Catalogue,
) -> NDArray[np.float64]:
    """float64 [candidates, len(NAMES)], finite."""
    items = catalogue.items([c.item for c in candidates])
    words = set(tokens(profile.search_text))
    opinion = _judgements(candidates, judgements)
    out = np.zeros((len(candidates), len(NAMES)))
    for name in ("dense", "lexical"):
        column = NAMES.index(name)
        out[:, column] = standardise([_score(c, name) for c in candidates])
    for n, (candidate, item) in enumerate(zip(candidates, items, strict=True)):
        out[n, 2] = _share(words, set(tokens(item.title)))
        out[n, 3] = opinion[n]
        out[n, 4] = float(candidate.item in judgements)
        out[n, 5] = _wishes(item, profile, catalogue)
        out[n, 6] = _slack(item, profile, catalogue)
        out[n, 7:9] = _tags(item, profile)
        out[n, 9:] = _percentiles(candidate.item, catalogue)
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


def _judgements(
    candidates: Sequence[Candidate], judgements: Mapping[str, Judgement]
) -> NDArray[np.float64]:
    """Logits, [candidates]; of what was not judged the mean of the rest, 0 when nothing was."""
    told = [judgements.get(c.item) for c in candidates]
    known = [_logit(j.probability) for j in told if j is not None]
    mean = sum(known) / len(known) if known else 0.0
    return np.array([mean if j is None else _logit(j.probability) for j in told])


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


def _slack(item: Item, profile: Profile, catalogue: Catalogue) -> float:
    """Mean over the limits in numbers of (limit - value) / limit, or (value - limit) / limit where
    more is asked for; from -1 to 1, 0 where there is none or the item does not say."""
    parts = []
    for c in profile.constraints:
        value = item.attributes.get(c.field)
        if catalogue.schema.attributes[c.field].type != "number" or c.op not in _SIGN:
            continue
        if isinstance(value, int | float) and isinstance(c.value, int | float) and c.value:
            part = _SIGN[c.op] * (value - c.value) / abs(c.value)
            parts.append(min(max(part, -1.0), 1.0))
    return sum(parts) / len(parts) if parts else 0.0


_SIGN = {"lt": -1, "le": -1, "gt": 1, "ge": 1}


def _tags(item: Item, profile: Profile) -> tuple[float, float]:
    """Of the wanted tags and of the refused ones, the weighed share that the item names."""
    words = set(tokens(f"{item.title} {item.text}"))
    if item.profile:
        words |= {t for tag in item.profile.tags for t in tokens(tag.tag)}
    named = [(t.polarity, t.weight, _share(set(tokens(t.tag)), words)) for t in profile.tags]
    wanted, refused = (
        sum(w * share for p, w, share in named if p == side)
        / (sum(w for p, w, _ in named if p == side) or 1.0)
        for side in (1, -1)
    )
    return wanted, refused


def _percentiles(id_: str, catalogue: Catalogue) -> list[float]:
    schema = catalogue.schema
    found = [catalogue.popularity_percentile(id_)]
    found += [catalogue.percentile(f, id_) if f else None for f in (schema.released, schema.price)]
    return [UNKNOWN if p is None else p for p in found]
