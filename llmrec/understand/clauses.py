"""How strongly words say something: must, only, ideally. Grammar, not vocabulary of a domain."""

from __future__ import annotations

import re

ONLY = re.compile(
    r"\b(only|just|must|has to|have to|needs? to be|nothing but|exclusively|strictly|required)\b"
    r"|只|仅|必须|一定要|务必|限于|非要",
    re.I,
)
WISH = re.compile(
    r"\b(ideally|preferably|prefer|if possible|would be (nice|great|good|a plus)|maybe|perhaps"
    r"|bonus|rather like|hopefully)\b|最好|尽量|如果可以|可以的话|优先|更好",
    re.I,
)
_CLAUSE = re.compile(r"[,;.!?，。；！？、\n]|\b(?:but|however)\b|但|不过", re.I)
_SENTENCE = re.compile(r"[.!?;。！？；\n](?=\s|$|[^\d])")


def clause(text: str, start: int, end: int) -> str:
    """The clause around characters `start` to `end`."""
    return _around(_CLAUSE, text, start, end)


def sentence(text: str, start: int, end: int) -> str:
    return _around(_SENTENCE, text, start, end)


def _around(stop: re.Pattern[str], text: str, start: int, end: int) -> str:
    left = max((m.end() for m in stop.finditer(text, 0, start)), default=0)
    after = stop.search(text, end)
    return text[left : after.start() if after else len(text)]


def is_wish(text: str, start: int, end: int) -> bool:
    return bool(WISH.search(clause(text, start, end)))


def is_strict(text: str, start: int, end: int) -> bool:
    return bool(ONLY.search(sentence(text, start, end)))
