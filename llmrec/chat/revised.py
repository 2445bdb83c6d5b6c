"""A bound that a turn sets anew and calls by its number alone: make it 150, 4.5 stars not 4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llmrec.catalog.schema import Schema
from llmrec.chat import cues_lift
from llmrec.chat.naming import names_it
from llmrec.chat.state import Limit
from llmrec.chat.stories import tells
from llmrec.quantities import numbers, quantities
from llmrec.text import HAN
from llmrec.types import Op
from llmrec.understand.numbers import attribute_for, in_unit

_REVISES = re.compile(
    r"\b(?:make\s+(?:it|that)|now|instead|rather\s+than|final(?:\s+(?:answer|offer))?|(?:let['’]?s\s+)?say|call\s+it|change|raise"
    r"|lower|bump|drop|slip|knock|halve|double|reduce|trim|push|bring|stretch|haul|nudge|hike|up\s+it|take\s+it|more\s+(?:my|like|realistic|comfortable|sensible)|reflection|on\s+balance|only\s+needs?|needs?\s+to\s+be|(?:is|are|['’]s)\s+(?:ok|okay|fine|grand|alright|all\s+right|enough|plenty)"
    r"|(?:will|would|['’]ll|should|['’]d)\s+do|actually|meant|sorry|second\s+thoughts?"
    r"|settle\s+for|live\s+with|put\s+up\s+with|make\s+do\s+with|go\s+(?:as\s+)?(?:low|high)|so\s+(?:now\s+)?(?:I|we|s?he|they)(?:['’](?:ve|s|d)|\s+(?:have|has|can|could|gets?|will))"
    r"|new\s+(?:\w+\s+){0,2}(?:price|limit|budget|ceiling|max(?:imum)?|min(?:imum)?|cap|floor|figure|number|target|top|most|deadline|cut-?off|rule))\b|\bnot\s+[$]?\d",
    re.I,
)
_FEW = re.compile(
    r"(?:[\s,.!?:$+-]|['’]s\b|\b(?:ok(?:ay)?|well|right|hmm+|nah|no|um+|er+|please|then|stars?|dollars?|rating|price|budget|hours?|weeks?|watts?"
    r"|or|so|oh|go|on|with|and|wait|yeah|yes|it|that|is|the|for|an?|not|\d+(?:\.\d+)?)\b)*",
    re.I,
)
_TELLS = re.compile(
    r"\b(?:I['’]m|I\s+am|there\s+(?:are|were|is)|we\s+(?:are|were)|paid|aged?|o['’]clock|years?\s+old|born|ago|of\s+us|since)\b",
    re.I,
)


_SO = re.compile(r"\bso\s+(?:now\s+)?(?:I|we|s?he|they)\b", re.I)
_NOT_BUT = re.compile(
    r"\W*(?:(?:and|so|now)\s+)?(?:not|rather\s+than|instead\s+of|no\s+longer)\s+(?:the\s+|my\s+|just\s+|only\s+)?[$]?[\w-]+(?:\s+\w+)?\W*$",
    re.I,
)
"""Not eight: what held, denied in a clause of its own."""
_DENIED = re.compile(r"\b(?:not|from|than|of)\s+[$]?\s*$", re.I)
"""Before the number that held."""
_MORE = re.compile(
    r"\b(?:add|tack|stick|chuck|throw|whack)(?:\s+on)?\s+(?:an?other\s+|an\s+extra\s+|another\s+|on\s+)?[$]?\s*$"
    r"|\b(?:an?\s+(?:extra|further)|another|an\s+additional)\s+[$]?\s*$",
    re.I,
)
_LESS = re.compile(
    r"\b(?:knock|take|shave|cut|lop|trim)\s+(?:another\s+|a\s+further\s+)?[$]?\s*$", re.I
)
_BY = re.compile(
    r"\b(?:(?P<down>lower|reduce|cut|drop|trim|shrink|decrease|bring\s+(?:\w+\s+){0,2}?down|down|shorten)|up|raise|increase|bump|lift|push|stretch|extend|add|higher|longer)\b[^.,;!?]{0,25}?\bby\s+(?:another\s+|an?\s+extra\s+|about\s+)?[$]?\s*$",
    re.I,
)
"""Bump it up by twenty."""
_OFF = re.compile(r"\s*(?:dollars?|bucks|quid|hours?|weeks?)?\s+off\b", re.I)
"""Add forty to the budget; knock ten off."""
_LIKELY = 8
"""A bare number that is so many times the bound, or so small a part, is something else."""
_BOUNDS: dict[Op, Op] = {"lt": "le", "le": "le", "gt": "ge", "ge": "ge"}


_FEW_ZH = re.compile(
    r"(?:[\s，,。.！!~～…]|还是|那就?|就|改|要不|干脆|顶多|最多|按|给[您你]?|放|算|来|大概|差不多|以?内?|左右|[上下]限|应该|可以|一下|吧|呗|好了|好啦|了|啦|喽|行|成|够|得了|怎么样|如何|钱|整)*"
)
_SHORT_ZH = re.compile(
    r"不(?:太|大|是很)?(?:够|行|现实|合适|着边|中|成)|[太有点]*(?:少|低|高|紧|抠|赶|短|长|多|贵|严|松|宽|苛刻|狠)(?:了|点|些|$)|(?:算|说|记|写|打)[错岔少多]|改|放[宽松]|松|再加|加[点些]|加码|咬咬牙|看[错走]眼"
)
"""九十不够: says of the number that held that it is to be another."""


class _Said(NamedTuple):
    start: int
    end: int
    field: str | None
    value: float
    measured: bool = True


def revised(
    said: str,
    before: str,
    limits: Sequence[Limit],
    taken: Sequence[int],
    schema: Schema,
    after: str = "",
) -> list[tuple[int, Limit]]:
    """Places of bounds that a clause sets anew, each with the bound that takes its place.

    Args:
        before: the clause before; a bare number goes on with what is measured there.
        after: the clause behind, which may deny the number that held: ten weeks, not eight.
    """
    if HAN.search(said):
        return _revised_zh(said, before, limits, taken, schema)
    denied = [n.value for n in numbers(after)] if _NOT_BUT.match(after) else []
    denied = [v for v in denied if v in [x.constraint.value for x in limits]]
    told = _TELLS.search(said) or (not _SO.search(said) and tells(said, lambda _: False))
    if not denied and told:
        return []
    if any(q.comparator for q in quantities(said)):
        return []
    bounds = [(k, x) for k, x in enumerate(limits) if k not in taken and x.constraint.op in _BOUNDS]
    out: dict[int, Limit] = {}
    own = {attribute_for(q, before, schema) for q in quantities(before)} - {None}
    for n in _numbers(said, [x.constraint.field for _, x in bounds], schema):
        field = min(own, key=str) if len(own) == 1 and not n.measured else n.field
        held = [(k, x) for k, x in bounds if x.constraint.field == field]
        around = f"{said[: n.start]} {said[n.end :]}"
        if len(held) != 1 or _DENIED.search(said[: n.start]):
            continue
        place, limit = held[0]
        c = limit.constraint
        if not isinstance(c.value, int | float):
            continue
        if not (n.measured or 1 / _LIKELY <= n.value / (c.value or 1) <= _LIKELY):
            continue  # 2 and 5, off with their heads
        by = _difference(said, n)
        value = c.value + by if by else n.value
        if value != c.value and (
            c.value in denied or _REVISES.search(said) or by or _FEW.fullmatch(around)
        ):
            new = c.model_copy(update={"op": _BOUNDS[c.op], "value": value, "span": None})
            out.setdefault(
                place, limit.model_copy(update={"constraint": new, "words": said.strip()})
            )
    return list(out.items())


def _difference(said: str, n: _Said) -> float:
    """By how much a bound is moved, where that is what the number says."""
    if _MORE.search(said[: n.start]):
        return n.value
    if by := _BY.search(said[: n.start]):
        return -n.value if by["down"] else n.value
    off = _LESS.search(said[: n.start]) and _OFF.match(said, n.end)
    return -n.value if off else 0.0


def _revised_zh(
    said: str, before: str, limits: Sequence[Limit], taken: Sequence[int], schema: Schema
) -> list[tuple[int, Limit]]:
    """九十不够，一百二吧: what held is too little, and a number stands alone behind it."""
    found = numbers(said)
    if len(found) != 1:
        return []
    n = found[0]
    if not _FEW_ZH.fullmatch(f"{said[: n.start]}{said[n.end :]}"):
        return []
    bounds = [(k, x) for k, x in enumerate(limits) if k not in taken and x.constraint.op in _BOUNDS]
    old = [m.value for m in numbers(before)]
    held = [b for b in bounds if b[1].constraint.value in old]
    if not held and _SHORT_ZH.search(before):
        held = [b for b in bounds if names_it(before, b[1].constraint.field, schema)]
        if not held and cues_lift.MONEY.search(before):
            held = [b for b in bounds if b[1].constraint.field == schema.price]
    if len(held) != 1 or held[0][1].constraint.value == n.value:
        return []
    place, limit = held[0]
    c = limit.constraint
    new = c.model_copy(update={"op": _BOUNDS[c.op], "value": n.value, "span": None})
    return [(place, limit.model_copy(update={"constraint": new, "words": said.strip()}))]


def _numbers(said: str, held: Sequence[str], schema: Schema) -> list[_Said]:
    """Numbers and the fields that they measure; of a bare one, the field that is named beside."""
    found = [
        _Said(q.start, q.end, field, low, q.kind != "plain")
        for q in quantities(said)
        if (field := attribute_for(q, said, schema))
        and isinstance(low := in_unit(q, schema.attributes[field])[0], int | float)
    ]
    named = [f for f in dict.fromkeys(held) if names_it(said, f, schema)]
    if found or len(named) != 1:
        return found
    return [_Said(n.start, n.end, named[0], n.value) for n in numbers(said)]
