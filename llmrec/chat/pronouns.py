"""Pronouns that mean a limit and no item: the 15 was nonsense, delete it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.chat import cues
from llmrec.chat.lift import lifted
from llmrec.chat.pieces import Clause
from llmrec.chat.state import Session
from llmrec.text import HAN

_PRONOUN = re.compile(r"(?:\w+\s+){0,3}?(?:it|that|this)", re.I)
_RULED = re.compile(
    r"\b(?:thing|rule|limit|bit|requirement|condition|cap|border|minimum|maximum|filter|number|figure|part)\b",
    re.I,
)


def less_pronouns(
    clauses: Sequence[Clause], session: Session, catalogue: Catalogue
) -> list[Clause]:
    """`The 15 was nonsense, delete it`: it is a limit that was named just before, and no item."""
    out: list[Clause] = []
    for c in clauses:
        before = out[-1] if out and not out[-1].places else None
        vague = c.places and all(
            _PRONOUN.fullmatch(c.text[p.start - c.start : p.end - c.start]) for p in c.places
        )
        own = c.text[: c.places[0].start - c.start] if c.places else ""
        said = [own, before.text if before else ""] if vague else []
        out.append(
            c._replace(places=()) if any(_is_of_limit(s, session, catalogue) for s in said) else c
        )
    return out


def _is_of_limit(said: str, session: Session, catalogue: Catalogue) -> bool:
    if HAN.search(said) or len(said.split()) < 2 or cues.TOO_DEAR.search(said):
        return False
    if lifted([(0, len(said), said)], session, catalogue).places:
        return True
    ruled = f"forget {said}" if _RULED.search(said) else ""
    return bool(ruled and lifted([(0, len(ruled), ruled)], session, catalogue).places)
