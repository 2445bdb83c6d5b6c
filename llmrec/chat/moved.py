"""A limit that a turn moves without saying its side: 放宽到 120, 评分提到 4.5, Alexa 换成 Siri."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema
from llmrec.chat.naming import names_it
from llmrec.chat.state import Limit
from llmrec.quantities import Quantity, numbers, quantities
from llmrec.types import Constraint, Op
from llmrec.understand.mentions import find_mentions
from llmrec.understand.numbers import attribute_for, in_unit

_TO = re.compile(
    r"(?:放宽|放松|放开|调整|收紧|[提升涨加抬调改降压砍收缩减拉退放定卡松换拔扩延])(?:高|低|大|宽|松|短|长|紧|少|多)?"
    r"(?:到|至|成|为)了?\s*(?:大概|差不多|最多|至少)?\s*$"
)
_FROM = re.compile(
    r"(?P<old>\d+(?:\.\d+)?)\s*[^\d，。,！!？?]{0,4}?(?:改|换|变|调|→|->)(?:成|为|到|作)?\s*(?P<new>\d+(?:\.\d+)?)"
)
"""80 改 60."""
_SWAP = re.compile(r"(?:换|改|替换?|切换?)(?:成|为|作|到)|换(?=\s*[A-Z])")
_WILL_DO = re.compile(
    r"\s*整?的?(?:也|都|亦)(?:还|算)?(?:行|可以?|成|凑合|将就|无妨|没问题|没关系|好|能接受|算|ok)(?!以[上下])",
    re.I,
)
_UP: tuple[Op, ...] = ("gt", "ge")
_DOWN: tuple[Op, ...] = ("lt", "le")


def moved(said: str, limits: Sequence[Limit], schema: Schema) -> tuple[int, Limit] | None:
    """The bound that words move to another number, and its place among the limits: it keeps its
    side, and its new end will do."""
    bounds = [(k, x) for k, x in enumerate(limits) if _is_bound(x.constraint)]
    if m := _FROM.search(said):
        old, new = float(m["old"]), float(m["new"])
        same = [(k, x) for k, x in bounds if x.constraint.value == old]
        return _at(same[-1], new, said) if same and old != new else None
    for q in quantities(said):
        to = _TO.search(said, 0, _number_at(q, said))
        if not q.comparator and (to or _WILL_DO.match(said, q.end)):
            field = attribute_for(q, said, schema) or _only_field(q, bounds)
            mine = [b for b in bounds if b[1].constraint.field == field]
            value = in_unit(q, schema.attributes[field])[0] if field else None
            if mine and isinstance(value, int | float):
                bound = _side(mine, float(value))
                if to or _is_wider(bound[1].constraint, float(value)):
                    return _at(bound, float(value), said)
    return _moved_bare(said, bounds, schema)


def _moved_bare(
    said: str, bounds: Sequence[tuple[int, Limit]], schema: Schema
) -> tuple[int, Limit] | None:
    """预算砍到六十: a number without a unit, of the field that is named or that is bounded."""
    fields = list(dict.fromkeys(x.constraint.field for _, x in bounds))
    named = [f for f in fields if names_it(said, f, schema)] or fields
    for n in numbers(said):
        if n.unit is None and len(named) == 1 and _TO.search(said, 0, n.start):
            mine = [b for b in bounds if b[1].constraint.field == named[0]]
            return _at(_side(mine, n.value), n.value, said)
    return None


def _number_at(q: Quantity, said: str) -> int:
    """Where the number of a quantity stands."""
    return next((n.start for n in numbers(said) if q.start <= n.start < q.end), q.start)


def _only_field(q: Quantity, bounds: Sequence[tuple[int, Limit]]) -> str | None:
    """A bare number is of the one field that is bounded."""
    fields = {x.constraint.field for _, x in bounds}
    return next(iter(fields)) if q.kind in ("plain", "count") and len(fields) == 1 else None


def _is_wider(c: Constraint, value: float) -> bool:
    held = c.value
    return isinstance(held, int | float) and (value > held if c.op in _DOWN else value < held)


def _is_bound(c: Constraint) -> bool:
    return c.hard and c.op in (*_UP, *_DOWN) and isinstance(c.value, int | float)


def _side(mine: Sequence[tuple[int, Limit]], value: float) -> tuple[int, Limit]:
    """Of a floor and a ceiling, the one that the number is not across from."""
    floors = [b for b in mine if b[1].constraint.op in _UP]
    ceilings = [b for b in mine if b[1].constraint.op in _DOWN]
    if floors and ceilings:
        low = floors[-1][1].constraint.value
        return floors[-1] if isinstance(low, int | float) and value <= low else ceilings[-1]
    return mine[-1]


def _at(bound: tuple[int, Limit], value: float, said: str) -> tuple[int, Limit]:
    k, limit = bound
    op: Op = "ge" if limit.constraint.op in _UP else "le"
    new = limit.constraint.model_copy(update={"op": op, "value": value})
    return k, limit.model_copy(update={"constraint": new, "words": said.strip()})


def swapped(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> tuple[list[int], int]:
    """The listed values that words give up for another (Alexa 换成 Siri), and where those end."""
    m = _SWAP.search(said)
    if m is None:
        return [], 0
    old = {(o.field, o.value) for o in find_mentions(said[: m.start()], catalogue, "zh")}
    new = {o.field for o in find_mentions(said[m.end() :], catalogue, "zh")}
    places = [
        k
        for k, x in enumerate(limits)
        if x.constraint.op in ("has", "lacks")
        and (x.constraint.field, x.constraint.value) in old
        and x.constraint.field in new
    ]
    return places, m.end()
