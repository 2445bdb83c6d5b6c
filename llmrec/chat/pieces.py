"""A turn in clauses, each with the places that it points at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.chat.spans import without
from llmrec.chat.titled import Place
from llmrec.types import ItemId

_CLAUSE = re.compile(
    r"[.!?;…]+(?=\s|$|[^\d\w])|,\s|[。！？；，~～]|\n|\s[-–—]\s|(?<!thing\s)(?<!anyone\s)(?<!everyone\s)(?<!anybody\s)\bbut\b|\bthough\b|\bhowever\b(?!\s+(?:it|they|you|ye|he|she|the|many|much|long|far|old|high|big|hard)\b)"
    r"|\band\s+(?=(?:less|more|not|no|nothing|cheaper|under|over|it|i|have|show|give|with|from"
    r"|only|the\s+\w+\s+one)\b)|但是?|(?<!信)不过",
    re.I,
)


class Clause(NamedTuple):
    start: int
    end: int
    text: str
    places: tuple[Place, ...]

    @property
    def items(self) -> tuple[ItemId, ...]:
        return tuple(dict.fromkeys(i for p in self.places for i in p.items))


def clauses_of(text: str, found: Sequence[Place]) -> list[Clause]:
    stops = [(m.start(), m.end()) for m in _CLAUSE.finditer(text)]
    stops = [s for s in stops if not any(p.start < s[1] and s[0] < p.end for p in found)]
    out, at = [], 0
    for start, end in [*stops, (len(text), len(text))]:
        inside = tuple(p for p in found if at <= p.start < start)
        if text[at:start].strip():
            out.append(Clause(at, start, text[at:start], inside))
        at = end
    return out


_GOES_ON = re.compile(
    r"\W*(?:(?:and?|or|nor|also|plus|&|还有|以及|和|跟)\W*)+(?:(?:the|number|too|as|well|either|neither"
    r"|please|not|while|you['’]?re|your|at|it|both|也|一样|同样|一起)\W*)*",
    re.I,
)


def goes_on(c: Clause) -> bool:
    """`Not the first, and the third neither`: the clause adds an item and says no more."""
    at = [(p.start - c.start, p.end - c.start) for p in c.places]
    return bool(c.places and _GOES_ON.fullmatch(without(c.text, at)))


def is_of_it(c: Clause) -> bool:
    """Whether a clause points by `it` alone."""
    said = [c.text[p.start - c.start : p.end - c.start] for p in c.places]
    return bool(said) and all(re.fullmatch(r".{0,8}\b(?:it|that|them)\W*", s, re.I) for s in said)
