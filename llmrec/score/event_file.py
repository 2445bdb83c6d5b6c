"""A file of events, read row by row: who did what with which item, and when.

One schema for every catalogue: `user` and `item` are needed; `time` is a Unix time or a date,
`kind` one of `KINDS`, `rating` a number on any scale. Rows that cannot be used are counted by
reason, with the first line of each, and cost no other.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

from llmrec.behaviour import Events
from llmrec.catalog.reader import read_rows
from llmrec.errors import UsageError

KINDS = ("view", "click", "like", "dislike", "rating", "purchase", "share", "follow")
AGAINST = frozenset({"dislike"})
"""Kinds that say an item was not wanted, so that nobody took it."""
DAY = 86_400.0


@dataclass
class Report:
    """What was read, and what could not be used."""

    used: int = 0
    people: int = 0
    left: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By reason: how many rows, and the line of the first."""

    def leave(self, reason: str, line: int) -> None:
        count, first = self.left.get(reason, (0, line))
        self.left[reason] = (count + 1, first)


class _Unfit(Exception):
    """Why a row cannot be used."""


def read_events(path: Path, ordinals: Mapping[str, int]) -> tuple[Events, Report]:
    """The events of items that the catalogue has.

    Args:
        ordinals: of the catalogue's items, by id.

    Raises:
        CatalogError: the file is missing, empty, truncated or of no known format.
        UsageError: it has no column `user` or `item`.
    """
    report, seen = Report(), set[tuple[object, ...]]()
    people, items, stars, times = list[str](), array("q"), array("d"), array("d")
    for n, (line, data, error) in enumerate(read_rows(path)):
        if data is None:
            report.leave(error, line)
            continue
        if n == 0:
            _check_columns(path, data)
        try:
            row = _row(data, ordinals)
        except _Unfit as e:
            report.leave(str(e), line)
            continue
        if (key := (*row, data.get("kind"))) in seen:
            report.leave("a row twice", line)
            continue
        seen.add(key)
        for column, value in zip((people, items, stars, times), row, strict=True):
            column.append(value)  # type: ignore[attr-defined]
    events = Events.of(people, items, stars, times, len(ordinals))
    report.used, report.people = len(events), len(events.pasts)
    return events, report


def _check_columns(path: Path, row: Mapping[str, Any]) -> None:
    lacking = [name for name in ("user", "item") if name not in row]
    if lacking:
        raise UsageError(
            f"{path.name} lacks the column {lacking[0]!r}.",
            remedy="Events need user and item; time, kind and rating are used where given.",
        )


def _row(data: Mapping[str, Any], ordinals: Mapping[str, int]) -> tuple[str, int, float, float]:
    user, item = _text(data.get("user")), _text(data.get("item"))
    if not user or not item:
        raise _Unfit("no user or no item")
    if item not in ordinals:
        raise _Unfit("an item that the catalogue lacks")
    kind = _text(data.get("kind"))
    if kind and kind not in KINDS:
        raise _Unfit(f"a kind that is none of {', '.join(KINDS)}")
    if kind in AGAINST:
        raise _Unfit("a dislike, which takes nothing")
    return user, ordinals[item], _rating(data.get("rating")), _time(data.get("time"))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _rating(value: object) -> float:
    if value is None or value == "":
        return math.nan
    try:
        found = float(str(value))
    except ValueError as e:
        raise _Unfit("a rating that is no number") from e
    if not math.isfinite(found):
        raise _Unfit("a rating that is no number")
    return found


def _time(value: object) -> float:
    """Unix time; 0 where none is given."""
    if value is None or value == "":
        return 0.0
    try:
        found = float(str(value))
    except ValueError:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError as e:
            raise _Unfit("a time that is neither a number nor a date") from e
        found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not math.isfinite(found):
        raise _Unfit("a time that is neither a number nor a date")
    if found > time() + DAY:
        raise _Unfit("a time in the future")
    return found
