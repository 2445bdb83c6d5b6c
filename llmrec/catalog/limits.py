"""Constraints, checked against the schema and made comparable. Both filters start from this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from llmrec.catalog.schema import AttributeType, Schema
from llmrec.catalog.values import fold, to_boolean, to_number
from llmrec.errors import CatalogError
from llmrec.types import Constraint, Op, Value

_OPS: dict[AttributeType, tuple[Op, ...]] = {
    "number": ("eq", "ne", "lt", "le", "gt", "ge"),
    "date": ("eq", "ne", "lt", "le", "gt", "ge"),
    "boolean": ("eq", "ne"),
    "category": ("eq", "ne", "in", "not_in"),
    "list": ("has", "lacks", "in", "not_in"),
}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def allowed_ops(attribute_type: AttributeType) -> tuple[Op, ...]:
    """The operators that an attribute of this type understands."""
    return _OPS[attribute_type]


@dataclass(frozen=True)
class Limit:
    """One constraint, ready to compare."""

    field: str
    type: AttributeType
    op: Op
    number: float = 0.0
    flag: bool = False
    words: frozenset[str] = frozenset()
    """Folded values of a category or list."""
    start: str = ""
    end: str = ""
    """First and last day of the constraint's date. The last may be a 31st of any month: dates
    are compared as text."""


def parse_limit(constraint: Constraint, schema: Schema) -> Limit:
    """The limit that a constraint means.

    Raises:
        CatalogError: no such field, an operator its type has not, or a value of a wrong type.
    """
    spec = schema.attributes.get(constraint.field)
    if spec is None:
        raise CatalogError(
            f"The catalogue has no field {constraint.field!r}",
            remedy=f"Its fields are: {', '.join(schema.attributes) or 'none'}.",
        )
    if constraint.op not in _OPS[spec.type]:
        raise CatalogError(
            f"{constraint.field} is a {spec.type}: {constraint.op!r} means nothing there",
            remedy=f"Allowed: {', '.join(_OPS[spec.type])}.",
        )
    try:
        return _typed(constraint, spec.type)
    except ValueError as e:
        raise CatalogError(
            f"{constraint.field} {constraint.op}: the value {e}",
            remedy=f"{constraint.field} is a {spec.type}; "
            f"allowed: {', '.join(_OPS[spec.type])} with {_WANTED[spec.type]}.",
        ) from e


_WANTED = {
    "number": "a number",
    "date": "YYYY, YYYY-MM or YYYY-MM-DD",
    "boolean": "true or false",
    "category": "text, or a list of texts for in and not_in",
    "list": "text or a list of texts",
}


def _typed(constraint: Constraint, kind: AttributeType) -> Limit:
    field, op, value = constraint.field, constraint.op, constraint.value
    match kind:
        case "number":
            return Limit(field, kind, op, number=to_number(value))
        case "boolean":
            return Limit(field, kind, op, flag=to_boolean(value))
        case "date":
            start, end = _days(value)
            return Limit(field, kind, op, start=start, end=end)
        case "category" | "list":
            return Limit(field, kind, op, words=_words(value, one=op in ("eq", "ne")))


def _words(value: Value, *, one: bool) -> frozenset[str]:
    if isinstance(value, list):
        if one or not value:
            raise ValueError("is a list, not one text" if one else "is an empty list")
        return frozenset(map(fold, value))
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, float):
        value = str(int(value)) if value.is_integer() else str(value)
    return frozenset([fold(value)])


def _days(value: Value) -> tuple[str, str]:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else value
    if isinstance(text, bool) or not isinstance(text, str) or not _DATE.fullmatch(text.strip()):
        raise ValueError(f"is not a date: {value!r}")
    return day_range(text.strip())


def day_range(text: str) -> tuple[str, str]:
    """First and last day of `2024`, `2024-05` or `2024-05-01`."""
    return text + "-01-01"[len(text) - 4 :], text + "-12-31"[len(text) - 4 :]


assert set(get_args(Op)) == {op for ops in _OPS.values() for op in ops}


def narrowed(c: Constraint, values: Sequence[str], schema: Schema) -> Constraint:
    """Those of several values that are left, demanded or refused as they were."""
    if len(values) > 1:
        return c.model_copy(update={"value": list(values)})
    plain: dict[bool, tuple[Op, Op]] = {True: ("has", "lacks"), False: ("eq", "ne")}
    demanded, refused = plain[schema.attributes[c.field].type == "list"]
    op = refused if c.op == "not_in" else demanded
    return c.model_copy(update={"op": op, "value": values[0]})
