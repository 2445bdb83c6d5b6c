"""Places that are named by another: the one below it, 它下面那个."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmrec.chat import cues
from llmrec.chat.titled import MEASURE, Place
from llmrec.types import ItemId

_NEXT = re.compile(
    r"\b(?:the|its)\s+(?:\w+\s+)?(?:one|item|thing|option)?\s*(?:right\s+|just\s+|directly\s+|straight\s+)?"
    r"(?:(?P<down>below|beneath|underneath|under|after|following|behind)|(?P<up>above|before|preceding|over))"
    r"(?:\s+(?:it|that(?:\s+one)?))?(?=\W*(?:$|[.,;!?]|please\b|for\b|and\b))"
    r"|\bthe\s+(?P<d2>next|following)\s+(?:one|item)(?:\s+(?:down|along))?\b"
    r"|\bthe\s+(?P<u2>previous|preceding)\s+(?:one|item)\b"
    r"|(?:[它他其]的?|紧?[跟挨][着在]它?的?|排在它)?(?:(?P<zd>[下后底][面边头]|下|后|之后)|(?P<zu>[上前][面边头]|上|前|之前))"
    rf"(?:[那这的])*一?{MEASURE}",
    re.I,
)
"""The one below it, 它下面那个: beside the place that was named before."""


def beside(text: str, found: Sequence[Place], shown: Sequence[ItemId]) -> Iterator[Place]:
    """The neighbours of places in the list, in a turn that compares the two."""
    if not cues.COMPARE.search(text):
        return
    for m in _NEXT.finditer(text):
        before = [p for p in found if p.end <= m.start() and p.items and p.items[-1] in shown]
        if before:
            down = any(m[name] for name in ("down", "d2", "zd"))
            at = list(shown).index(before[-1].items[-1]) + (1 if down else -1)
            if 0 <= at < len(shown):
                yield Place((shown[at],), *m.span())
