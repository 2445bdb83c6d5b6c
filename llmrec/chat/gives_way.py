"""Which of the limits that hold a new one takes the place of."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.catalog.limits import narrowed
from llmrec.catalog.schema import Schema
from llmrec.chat.state import Limit
from llmrec.types import Constraint, Op

_OPPOSITE: dict[Op, Op] = {"eq": "ne", "ne": "eq", "has": "lacks", "lacks": "has"}
_SIDE: dict[Op, str] = {"lt": "at most", "le": "at most", "gt": "at least", "ge": "at least"}


def without(limits: Sequence[Limit], new: Constraint) -> list[Limit]:
    """The limits that still hold when a new one is said."""
    return [one for one in limits if not gives_way(one.constraint, new)]


def gives_way(old: Constraint, new: Constraint) -> bool:
    """Whether an old limit holds no more beside a new one."""
    if old.field != new.field:
        return False
    if old.op in _OPPOSITE and new.op == _OPPOSITE[old.op] and old.value == new.value:
        return True
    if old.op == "in" and new.op == "has" and isinstance(old.value, list):
        return new.value in old.value  # one of them alone is what is needed now
    if old.op in _SIDE and new.op in _SIDE:
        return _SIDE[old.op] == _SIDE[new.op]
    if all(isinstance(c.value, int | float) for c in (old, new)):
        bound_and_value = {old.op, new.op} - {"eq"}
        return len(bound_and_value) < 2 and bound_and_value <= set(_SIDE)  # free, and up to 40
    value = ("eq", "in")
    return old.op in value and new.op in value


def yields(old: Constraint, new: Constraint) -> bool:
    """Whether an old limit gives way: a firm demand never does to a mere wish."""
    refused = old.op in ("ne", "not_in", "lacks")
    return gives_way(old, new) and (new.hard or refused or not old.hard)


def let_in(limit: Limit, new: Sequence[Constraint], schema: Schema) -> Limit:
    """Of several values that are refused, those that are still, when one is asked for after all."""
    c = limit.constraint
    named = {n.value for n in new if n.field == c.field and n.op in ("eq", "has")
             and isinstance(n.value, str)}  # fmt: skip
    if c.op != "not_in" or not isinstance(c.value, list) or not named & set(c.value):
        return limit
    left = [v for v in c.value if v not in named]
    return limit.model_copy(update={"constraint": narrowed(c, left, schema)}) if left else limit
