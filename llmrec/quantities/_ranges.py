"""Ranges: between 30 and 60, 2019-2021, 三十到六十."""

from __future__ import annotations

import re
from dataclasses import replace

from llmrec.quantities import _cues as cues
from llmrec.quantities._around import DATED, clause_around, ending, make, respan
from llmrec.quantities._dates import Day
from llmrec.quantities._kinds import MONEY, by_clock, in_base, kind_of, unit_name
from llmrec.quantities._numbers import Number
from llmrec.quantities._quantity import Quantity
from llmrec.quantities._refusals import refused
from llmrec.quantities._telling import tells

_BETWEEN = re.compile(
    r"(?:\b(?:anywhere\s+|somewhere\s+)?(?:between|from)\s+(?:an?\s+)?|从|在|介于)\s*$", re.I
)
_TO = re.compile(r"\s*(?:-|–|—|~|～|〜|\bto\b|\bthrough\b|\buntil\b|\btill\b|至|到)\s*", re.I)
_AND = re.compile(r"\s*(?:and|&|to|-|–|和|与|跟|到|至|~)\s*", re.I)
_WITHIN_ZH = re.compile(r"\s*(?:的?(?:价格|价位))?(?:之间|中间|区间|以内|之内)")


def range_of(text: str, a: Number | Day, b: Number | Day, bare: dict[int, Day]) -> Quantity | None:
    opening = ending(_BETWEEN, text, a.start)
    gap = text[a.end : b.start]
    connected = _TO.fullmatch(gap) or (
        _AND.fullmatch(gap) and (opening or _WITHIN_ZH.match(text, b.end))
    )
    if not connected:
        return None
    start = opening.start() if opening else a.start
    closing = _WITHIN_ZH.match(text, b.end)
    end = closing.end() if closing else b.end
    years = _years(text, a, b, bare)
    if years is not None:
        return _dated_range(text, years, a.start, (start, end))
    if isinstance(a, Day) or isinstance(b, Day):
        return None
    return _number_range(text, (a, b), (start, end), spoken=bool(opening or closing))


def _years(
    text: str, a: Number | Day, b: Number | Day, bare: dict[int, Day]
) -> tuple[Day, Day] | None:
    first = a if isinstance(a, Day) else bare.get(a.start)
    second = b if isinstance(b, Day) else bare.get(b.start)
    if first is None or second is None or second.high < first.low:
        return None
    if isinstance(a, Number) and isinstance(b, Number):
        if a.unit or b.unit or ending(MONEY, text, a.start):
            return None
        if b.noun is not None and not DATED.search(clause_around(text, a.start, b.end)):
            return (first, second) if b.noun.endswith("s") and b.noun != "dollars" else None
    return first, second


def _dated_range(text: str, years: tuple[Day, Day], at: int, span: tuple[int, int]) -> Quantity:
    low, high = years[0].low.isoformat(), years[1].high.isoformat()
    told = tells(text, span[0], at, span[1], spans=True)
    return replace(make(text, "date", (low, high), span), comparator=not told)


def _number_range(
    text: str, pair: tuple[Number, Number], span: tuple[int, int], *, spoken: bool
) -> Quantity | None:
    a, b = pair
    a = _share_unit(a, b)
    b = _share_unit(b, a)
    if not _same_size(a, b) or (a.glued and a.unit is None) or a.article or b.article:
        return None
    kind = kind_of(text, b if b.unit or b.noun else a)
    if kind != "count" and (aged := kind_of(text, a)) in ("money", "rating") and not b.unit:
        kind = aged
    tiny = a.vague and b.vague and a.unit is None and max(a.value, b.value) < 10
    if tiny and kind in ("plain", "count"):
        return None
    low, high = in_base(a), in_base(b)
    if low > high:
        if b.unit is None or not re.match(r"\d", text[b.start :]) or b.value >= a.value:
            return None
        low, high = high, low
    limits = spoken or kind != "count"
    unit = unit_name(text, b, kind) or unit_name(text, a, kind)
    made = make(text, kind, (low, high), span, unit=unit)
    limits = limits and refused(text, span[0]) is None
    made = replace(made, comparator=limits, by_clock=by_clock(b))
    return _with_right_approx(text, made)


def _with_right_approx(text: str, made: Quantity) -> Quantity:
    cue = cues.after(text, made.end, made.kind)
    if cue is None or cue.effect == "ge":
        return made
    return respan(text, replace(made, approximate=cue.effect == "approx"), made.start, cue.at)


def _share_unit(number: Number, other: Number) -> Number:
    if number.unit is not None or other.unit is None:
        return number
    scale = 1000.0 if other.scaled and number.value < other.value / 1000 else 1.0
    return replace(number, unit=other.unit, value=number.value * scale, noun=None)


def _same_size(a: Number, b: Number) -> bool:
    if a.unit is None or b.unit is None:
        return a.unit is b.unit
    return a.unit.size == b.unit.size
