"""Whether words that look like a lift set a bound instead: up to 200 is fine, knock twenty off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.chat import cues_lift
from llmrec.chat.state import Limit
from llmrec.quantities import numbers, quantities
from llmrec.text import HAN

_PERMITS = re.compile(
    r"\b(?:can|may|could|might)\s+(?:(?:now|also|well|even|just|perfectly)\s+)*be\s+(?:older|earlier|lower)\b",
    re.I,
)
"""It can be older than 2022."""
_ANEW = re.compile(r"\b(?:so|but|then|now)\b|所以|那就|改成")
"""Those days are gone, so thirty dollars."""
_BY = re.compile(r"\b(?:knock|take|shave|cut|lop|trim)\s+[$]?[\w-]+(?:\s+\w+)?\s+off\b", re.I)
"""Knock twenty off."""


def sets_anew(said: str, limits: Sequence[Limit]) -> bool:
    """Whether it names a new bound: `up to 200 is fine` sets one and lifts none; `the 100 cap is
    gone` names one that holds already."""
    held = [limit.constraint.value for limit in limits]
    if _BY.search(said) and numbers(said) and not any(n.value in held for n in numbers(said)):
        return True
    to = re.search(
        r"(?:\b(?:to|until|at)\s*[$]?|[到成为至]\s*)(?=\d|[一二两三四五六七八九十百千])", said
    )
    if to and any(n.value not in held for n in numbers(said) if n.start >= to.end() - 1):
        return True
    if _PERMITS.search(said) and not HAN.search(said):
        return False
    if re.search(r"(?:以内|以下|之内)[^，。]{0,6}都(?:放|拿|列|显示|给)", said):
        return True
    given_up = cues_lift.GIVES_UP.search(said)
    new = [n for n in numbers(said) if given_up and n.value not in held]
    if given_up and not any(_ANEW.search(said, given_up.end(), n.start) for n in new):
        return False
    at = [n.start for n in numbers(said)]
    bounds = [q for q in quantities(said) if q.comparator and (q.low is None) != (q.high is None)]
    return any(q.start <= n < q.end for q in bounds for n in at) or bool(
        re.search(r"\d+.{0,6}(?:以内|以下|以上|之内)", said)
    )
