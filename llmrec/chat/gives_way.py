"""Which of the limits that hold a new one takes the place of."""

from __future__ import annotations

from collections.abc import Sequence

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
    if old.op in _SIDE and new.op in _SIDE:
        return _SIDE[old.op] == _SIDE[new.op]
    if all(isinstance(c.value, int | float) for c in (old, new)):
        bound_and_value = {old.op, new.op} - {"eq"}
        return len(bound_and_value) < 2 and bound_and_value <= set(_SIDE)  # free, and up to 40
    value = ("eq", "in")
    return old.op in value and new.op in value


def is_one_of(new: Constraint, widened: Sequence[Limit]) -> bool:
    """Whether a value is one of those that the same turn calls all welcome: let the solar ones
    join, sun or battery."""
    return any(
        w.constraint.op == "in"
        and (w.constraint.field, new.op) == (new.field, "eq")
        and isinstance(w.constraint.value, list)
        and new.value in w.constraint.value
        for w in widened
    )
