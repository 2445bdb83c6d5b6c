"""Constraints, evidence and titles checked on the raw rows of a file.

Written apart from `llmrec.catalog.filters` on purpose: what counts violations must not share code
with what prevents them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]


class RawCatalogue:
    """The rows of a shipped file by id, and its schema, read with nothing of llmrec."""

    def __init__(self, file: Path) -> None:
        self.schema: dict[str, Any] = yaml.safe_load(file.with_suffix(".yaml").read_text("utf-8"))
        lines = file.read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        self.rows: dict[str, Row] = {str(r[self.schema["id"]]): r for r in rows}

    def title(self, id_: str) -> str:
        return str(self.rows[id_][self.schema["title"]])

    def broken(self, id_: str, constraints: list[dict[str, Any]]) -> list[str]:
        """The constraints that the item does not meet, in words."""
        row = self.rows[id_]
        return [
            f"{c['field']} {c['op']} {c['value']} (is {row.get(c['field'])})"
            for c in constraints
            if not holds(row.get(c["field"]), c["op"], c["value"])
        ]

    def fitting(self, constraints: list[dict[str, Any]]) -> list[str]:
        return [id_ for id_ in self.rows if not self.broken(id_, constraints)]

    def stands(self, id_: str, field: str, quote: str) -> bool:
        """Whether the quoted words stand in that field of the item."""
        value = self.rows[id_].get(field)
        if value is None or not quote.strip():
            return False
        if isinstance(value, bool):
            return quote == ("yes" if value else "no")
        if isinstance(value, int | float):
            return bool(re.fullmatch(r"-?\d+(\.\d+)?", quote)) and float(quote) == value
        if isinstance(value, list):
            return set(quote.split(", ")) <= set(value)
        return quote in str(value)

    def repeats_title(self, id_: str, field: str, quote: str) -> bool:
        """Whether the quote says nothing that the title does not say."""
        return field == self.schema["title"] or _words(quote) <= _words(self.title(id_))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+|[一-鿿]", text.lower()))


def holds(value: Any, op: str, wanted: Any) -> bool:
    """A value the row has not meets a refusal and nothing else."""
    if value is None or value == []:
        return op in ("ne", "not_in", "lacks")
    if op in ("has", "lacks"):
        return (str(wanted) in value) == (op == "has")
    if op in ("in", "not_in"):
        own = set(value) if isinstance(value, list) else {value}
        return bool(own & set(wanted)) == (op == "in")
    if op in ("eq", "ne"):
        return (value == wanted) == (op == "eq")
    return {
        "lt": value < wanted,
        "le": value <= wanted,
        "gt": value > wanted,
        "ge": value >= wanted,
    }[op]
