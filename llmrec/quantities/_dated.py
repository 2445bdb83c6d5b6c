"""A single date and what it limits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from llmrec.quantities import _cues as cues
from llmrec.quantities._around import DATED, clause_around, ending, make
from llmrec.quantities._cue_words import Effect
from llmrec.quantities._dates import Day
from llmrec.quantities._kinds import MONEY
from llmrec.quantities._numbers import Number
from llmrec.quantities._quantity import Bound, Quantity
from llmrec.quantities._refusals import turned
from llmrec.quantities._telling import tells

_YEAR_AFTER = re.compile(r"later|newer|earlier|older|recent|onward|after|before", re.I)
_NO_YEAR_BEFORE = re.compile(r"up\s+to|[<>≤≥]|of\b|within|about|around|past", re.I)
_RELEASE_BEFORE = re.compile(
    r"\b(?:released|published|launched|came\s+out|made|built|new|starts?|starting)"
    r"(?:\s+(?:(?:in|at|around)\s+)?(?:the\s+)?(?:end|start|beginning|middle)\s+of)?\s+$",
    re.I,
)
_PART = re.compile(
    r"\b(?:(?P<last>end|close|last\s+day)|(?P<first>start|beginning|first\s+day)|middle|midpoint|(?P<mid>mid-?))"
    r"(?(mid)|\s+of)(?:\s+the\s+year)?\s*$",
    re.I,
)
_RELEASE_AFTER = re.compile(
    r"\s*(?:的|款|版|新)|\s*\S{0,3}(?:上市|发布|上映|出版|发行|推出|拍|开课|开班|开始)"
)


def is_year(text: str, number: Number) -> bool:
    """Whether four digits are a year: a word of time stands beside them."""
    if ending(MONEY, text, number.start):
        return False
    if DATED.search(clause_around(text, number.start, number.end)) and not number.glued:
        return True
    right = cues.date_after(text, number.end)
    if right and _YEAR_AFTER.search(text, number.end, right.at):
        return True
    left = cues.date_before(text, number.start)
    if left is None or (number.noun is not None and left.effect in ("eq", "le", "approx")):
        return False
    return not _NO_YEAR_BEFORE.match(text, left.at)


def dated(text: str, day: Day, *, firm: bool) -> Quantity:
    effect, start, end = _said(text, day)
    if day.until_today:
        return _until_today(text, day, start)
    if effect == "eq" and ending(_PART, text, day.start) and not _names_release(text, day):
        effect = None
    limits = effect is not None or day.decade or (firm and _names_release(text, day))
    if limits and tells(text, start, day.start, end):
        limits = False
    bounds = _date_bounds(_part(text, day), effect)
    made = make(text, "date", bounds, (start, end))
    return replace(made, comparator=limits, approximate=effect == "approx")


def _said(text: str, day: Day) -> tuple[Effect | None, int, int]:
    """What the words around a date say, and the span of all of it."""
    if compared := cues.compared_zh(text, day.start, day.end):
        return compared
    left, right = cues.date_before(text, day.start), cues.date_after(text, day.end)
    best = left
    if right is not None and (left is None or left.effect in ("eq", "approx", "ge", right.effect)):
        best = right
    if best is None and not day.decade and (number_cue := _number_cue(text, day)):
        best = number_cue
        left = number_cue if number_cue.at < day.start else None
        right = number_cue if number_cue.at > day.end else None
    start = left.at if left is not None else day.start
    end = right.at if right is not None and best is right else day.end
    effect: Effect | None = best.effect if best is not None else None
    if best is not None and best.denied:
        return effect, start, end
    return turned(text, effect, start, end)


def _number_cue(text: str, day: Day) -> cues.Cue | None:
    return cues.before(text, day.start, "date") or cues.after(text, day.end, "date")


def _part(text: str, day: Day) -> Day:
    """The end of March, mid June: where in a month or a year a limit lies."""
    said = ending(_PART, text, day.start)
    if said is None or day.low == day.high:
        return day
    middle = day.low + (day.high - day.low) // 2
    at = {"first": day.low, "last": day.high}.get(str(said.lastgroup), middle)
    return replace(day, low=at, high=at)


def _names_release(text: str, day: Day) -> bool:
    """2024年的, 2024年上市: the year is asked for and not only mentioned."""
    return bool(_RELEASE_AFTER.match(text, day.end) or ending(_RELEASE_BEFORE, text, day.start))


def _until_today(text: str, day: Day, start: int) -> Quantity:
    made = make(text, "date", (day.low.isoformat(), None), (start, day.end))
    named = text[day.start : day.end].lower()
    around = clause_around(text, day.start, day.end).replace(text[day.start : day.end], " ")
    context = bool(DATED.search(around))
    return replace(made, comparator=context or named.startswith(("in ", "within ", "from ", "近")))


def _date_bounds(day: Day, effect: Effect | None) -> tuple[Bound | None, Bound | None]:
    """ISO bounds; a period counts as a whole: `after 2020` starts with 2021-01-01."""
    match effect:
        case "lt":
            return None, (day.low - timedelta(days=1)).isoformat()
        case "le":
            return None, day.high.isoformat()
        case "gt":
            return (day.high + timedelta(days=1)).isoformat(), None
        case "ge":
            return day.low.isoformat(), None
        case "approx":
            around = timedelta(days=731 if (day.high - day.low).days > 31 else 31)
            return (day.low - around).isoformat(), (day.high + around).isoformat()
    return day.low.isoformat(), day.high.isoformat()
