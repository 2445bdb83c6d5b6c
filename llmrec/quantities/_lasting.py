"""How long a battery has to last: a stretch of time with no word for its side."""

from __future__ import annotations

import re

_MUST = (
    r"(?:must|should|shall|has\s+to|have\s+to|had\s+better|needs?\s+to|got\s+to|ought\s+to|wants?\s+to|(?:want|need|expect|like)\s+(?:it|them|one|batteries|something)"
    r"\s+(?:to|that)|supposed\s+to|that|which|to)"
)
_GOES = (
    r"(?:last|go|keep\s+(?:going|running)|hold\s+out|survive|run|do|manage|carry\s+on"
    r"|stay\s+alive|live)s?"
)
_LASTS = re.compile(
    rf"\b{_MUST}\s+(?:(?:be\s+able\s+to|really|easily|reliably|comfortably|all|each)\s+)*{_GOES}\s+(?:(?:me|us|for|out|a\s+(?:good|full|whole|solid))\s+)*$",
    re.I,
)
_FROM_IT = re.compile(
    r"\s+(?:\w+\s+)?(?:out\s+of|from|on|off|between|per|to|without)\s+(?:[\w'’]+\s+){0,4}?(?:batter\w+|charg\w+|recharg\w+|set|touching|changing|swapping|replac\w+|plugging|juice|power)\b",
    re.I,
)
_WANTED = re.compile(
    r"\b(?:want|need|expect|get|getting|demand|like|squeeze)\s+(?:(?:me|us|a\s+(?:good|full|whole|solid))\s+)*$",
    re.I,
)
_BATTERY = re.compile(r"\b(?:batter\w+|cells|charg\w+|recharg\w+|juice)\b", re.I)
_SENTENCE = re.compile(r"[.!?;\n]")


def has_to_last(text: str, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end` is the least that a battery has to last."""
    left = _SENTENCE.split(text[:start])[-1]
    sentence = left + text[start:end] + _SENTENCE.split(text[end:])[0]
    if not _BATTERY.search(sentence):
        return False
    return bool(_LASTS.search(left) or (_WANTED.search(left) and _FROM_IT.match(text, end)))
