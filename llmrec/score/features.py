"""What the scorer looks at: few, named features, free of any domain.

Scores of a source are standardised within the request's candidates, so that one set of weights
serves any catalogue. An item that was not judged has `judged` 0 and stands, until more is known, as
those that were: where the model finds the best few wrong, the rest is hardly right. Without that a
probability of what was not judged is off by .15 (ECE over the chorus pools), with it by .05.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.catalogue import Catalogue
from llmrec.taught import FORETOLD, TRUST
from llmrec.text import tokens
from llmrec.types import Candidate, Item, Judgement, Profile

NAMES = (
    "dense",
    "talk",
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
    "near",
)
"""In order: similarity of request and item; of the last turns of a talk, both sides', and item, 0
without a talk; BM25; share of the request's words that the title holds; the model's logit, of an
item not judged the mean of those that were, and where none was what `llmrec.taught` foretells;
whether it was judged, or by how much what is foretold is trusted as if it had been; share of the
wishes met less share broken; how far inside the limits in numbers the item stands, as a part of
each; share of the wanted tags that the item names; share of the refused ones; percentiles of
popularity, of the day it came out and of the price, 0.5 when unknown; the similarity of request and
item against that of two items drawn at random, in deviations, 0 when unknown: `dense` says which
candidate rather, this one whether any."""
SOURCES = NAMES[:3]
JUDGEMENT, JUDGED = NAMES.index("judgement"), NAMES.index("judged")
TRACE = 1e-9
UNKNOWN = 0.5
HELD = 20_000
"""Items whose words are kept at the most."""
Words = frozenset[str]


def features(
    candidates: Sequence[Candidate],
    judgements: Mapping[str, Judgement],
    profile: Profile,
    catalogue: Catalogue,
) -> NDArray[np.float64]:
    """float64 [candidates, len(NAMES)], finite."""
    items = catalogue.items([c.item for c in candidates])
    asked = set(tokens(profile.search_text))
    tags = [(t.polarity, t.weight, set(tokens(t.tag))) for t in profile.tags]
    opinion = _judgements(candidates, judgements)
    out = np.zeros((len(candidates), len(NAMES)))
    for n, name in enumerate(SOURCES):
        out[:, n] = standardise([_score(c, name) for c in candidates])
    for n, (candidate, item) in enumerate(zip(candidates, items, strict=True)):
        words = _words(item, catalogue)
        out[n, 3] = _share(asked, words.title)
        out[n, 4] = opinion[n]
        out[n, 5] = float(candidate.item in judgements)
        out[n, 6] = _wishes(item, profile, catalogue)
        out[n, 7] = _slack(item, profile, catalogue)
        out[n, 8], out[n, 9] = (_named(tags, side, words.all) for side in (1, -1))
    out[:, 10:13] = _percentiles([c.item for c in candidates], catalogue)
    out[:, 13] = _near(candidates, catalogue)
    foretold = [_score(c, FORETOLD) for c in candidates]
    if candidates and not judgements and None not in foretold:
        trust = [_score(c, TRUST) or 0.0 for c in candidates]
        out = with_foretold(out, np.array(foretold, np.float64), np.array(trust))
    return np.nan_to_num(out, nan=0.0, posinf=10.0, neginf=-10.0)


def with_foretold(
    x: NDArray[Any], logits: NDArray[Any], trust: NDArray[Any]
) -> NDArray[np.float64]:
    """The features of a request of which nothing was judged, [n, NAMES], with what the model would
    say.

    Args:
        logits: [n]; trust: [n], see `llmrec.taught.Foretold`. None is a trace of one, as 0 says
            of an item that others of its request were judged.
    """
    out = np.array(x, np.float64)
    out[:, JUDGEMENT], out[:, JUDGED] = logits, np.maximum(trust, TRACE)
    return out


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
    known = [logit(j.probability) for j in told if j is not None]
    mean = sum(known) / len(known) if known else 0.0
    return np.array([mean if j is None else logit(j.probability) for j in told])


def _score(candidate: Candidate, source: str) -> float | None:
    found = candidate.sources.get(source)
    return found.score if found else None


def _near(candidates: Sequence[Candidate], catalogue: Catalogue) -> NDArray[np.float64]:
    """(cosine - mean) / deviation, [candidates]; every embedding model has its own of both."""
    cosines = [_score(c, "dense") for c in candidates]
    if not catalogue.embeddings or all(c is None for c in cosines):
        return np.zeros(len(candidates))
    mean, deviation = catalogue.background()
    return np.array([0.0 if c is None else (c - mean) / deviation for c in cosines])


def _share(wanted: set[str], there: Words) -> float:
    return len(wanted & there) / len(wanted) if wanted else 0.0


def logit(p: float) -> float:
    """Of a probability, within 1e-4 of its ends."""
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


def _named(tags: Sequence[tuple[int, float, set[str]]], side: int, words: Words) -> float:
    """Of the tags of one side the weighed share that the item names."""
    mine = [(weight, said) for polarity, weight, said in tags if polarity == side]
    total = sum(weight for weight, _ in mine)
    return sum(w * _share(said, words) for w, said in mine) / total if total else 0.0


class _Said(NamedTuple):
    title: Words
    all: Words


_held: WeakKeyDictionary[Catalogue, dict[str, _Said]] = WeakKeyDictionary()


def words_of(item: Item, catalogue: Catalogue) -> Words:
    """All words of the item, read once."""
    return _words(item, catalogue).all


def _words(item: Item, catalogue: Catalogue) -> _Said:
    """Words of the item, read once."""
    held = _held.setdefault(catalogue, {})
    found = held.get(item.id)
    if found is None:
        tags = [tag.tag for tag in item.profile.tags] if item.profile else []
        title = frozenset(tokens(item.title))
        found = _Said(title, title.union(tokens(item.text), *map(tokens, tags)))
        if len(held) < HELD:
            held[item.id] = found
    return found


def _percentiles(ids: Sequence[str], catalogue: Catalogue) -> NDArray[np.float64]:
    """[ids, 3]: of popularity, day and price."""
    at, schema = [catalogue.ordinal(i) for i in ids], catalogue.schema
    out = np.full((len(ids), 3), UNKNOWN)
    out[:, 0] = catalogue.popularity_percentiles[at]
    for n, field in enumerate((schema.released, schema.price), 1):
        if field is not None:
            out[:, n] = catalogue.percentiles(field)[at]
    return np.where(np.isnan(out), UNKNOWN, out)
