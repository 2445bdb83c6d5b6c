"""Several things in one request: speakers and lights.

What a part of the request is, is told by the catalogue's own words for kinds of things: the nearest
ones by embedding. A part that is near none (a room, a mood) is no thing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.text import stem, words
from llmrec.types import Constraint, Interest
from llmrec.understand.kinds import near_kinds

NEAR = 0.55
"""Cosine from which a part is of a kind. MiniLM over the shipped catalogues: things lie at .60 and
above, rooms, moods and levels at .51 and below."""
AS_NEAR = 0.85
"""Other kinds count too when they are this near, in parts of the nearest."""
MOST_PARTS = 6
_BESIDE = r"(?:[\s,]|\b(?:and|or|also|an?|some)\b|和|或|与|、|以及|还有)+"
_COMMA = re.compile(r"[,;，；、]")


def find_interests(
    search_text: str,
    tags: Sequence[str],
    constraints: Sequence[Constraint],
    context: Context,
) -> list[Interest]:
    """The things asked for, each of other kinds than those before it."""
    field = kind_field(context.catalogue.schema)
    if any(c.field == field and c.hard and c.op == "eq" for c in constraints):
        return []
    said = [p.strip() for p in _COMMA.split(search_text)]
    parts = list(dict.fromkeys(p.lower() for p in [*said, *tags] if p))[:MOST_PARTS]
    try:
        near = near_kinds(parts, context) if len(parts) > 1 else None
    except ModelUnavailable:  # one search for all of it; retrieving says that embedding failed
        return []
    if near is None:
        return []
    kinds = near.kinds
    refused = _refused(near.field, constraints)
    found: list[Interest] = []
    for part, row in zip(parts, near.cosines, strict=True):
        if kinds[int(row.argmax())] in refused:
            continue
        mine = [k for k, cosine in zip(kinds, row, strict=True) if cosine >= AS_NEAR * row.max()]
        mine = [k for k in mine if k not in refused]
        if row.max() >= NEAR and not any(set(mine) & set(f.kinds) for f in found):
            found.append(Interest(text=part, kinds=mine))
    return found


def _refused(field: str, constraints: Sequence[Constraint]) -> set[str]:
    """Kinds that no item of the answer may be."""
    said = [c.value for c in constraints if c.field == field and c.op in ("ne", "not_in")]
    return {v for value in said for v in ([value] if isinstance(value, str) else value)}  # type: ignore[union-attr]


def named_interests(
    text: str, constraints: Sequence[Constraint], catalogue: Catalogue
) -> list[Interest]:
    """The things that a request names side by side in the catalogue's own words: `bulbs and
    strips`, but not `a switch for my lamp`."""
    field = kind_field(catalogue.schema)
    values = [c.value for c in constraints if c.field == field and c.op == "in"]
    named = values[0] if values and isinstance(values[0], list) else []
    beside = all(
        re.search(rf"{re.escape(a)}s?{_BESIDE}{re.escape(b)}", text, re.I)
        for a, b in pairwise(named)
    )
    return [Interest(text=value, kinds=[value]) for value in named] if beside else []


def half_named(found: Sequence[Interest], text: str) -> list[Interest]:
    """Those of kinds that the text names by half: a vacuum, of robot vacuums. An alarm that only
    the model speaks of need be no smoke alarm."""
    said = {stem(w.text.lower()) for w in words(text)}
    return [
        i.model_copy(update={"kinds": kinds})
        for i in found
        if (kinds := [k for k in i.kinds if said & {stem(w.text.lower()) for w in words(k)}])
    ]


def widen(
    constraints: Sequence[Constraint], interests: Sequence[Interest], catalogue: Catalogue
) -> list[Constraint]:
    """Wishes for one kind of thing become a wish for any of the kinds asked for; where no kind
    was read, that is one: a vacuum for cat hair, of a shop that has robot vacuums."""
    field = kind_field(catalogue.schema)
    kinds = [k for i in interests for k in i.kinds]
    if not kinds or field is None:
        return list(constraints)
    if not any(c.field == field for c in constraints):
        wish = Constraint(field=field, op="in", value=kinds, hard=False)
        if len(kinds) == 1:
            wish = wish.model_copy(update={"op": "eq", "value": kinds[0]})
        return [*constraints, wish]
    out = []
    for c in constraints:
        if c.field == field and not c.hard and c.op in ("eq", "in", "has"):
            named = [c.value] if isinstance(c.value, str) else list(c.value)  # type: ignore[arg-type]
            both = list(dict.fromkeys([*named, *kinds]))
            out.append(c.model_copy(update={"op": "in", "value": both}))
        else:
            out.append(c)
    return out
