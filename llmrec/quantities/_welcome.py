"""What a text allows of a number beyond its limit: `over 100 is fine too`, `exactly 100 is ok`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from llmrec.quantities._kinds import in_base
from llmrec.quantities._numbers import numbers
from llmrec.quantities._quantity import Quantity

_FINE_EN = (
    r"(?:(?:is|are|would\s+be|will\s+be|['’]s)\s+(?:(?:also|still|totally|perfectly|absolutely|quite|just|all|even)\s+)*"
    r"(?:fine|ok(?:ay)?|alright|all\s+right|cool|good|no\s+(?:problem|bother|biggie|issue|big\s+deal|trouble)|acceptable|allowed"
    r"|welcome|included|doable|not\s+(?:an?\s+)?(?:problem|issue|deal-?breaker))"
    r"|(?:will|would|['’]ll)\s+do\b|works?(?=\s*(?:too|as\s+well|for\s+(?:me|us)|[.,;!?]|$))"
    r"|(?:does|do|would|will|wo)(?:n['’]t|\s+not)\s+(?:bother|matter|hurt|worry|scare|faze|put\s+(?:me|us)\s+off)"
    r"|counts?(?=\s*(?:too|as\s+well|[.,;!?]|$)))"
)
_FINE_ZH = (
    r"(?:也|都|还|倒|是|就|完全|其实)*(?:行|可以|可|成|中|得|好|要|算|算数|在内|没(?:得)?(?:关系|问题|事)|不要紧|无所谓|不介意|能接受|接受|OK|ok|欢迎)"
    r"(?=[的了啊吧呀哈哦啦呢嘛]*\s*(?:$|[，,。.；;！!？?、…~～\n]))"
)
_IS_FINE = re.compile(rf"(?:\s+[a-z]+){{0,2}}?\s*{_FINE_EN}|\s*的?{_FINE_ZH}", re.I)
_TOO = re.compile(r"\b(?:also|still|no)\b|n['’]t\b|[也还]|没|无所谓", re.I)
_DEMANDED = re.compile(r"\s*的?就")
"""超过一年就行: that is asked for."""
_MOST_STARS = 5
_EXACTLY = re.compile(
    r"(?:\b(?:exactly|precisely|bang\s+on|dead\s+on|spot\s+on|right\s+(?:at|on)|just|even|including|includes?|on\s+the\s+nose"
    r"|smack\s+on|(?:an?\s+)?(?:flat|round))\s*|正好|刚好|恰好|刚刚好|整整?|就是|等于|包括|包含|含|算上|连|平|刚)\s*$",
    re.I,
)
_COUNTED = re.compile(r"includ|包括|包含|含|算上", re.I)
_ITSELF = re.compile(
    r"\s+(?:itself|exactly|precisely|flat|even|on\s+the\s+(?:nose|dot|button)|inclusive|included|dead)\b"
    r"|\s*(?:整|本身|这个数|刚好|正好|也?(?:包含|包括|算)(?:在内)?)",
    re.I,
)
_SAME = re.compile(
    r"\s*[,，(（]?\s*(?:inclusive\b|inc(?:l\.?|luded)\b|[（(]?含(?:本数|[）)])|包含在内|包括在内)",
    re.I,
)


def is_welcome(text: str, q: Quantity) -> bool:
    """`Longer than six weeks is fine`, 超过一百也行: what lies beyond a number is allowed, and
    nothing is asked for. A price or a length that is small, or a rating that is high, is fine as
    such: there the words state a limit."""
    if not q.comparator or q.kind not in ("money", "duration", "plain", "rating"):
        return False
    worse, better = (q.high, q.low) if q.kind == "rating" else (q.low, q.high)
    said = _IS_FINE.match(text, q.end)
    if said is None or not isinstance(worse, float) or better is not None:
        return False
    if _DEMANDED.match(said.group()):
        return False
    if q.kind == "plain" and worse <= _MOST_STARS:
        return False
    return q.low_open or q.high_open or bool(_TOO.search(said.group()))


def including(text: str, said: Sequence[Quantity]) -> list[Quantity]:
    """Under 100, exactly 100 is fine too; 一百以下，正好一百也行: the end itself will do."""
    return [_closed(text, q) for q in said]


def _closed(text: str, q: Quantity) -> Quantity:
    bound = q.high if q.high_open else q.low if q.low_open else None
    if not q.comparator or bound is None or q.kind == "date":
        return q
    if _SAME.match(text, q.end) or any(
        _is_let_in(text, n.start, n.end)
        for n in numbers(text)
        if n.start >= q.end and in_base(n) == bound
    ):
        return replace(q, low_open=False, high_open=False)
    return q


def _is_let_in(text: str, start: int, end: int) -> bool:
    before = _EXACTLY.search(text, max(0, start - 30), start)
    itself = _ITSELF.match(text, end)
    fine = _IS_FINE.match(text, itself.end() if itself else end)
    if before is not None and _COUNTED.match(before.group()):
        return True
    if before is not None or itself is not None:
        return fine is not None or (itself is not None and "incl" in itself.group())
    return fine is not None
