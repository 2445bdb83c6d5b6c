"""Kinds of things that are refused in other words than the catalogue's: `nothing with maths`.

Grammar says which noun is refused. Where no value of the catalogue is written like it, the
embedding model tells whether it is another word for one of the kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from llmrec.catalog.schema import kind_field
from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.text import refused_nouns
from llmrec.understand.vocabulary import Mention

SAME = 0.7
"""Cosine from which a noun is another word for a kind. MiniLM over the shipped catalogues: maths
and mathematics .87, coding and programming .75; computers and programming .57, accounting and
business .56."""
MOST_KINDS = 40


def by_meaning(
    text: str, language: str, context: Context, found: Sequence[Mention]
) -> list[Mention]:
    """The kinds that a refused noun is another word for; none where there are too many kinds, or
    the embedding model does not know the language or does not answer.

    Args:
        found: what is read already; a kind that is asked for is not refused.
    """
    catalogue, embedder = context.catalogue, context.embedder
    field = kind_field(catalogue.schema)
    known = getattr(embedder, "languages", None)
    if field is None or embedder is None or (known is not None and catalogue.language not in known):
        return []
    nouns = [
        n
        for n in refused_nouns(text, language)
        if not any(m.start < n.end and n.start < m.end for m in found)
    ]
    kinds = [value for value, _ in catalogue.vocabulary(field, MOST_KINDS + 1)] if nouns else []
    if not nouns or len(kinds) > MOST_KINDS:
        return []
    try:
        vectors = np.asarray(embedder([*(n.text for n in nouns), *kinds]))
    except ModelUnavailable:
        return []
    wanted = {m.value for m in found if not m.negated}
    out = []
    for noun, row in zip(nouns, vectors[: len(nouns)] @ vectors[len(nouns) :].T, strict=True):
        kind = kinds[int(row.argmax())]
        if row.max() >= SAME and kind not in wanted:
            out.append(Mention(field, kind, noun.start, noun.end, negated=True))
    return out
