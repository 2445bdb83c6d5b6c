"""Quantities of a request -> constraints on the catalogue's numbers and dates."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from llmrec.catalog.schema import AttributeSpec, Schema
from llmrec.quantities import Bound, Quantity, convert, on_clock, quantities
from llmrec.text import HAN, stem, words
from llmrec.text._words import STOP_EN
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses


class Read(NamedTuple):
    constraints: list[Constraint]
    assumed: list[str]
    taken: list[str]
    """Money in words that name no currency here (50块, forty quid): taken for the catalogue's."""
    foreign: list[str]
    """Money in another currency than the catalogue's."""


def read_numbers(text: str, schema: Schema) -> Read:
    """Limits that the text states in numbers.

    A number goes to the attribute with its unit; where several have one, to the one whose name or
    description stands nearest in the text. Money in another currency than the catalogue's is not
    compared, and that is said.
    """
    read = Read([], [], [], [])
    unit = _money(schema)
    for written in quantities(text):
        q = _in_shop_money(written, unit)
        if not q.comparator:
            continue
        if q is not written:
            read.taken.append(q.words)
            read.assumed.append(f"“{q.words}” is read as {unit}")
        name, rate = attribute_for(q, text, schema), _rate(q, text)
        if name == schema.released and _is_to_come(q):
            continue
        if name is None and unit and q.kind == "money" and not rate:
            read.foreign.append(q.words)
            read.assumed.append(f"“{q.words}” is other money than {unit}, and is not compared")
        elif name is None or (rate and not _is_stated_per(rate, name, schema.attributes[name])):
            read.assumed.append(f"“{rate or q.words}” fits no property of this catalogue")
        else:
            said = _limits(q, name, schema.attributes[name], text)
            read.constraints.extend(c for c in said if not _repeats(c, read.constraints))
    return read


def _is_to_come(q: Quantity) -> bool:
    """Payday is not till the 28th: nothing that is on sale came out after today."""
    return q.kind == "date" and isinstance(q.low, str) and q.low > date.today().isoformat()


_EVERYDAY = re.compile(r"[块塊元圆圓]|\bquid\b", re.I)
_BY_NAME = re.compile(r"人民[币幣]|rmb|cny|yuan|[¥￥]|[\u4e00-\u9fff]镑", re.I)


def _money(schema: Schema) -> str | None:
    return schema.attributes[schema.price].unit if schema.price else None


def _in_shop_money(q: Quantity, unit: str | None) -> Quantity:
    """50块, 五十元, fifty quid: in talk that is fifty of whatever the prices are in.

    A currency that is named (人民币, euros, £) stays what it is.
    """
    foreign = q.kind == "money" and unit not in (None, q.unit) and q.unit in ("CNY", "GBP")
    loose = foreign and _EVERYDAY.search(q.words) and not _BY_NAME.search(q.words)
    return replace(q, unit=unit) if loose else q


def shop_quantities(text: str, schema: Schema) -> list[Quantity]:
    """The quantities of a text, 50块 as so much of the money that the prices are in."""
    return [_in_shop_money(q, _money(schema)) for q in quantities(text)]


_PER_BEHIND = re.compile(
    r"\s*(?:(?:per|an?|each|every|/)\s*(day|night|week|month|year)\b|(daily|weekly|monthly|yearly)\b"
    r"|(?:每|一)个?(?:天|日|晚|周|星期|礼拜|月|年))",
    re.I,
)
_PER_BEFORE = re.compile(
    r"(?:(?:per|each|every)\s+(day|night|week|month|year)|每个?(?:天|日|晚|周|星期|礼拜|月|年))"
    r"[^,;.!?，；。！？\n]{0,6}$",
    re.I,
)


def _rate(q: Quantity, text: str) -> str:
    """The quantity with the words that make it one per day, week or the like: 3 hours a week,
    每周三小时; nothing where it is none."""
    if q.kind == "date":
        return ""
    behind = _PER_BEHIND.match(text, q.end)
    before = _PER_BEFORE.search(text, 0, q.start)
    if behind:
        return f"{q.words}{behind.group()}"
    return text[before.start() : q.end] if before else ""


def _is_stated_per(rate: str, name: str, spec: AttributeSpec) -> bool:
    """Whether the attribute is such a rate itself: kWh per year, a monthly price."""
    own = f"{name} {spec.unit or ''} {spec.about}".lower().replace("_", " ")
    return bool(
        re.search(r"\b(?:per|a|each|every|daily|weekly|monthly|yearly)\b|/|每", own)
    ) and any(
        word in own for word in re.findall(r"day|night|week|month|year|天|周|月|年", rate.lower())
    )


def _repeats(limit: Constraint, read: list[Constraint]) -> bool:
    """Until May 5, nothing later than that: one limit said twice."""
    return any(limit.model_copy(update={"span": c.span}) == c for c in read)


def attribute_for(q: Quantity, text: str, schema: Schema) -> str | None:
    """The attribute that a quantity speaks of, or None."""
    fits = [n for n, spec in schema.attributes.items() if _measures(n, spec, q, schema)]
    if len(fits) > 1:
        fits = _nearest(fits, q, text, schema)
    return fits[0] if len(fits) == 1 else None


