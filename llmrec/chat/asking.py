"""What a turn asks about items that were shown: to compare them, why this one, why not that one,
more of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat import cues
from llmrec.chat.pieces import Clause, clauses_of
from llmrec.chat.spans import without
from llmrec.chat.state import Act
from llmrec.chat.titled import Place
from llmrec.chat.turned_down import turns_down
from llmrec.text import HAN
from llmrec.types import ItemId


def question_of(
    text: str, found: Sequence[Place], items: Sequence[ItemId], shown: Sequence[ItemId]
) -> Act | None:
    """Whether the turn asks about items that were shown, and what."""
    if not items:
        return None
    if len(items) >= 2 and cues.COMPARE.search(text) and not cues.CHEAPER.search(text):
        return "compare"
    around = without(text, [(p.start, p.end) for p in found])
    clauses = clauses_of(text, found)
    absent = any(i not in shown for i in items)
    if cues.WHY_NOT.search(around) and (absent or not cues.WHAT_ABOUT.search(around)):
        return "why_not"
    if any(turns_down(c, clauses, text) for c in clauses if c.items):
        return None
    if absent and "?" in text and cues.NOT_THERE.search(around):
        return "why_not"
    if cues.EXPLAIN.search(around):
        return "explain"
    changed = (cues.LESS, cues.CHEAPER, cues.DEARER, cues.BETTER_RATED, cues.NEWER, _THAN_ZH)
    changes = any(p.search(around) for p in changed)
    changes = changes or bool(cues.MORE.search(text) and not cues.TELL_MORE.search(text))
    asks = cues.DETAILS.search(text) or _WHO.match(text) or _only_places(text, found)
    asks = asks or any(_asks_of(c, text) for c in clauses)
    if asks and not changes and not _of_brand(text):
        return "details"
    return None


_THAN_ZH = re.compile(r"(?:有没有|有无|找|来|要)[^，。]{0,6}比")
_OF_ITEM = re.compile(
    r"\W*(?:(?:and|but|so|ok(?:ay)?|well|hmm+|wait|no|oh)\W+)*(?:(?:is|are|was|does|do|did|has|have"
    r"|can|could|will|would|should)(?:n['’]t)?)\s*$",
    re.I,
)


def _asks_of(c: Clause, text: str) -> bool:
    """`Can the third do without a hub`, 第二个要不要网关: a question whose subject is an item."""
    for p in c.places:
        if _OF_ITEM.fullmatch(c.text[: p.start - c.start]):
            return True
    mark = text[c.end : c.end + 1] in ("?", "？")
    asked = bool(c.items) and HAN.search(c.text)
    return bool(asked and (mark or re.search(r"(.)[不没]\1|[吗么嘛]\W*$", c.text)))


_WHO = re.compile(r"\W*(?:and\s+)?who\b[^.!;]*\?\W*$", re.I)
"""Who teaches the second?"""


def _of_brand(text: str) -> bool:
    return bool(cues.BRAND.search(text) and not _WHO.match(text))


def _only_places(text: str, found: Sequence[Place]) -> bool:
    """`And number four?`"""
    left = without(text, [(p.start, p.end) for p in found])
    return not re.search(
        r"\b\w{4,}\b|[一-鿿]{3,}", re.sub(r"\b(?:before|right|then|please)\b", "", left)
    )
