"""Stretches of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text less these stretches, a blank for each."""
    kept, at = "", 0
    for start, end in sorted(spans):
        kept += text[at : max(at, start)] + " "
        at = max(at, end)
    return kept + text[at:]


_SAME = re.compile(
    r"\b(?:the\s+)?same\s+(?:rules?|budget|conditions?|limits?|requirements?|price|money"
    r"|as\s+before)\b[^.;!?]*"
    r"|\b(?:everything|all|the\s+rest)\s+(?:else\s+)?(?:as\s+before|the\s+same|stays?"
    r"|remains?)\b[^.;!?]*"
    r"|(?:别的|其他|其它|剩下|其余)(?:的)?(?:要求|条件)?(?:照旧|不变|一样|照样|同样|跟之前)[^。；！？]*|(?:钱|预算)还是[^。；！？，]*",
    re.I,
)
_GLUE = re.compile(
    r"^(?:\s*(?:\b(?:and|but|or|so|then|ok(?:ay)?|oh|well|hmm+|please|too|also)\b|[，。、,.;:!?！？…~])\s*)+",
    re.I,
)


def tidy(text: str) -> str:
    """What is left of a turn, without `the rest as before` and words that joined what is gone."""
    out = " ".join(_SAME.sub(" ", text).split())
    out = re.sub(r"\s+([,.;!?])", r"\1", out)
    out = _GLUE.sub("", out)
    return out if re.search(r"\w", out) else ""
