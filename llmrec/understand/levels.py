"""Values that have an order, named with a bound: intermediate or above, 不低于中级."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmrec.catalog.schema import Schema
from llmrec.understand.vocabulary import Mention

_AND_UP = re.compile(
    r"(?:\s+(?:level|difficulty|stage|courses?|ones?))?\s*,?\s*(?:(?:or|and|&)\s+(?:above|up(?:wards?)?|higher|over|beyond|more\s+advanced"
    r"|harder|better|onwards?)|\+|at\s+(?:the\s+)?(?:very\s+)?least|minimum|upwards)"
    r"|(?:水平|难度|级别|课程?)?(?:(?:及|或|和)?以上|(?:及|或)更[高难]|往上|起步|起(?![来床跳点])|打底)",
    re.I,
)
_AND_DOWN = re.compile(
    r"(?:\s+(?:level|difficulty|stage|courses?|ones?))?\s*,?\s*(?:(?:or|and|&)\s+(?:below|lower|under|down(?:wards?)?|easier)"
    r"|at\s+(?:the\s+)?(?:very\s+)?most|max(?:imum)?|tops)\b"
    r"|(?:水平|难度|级别|课程?)?(?:(?:及|或|和)?以下|(?:及|或)更[低易]|往下|为止|封顶|到顶)",
    re.I,
)
_OVER = (
    r"(?:above|over|beyond|past|(?:higher(?:\s+up)?|harder|more\s+advanced|tougher|more)\s+than|高于|超过|难过|高过|比)"
    r"\s*(?:an?\s+|the\s+)?$"
)
_UNDER = (
    r"(?:below|under|beneath|(?:lower|easier|less)\s+than|低于|不到|不足|低过)"
    r"\s*(?:an?\s+|the\s+)?$"
)
_NO = r"(?:\b(?:no|not|nothing|never|none|without)\b|n['’]t\b|不|别|没)[^,.;!?，。；！？]{0,20}?"
_NO_OVER = re.compile(
    rf"{_NO}{_OVER}|(?:\bat\s+most|\bup\s+to"
    r"|最多|至多|最高|顶多|不超过)\s*(?:到|是)?\s*(?:an?\s+)?$",
    re.I,
)
_NO_UNDER = re.compile(
    rf"{_NO}{_UNDER}"
    r"|(?:\bat\s+(?:the\s+)?(?:very\s+)?least|\bminimum(?:\s+of)?|\bfrom|至少|起码|最低|最少|不低于)\s*(?:得?[到是要有])?\s*(?:an?\s+)?$",
    re.I,
)
_OVER_ALONE, _UNDER_ALONE = re.compile(_OVER, re.I), re.compile(_UNDER, re.I)


def in_order(told: Sequence[Mention], text: str, schema: Schema) -> Iterator[Mention]:
    """Intermediate or above, 不低于中级: all values of an ordered field that will do."""
    for m in told:
        order = schema.attributes[m.field].order
        if order is None or m.value not in order:
            yield m
            continue
        at = order.index(str(m.value))
        fits = _some_of(order, at, m, text)
        if fits is None:
            yield m
        else:
            yield from (m._replace(value=v, negated=False) for v in fits)


def _some_of(order: Sequence[str], at: int, m: Mention, text: str) -> Sequence[str] | None:
    upto, since = order[: at + 1], order[at:]
    if _NO_OVER.search(text, 0, m.start):
        return upto
    if _NO_UNDER.search(text, 0, m.start):
        return since
    if _AND_UP.match(text, m.end):
        return order[:at] if m.negated else since
    if _AND_DOWN.match(text, m.end):
        return order[at + 1 :] if m.negated else upto
    if _OVER_ALONE.search(text, 0, m.start):
        return None if m.negated else order[at + 1 :] or None
    if _UNDER_ALONE.search(text, 0, m.start):
        return None if m.negated else order[:at] or None
    return None
