"""The attributes of all items as numpy columns: filters, vocabularies, ranges, percentiles."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.limits import Limit, day_range, parse_limit
from llmrec.catalog.schema import Schema
from llmrec.catalog.values import fold
from llmrec.errors import CatalogError
from llmrec.types import Attribute, Constraint, Item

Mask = NDArray[np.bool_]
Arrays = dict[str, NDArray[Any]]


class Column(Protocol):
    def mask(self, limit: Limit) -> Mask: ...
    def arrays(self) -> Arrays: ...


class NumberColumn:
    """float64 [items]; NaN where missing."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        self.values = values

    @classmethod
    def of(cls, values: Sequence[Attribute]) -> NumberColumn:
        return cls(np.array([np.nan if v is None else float(v) for v in values], np.float64))  # type: ignore[arg-type]

    @classmethod
    def load(cls, arrays: Arrays, size: int) -> NumberColumn:
        return cls(arrays["values"])

    def arrays(self) -> Arrays:
        return {"values": self.values}

    @cached_property
    def known(self) -> NDArray[np.float64]:
        """The values that are there, sorted."""
        return np.sort(self.values[~np.isnan(self.values)])

    def mask(self, limit: Limit) -> Mask:
        compare = {
            "eq": np.equal,
            "ne": np.not_equal,  # NaN differs from everything, as wanted
            "lt": np.less,
            "le": np.less_equal,
            "gt": np.greater,
            "ge": np.greater_equal,
        }[limit.op]
        out: Mask = compare(self.values, limit.number)
        return out

    @cached_property
    def percentiles(self) -> NDArray[np.float64]:
        """[items]; see `_standings`."""
        return _standings(self.values, ~np.isnan(self.values))


