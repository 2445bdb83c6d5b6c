"""Events of many people, from a file or the store: who did what with which item, and when.

Rows that cannot be used are counted by reason, with the first line of each, and cost no other.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmrec.behaviour import Events
from llmrec.behaviour.deed import KINDS, Deed, Unfit, parse
from llmrec.catalog.reader import read_rows
from llmrec.errors import UsageError
from llmrec.score.event_rows import EventRows
from llmrec.score.history import Asked
from llmrec.types import AGAINST

__all__ = ["KINDS", "Report", "gathered", "read_deeds", "read_events", "undecided"]

Line = tuple[int, Deed]
"""An event and the line of its file; 0: it came from none."""


@dataclass
class Report:
    """What was read, and what could not be used."""

    used: int = 0
    people: int = 0
    left: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By reason: how many rows, and the line of the first."""
    texts: int = 0
    """Events of which a text alone could say whether the item was liked."""
    last: float | None = None
    """Time of the last one; None: some have none."""
    asked: list[Asked] = field(default_factory=list)
    """What was asked for in words before something was taken."""

    def leave(self, reason: str, line: int) -> None:
        count, first = self.left.get(reason, (0, line))
        self.left[reason] = (count + 1, first)


def read_events(path: Path, ordinals: Mapping[str, int]) -> tuple[Events, Report]:
    """The events of items that the catalogue has.

    Args:
        ordinals: of the catalogue's items, by id.

    Raises:
        CatalogError: the file is missing, empty, truncated or of no known format.
        UsageError: it has no column `user` or `item`.
    """
    report = Report()
    return gathered(read_deeds(path, ordinals, report), ordinals, report), report


def read_deeds(path: Path, known: Container[str], report: Report) -> Iterator[Line]:
    """What the rows of a file say; those that say nothing usable are left out, and told.

    Raises:
        CatalogError: the file is missing, empty, truncated or of no known format.
        UsageError: it has no column `user` or `item`.
    """
    for n, (line, data, error) in enumerate(read_rows(path)):
        if data is None:
            report.leave(error, line)
            continue
        if n == 0:
            _check_columns(path, data)
        try:
            yield line, parse(data, known)
        except Unfit as e:
            report.leave(str(e), line)


def gathered(lines: Iterable[Line], ordinals: Mapping[str, int], report: Report) -> Events:
    """What was taken, as numbers to learn from."""
    rows = EventRows()
    for line, deed in lines:
        if deed.item not in ordinals:
            report.leave("an item that the catalogue lacks", line)
        elif deed.kind in AGAINST:
            report.leave("a dislike, which takes nothing", line)
        else:
            rows.add(line, deed, ordinals[deed.item], undecided=undecided(deed))
    again, first = rows.again()
    if again.any():
        report.left["a row twice"] = (int(again.sum()), first)
    events, times = rows.events(~again, len(ordinals)), rows.times(~again)
    report.used, report.people, report.texts = len(events), len(events.names), rows.texts(~again)
    report.asked = rows.asked(~again, list(ordinals))
    report.last = float(times.max()) if len(times) and times.all() else None
    return events


def undecided(deed: Deed) -> bool:
    """Whether its text alone could say if the item was liked."""
    return bool(deed.text) and deed.rating is None and deed.kind not in {"like", *AGAINST}


def _check_columns(path: Path, row: Mapping[str, Any]) -> None:
    lacking = [name for name in ("user", "item") if name not in row]
    if lacking:
        raise UsageError(
            f"{path.name} lacks the column {lacking[0]!r}.",
            remedy="Events need user and item; time, kind, rating, text and request may be given.",
        )
