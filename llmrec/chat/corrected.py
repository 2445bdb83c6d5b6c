"""A turn without what its speaker takes back in the same breath: in German, no, French.

What is put right is of one sort with what puts it right: a number in the same measure, or another
value of the same field. Between them stands a word of correction and nothing else.
"""

from __future__ import annotations

import re
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.quantities import Quantity, numbers, quantities
from llmrec.text import HAN
from llmrec.understand.vocabulary import Mention, find_mentions

_WORD = (
    r"(?:no|nope|nah|wait|sorry|sry|oops|whoops|my\s+(?:mistake|bad)|pardon|excuse\s+me|correction|rather|actually|well"
    r"|hang\s+on|hold\s+on|scratch\s+(?:that|it)|strike\s+that|scrap\s+that|forget\s+that|er+m?|um+|ah|oh|i\s+mean[t]?"
    r"|i\s+should\s+say|that['’]?s\s+wrong|make\s+(?:it|that)|let['’]?s\s+(?:say|make\s+(?:it|that))|say|what\s+am\s+i\s+saying|i\s+tell\s+a\s+lie)"
)
_FIRM = (
    r"(?:no|nope|nah|wait|sorry|sry|oops|whoops|mistake|bad|pardon|correction|rather|scratch|strike|scrap|forget|mean"
    r"|say|wrong|make|lie)"
)
_CORRECTS = re.compile(
    rf"(?P<tail>(?:['’]s?\s+)?[\w'’\s]{{0,24}}?)\s*(?:[,;.:!…–—-]+\s*|\s(?=(?:no\s+wait|wait|sorry|scratch|i\s+mean|or\s+rather|make\s+that|er+)\b))"
    rf"(?:or\s+)?(?:{_WORD}(?:\W+|$))+(?:(?:in|at|by|with|for|an?|the|about)\s+)*",
    re.I,
)

_NUMBERED = re.compile(r"\bnos?\.?\s*#?$", re.I)
"""Sr. no. 3."""
_AND = re.compile(r"\b(?:and|or|to|than|but|with|for)\b", re.I)
_UNIT = re.compile(
    r"\b(?:hours?|hrs?|days?|weeks?|months?|years?|stars?|watts?|dollars?|bucks)\b", re.I
)


def corrected(text: str, catalogue: Catalogue) -> str:
    """The text with each slip of the tongue replaced by what was meant."""
    if HAN.search(text):
        return text
    return _values(_numbers(text), catalogue)


def _between(text: str, end: int, start: int) -> re.Match[str] | None:
    """The words of correction between two things of one sort."""
    said = _CORRECTS.fullmatch(text, end, start)
    if said is None or _NUMBERED.search(text, end, start) or _AND.search(said["tail"]):
        return None
    return said if re.search(rf"\b{_FIRM}\b", said.group(), re.I) else None


def _numbers(text: str) -> str:
    found = quantities(text)
    for one, other in pairwise(found):
        if one.kind == "date" or not (one.unit == other.unit or None in (one.unit, other.unit)):
            continue
        said = _between(text, one.end, other.start)
        if said is None:
            continue
        if _has_bound(other):
            return _numbers(text[: one.start] + text[other.start :])
        figures = [n.start for n in numbers(text) if one.start <= n.start < one.end]
        at = figures[0] if figures else one.start
        unit = _UNIT.search(text, at, one.end) if other.unit is None else None
        meant = text[other.start : other.end] + (f" {unit.group()}" if unit else "")
        return _numbers(text[:at] + meant + text[other.end :])
    return text


def _has_bound(q: Quantity) -> bool:
    return q.comparator and not re.match(r"\W*(?:\d|no\b)", q.words)


def _values(text: str, catalogue: Catalogue) -> str:
    found = sorted(find_mentions(text, catalogue, "en"), key=lambda m: m.start)
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            if _is_other(one, other) and _between(text, one.end, other.start):
                return _values(text[: one.start] + text[other.start :], catalogue)
    return text


def _is_other(one: Mention, other: Mention) -> bool:
    return one.field == other.field and one.value != other.value and other.start > one.end
