"""A user's own labelled requests: a CSV with a request a row and the ids that answer it.

Columns: `request` and `relevant` (ids, with `|` between them), and, where they are there, `id`,
`user` (whose request it is: the bootstrap draws users), `history` and `exclude` (ids). Others are
left alone. Every error names its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from llmrec.errors import UsageError

NEEDED = ("request", "relevant")
KNOWN = (*NEEDED, "id", "user", "history", "exclude")
SEPARATOR = "|"
SHOWN = 5
"""Errors told at once."""


class Row(NamedTuple):
    """One labelled request."""

    id: str
    user: str
    text: str
    relevant: list[str]
    history: list[str]
    exclude: list[str]


def rows(path: Path, known: Callable[[str], bool]) -> list[Row]:
    """All rows of the file.

    Args:
        known: whether the catalogue has an item of this id.

    Raises:
        UsageError: it cannot be read, a column is missing, or rows do not hold; all of those are
            counted, the first few told.
    """
    lines = list(_lines(path))
    found = [_row(n, line) for n, line in lines]
    wrong = [
        words for (n, _), row in zip(lines, found, strict=True) for words in _wrong(n, row, known)
    ]
    wrong += _twice(found, [n for n, _ in lines])
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise UsageError(
            f"{path.name} does not hold: {'; '.join(wrong[:SHOWN])}{more}.",
            remedy="Mend the rows, or leave them out. docs/evals.md says what each column is.",
        )
    return found


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with the line it ends in; rows without any text are none."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        columns = [name.strip().lower() for name in reader.fieldnames or []]
        _columns(path, columns)
        reader.fieldnames = columns
        count = 0
        for line in reader:
            if None in line:
                raise UsageError(
                    f"{path.name} has more cells than columns in line {reader.line_num}.",
                    remedy='Text with a comma in it goes between double quotes: "quiet, cheap".',
                )
            if any((cell or "").strip() for cell in line.values()):
                count += 1
                yield reader.line_num, {k: (v or "").strip() for k, v in line.items()}
    except csv.Error as e:
        raise UsageError(f"{path.name} is no CSV in line {reader.line_num}: {e}.") from e
    if not count:
        raise UsageError(f"{path.name} has no rows.", remedy="A row is a request and its ids.")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise UsageError(f"{path} cannot be read: {e.strerror}.") from e
    except UnicodeDecodeError as e:
        line = path.read_bytes()[: e.start].count(b"\n") + 1
        raise UsageError(
            f"{path.name} is not UTF-8 in line {line}.",
            remedy="Save it as UTF-8 (in a spreadsheet: CSV UTF-8).",
        ) from e


def _columns(path: Path, columns: list[str]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        there = ", ".join(columns) or "nothing"
        raise UsageError(
            f"{path.name} has no column {' and no column '.join(missing)}; it has {there}.",
            remedy=f"The first line names the columns, with commas: {','.join(NEEDED)}",
        )
    twice = [name for name in KNOWN if columns.count(name) > 1]
    if twice:
        raise UsageError(f"{path.name} has the column {twice[0]} twice.")


def _row(n: int, line: Mapping[str, str]) -> Row:
    id_ = line.get("id") or f"line {n}"
    return Row(
        id=id_,
        user=line.get("user") or id_,
        text=line["request"],
        relevant=_ids(line["relevant"]),
        history=_ids(line.get("history", "")),
        exclude=_ids(line.get("exclude", "")),
    )


def _ids(cell: str) -> list[str]:
    return [part for one in cell.split(SEPARATOR) if (part := one.strip())]


def _wrong(n: int, row: Row, known: Callable[[str], bool]) -> Iterator[str]:
    if not row.text and not row.history:
        yield f"line {n} has no request"
    if not row.relevant:
        yield f"line {n} has no relevant id"
    for name in ("relevant", "history", "exclude"):
        ids: list[str] = getattr(row, name)
        for id_ in dict.fromkeys(ids):
            if ids.count(id_) > 1:
                yield f"line {n} has {id_!r} twice in {name}"
            if not known(id_):
                yield f"line {n}: the catalogue has no item {id_!r} ({name})"
    if both := {*row.relevant} & {*row.exclude}:
        yield f"line {n} wants and excludes {min(both)!r}"


def _twice(found: list[Row], lines: list[int]) -> Iterator[str]:
    """Rows that say the same thing again: their figures would count twice."""
    seen: dict[object, int] = {}
    for n, row in zip(lines, found, strict=True):
        named = ("id", row.id)
        asked = (row.text, row.user if row.user != row.id else "", *row.history)
        for key, words in ((named, f"the id {row.id!r}"), (asked, "the request")):
            first = seen.setdefault(key, n)
            if first != n:
                yield f"line {n} has {words} of line {first} again"
                break
