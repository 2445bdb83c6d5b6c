"""Words that are written like a value of the catalogue and are none: verbs, and turns of phrase."""

from __future__ import annotations

import re

_VERBS = frozenset(["live", "lives", "lead", "leads", "mind"])
_MATTER = re.compile(
    r"\b(?:an?|the|no|any|this|that|another|subject|laughing|neither|nothing|none|hardly|barely|really|longer|it|what|whats|as"
    r"|(?:does|did|would|will|should|not)|(?:the|this|that|my|your|our|whole|all)\s+[a-z]+)\s+$|n['’]t\s+$",
    re.I,
)
_THAT_BUSINESS = re.compile(
    r"\b(?:that|this|all\s+that|the\s+whole|(?:drop|forget|lose|skip|scrap|ditch|mind|cut|remove)\s+the)\s+(?:[\w-]+\s+){1,3}$",
    re.I,
)
"""Lose that ten hour business: the thing that is spoken of."""
_A_SUBJECT = re.compile(
    r"\s+(?:course|class|lesson|one|topic|stuff|school|degree|subject|module)", re.I
)
_DOES = re.compile(
    r"\b(?:to|I|we|you|they|he|she|who|people|will|can|could|would|might|must|['’]ll|my\s+\w+)\s+$",
    re.I,
)


def is_verb(plain: str, start: int, end: int) -> bool:
    """The will to live, we live in a flat: written like a value, and none."""
    if plain[start:end] == "自学":
        return bool(re.match(r"[点些一下个门]", plain[end:]))
    if plain[start:end] == "新手":
        return plain[end : end + 1] == "艺"  # 一门新手艺
    if plain[start:end] == "business":
        return bool(_THAT_BUSINESS.search(plain, 0, start)) and not _A_SUBJECT.match(plain, end)
    if plain[start:end] in ("plug", "plugs"):
        return bool(re.match(r"\s+(?:(?:it|them|this|that)\s+)?in(?:to)?\b", plain[end:]))
    if plain[start:end] in ("matter", "matters"):
        return bool(_MATTER.search(plain, 0, start) or re.match(r"\s+of\b", plain[end:]))
    return plain[start:end].lower() in _VERBS and bool(_DOES.search(plain, 0, start))
