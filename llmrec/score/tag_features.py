"""What the tag head looks at, of a person and a tag: few, named, free of any domain.

All of them are functions of the tag's text and of the items that have it, so that a tag that no
field holds, said in the person's own words, is scored as those of the catalogue are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from llmrec.behaviour.past import Floats, Ints
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.values import fold
from llmrec.score.features import words_of
from llmrec.score.tag_vocabulary import Vocabulary, vocabulary
from llmrec.text import tokens
from llmrec.types import Constraint, Profile, Request, Scored

FEATURES: dict[str, str] = {
    "said": "share of the tag's words among the person's own",
    "wanted": "how far a wanted tag of the profile, or a limit, names it",
    "refused": "how far a refused tag of the profile, or a limit, does",
    "named": "share of the items that have it, of those spoken of, liked or taken",
    "most": "whether that share is half or more",
    "disliked": "the same share of the items disliked",
    "found": "share of the best candidates that have it, weighed by their relevance",
    "found_log": "log of the share of the first fifty against the catalogue's",
    "frequent": "log of the catalogue's share",
}
FIRST, MANY = 10, 50
"""Candidates that are looked at."""
OWN = 8
"""Tags of the person's own words at the most."""
SMOOTH, HALF = 0.05, 0.5
FOR, AGAINST = ("eq", "in", "has"), ("ne", "not_in", "lacks")


class Tagged(NamedTuple):
    """Tags with their features, [tags, FEATURES]."""

    tags: list[str]
    fields: list[str | None]
    """None: the person's own words."""
    x: Floats
    spoken: bool
    """Whether any item is spoken of, liked or taken."""


class _Person(NamedTuple):
    """What a request says of a person, once for all tags."""

    words: set[str]
    wanted: list[tuple[float, set[str]]]
    refused: list[tuple[float, set[str]]]
    limits: list[Constraint]
    named: Ints
    disliked: Ints
    found: Ints
    relevance: Floats


def tag_features(
    scored: Sequence[Scored], profile: Profile, request: Request, catalogue: Catalogue
) -> Tagged:
    """Of every tag of the catalogue, and of the person's own that no field holds."""
    known, person = vocabulary(catalogue), _person(scored, profile, request, catalogue)
    there = {fold(tag) for tag in known.tags}
    own = [t.tag for t in profile.tags if t.polarity > 0 and fold(t.tag) not in there][:OWN]
    x = np.zeros((len(known.tags) + len(own), len(FEATURES)))
    first, weights = person.found[:FIRST], person.relevance[:FIRST]
    sets = ((person.named, None), (person.disliked, None), (first, weights), (person.found, None))
    parts = [
        np.concatenate([known.share(items, w), _by_words(own, items, w, catalogue)])
        for items, w in sets
    ]
    rare = np.full(len(own), 1 / max(1, catalogue.size))
    whole = np.concatenate([known.counts / max(1, known.size), rare])
    said = [*known.words, *(frozenset(tokens(tag)) for tag in own)]
    x[:, 0] = [_share(words, person.words) for words in said]
    x[:, 1] = [_best(words, person.wanted) for words in said]
    x[:, 2] = [_best(words, person.refused) for words in said]
    _by_limits(x, known, person.limits)
    x[:, 3], x[:, 5], x[:, 6] = parts[:3]
    x[:, 4] = parts[0] >= HALF
    if len(person.found):
        x[:, 7] = np.log((parts[3] + SMOOTH) / (whole + SMOOTH))
    x[:, 8] = np.log(whole + SMOOTH)
    fields: list[str | None] = [*known.fields, *([None] * len(own))]
    return Tagged([*known.tags, *own], fields, x, len(person.named) > 0)


def _person(
    scored: Sequence[Scored], profile: Profile, request: Request, catalogue: Catalogue
) -> _Person:
    mine = [t.content for t in request.dialogue if t.role == "user"]
    disliked = request.disliked | {m.item for m in profile.dislikes if m.item}
    named = [m.item for m in (*profile.spoken_of, *profile.likes)]
    named += [e.item for e in request.taken]
    first = scored[:MANY]
    tags = [(t.polarity, t.weight, set(tokens(t.tag))) for t in profile.tags]
    return _Person(
        set(tokens(" ".join([*mine, request.text]))),
        [(weight, words) for side, weight, words in tags if side > 0],
        [(weight, words) for side, weight, words in tags if side < 0],
        profile.constraints,
        _ordinals((i for i in named if i not in disliked), catalogue),
        _ordinals(disliked, catalogue),
        _ordinals((s.candidate.item for s in first), catalogue),
        np.array([s.relevance for s in first]),
    )


def _ordinals(ids: Iterable[str | None], catalogue: Catalogue) -> Ints:
    known = dict.fromkeys(i for i in ids if i is not None and i in catalogue)
    return np.array([catalogue.ordinal(i) for i in known], np.int64)


def _by_words(
    own: Sequence[str], items: Ints, weights: Floats | None, catalogue: Catalogue
) -> Floats:
    """Of some items the weighed share that says all words of each of these tags, [own]."""
    if not len(items) or not own:
        return np.zeros(len(own))
    there = [words_of(i, catalogue) for i in catalogue.items([catalogue.ids[n] for n in items])]
    w = np.ones(len(items)) if weights is None else weights
    total = w.sum() or 1.0
    has = [[set(tokens(tag)) <= words for words in there] for tag in own]
    return np.asarray(np.array(has, float) @ w / total)


def _by_limits(x: Floats, known: Vocabulary, limits: Sequence[Constraint]) -> None:
    """A limit or wish names values of its field."""
    for limit in limits:
        column = 1 if limit.op in FOR else 2 if limit.op in AGAINST else None
        if column is None:
            continue
        values = limit.value if isinstance(limit.value, list) else [str(limit.value)]
        said = {fold(v) for v in values}
        for n, (tag, field) in enumerate(zip(known.tags, known.fields, strict=True)):
            if field == limit.field and fold(tag) in said:
                x[n, column] = 1.0


def _share(words: frozenset[str], there: set[str]) -> float:
    return len(words & there) / len(words) if words else 0.0


def _best(words: frozenset[str], tags: Sequence[tuple[float, set[str]]]) -> float:
    return max((weight * _share(words, said) for weight, said in tags), default=0.0)
