"""Where a thing is to stand, said in Chinese: 放在客厅的音箱, 卧室里用的台灯."""

from __future__ import annotations

import re

from llmrec.text import HAN
from llmrec.types import Constraint
from llmrec.understand import clauses

_PUT = re.compile(
    r"(?:[放摆搁装安挂置贴立][在到进去于入]?|用[在到于]|适合|适用于?)(?:我|咱|俺)?们?(?:家|屋)?(?:的|里|间|那间|那个|这个)?\s*$"
)
_USED = re.compile(
    r"(?:\s*(?:[、/]|[和或跟与及])\s*[^，。；！？\s的]{2,4}?){0,2}\s*(?:里[头面边]?|中|间|内|那边|这边|屋)?(?:想|要|能|可以?|专)?(?:[用放摆搁装安挂使]|里(?:的|用))(?!不)"
)
_TOLD = re.compile(r"已经|早就|之前|原来|以前|[放摆搁装安挂]了|旧|坏|不[放摆搁装安挂用]|别|没")


def is_placed(c: Constraint, text: str) -> bool:
    """Whether a value is where what is sought is to be put or used."""
    if c.span is None or c.op not in ("has", "in") or not HAN.search(text):
        return False
    around = clauses.clause(text, c.span.start, c.span.end)
    if _TOLD.search(around) or clauses.WISH.search(around):
        return False
    put = _PUT.search(text, max(0, c.span.start - 12), c.span.start)
    return bool(put or _USED.match(text, c.span.end))
