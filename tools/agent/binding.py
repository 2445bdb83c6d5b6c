"""Arguments that are bound to earlier results: `$1`, `$1[0]`, `$2[:3]`, `$1.items[0].id`.

A reference is the number of a step and a path: names, places, slices, `[*]` for all. It is parsed
here and walked through plain data; nothing is evaluated. Where a path ends at an item, its id is
meant, and a step without a path stands for all its items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from llmrec.tools.agent.plan import BadPlan, Problem

_WHOLE = re.compile(
    r"\$(?P<step>\d{1,4})(?P<path>(?:\.[a-z_]+|\[(?:\d{1,4}|\*|\d{0,4}:\d{0,4})\])*)"
)
_PART = re.compile(r"\.([a-z_]+)|\[(\d*):(\d*)\]|\[(\d+)\]|\[(\*)\]")

Part = str | int | slice


class Reference(NamedTuple):
    step: int
    path: tuple[Part, ...]


def parse(text: str) -> Reference:
    """The reference that a text writes.

    Raises:
        BadPlan: it begins with `$` and is none.
    """
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        message = f"{text[:40]!r} is no reference; write $1, $1[0] or $1.items[0].id."
        raise BadPlan(Problem(kind="bad_reference", message=message))
    return Reference(int(found["step"]), tuple(map(_part, _PART.finditer(found["path"]))))


def _part(found: re.Match[str]) -> Part:
    name, first, last, place, every = found.groups()
    if name is not None:
        return name
    if place is not None:
        return int(place)
    return slice(None) if every else slice(int(first or 0), int(last) if last else None)


def is_reference(value: object) -> bool:
    return isinstance(value, str) and value.strip().startswith("$")


def references(value: Any) -> Iterator[Reference]:
    """All references in an argument.

    Raises:
        BadPlan: one that cannot be read.
    """
    if isinstance(value, list):
        for part in value:
            yield from references(part)
    elif isinstance(value, str) and is_reference(value):
        yield parse(value)


def bound(reference: Reference, result: dict[str, Any]) -> list[Any]:
    """What a reference stands for in a result, as `Result.data` gives it; empty where it is not."""
    path = list(reference.path)
    if not path or not isinstance(path[0], str):
        if "items" not in result:
            return [_id(result[k]) for k in ("item", "id") if result.get(k)][:1]
        path.insert(0, "items")
    return [_id(v) for v in _walk([result], path)]


def _walk(values: list[Any], path: list[Part]) -> list[Any]:
    for part in path:
        values = [found for value in values for found in _taken(value, part)]
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def _taken(value: Any, part: Part) -> list[Any]:
    if isinstance(value, list):
        if isinstance(part, slice):
            return value[part]
        if isinstance(part, int):
            return value[part : part + 1]
        return [v[part] for v in value if isinstance(v, dict) and part in v]
    if isinstance(value, dict) and isinstance(part, str):
        return [value[part]] if part in value else []
    return []


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value