def _standings(values: NDArray[Any], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of each value the share of the known ones below it, ties counted half; NaN where unknown."""
    ordered, out = np.sort(values[known]), np.full(len(values), np.nan)
    low = np.searchsorted(ordered, values[known])
    high = np.searchsorted(ordered, values[known], "right")
    out[known] = (low + high) / (2 * max(1, len(ordered)))
    return out


class BooleanColumn:
    """int8 [items]: 0, 1, or -1 where missing."""

    def __init__(self, values: NDArray[np.int8]) -> None:
        self.values = values

    @classmethod
    def of(cls, values: Sequence[Attribute]) -> BooleanColumn:
        return cls(np.array([-1 if v is None else int(bool(v)) for v in values], np.int8))

    @classmethod
    def load(cls, arrays: Arrays, size: int) -> BooleanColumn:
        return cls(arrays["values"])

    def arrays(self) -> Arrays:
        return {"values": self.values}

    def mask(self, limit: Limit) -> Mask:
        same: Mask = self.values == int(limit.flag)
        return same if limit.op == "eq" else ~same


class DateColumn:
    """First and last day as int32 yyyymmdd [items]; 0 where missing."""

    def __init__(self, first: NDArray[np.int32], last: NDArray[np.int32]) -> None:
        self.first, self.last = first, last

    @classmethod
    def of(cls, values: Sequence[Attribute]) -> DateColumn:
        days = [("0", "0") if v is None else day_range(str(v)) for v in values]
        both = np.array([[_day(a), _day(b)] for a, b in days], np.int32).reshape(-1, 2)
        return cls(both[:, 0].copy(), both[:, 1].copy())

    @classmethod
    def load(cls, arrays: Arrays, size: int) -> DateColumn:
        return cls(arrays["first"], arrays["last"])

    def arrays(self) -> Arrays:
        return {"first": self.first, "last": self.last}

    @cached_property
    def percentiles(self) -> NDArray[np.float64]:
        """[items], of the first days; see `_standings`."""
        return _standings(self.first, self.first > 0)

    def mask(self, limit: Limit) -> Mask:
        known = self.first > 0
        start, end = _day(limit.start), _day(limit.end)
        match limit.op:
            case "lt":
                out = self.last < start
            case "le":
                out = self.last <= end
            case "gt":
                out = self.first > end
            case "ge":
                out = self.first >= start
            case "eq":
                out = (self.first >= start) & (self.last <= end)
            case _:
                return ~((self.first >= start) & (self.last <= end) & known)
        kept: Mask = out & known
        return kept


def _day(text: str) -> int:
    return int(text.replace("-", ""))


class WordColumn:
    """Categories and lists: pairs of item and folded value.

    `rows` int32 [pairs] are ordinals, `codes` int32 [pairs] point into `words`.
    """

    def __init__(
        self, rows: NDArray[np.int32], codes: NDArray[np.int32], words: list[str], size: int
    ) -> None:
        self.rows, self.codes, self.words, self.size = rows, codes, words, size

    @classmethod
    def of(cls, values: Sequence[Attribute]) -> WordColumn:
        rows: list[int] = []
        codes: list[int] = []
        seen: dict[str, int] = {}
        spelled: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for row, value in enumerate(values):
            words = value if isinstance(value, list) else [] if value is None else [str(value)]
            for folded, word in {fold(w): w for w in words}.items():
                code = seen.setdefault(folded, len(seen))
                spelled[code][word] += 1
                rows.append(row)
                codes.append(code)
        shown = [spelled[c].most_common(1)[0][0] for c in range(len(seen))]
        return cls(np.array(rows, np.int32), np.array(codes, np.int32), shown, len(values))

    @classmethod
    def load(cls, arrays: Arrays, size: int) -> WordColumn:
        words = json.loads(arrays["words"].tobytes())
        return cls(arrays["rows"], arrays["codes"], words, size)

    def arrays(self) -> Arrays:
        words = np.frombuffer(json.dumps(self.words, ensure_ascii=False).encode(), np.uint8)
        return {"rows": self.rows, "codes": self.codes, "words": words}

    @cached_property
    def index(self) -> dict[str, int]:
        return {fold(word): code for code, word in enumerate(self.words)}

    def _with_any(self, words: Iterable[str]) -> Mask:
        wanted = np.zeros(len(self.words) + 1, bool)
        wanted[[self.index.get(w, -1) for w in words]] = True
        wanted[-1] = False
        mask = np.zeros(self.size, bool)
        mask[self.rows[wanted[self.codes]]] = True
        return mask

    def mask(self, limit: Limit) -> Mask:
        if limit.op == "has":
            every: Mask = np.logical_and.reduce([self._with_any([w]) for w in limit.words])
            return every
        some = self._with_any(limit.words)
        return some if limit.op in ("eq", "in") else ~some

    def counts(self) -> list[tuple[str, int]]:
        counts = np.bincount(self.codes, minlength=len(self.words))
        order = np.argsort(-counts, kind="stable")
        return [(self.words[i], int(counts[i])) for i in order]


_KINDS: dict[str, Any] = {
    "number": NumberColumn,
    "boolean": BooleanColumn,
    "date": DateColumn,
    "category": WordColumn,
    "list": WordColumn,
}


class Columns:
    """All attributes of a catalogue, by ordinal of the item."""

    def __init__(
        self, schema: Schema, size: int, columns: dict[str, Column], popularity: NumberColumn
    ) -> None:
        self.schema, self.size, self.popularity = schema, size, popularity
        self._columns = columns

    @classmethod
    def of(cls, schema: Schema, items: Iterable[Item]) -> Columns:
        """Build from items in the order of their ordinals."""
        values: dict[str, list[Attribute]] = {name: [] for name in schema.attributes}
        popularity: list[Attribute] = []
        for item in items:
            popularity.append(item.popularity)
            for name, kept in values.items():
                kept.append(item.attributes.get(name))
        columns = {n: _KINDS[s.type].of(values[n]) for n, s in schema.attributes.items()}
        return cls(schema, len(popularity), columns, NumberColumn.of(popularity))

    def save(self, path: Path) -> None:
        """Write an .npz: one entry `number of the attribute/array`."""
        arrays: Arrays = {"size": np.array([self.size]), "popularity": self.popularity.values}
        for number, name in enumerate(self.schema.attributes):
            held = self._columns[name].arrays()
            arrays |= {f"{number}.{part}": array for part, array in held.items()}
        with path.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path, schema: Schema) -> Columns:
        """Read what `save` wrote.

        Raises:
            CatalogError: the file is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays: Arrays = dict(file.items())
            size = int(arrays["size"][0])
            columns = {
                name: _KINDS[spec.type].load(_part(arrays, number), size)
                for number, (name, spec) in enumerate(schema.attributes.items())
            }
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as e:
            raise CatalogError(
                f"The columns {path} are damaged: {e}", remedy="Remove the catalogue and add it."
            ) from e
        return cls(schema, size, columns, NumberColumn(arrays["popularity"]))

    def mask(self, constraints: Sequence[Constraint]) -> Mask:
        """bool [items]: True where all constraints hold.

        Raises:
            CatalogError: unknown field, an operator that its type has not, a wrong value.
        """
        mask = np.ones(self.size, bool)
        for constraint in constraints:
            limit = parse_limit(constraint, self.schema)
            mask &= self._columns[limit.field].mask(limit)
        return mask

    def vocabulary(self, field: str, limit: int | None = None) -> list[tuple[str, int]]:
        """Values of a category or list with how many items have them, the most frequent first.

        Raises:
            CatalogError: no such field, or not a category or list.
        """
        column = self.column(field)
        if not isinstance(column, WordColumn):
            raise CatalogError(f"{field} is a {self.schema.attributes[field].type}: no vocabulary")
        return column.counts()[:limit]

    def range(self, field: str) -> tuple[float, float] | tuple[str, str] | None:
        """Smallest and largest number, or first and last day; None when no item has one.

        Raises:
            CatalogError: no such field, or neither a number nor a date.
        """
        column = self.column(field)
        if isinstance(column, NumberColumn):
            known = column.known
            return (float(known[0]), float(known[-1])) if len(known) else None
        if isinstance(column, DateColumn):
            known_days = column.first > 0
            if not known_days.any():
                return None
            return _iso(column.first[known_days].min()), _iso(column.last.max())
        raise CatalogError(f"{field} is a {self.schema.attributes[field].type}: it has no range")

    def percentiles(self, field: str) -> NDArray[np.float64]:
        """Where each item's number or day stands among all, 0 to 1; NaN when it has none.

        Raises:
            CatalogError: no such field, or neither a number nor a date.
        """
        column = self.column(field)
        if not isinstance(column, NumberColumn | DateColumn):
            raise CatalogError(f"{field} is neither a number nor a date: it has no percentile")
        return column.percentiles

    def column(self, field: str) -> Column:
        """
        Raises:
            CatalogError: no such field.
        """
        if field not in self._columns:
            raise CatalogError(
                f"The catalogue has no field {field!r}",
                remedy=f"Its fields are: {', '.join(self._columns) or 'none'}.",
            )
        return self._columns[field]


def _part(arrays: Arrays, number: int) -> Arrays:
    prefix = f"{number}."
    return {k[len(prefix) :]: v for k, v in arrays.items() if k.startswith(prefix)}


def _iso(day: int) -> str:
    text = f"{day:08d}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
