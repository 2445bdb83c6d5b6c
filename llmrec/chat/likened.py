"""What Chinese words say that an item is like, which asks for nothing like it."""

from __future__ import annotations

import re

from llmrec.chat.pieces import Clause

_LIKENED_ZH = re.compile(
    r"(?:好?像|跟|和|同|如|好似|宛如|犹如)(?P<what>[^，。]{1,12}?)(?:似的|一样|一般|差不多|有一拼|没两样|的(?=$))"
)


_POINTS_ZH = re.compile(r"[这那该同它他她]")


def less_likened(said: str, c: Clause) -> str:
    """`第一个长得跟烟灰缸似的` says what it is like, and asks for nothing like it."""
    ends = [p.end - c.start for p in c.places]
    m = _LIKENED_ZH.search(said, max(ends, default=0))
    if m is None or len(said) != len(c.text) or _POINTS_ZH.search(m["what"]):
        return said
    return said[: m.start()] + said[m.end() :]
