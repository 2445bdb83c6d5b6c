"""A turn in clauses, each with the places that it points at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.chat.titled import Place
from llmrec.types import ItemId

_CLAUSE = re.compile(
    r"[.!?;…]+(?=\s|$|[^\d\w])|,\s|[。！？；，~～]|\n|\s[-–—]\s|\b(?:but|however|though)\b"
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
