"""Requests with the limits that they state: made from templates, and written by hand.

The maker takes any catalogue: values come from its own rows, so that at least one item fits unless
a request is made to fit none. The same seed makes the same requests.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from llmrec.evals.datasets import constraint_templates as t
from llmrec.evals.datasets.constraint_rows import Limit, Row, Rows, holds
from llmrec.evals.datasets.constraint_voice import Voice

WRITTEN = Path(__file__).resolve().parent.parent / "constraints_written.jsonl"
LANGUAGES = ("en", "zh")
EACH = 11
"""Requests of each kind, language and catalogue."""
NO_FIT = 0.25
"""Share of the requests with several limits that no item keeps to."""


class Stated(NamedTuple):
    """A request and the hard limits that it states; none: it has wishes alone."""

    id: str
    part: str
    catalogue: str
    language: str
    kind: str
    text: str
    constraints: list[Limit]
    template: str
    """What it was made from; its own id when it was written by hand."""


class Clause(NamedTuple):
    text: str
    limits: list[Limit]
    template: str
    field: str


def stated(clauses: Sequence[Clause]) -> list[Limit]:
    return [limit for c in clauses for limit in c.limits]


def written(file: Path = WRITTEN) -> list[Stated]:
    """The requests written by hand, with what their writer put down as their limits."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Stated(
            r["id"],
            "written",
            r["catalogue"],
            r["language"],
            r["kind"],
            r["text"],
            r["constraints"],
            r["id"],
        )
        for r in rows
    ]


def made(rows: Rows, each: int = EACH, seed: int = 0) -> list[Stated]:
    """Requests over a catalogue: `each` of every kind and language that its schema allows."""
    out: dict[str, Stated] = {}
    for language in LANGUAGES:
        for kind in KINDS:
            rng = random.Random(f"{seed} {rows.name} {language} {kind}")
            maker = _Maker(rows, Voice(language, rows, rng), rng)
            count = 0
            for _ in range(each * 20):
                one = maker.request(kind, f"{rows.name}-{language}-{kind}-{count + 1:02}")
                if one is not None and one.text not in out:
                    out[one.text] = one
                    count += 1
                if count == each:
                    break
    return list(out.values())


