"""The words around a quantity, and a quantity made of them."""

from __future__ import annotations

import re
from dataclasses import replace

from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._refusals import is_soft
from llmrec.quantities._units import Kind

DATED = re.compile(
    r"\b(?:released?|releases|published|publication|came\s+out|come\s+out|coming\s+out|launched|made"
    r"|built|issued|written|filmed|recorded|models?|years?|dated|aired|premiered|updated)\b"
    r"|上映|上市|发布|出版|发行|年份|推出|更新|开课|拍摄|首播|新?出的",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:\b(?:rated|ratings?|priced|prices?|costs?|costing|released|published|launched)"
    r"(?:\s+(?:is|at|be|of|in|on|should|must))*|(?:评分|价格|价位|预算|单价|总价|单个|总时长)"
    r"(?:[在为要是]|不能|必须|得)*)\s*$",
    re.IGNORECASE,
)


def ending(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """A pattern that ends in `$`, right before `start`."""
    return pattern.search(text, max(0, start - 60), start)


def clause_around(text: str, start: int, end: int) -> str:
    left = re.split(r"[.,;!?。，；！？、]\s*", text[max(0, start - 60) : start])[-1]
    right = re.split(r"[.,;!?。，；！？、]", text[end : end + 40])[0]
    return f"{left} {text[start:end]} {right}"


def make(
    text: str,
    kind: Kind,
    bounds: tuple[Bound | None, Bound | None],
    span: tuple[int, int],
    unit: str | None = None,
) -> Quantity:
    start, end = span
    if context := ending(_CONTEXT, text, start):
        start = context.start()
    soft = is_soft(text, start, end)
    return Quantity(
        bounds[0],
        bounds[1],
        unit=unit,
        kind=kind,
        start=start,
        end=end,
        words=text[start:end],
        soft=soft,
    )


def respan(text: str, made: Quantity, start: int, end: int) -> Quantity:
    return replace(made, start=start, end=end, words=text[start:end])
