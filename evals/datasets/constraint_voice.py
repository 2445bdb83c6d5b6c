"""How a limit is said in a language: names of fields and values, templates, and whole requests."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from llmrec.evals.datasets import constraint_templates as t
from llmrec.evals.datasets.constraint_rows import Rows

WORDS = Path(__file__).resolve().parent.parent
"""Where `constraint_words_<language>.yaml` lie."""
_CJK_LATIN = re.compile(r"(?<=[一-鿿])(?=[A-Za-z])|(?<=[A-Za-z])(?=[一-鿿])")


class Voice:
    """One language over one catalogue."""

    def __init__(self, language: str, rows: Rows, rng: random.Random) -> None:
        self.language, self.rows, self.rng = language, rows, rng
        self.words: dict[str, Any] = _words(language).get(rows.name, {})

    def name(self, field: str) -> str:
        """What the field is called; without a name of its own, the schema's, less its unit."""
        said = self._field(field).get("name")
        if said:
            return str(said)
        unit = self.spec(field).get("unit")
        parts = [p for p in field.split("_") if not unit or p.rstrip("s") != unit]
        return " ".join(parts or [field])

    def spec(self, field: str) -> dict[str, Any]:
        spec: dict[str, Any] = self.rows.schema["attributes"][field]
        return spec

    def value(self, field: str, value: object) -> str:
        return str(self.words.get("values", {}).get(field, {}).get(value, value))

    def amount(self, number: float, unit: str | None) -> str:
        """A number with its unit: `3 weeks`, `3周`."""
        if unit is None:
            return f"{number:g}"
        one, many = t.UNITS[self.language].get(unit, (unit, unit))
        gap = "" if self.language == "zh" else " "
        return f"{number:g}{gap}{one if number == 1 else many}"

    def day(self, date: str) -> str:
        """`2024`, `2024-05` or `2024-05-01` as it is said."""
        parts = [int(p) for p in date.split("-")]
        if self.language == "zh":
            return "".join(f"{n}{mark}" for n, mark in zip(parts, "年月日", strict=False))
        words = [str(parts[0])]
        words += [t.EN_MONTHS.split()[n - 1] for n in parts[1:2]] + [str(n) for n in parts[2:]]
        return " ".join(reversed(words))

    def say(self, table: dict[str, dict[str, list[str]]], key: str, field: str = "") -> str | None:
        """A template; the field's own where it has some, even none that anybody would say."""
        own = self._field(field) if field else {}
        options = own[key] if key in own else table[self.language].get(key)
        return self.rng.choice(options) if options else None

    def request(self, clauses: list[str], kind: str | None) -> str:
        """A whole request from clauses and, where it is given, the kind of thing wanted."""
        comma, last = t.JOIN[self.language]
        head = comma.join(clauses[:-1])
        said = head + self.rng.choice([comma, last]) + clauses[-1] if head else clauses[-1]
        table = t.CARRIER if kind else t.PLAIN
        carrier = self.rng.choice(table[self.language])
        text = carrier.format(c=said, C=said[:1].upper() + said[1:], thing=self._thing(kind))
        return _CJK_LATIN.sub(" ", text)

    def _thing(self, kind: str | None) -> str:
        if kind is None:
            return ""
        said = str(self.words.get("thing", "{v}")).format(v=kind)
        if self.language == "zh":
            return said
        return f"{'an' if said[0].lower() in 'aeiou' else 'a'} {said}"

    def _field(self, field: str) -> dict[str, Any]:
        own: dict[str, Any] = self.words.get("fields", {}).get(field, {})
        return own


@cache
def _words(language: str) -> dict[str, Any]:
    file = WORDS / f"constraint_words_{language}.yaml"
    words: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return words
