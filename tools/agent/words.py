"""What code reads in words instead of asking a model for it: limits, sorting, how many."""

from __future__ import annotations

import re

from llmrec.catalog.schema import Schema, kind_field
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.quantities import numbers
from llmrec.types import Constraint, Request
from llmrec.understand import Understand
from llmrec.understand.kinds import near_kinds

NEAR = 0.6
"""Cosine from which words are of a kind that they do not name."""
_LOW = re.compile(r"^(?:lowest|oldest|shortest|smallest|least|cheapest)\b|\b(?:asc\w*|up)$", re.I)
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest price)|最便宜|最低价|价格最低", re.I)
_NEWEST = re.compile(r"\b(?:newest|latest|most recent)\b|最新", re.I)
_SHORTEST = re.compile(r"\b(?:shortest|quickest)\b|最短", re.I)
_LONGEST = re.compile(r"\blongest\b|最长", re.I)
_TIMES = ("minute", "hour", "day", "week", "month")
_BEST_RATED = re.compile(r"\b(?:best|highest|top)[- ]rated\b|评分最高|评分从高", re.I)


def limits_of(words: str, context: Context) -> list[Constraint]:
    """The limits that words state: hard ones, the kind of thing, and wishes where something has
    them all."""
    found = Understand().cheap(Request(text=words), context).constraints
    field = kind_field(context.catalogue.schema)
    if field and not any(c.field == field for c in found):
        found = [*found, *_near(words, context)]
    held = [c for c in found if c.hard or c.field == field]
    return [_bare(c) for c in (found if context.catalogue.mask(found).any() else held)]


def hard_limits(request: str, context: Context) -> list[Constraint]:
    """Limits of the whole request, but for the kind of thing: it may speak of several."""
    field = kind_field(context.catalogue.schema)
    found = Understand().cheap(Request(text=request), context).hard
    return [_bare(c) for c in found if c.field != field]


def _bare(c: Constraint) -> Constraint:
    return Constraint(field=c.field, op=c.op, value=c.value)


def _near(words: str, context: Context) -> list[Constraint]:
    try:
        near = near_kinds([words], context)
    except ModelUnavailable:
        return []
    if near is None or near.cosines[0].max() < NEAR:
        return []
    value = near.kinds[int(near.cosines[0].argmax())]
    return [Constraint(field=near.field, op="eq", value=value, hard=False)]


def sortings(schema: Schema) -> list[str]:
    """How a list may be sorted, in words."""
    out = []
    for name, spec in schema.attributes.items():
        if spec.type == "number":
            out += [f"lowest {name}", f"highest {name}"]
        elif spec.type == "date":
            out += [f"oldest {name}", f"newest {name}"]
    return out


def sorting(words: str, schema: Schema) -> dict[str, object]:
    """`lowest price` as arguments of filter_items; nothing where no field is named."""
    named = [n for n in schema.attributes if re.search(rf"\b{re.escape(n)}\b", words)]
    if not named:
        return {}
    return {"sort_by": max(named, key=len), "descending": _LOW.search(words) is None}


def superlative(request: str, schema: Schema) -> dict[str, object]:
    """The sorting that a request asks for by its price, date, length or rating, where it
    asks for one."""
    said = [sorting for _, sorting in superlatives(request, schema)]
    return said[0] if said and all(other == said[0] for other in said) else {}


def superlatives(text: str, schema: Schema) -> list[tuple[re.Match[str], dict[str, object]]]:
    """Words like `cheapest`, and the sorting that each stands for."""
    rating = "rating" if "rating" in schema.attributes else None
    length = next((n for n, a in schema.attributes.items() if a.unit in _TIMES), None)
    cues = (
        (schema.price, False, _CHEAPEST),
        (schema.released, True, _NEWEST),
        (length, False, _SHORTEST),
        (length, True, _LONGEST),
        (rating, True, _BEST_RATED),
    )
    return [
        (found, {"sort_by": name, "descending": down})
        for name, down, cue in cues
        if name
        for found in cue.finditer(text)
    ]


def counts(request: str) -> set[int]:
    """Numbers that a request says; how many is wanted is one of them."""
    return {int(n.value) for n in numbers(request) if n.value == int(n.value)}
