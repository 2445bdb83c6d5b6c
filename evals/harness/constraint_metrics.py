"""How well stated limits were read, and whether the final list keeps to them.

Limits are compared as triples (field, operator, value) after equivalent forms are folded into
one. What fits comes from the raw rows (`llmrec.evals.datasets.constraint_rows`) and stands in the
label, so nothing of the pipeline decides whether the pipeline kept to a limit.

A label is `{"constraints", "fits", "part", "language", "kind", "catalogue"}`; `fits` are the ids
that keep to every stated limit, null where none is stated.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from llmrec.evals.harness.contracts import Answered, Label, Metric

from llmrec.types import Recommendation

Triple = tuple[str, str, str]
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_IS = {"eq": "is", "has": "is", "in": "is", "ne": "not", "lacks": "not", "not_in": "not"}


def triples(limits: Iterable[Mapping[str, Any]]) -> set[Triple]:
    """Limits in one form for all that mean the same.

    - `eq x`, `has x` and `in [x]` are one, and so are `ne x`, `lacks x` and `not_in [x]`;
    - several refused values are several limits, and so are several that must all be there;
    - a boolean that is not true is false; a number that is 0 is at most 0 (nothing is below);
    - a date is the day on which what is allowed begins (`ge`) or ends (`lt`);
    - a refusal is dropped where the same field must be one other value.
    """
    out: set[Triple] = set()
    given = list(limits)
    chosen = {x["field"] for x in given if x["op"] in ("eq", "in")}
    for x in given:
        if x["op"] in ("ne", "not_in") and x["field"] in chosen:
            continue
        out.update((x["field"], op, value) for op, value in _forms(x["op"], x["value"]))
    return out


def _forms(op: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, bool) or (op in ("eq", "ne") and value in ("yes", "no")):
        flag = value in (True, "yes")
        return [("is", "yes" if flag == (op == "eq") else "no")]
    if isinstance(value, list):
        words = sorted({_word(v) for v in value})
        if op == "in":
            return [("is", " | ".join(words))]
        return [(_IS[op], w) for w in words]
    if isinstance(value, int | float):
        return [("le" if op == "eq" and value == 0 else op, f"{value:g}")]
    if _DATE.fullmatch(value):
        return _days(op, value)
    return [(_IS.get(op, op), _word(value))]


def _days(op: str, date: str) -> list[tuple[str, str]]:
    """A limit on a date as bounds by day: from `ge` on, before `lt`."""
    first, after = _first(date), _after(date)
    bounds = {
        "ge": [("ge", first)],
        "gt": [("ge", after)],
        "lt": [("lt", first)],
        "le": [("lt", after)],
        "eq": [("ge", first), ("lt", after)],
    }
    return bounds.get(op, [(_IS.get(op, op), date)])


def _first(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :]


def _after(date: str) -> str:
    """The day after a day, month or year."""
    if len(date) == 4:
        return f"{int(date) + 1}-01-01"
    if len(date) == 7:
        year, month = int(date[:4]), int(date[5:])
        return f"{year + month // 12}-{month % 12 + 1:02}-01"
    return (datetime.date.fromisoformat(date) + datetime.timedelta(days=1)).isoformat()


def _word(value: object) -> str:
    return " ".join(str(value).casefold().split())


class Compared(NamedTuple):
    """Triples of one request: read and stated, read alone, stated alone."""

    both: set[Triple]
    extra: set[Triple]
    missed: set[Triple]


def compared(answer: Recommendation, label: Label) -> Compared:
    read = triples(c.model_dump() for c in answer.profile.hard)
    stated = triples(label["constraints"])
    return Compared(read & stated, read - stated, stated - read)


class Seen(NamedTuple):
    """What the figures over all requests look at of one."""

    found: Compared
    label: Label


def seen(answer: Recommendation, label: Label) -> Seen:
    return Seen(compared(answer, label), label)


def _micro(many: Sequence[Seen]) -> tuple[int, int, int]:
    return tuple(sum(len(one.found[i]) for one in many) for i in range(3))  # type: ignore[return-value]


def precision(many: Sequence[Seen]) -> float | None:
    """Of the limits that were read, the share that was stated; None when none was read."""
    both, extra, _ = _micro(many)
    return both / (both + extra) if both + extra else None


def recall(many: Sequence[Seen]) -> float | None:
    """Of the limits that were stated, the share that was read; None when none was stated."""
    both, _, missed = _micro(many)
    return both / (both + missed) if both + missed else None


def f1(many: Sequence[Seen]) -> float | None:
    """2 both / (2 both + extra + missed), over all requests together."""
    both, extra, missed = _micro(many)
    total = 2 * both + extra + missed
    return 2 * both / total if total else None


def exact(answer: Recommendation, label: Label) -> float:
    """1 when the limits that were read are those that were stated, no more and no less."""
    found = compared(answer, label)
    return float(not found.extra and not found.missed)


def broken_list(answer: Recommendation, label: Label) -> float | None:
    """1 when an item of the list breaks a stated limit; None where nothing was stated or listed."""
    share = broken_items(answer, label)
    return None if share is None else float(share > 0)


def broken_items(answer: Recommendation, label: Label) -> float | None:
    """Share of the listed items that break a stated limit."""
    if label["fits"] is None or not answer.items:
        return None
    fits = set(label["fits"])
    return sum(i.id not in fits for i in answer.items) / len(answer.items)


def over(answer: Recommendation, label: Label) -> float:
    """1 when a hard limit was read on a field of which no limit was stated."""
    stated = {x["field"] for x in label["constraints"]}
    return float(any(c.field not in stated for c in answer.profile.hard))


def under_answered(answer: Recommendation, label: Label) -> float | None:
    """1 when the list is empty though an item fits; None where none does."""
    return None if label["fits"] == [] else float(not answer.items)


def over_answered(answer: Recommendation, label: Label) -> float | None:
    """1 when something is listed though nothing fits; None where something does."""
    return float(bool(answer.items)) if label["fits"] == [] else None


def where(key: str, value: str) -> Callable[[Sequence[Seen]], float | None]:
    """F1 over the requests whose label says so."""
    return lambda many: f1([one for one in many if one.label[key] == value])


def breakdown(answered: Sequence[Answered], key: str) -> dict[str, dict[str, float | None]]:
    """Every figure by what the label says under `key`, with n."""
    groups: dict[str, list[Answered]] = {}
    for one in answered:
        groups.setdefault(one[1][key], []).append(one)
    return {name: {"n": len(g), **_figures(g)} for name, g in sorted(groups.items())}


def _figures(answered: Sequence[Answered]) -> dict[str, float | None]:
    out: dict[str, float | None] = {}
    for m in METRICS:
        if m.over is not None:
            out[m.name] = m.whole(answered)
        elif m.each is not None:
            values = [v for answer, label in answered if (v := m.each(answer, label)) is not None]
            out[m.name] = sum(values) / len(values) if values else None
    return out


_MATCH = "over (field, operator, value) of hard limits, equivalent forms folded, pooled"
METRICS = (
    Metric("precision", over=precision, of=seen, source=f"read and stated / read, {_MATCH}"),
    Metric("recall", over=recall, of=seen, source=f"read and stated / stated, {_MATCH}"),
    Metric("F1", over=f1, of=seen, source=f"2PR / (P + R), {_MATCH}"),
    Metric("exact", each=exact, source="share of requests with just the stated limits"),
    Metric(
        "broken lists",
        each=broken_list,
        better="lower",
        failed=None,
        source="share of lists with an item that breaks a stated limit, by the raw rows",
    ),
    Metric(
        "broken items",
        each=broken_items,
        better="lower",
        failed=None,
        source="share of listed items that break a stated limit, by the raw rows; mean over lists",
    ),
    Metric(
        "over-constrained",
        each=over,
        better="lower",
        failed=1.0,
        source="share of requests with a hard limit on a field that nobody limited",
    ),
    Metric(
        "under-answered",
        each=under_answered,
        better="lower",
        failed=1.0,
        source="share of requests that something fits and whose list is empty",
    ),
    Metric(
        "over-answered",
        each=over_answered,
        better="lower",
        failed=None,
        source="share of requests that nothing fits and whose list is not empty",
    ),
)
SPLITS = (
    Metric(
        "F1 written", over=where("part", "written"), of=seen, source="F1 of the requests by hand"
    ),
    Metric(
        "F1 made", over=where("part", "made"), of=seen, source="F1 of the requests from templates"
    ),
    Metric("F1 en", over=where("language", "en"), of=seen, source="F1 of the English requests"),
    Metric("F1 zh", over=where("language", "zh"), of=seen, source="F1 of the Chinese requests"),
)