class _Maker:
    def __init__(self, rows: Rows, voice: Voice, rng: random.Random) -> None:
        self.rows, self.voice, self.rng = rows, voice, rng
        self.schema = rows.schema
        self.all = list(rows.rows.values())
        self.specs: dict[str, dict[str, Any]] = rows.schema["attributes"]
        self.price: str | None = rows.schema.get("price")
        self.maker = next((f for f in t.MAKERS if f in self.specs), None)
        texts = rows.schema.get("text", [])
        self.thing = next((f for f in texts if self._type(f) == "category"), None)

    def request(self, kind: str, id_: str) -> Stated | None:
        """One request of a kind, None when this draw made none."""
        row = self.rng.choice(self.all)
        clauses = self._several(row) if kind == "several" else self._one(kind, row)
        if not clauses:
            return None
        limits = stated(clauses)
        named = self.thing is not None and all(c.field != self.thing for c in clauses)
        thing = self.voice.value(str(self.thing), row[str(self.thing)]) if named else None
        text = self.voice.request([c.text for c in clauses], thing)
        template = f"{self.voice.language} {clauses[0].template}"
        where = (self.rows.name, self.voice.language)
        return Stated(id_, "made", *where, kind, text, limits, template)

    def _one(self, kind: str, row: Row) -> list[Clause]:
        clause = KINDS[kind](self, row)
        return [clause] if clause else []

    def _several(self, row: Row) -> list[Clause]:
        if self.rng.random() >= NO_FIT:
            return self._fields_apart([row])
        tries = (self._fields_apart(self.all) for _ in range(40))
        return next((c for c in tries if c and not self.rows.fitting(stated(c))), [])

    def _fields_apart(self, about: Sequence[Row]) -> list[Clause]:
        """Two or three clauses on different fields, each about a row of these."""
        out: list[Clause] = []
        for kind in self.rng.sample(_CLAUSES, 3):
            clause = KINDS[kind](self, self.rng.choice(about))
            if clause and all(clause.field != c.field for c in out):
                out.append(clause)
        return out if len(out) >= 2 else []

    # One clause of a kind, about a row that keeps to it.

    def bound(self, row: Row) -> Clause | None:
        field = self._pick("number", row)
        if field is None:
            return None
        value = row[field]
        if field == self.price and value == 0:
            return self._said(self.voice.say(t.MONEY, "free"), field, ("le", 0))
        table = t.MONEY if field == self.price else t.NUMBER
        op = self.rng.choice(
            [o for o in ("le", "lt", "ge", "gt") if o in table[self.voice.language]]
        )
        bound = self._near(field, value, above=op in ("le", "lt"), strictly=op in ("lt", "gt"))
        if bound is None:
            return None
        return self._said(
            self.voice.say(table, op, field), field, (op, bound), v=self._amount(field, bound)
        )

    def unit(self, row: Row) -> Clause | None:
        """The limit in another unit than the catalogue's."""
        fields = [
            f for f in self._fields("number", row) if self.specs[f].get("unit") in t.OTHER_UNIT
        ]
        if not fields:
            return None
        field = self.rng.choice(fields)
        other, size = t.OTHER_UNIT[self.specs[field]["unit"]]
        amount = row[field] / size
        if amount < 0.5 and other == "year":
            return None
        amount = round(amount * 2) / 2 if other == "year" else amount
        bound = amount * size
        ops = [o for o in ("le", "ge") if holds(row[field], o, bound)]
        op = self.rng.choice(ops)
        said = self.voice.amount(amount, other)
        return self._said(self.voice.say(t.NUMBER, op, field), field, (op, bound), v=said)

    def range(self, row: Row) -> Clause | None:
        field = self._pick("number", row)
        if field is None:
            return None
        low = self._near(field, row[field], above=False, strictly=True)
        high = self._near(field, row[field], above=True, strictly=True)
        if low is None or high is None or low <= 0:
            return None
        table = t.MONEY if field == self.price else t.NUMBER
        a, b = self._amount(field, low), self._amount(field, high)
        said = self.voice.say(table, "range", field)
        return self._said(said, field, ("ge", low), ("le", high), a=a, b=b)

    def negation(self, row: Row) -> Clause | None:
        fields = [f for f in self._fields("category", row) if f != self.maker]
        fields += self._fields("list", row, full=False)
        return self._refusal(self.rng.choice(fields), row, t.WORD) if fields else None

    def not_from(self, row: Row) -> Clause | None:
        return self._refusal(self.maker, row, t.MAKER) if self.maker else None

    def value(self, row: Row) -> Clause | None:
        """A value that must be there; a soft field takes none, for naming it is a wish."""
        field = self._pick(self.rng.choice(["category", "list", "boolean"]), row)
        if field is None or self.specs[field].get("soft"):
            return None
        table = t.MAKER if field == self.maker else t.WORD
        if self._type(field) == "boolean":
            said = self.voice.say(table, "yes" if row[field] else "no", field)
            return self._said(said, field, ("eq", row[field]))
        own = row[field] if self._type(field) == "list" else [row[field]]
        value = self.rng.choice(own)
        if self.rng.random() < 0.2 and self._others(field, row):
            pair = [value, self.rng.choice(self._others(field, row))]
            return self._pair("in", field, pair, table)
        op = "has" if self._type(field) == "list" else "eq"
        said = self.voice.say(table, op, field)
        return self._said(said, field, (op, value), v=self.voice.value(field, value))

    def date(self, row: Row) -> Clause | None:
        field = self._pick("date", row)
        if field is None:
            return None
        day = str(row[field])
        op = self.rng.choice(list(t.DATE[self.voice.language]))
        said, limit = _date(op, day, self.rng)
        if not limit:
            return None
        return self._said(
            self.voice.say(t.DATE, op, field), field, (limit[0], limit[1]), v=self.voice.day(said)
        )

    def than_item(self, row: Row) -> Clause | None:
        """Cheaper than an item of the catalogue, called by its title."""
        if self.price is None or row.get(self.price) is None:
            return None
        dearer = [r for r in self.all if (r.get(self.price) or 0) > row[self.price]]
        if not dearer:
            return None
        other = self.rng.choice(dearer)
        said = self.voice.say(t.MONEY, "item")
        title = str(other[self.schema["title"]])
        return self._said(said, self.price, ("lt", other[self.price]), v=title)

    def wish(self, row: Row) -> Clause | None:
        """Something that is no limit: a preference, a guess, a story."""
        what = self.rng.choice(["money", "number", "word", "item"])
        field, v = "", str(row[self.schema["title"]])
        if what == "money":
            field = self.price or ""
            v = f"{round(row.get(field) or 50, -1) or 10:g}" if field else ""
        elif what == "number":
            field = self._pick("number", row) or ""
            v = self._amount(field, row[field]) if field and field != self.price else ""
        elif what == "word":
            field = self._pick("category", row) or ""
            v = self.voice.value(field, row[field]) if field not in ("", self.thing) else ""
        return self._said(self.voice.say(t.WISH, what), field, v=v) if v else None

    # Small things that the clauses share.

    def _refusal(
        self, field: str, row: Row, table: dict[str, dict[str, list[str]]]
    ) -> Clause | None:
        others = self._others(field, row)
        if self.rng.random() < 0.25 and len(others) > 1:
            return self._pair("not_in", field, self.rng.sample(others, 2), table)
        if not others:
            return None
        value, op = self.rng.choice(others), "lacks" if self._type(field) == "list" else "ne"
        said = self.voice.say(table, op, field)
        return self._said(said, field, (op, value), v=self.voice.value(field, value))

    def _pair(
        self, op: str, field: str, pair: Sequence[str], table: dict[str, dict[str, list[str]]]
    ) -> Clause | None:
        a, b = (self.voice.value(field, v) for v in pair)
        return self._said(self.voice.say(table, op, field), field, (op, list(pair)), a=a, b=b)

    def _said(
        self, template: str | None, field: str, *limits: tuple[str, Any], **values: str
    ) -> Clause | None:
        if template is None:
            return None
        text: str = template.format(name=self.voice.name(field) if field else "", **values)
        made = [{"field": field, "op": op, "value": value} for op, value in limits]
        return Clause(text, made, template, field)

    def _amount(self, field: str, number: float) -> str:
        unit = None if field == self.price else self.specs[field].get("unit")
        said: str = self.voice.amount(number, unit)
        return said

    def _near(self, field: str, value: float, *, above: bool, strictly: bool) -> float | None:
        """A value that the field has, on one side of `value`: one of the twenty nearest."""
        has = {r[field] for r in self.all if r.get(field) is not None}
        side = [
            v for v in has if (v > value if above else v < value) or (v == value and not strictly)
        ]
        near = sorted(side, key=lambda v: (abs(v - value), v))[:20]
        return self.rng.choice(near) if near else None

    def _others(self, field: str, row: Row) -> list[str]:
        """Values of other rows that this one has not."""
        own = row.get(field) or []
        mine = set(own if isinstance(own, list) else [own])
        seen = [v for r in self.all for v in _values(r.get(field))]
        return sorted(set(seen) - mine)

    def _pick(self, type_: str, row: Row) -> str | None:
        fields = self._fields(type_, row)
        return self.rng.choice(fields) if fields else None

    def _fields(self, type_: str, row: Row, full: bool = True) -> list[str]:
        named = [f for f, spec in self.specs.items() if spec["type"] == type_]
        return [f for f in named if not full or row.get(f) not in (None, [])]

    def _type(self, field: str) -> str | None:
        spec = self.specs.get(field)
        return str(spec["type"]) if spec else None


_CLAUSES = ("bound", "range", "negation", "not_from", "value", "date")
KINDS: dict[str, Callable[[_Maker, Row], Clause | None]] = {
    "bound": _Maker.bound,
    "unit": _Maker.unit,
    "range": _Maker.range,
    "negation": _Maker.negation,
    "not_from": _Maker.not_from,
    "value": _Maker.value,
    "date": _Maker.date,
    "than_item": _Maker.than_item,
    "several": _Maker.bound,
    "wish": _Maker.wish,
}


def _values(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, list) else [] if value is None else [value]


def _date(op: str, day: str, rng: random.Random) -> tuple[str, tuple[str, str] | None]:
    """A date as it is said, and the limit by day that it makes; the row's own day keeps to it."""
    year, month = day[:4], day[:7]
    match op:
        case "ge":
            said = rng.choice([year, month, day])
            return said, ("ge", said + "-01-01"[len(said) - 4 :])
        case "le":
            return day, ("le", day)
        case "lt":
            said = f"{int(year) + 1}"
            return said, ("lt", said + "-01-01")
        case _:
            said = f"{int(year) - 1}-12-31"
            return said, ("gt", said)
