"""Values that are told by what a thing does: pulls the drapes shut, rain will not spoil it.

A schema says it as words with gaps, `pull/open … drapes/curtains`: alternatives between strokes, a
few other words at each gap. What stands in brackets, `sun (or … battery)`, has to be there and
belongs to another value. `not` is any denial.
"""

from __future__ import annotations

import re
from functools import lru_cache

from llmrec.text import HAN

GAP = "…"
_BETWEEN = r"(?:[\s’'-]+(?!(?:and|but|because|so|which|whose)\b)[\w’'$]+){0,5}?[\s’'-]+"
_BETWEEN_ZH = r"[^，。；！？,;!?\n]{0,8}?"
_DENIAL = r"(?:not|never|no|cannot|without|nothing|[a-z]+n['’]t)"
_PART = re.compile(r"(?P<around>\([^)]*\))|(?P<own>[^()]+)")


@lru_cache(maxsize=4096)
def pattern_of(words: str) -> re.Pattern[str]:
    """Words with gaps as a pattern; group `own` is what belongs to the value."""
    gap = _BETWEEN_ZH if HAN.search(words) else _BETWEEN
    parts = []
    for m in _PART.finditer(words):
        inner = m.group().strip("() ")
        said = gap.join(_choice(part) for part in inner.split(GAP) if part.strip())
        parts.append(said if m["around"] else f"(?P<own>{said})")
    joint = "" if HAN.search(words) else r"[\s,]+"
    return re.compile(joint.join(parts), re.I)


def _choice(part: str) -> str:
    said = [one.strip() for one in part.split("/") if one.strip()]
    if any(HAN.search(one) for one in said):
        return f"(?:{'|'.join(map(re.escape, said))})"
    return rf"\b(?:{'|'.join(_forms(one) for one in said)})\b"


def _forms(word: str) -> str:
    """A word and the regular forms of its last part: open, opens, opened, opening."""
    if word == "not":
        return _DENIAL
    *before, last = (re.escape(w) for w in word.split())
    stem_, ends = last, f"(?:['’]?s|es|ed|ing|{last[-1]}(?:ed|ing))?"
    if len(last) < 3:
        ends = ""
    elif last.endswith("e"):
        stem_, ends = last[:-1], "(?:e|es|ed|ing|e['’]s)"
    elif last.endswith("y"):
        stem_, ends = last[:-1], "(?:y|ies|ied|ying|ys|yed)"
    return r"\s+".join([*before, stem_ + ends])


_THING = (
    r"(?:(?:some|any|every)?thing(?:y|ie|ummy|amajig|amabob)?|stuff|gizmo|gadget|device|machine|robot|bot|contraption|doo-?dad|doohickey"
    r"|widget|gear|kit|system|unit|box|appliance|apparatus|tool|equipment|tech|sensor|alarm|detector|monitor|controller|motor|light"
    r"|lock|valve|button|one|those|whatever|way|kind|sort|type|product|item|app|course|class|lesson|tutorial|workshop|training)(?:e?s)?"
)
_FOR = r"(?:that|which|who|what|to|for|can|will|would|as|how|where|whose|on|about|in|of)"
_LEARN = (
    r"(?:learn(?:ing|t|ed)?|teach(?:es|ing)?|know(?:ing)?|understand(?:ing)?|study(?:ing)?|master(?:ing)?|figure\s+out"
    r"|(?:get|be|become|getting)\s+(?:better|good|decent)\s+at|improve|taught|shown?|brush\s+up\s+on)"
)
_WANTS = (
    r"(?:want|need|like|wish|fancy|looking|after|help\s+(?:me|us|him|her|them)|how\s+(?:to|do\s+I))"
)
_SOUGHT = re.compile(
    rf"\b(?:{_THING}\b[^.;!?]{{0,24}}?\s{_FOR}|{_LEARN}|{_WANTS})(?:['’](?:s|ll|d))?\b[^.;!?]{{0,48}}$",
    re.I,
)
_BY_ITSELF = re.compile(
    r"[^.;!?]{0,24}?\b(?:by\s+(?:it|them)sel(?:f|ves)|on\s+(?:its|their)\s+own|automatically|without\s+(?:me|us|my)|for\s+(?:me|us))\b",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:I|we|he|she|they|who)(?:['’](?:ve|d|ll))?\s+(?:(?:always|usually|just|already|have|had|used\s+to|still)\s+)*$",
    re.I,
)


def is_sought(text: str, start: int, end: int) -> bool:
    """Whether what is done is what is asked for: something that …, to learn how to …"""
    if HAN.search(text):
        return True
    if _TOLD.search(text, 0, start):
        return False  # I open the curtains each morning
    return bool(_SOUGHT.search(text, 0, start) or _BY_ITSELF.match(text, end))
