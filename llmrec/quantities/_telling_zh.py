"""What people tell about themselves in Chinese: 我从2012年起当护士, 我们的旅行在8月."""

from __future__ import annotations

import re

from llmrec.quantities._around import DATED

_PERSON = r"(?:我|咱|俺|他|她|本人|自己)"
_SUBJECT = re.compile(rf"^\s*(?:因为|而且?|其实|目前|现在|听说)*\s*{_PERSON}")
_NEXT = re.compile(rf"^\s*(?:起|开始)?\s*{_PERSON}")
_NEXT_CLAUSE = re.compile(rf"^\s*(?:起|开始)?\s*[，,]\s*{_PERSON}")
_OPENS = re.compile(r"^\s*(?:因为|而且?|其实|自从|自|从|打从)?\s*$")
_LIVED = re.compile(r"一直|[都就](?=[在是住用做学当])|已经?|(?<![通不超])过|[了着]")
_STATED = re.compile(rf"{_LIVED.pattern}|(?<!要)是\s*$")
_WANTS = re.compile(
    r"[想要求找爱看]|(?<!觉)得|(?<![智功])能|(?<![特分])别(?!墅)|(?<![一两三四五几])只|需|希望|必须|可以"
    r"|喜欢|推荐|给我|如果|最[好早晚]|不(?:买|考虑|接受|行|会)|(?<!旅)行(?=$|[了吧的])|应该"
)
_ITEM = re.compile(r"^\s*(?:的|款|版|新)|^[^，。]{0,5}?的|课|(?<![上下加])班")
_LIVED_THROUGH = re.compile(r"(?:了|(?<![经通不超])过)(?:大概|大约|差不多|将近|快|整整|有)*\s*$")
_CUT = re.compile(r"[，。；！？、,;!?\n]|但|不过|所以")
_WINDOW = 60


def tells_zh(text: str, cue: int, end: int) -> bool:
    """Whether the date between `cue` and `end` is one of the speaker's life."""
    left, after = _left(text, cue), text[end : end + _WINDOW]
    right = _CUT.split(after)[0]
    if _SUBJECT.search(left) and not _WANTS.search(left):
        return bool(_STATED.search(left)) or not _asks(right)
    if not _OPENS.search(left):
        return False
    if _NEXT.search(after):
        return not _asks(right)
    clauses = _CUT.split(after)
    if len(clauses) < 2 or not _NEXT_CLAUSE.search(after) or _asks(clauses[1]):
        return False
    return text[cue] in "自从打" or bool(_LIVED.search(clauses[1]))


def has_done_zh(text: str, cue: int) -> bool:
    """住了两年多了: a stretch of time that somebody has lived through."""
    left = _left(text, cue)
    return bool(_LIVED_THROUGH.search(left) and not _WANTS.search(left))


def _left(text: str, cue: int) -> str:
    return _CUT.split(text[max(0, cue - _WINDOW) : cue])[-1]


def _asks(right: str) -> bool:
    return any(pattern.search(right) for pattern in (_WANTS, _ITEM, DATED))
