"""Numbers, dates and the words around them put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from llmrec.quantities._dated import dated, is_year
from llmrec.quantities._dates import Day, dates
from llmrec.quantities._free import free_of_charge
from llmrec.quantities._numbers import Number, numbers
from llmrec.quantities._quantity import Quantity
from llmrec.quantities._ranges import range_of
from llmrec.quantities._single import single
from llmrec.quantities._subjects import as_subject
from llmrec.quantities._welcome import including, is_welcome


def quantities(text: str, today: date | None = None) -> list[Quantity]:
    """Numbers, ranges and dates of `text` with what the words around them make of them.

    `today` anchors `the last two years`; the day of the call when not given. Quantities do not
    overlap and come in order. Those that limit nothing have `comparator` False.
    """
    days = dates(text, today or date.today())
    firm = [day for day in days if not day.bare]
    bare = {day.start: day for day in days if day.bare}
    points: list[Number | Day] = [*firm]
    points += [n for n in numbers(text) if not any(_overlap(n, day) for day in firm)]
    points.sort(key=lambda point: point.start)
    found = [*free_of_charge(text), *_pairs_and_singles(text, points, bare)]
    judged = (as_subject(text, q) for q in found)
    said = [replace(q, comparator=q.comparator and not is_welcome(text, q)) for q in judged]
    return including(text, _apart(said))


def _overlap(a: Number | Day, b: Number | Day) -> bool:
    return a.start < b.end and b.start < a.end


def _apart(found: list[Quantity]) -> list[Quantity]:
    """Limits before mentions, longer before shorter, none over another."""
    kept: list[Quantity] = []
    taken = bytearray(max((q.end for q in found), default=0))
    for quantity in sorted(found, key=lambda q: (not q.comparator, q.start - q.end)):
        if not any(taken[quantity.start : quantity.end]):
            kept.append(quantity)
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
    return sorted(kept, key=lambda quantity: quantity.start)


def _pairs_and_singles(
    text: str, points: list[Number | Day], bare: dict[int, Day]
) -> Iterator[Quantity]:
    i = 0
    while i < len(points):
        pair = range_of(text, points[i], points[i + 1], bare) if i + 1 < len(points) else None
        found = pair or _single(text, points[i], bare)
        if found is not None:
            yield found
        i += 2 if pair else 1


def _single(text: str, point: Number | Day, bare: dict[int, Day]) -> Quantity | None:
    if isinstance(point, Day):
        return dated(text, point, firm=True)
    if point.start in bare and point.unit is None and is_year(text, point):
        return dated(text, bare[point.start], firm=False)
    return single(text, point)