def _measures(name: str, spec: AttributeSpec, q: Quantity, schema: Schema) -> bool:
    if q.kind == "date":
        return spec.type == "date"
    if spec.type != "number":
        return False
    if q.kind == "money":
        is_price = name == schema.price or spec.unit == q.unit
        return is_price and (spec.unit == q.unit or q.unit is None or spec.unit is None)
    if q.kind == "rating":
        return _is_rating(name, spec)
    if q.unit is not None and spec.unit is not None:
        if q.by_clock and not on_clock(spec.unit):
            return False
        return _same_measure(q.unit, spec.unit)
    return q.unit is None and q.kind == "plain"


def _is_rating(name: str, spec: AttributeSpec) -> bool:
    return "rating" in name.lower() or "star" in (spec.unit or "") + spec.about


def _same_measure(one: str, other: str) -> bool:
    try:
        convert(1.0, one, {"hour": "h"}.get(other, other))
    except ValueError:
        return False
    return True


_CALENDAR = re.compile(
    r"\b(?:this|next|last|every|each|per|an?|all|by\s+the|(?:end|start|rest|middle)\s+of\s+the)\s+(?:hour|day|week|month|year)s?\b|\b(?:hour|dai|week|month|year)ly(?:\s+charges?)?\b|\bno\s+charges?\b",
    re.I,
)
"""Broke this month: a time of the speaker's, that names no field."""
_CUT = re.compile(r"[_\W]+")
NAMED = 2.0
"""What an attribute's own name counts, in words of its description by four."""


@lru_cache(maxsize=64)
def _stems(sentence: str) -> frozenset[str]:
    """A sentence is asked about for each number in it."""
    return frozenset(stem(w.text.lower()) for w in words(_CALENDAR.sub(" ", sentence)))


def _nearest(names: list[str], q: Quantity, text: str, schema: Schema) -> list[str]:
    """Of several attributes the one that the clause names, else the one with the very unit."""
    if q.unit is None and (called := _called_zh(names, q, text, schema)):
        return [called]
    around = _stems(clauses.sentence(text, q.start, q.end))
    scores = {n: _named(n, schema.attributes[n], q, around) for n in names}
    best = max(scores.values())
    said = q.words.lower()
    same = [n for n in names if (u := schema.attributes[n].unit) and _says(said, u)]
    if q.kind == "duration" and len(same) == 1 and best < NAMED:
        return same  # six weeks are no hours, whatever else is said
    if best > 0 and list(scores.values()).count(best) == 1:
        return [n for n in names if scores[n] == best]
    if len(same) == 1:
        return same
    if q.kind == "duration":
        return [min(names, key=lambda n: _size(q, schema.attributes[n]))]
    if _like_a_rating(q) and (rated := [n for n in names if _is_rating(n, schema.attributes[n])]):
        return rated
    return [n for n in names if n == schema.price and q.kind in ("money", "plain")]


def _called_zh(names: list[str], q: Quantity, text: str, schema: Schema) -> str | None:
    """瓦数压在10以下: the field whose Chinese name stands nearest before a bare number."""
    start = text.find(clauses.clause(text, q.start, q.end))
    said = [
        (text.rfind(name, max(start, 0), q.end), field)
        for field in names
        for name in schema.names(field)
        if HAN.match(name) and len(name) > 1
    ]
    at, field = max(said, default=(-1, ""))
    return field if at >= 0 else None


def _like_a_rating(q: Quantity) -> bool:
    """At least 4.4, of nothing named: nobody asks for a price of so little and so exactly."""
    return isinstance(q.low, float) and q.high is None and q.low <= 5 and q.low % 1 > 0


def _size(q: Quantity, spec: AttributeSpec) -> float:
    """How far from 1 the bound is in the attribute's unit: two months are rather nine weeks than
    1461 hours."""
    low, high = in_unit(q, spec)
    bound = high if high is not None else low
    return abs(math.log(max(float(bound or 0), 1e-9)))


def _says(words_: str, unit: str) -> bool:
    return (
        unit in words_ or {"hour": "小时", "week": "周", "month": "个月"}.get(unit, unit) in words_
    )


def _named(name: str, spec: AttributeSpec, q: Quantity, around: frozenset[str]) -> float:
    # A unit of time says how long, not of what: the hours of a request need not be this one's.
    said = around - {stem(spec.unit)} if q.kind == "duration" and spec.unit else around
    own = {stem(w) for w in _CUT.split(name.lower()) if len(w) > 2}
    about = {stem(w) for w in _CUT.split(spec.about.lower()) if len(w) > 3 and w not in STOP_EN}
    return NAMED * len(own & said) + 0.5 * len(about & said)


def _limits(q: Quantity, name: str, spec: AttributeSpec, text: str) -> Iterator[Constraint]:
    wish = q.approximate or q.soft or clauses.is_wish(text, q.start, q.end)
    span = Span(start=q.start, end=q.end)
    low, high = in_unit(q, spec)
    for bound, op in ((low, "gt" if q.low_open else "ge"), (high, "lt" if q.high_open else "le")):
        if bound is not None:
            yield Constraint(field=name, op=_op(op), value=bound, hard=not wish, span=span)


def _op(op: str) -> Op:
    return op  # type: ignore[return-value]  # one of the four above


def in_unit(q: Quantity, spec: AttributeSpec) -> tuple[Bound | None, Bound | None]:
    """The ends of a quantity in the unit of an attribute."""
    if q.kind in ("date", "money", "rating") or spec.unit is None:
        return q.low, q.high
    bounds = q.bounds_in({"hour": "h"}.get(spec.unit, spec.unit))
    return bounds if bounds is not None else (q.low, q.high)
