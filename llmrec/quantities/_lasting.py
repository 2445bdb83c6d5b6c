"""How long something has to last: a stretch of time with no word for its side."""

from __future__ import annotations

import re

_MUST = (
    r"(?:must|should|shall|has\s+to|have\s+to|had\s+better|needs?\s+to|got\s+to|ought\s+to|wants?\s+to"
    r"|(?:want|need|expect|like)\s+(?:it|them|one|something)\s+to|supposed\s+to)"
)
_LASTS = (
    r"(?:last|keep\s+(?:going|running)|hold\s+(?:out|up)|survive|stay\s+alive|carry\s+on)"
    r"(?:\s+(?:me|us|for|out|a\s+(?:good|full|whole|solid)))*"
)
_MANNER = r"(?:(?:be\s+able\s+to|really|easily|reliably|comfortably|all|each)\s+)*"
_HAS_TO_LAST = re.compile(rf"\b{_MUST}\s+{_MANNER}{_LASTS}\s+$", re.I)
_HAS_TO_GO = re.compile(rf"\b{_MUST}\s+{_MANNER}(?:go|run|work|do)\s+(?:for\s+)?$", re.I)
_LASTS_ZH = (
    r"(?:撑|顶|扛|熬|[捱挨]|管|坚持|维持|支撑|续|待机|活)(?:得?[住到够上足满]|得了|个|它|他)*"
)
_HAS_TO_LAST_ZH = re.compile(
    rf"(?<![多只我])(?:能|可以?|得|要|必?须|应该?|起码|总要|好歹)(?:再|给我|给|一口气|连续|也)*(?:{_LASTS_ZH}|用(?:得?[满足够到住]|上))\s*$"
    rf"|(?:充|换|装|入)[^，。；！？,;!?]{{1,8}}(?:{_LASTS_ZH}|用(?:得?[满足够到住]|上))\s*$"
)
"""要捱到半年, 充一次电管一年."""
_AT_A_STRETCH = re.compile(
    r"\s+(?:\w+\s+)?(?:between|without|on\s+(?:an?|one|each|the)|per)\b", re.I
)


def has_to_last(text: str, start: int, end: int) -> bool:
    """Whether the stretch of time from `start` to `end` is the least that something has to last:
    it must last a year, it should go eight months between charges."""
    left = max(0, start - 80)
    if _HAS_TO_LAST.search(text, left, start) or _HAS_TO_LAST_ZH.search(text, left, start):
        return True
    return bool(_HAS_TO_GO.search(text, left, start) and _AT_A_STRETCH.match(text, end))
