"""Kinds of things that are refused in other words than the catalogue's: `nothing with maths`.

Grammar says which noun is refused. Where no value of the catalogue is written like it, the
embedding model tells whether it is another word for one of the kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.context import Context
from llmrec.errors import ModelUnavailable
from llmrec.text import refused_nouns
from llmrec.understand.kinds import near_kinds
from llmrec.understand.vocabulary import Mention

SAME = 0.7
"""Cosine from which a noun is another word for a kind. MiniLM over the shipped catalogues: maths
and mathematics .87, coding and programming .75; computers and programming .57, accounting and
business .56."""


def by_meaning(
    text: str, language: str, context: Context, found: Sequence[Mention]
) -> list[Mention]:
    """The kinds that a refused noun is another word for.

    Args:
        found: what is read already; a kind that is asked for is not refused.
    """
    nouns = [
        n
        for n in refused_nouns(text, language)
        if not any(m.start < n.end and n.start < m.end for m in found)
    ]
    try:
        near = near_kinds([n.text for n in nouns], context)
    except ModelUnavailable as e:  # a limit may be lost by it
        context.fall_back("understand", "what is refused in the catalogue's own words", e.message)
        return []
    if near is None:
        return []
    wanted = {m.value for m in found if not m.negated}
    out = []
    for noun, row in zip(nouns, near.cosines, strict=True):
        kind = near.kinds[int(row.argmax())]
        if row.max() >= SAME and kind not in wanted:
            out.append(Mention(near.field, kind, noun.start, noun.end, negated=True))
    return out
