"""A limit that a turn moves without saying its side: 放宽到 120, 评分提到 4.5, Alexa 换成 Siri."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema
from llmrec.chat import cues_lift
from llmrec.chat.naming import names_it
from llmrec.chat.state import Limit
from llmrec.quantities import Quantity, numbers
from llmrec.types import Constraint, Op
from llmrec.understand.mentions import find_mentions
from llmrec.understand.numbers import attribute_for, in_unit, shop_quantities

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
    r"\s*整?的?(?:[我俺咱]们?)?(?:也|都|亦)(?:还|算|完全|勉强|照样|不是)?(?:行|可以?|成|中|凑合|将就|无妨|没问题|没关系|没事|没啥|没毛病|好|能(?:接受|行|等|扛|忍)|算|ok|认|忍|不(?:要紧|打紧|碍事|耽误|嫌|算|介意)"
    r"|[一-鿿]{1,2}得(?:起|了|住|来|及|上|消|动|下|过去?|过来))(?!以[上下])",
    re.I,
)
"""拖到 12 周也来得及: a number that will do, as a verb's complement may say, too."""
_COUNTS = re.compile(r"个?[月年天日号周台个款门]")
_RANGE = re.compile(r"\s*(?:到|至|[-~～—–])\s*[\d一二两三四五六七八九十百]")
_SET = re.compile(r"(?:改|调|换|定|设|变|卡|按)(?:个|回|在|成|为)?\s*(?:[到至]\s*)?$")
"""上限改 130: of a limit that is named, without a word for `to`."""
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
    for q in shop_quantities(said, schema):
        to = _TO.search(said, 0, _number_at(q, said))
        if not q.comparator and (to or _WILL_DO.match(said, q.end)):
            field = attribute_for(q, said, schema) or _only_field(q, bounds)
            mine = [b for b in bounds if b[1].constraint.field == field]
            value = middle(in_unit(q, schema.attributes[field]), q) if field else None
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
    own = [f for f in fields if names_it(said, f, schema)]
    if not own and schema.price in fields and cues_lift.MONEY.search(said):
        own = [schema.price]
    sided = _of_side(said, bounds)
    named = own or list(dict.fromkeys(x.constraint.field for _, x in sided)) or fields
    for n in numbers(said):
        to = _TO.search(said, 0, n.start)
        if own or sided:
            to = to or _SET.search(said, 0, n.start)
        mine = [b for b in sided or bounds if b[1].constraint.field == named[0]]
        one = n.upper is None and not _COUNTS.match(said, n.end) and not _RANGE.match(said, n.end)
        if n.unit is None and len(named) == 1 and to and mine and one:
            return _at(_side(mine, n.value), n.value, said)
    return None


def _of_side(said: str, bounds: Sequence[tuple[int, Limit]]) -> list[tuple[int, Limit]]:
    """The ceilings or the floors, where the words say which."""
    for cue, ops in ((cues_lift.UPPER, _DOWN), (cues_lift.LOWER, _UP)):
        if cue.search(said):
            return [b for b in bounds if b[1].constraint.op in ops]
    return []


def middle(bounds: Sequence[object], q: Quantity) -> object:
    """The number itself of one that is about that much: 四分出头."""
    low, high = bounds[0], bounds[-1]
    if q.approximate and isinstance(low, int | float) and isinstance(high, int | float):
        return round((low + high) / 2, 6)
    return low


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
