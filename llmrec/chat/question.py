"""One question back: about the field whose answer would change the list most.

Among the candidates that keep to the limits, weighed by their scores, a field counts as much as its
values part them (entropy), times how much of the list an answer would be expected to replace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import AttributeSpec, kind_field
from llmrec.chat.phrases import Phrases
from llmrec.chat.state import Session, State
from llmrec.types import Attribute, Item, Recommended

LEAST = 8
"""Candidates below which nothing is asked."""
SPREAD = 6.0
"""Candidates that the scores are spread over, at least: fewer are a clear answer."""
KNOWN = 0.6
"""Weight of the candidates that must say the field."""
OPTIONS = 4
COVERED = 0.6
"""Weight that the options named must hold of those known."""
GAIN = 0.35
"""Worth of an answer below which nothing is asked."""


class Question(NamedTuple):
    field: str
    options: tuple[str, ...]
    """As the catalogue has them; bounds of a number as text."""
    worth: float


class _Part(NamedTuple):
    """What an answer could be, and which candidates it keeps."""

    option: str
    kept: np.ndarray
    """bool [candidates]"""


def question(
    session: Session, state: State, found: Sequence[Recommended], shown: int, catalogue: Catalogue
) -> Question | None:
    """What is worth asking after this list; nothing right after another question.

    Args:
        found: candidates, best first, of which the first `shown` are the list.
    """
    if session.turns and session.turns[-1].asked is not None:
        return None
    weights = np.array([row.score for row in found], float)
    if len(found) < max(LEAST, shown + 1) or spread(weights) < SPREAD:
        return None
    closed = {c.field for c in state.constraints} | {t.asked for t in session.turns}
    items = catalogue.items([row.id for row in found])
    asks = [
        asked
        for name, spec in catalogue.schema.attributes.items()
        if name not in closed
        and (asked := _worth(name, spec, items, weights / weights.sum(), shown)) is not None
    ]
    best = max(asks, key=lambda q: q.worth, default=None)
    return best if best is not None and best.worth >= GAIN else None


def spread(weights: np.ndarray) -> float:
    """How many candidates the scores are spread over: all when they are equal, 1 when one has
    all."""
    total = float((weights**2).sum())
    return float(weights.sum()) ** 2 / total if total else 0.0


def _worth(
    name: str, spec: AttributeSpec, items: Sequence[Item], weights: np.ndarray, shown: int
) -> Question | None:
    values = [item.attributes.get(name) for item in items]
    known = np.array([v not in (None, []) for v in values])
    if weights[known].sum() < KNOWN or spec.type == "date":
        return None
    parts = _parts(spec, values, weights)[:OPTIONS]
    if len(parts) < 2:
        return None
    shares = np.array([weights[p.kept].sum() for p in parts])
    any_ = np.any([p.kept for p in parts], axis=0)
    if weights[any_].sum() < COVERED * weights[known].sum():
        return None
    shares = shares / shares.sum()
    entropy = float(-(shares * np.log2(shares + 1e-12)).sum()) / np.log2(OPTIONS)
    kept = np.array([p.kept[:shown].mean() for p in parts])
    return Question(name, tuple(p.option for p in parts), entropy * float(shares @ (1 - kept)))


def _parts(spec: AttributeSpec, values: Sequence[Attribute], weights: np.ndarray) -> list[_Part]:
    """Answers that there could be, the weightiest first; of a number, from small to large."""
    if spec.type == "number":
        return _thirds([float(v) if isinstance(v, int | float) else np.nan for v in values])
    by: dict[str, list[int]] = defaultdict(list)
    for n, value in enumerate(values):
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                by[str(one).lower() if isinstance(one, bool) else str(one)].append(n)
    parts = [_Part(option, _mask(at, len(values))) for option, at in by.items()]
    parts = [p for p in parts if not p.kept.all()]
    return sorted(parts, key=lambda p: -float(weights[p.kept].sum()))


def _mask(at: Sequence[int], size: int) -> np.ndarray:
    mask = np.zeros(size, bool)
    mask[list(at)] = True
    return mask


def _thirds(values: Sequence[float]) -> list[_Part]:
    """Small, middling, large, parted at round numbers."""
    numbers = np.array(values)
    known = numbers[~np.isnan(numbers)]
    if len(np.unique(known)) < 4:
        return []
    low, high = (_round(float(q)) for q in np.quantile(known, (1 / 3, 2 / 3)))
    with np.errstate(invalid="ignore"):
        masks = (numbers < low, (numbers >= low) & (numbers <= high), numbers > high)
    if low >= high or not all(m.any() for m in masks):
        return []
    names = (f"<{low:g}", f"{low:g}-{high:g}", f">{high:g}")
    return [_Part(n, m) for n, m in zip(names, masks, strict=True)]


_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10)


def _round(value: float) -> float:
    """To a number that people say: 47.3 is 50, 134 is 120."""
    if value <= 0:
        return value
    size = 10.0 ** np.floor(np.log10(value))
    return float(min(_ROUND, key=lambda r: abs(r * size - value)) * size)


def asked(q: Question, catalogue: Catalogue, say: Phrases) -> str:
    """The question in words, with examples of answers."""
    spec = catalogue.schema.attributes[q.field]
    field = say.field(q.field)
    if spec.type == "boolean":
        about = spec.about if say.lang == catalogue.language else ""
        return say("q_boolean" if about else "q_boolean_bare", f=field, a=about)
    if spec.type == "number":
        key = "q_price" if q.field == catalogue.schema.price else "q_number"
        return say(key, f=field, x=say.any_of(_ranges(q, say)))
    key = "q_list" if spec.type == "list" else "q_category"
    key = "q_kind" if q.field == kind_field(catalogue.schema) else key
    return say(key, f=field, x=say.any_of([say.value(q.field, o) for o in q.options]))


def _ranges(q: Question, say: Phrases) -> list[str]:
    low, high = q.options[0].removeprefix("<"), q.options[-1].removeprefix(">")
    told = {"a": say.value(q.field, float(low)), "b": say.value(q.field, float(high))}
    return [say(key, **told) for key in ("low", "mid", "high")]
