"""Does an item keep to the constraints? By columns over all items, and by code on one.

Both say the same; the tests hold one against the other. A missing value satisfies `ne`, `not_in`
and `lacks` and nothing else. Dates compare by day: `gt 2024` begins on 2025-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from llmrec.catalog.columns import Columns
from llmrec.catalog.limits import Limit, allowed_ops, day_range, parse_limit
from llmrec.catalog.schema import Schema
from llmrec.catalog.values import fold
from llmrec.types import Attribute, Constraint, Item

__all__ = ["Columns", "allowed_ops", "breaks", "satisfies"]


def breaks(item: Item, constraints: Sequence[Constraint], schema: Schema) -> list[Constraint]:
    """The constraints that the item breaks, in their order.

    Raises:
        CatalogError: a constraint that the schema does not allow.
    """
    return [c for c in constraints if not satisfies(item, parse_limit(c, schema))]


def satisfies(item: Item, limit: Limit) -> bool:
    value = item.attributes.get(limit.field)
    if value is None or value == []:
        return limit.op in ("ne", "not_in", "lacks")
    return _COMPARE[limit.type](value, limit)


def _number(value: Attribute, limit: Limit) -> bool:
    assert isinstance(value, float | int)
    number = float(value)
    compare: dict[str, Callable[[], bool]] = {
        "eq": partial(number.__eq__, limit.number),
        "ne": partial(number.__ne__, limit.number),
        "lt": partial(number.__lt__, limit.number),
        "le": partial(number.__le__, limit.number),
        "gt": partial(number.__gt__, limit.number),
        "ge": partial(number.__ge__, limit.number),
    }
    return compare[limit.op]()


def _date(value: Attribute, limit: Limit) -> bool:
    first, last = day_range(str(value))
    within = limit.start <= first and last <= limit.end
    return {
        "eq": within,
        "ne": not within,
        "lt": last < limit.start,
        "le": last <= limit.end,
        "gt": first > limit.end,
        "ge": first >= limit.start,
    }[limit.op]


def _boolean(value: Attribute, limit: Limit) -> bool:
    return (value is limit.flag) == (limit.op == "eq")


def _category(value: Attribute, limit: Limit) -> bool:
    return (fold(str(value)) in limit.words) == (limit.op in ("eq", "in"))


def _list(value: Attribute, limit: Limit) -> bool:
    assert isinstance(value, list)
    own = {fold(v) for v in value}
    if limit.op == "has":
        return limit.words <= own
    return bool(limit.words & own) == (limit.op == "in")


_COMPARE: dict[str, Callable[[Attribute, Limit], bool]] = {
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "category": _category,
    "list": _list,
}
