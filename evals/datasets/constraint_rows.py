"""Raw rows of a catalogue, and which of them keep to limits that a person wrote down.

Written apart from `llmrec.catalog` on purpose: what counts broken limits shares no code with what
prevents them. Reads JSONL files whose lists are lists.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Row = dict[str, Any]
Limit = dict[str, Any]
"""`{"field", "op", "value"}`, as in the written files."""

SHIPPED = {"smart-home": "smart_home", "courses": "courses"}


class Rows(NamedTuple):
    """A catalogue as its file and its schema have it."""

    name: str
    schema: dict[str, Any]
    rows: dict[str, Row]
    """By id; attributes stand under the schema's names, numbers in the schema's unit."""

    def fitting(self, limits: Sequence[Limit]) -> list[str]:
        """Ids of the rows that keep to every limit."""
        return [
            id_
            for id_, row in self.rows.items()
            if all(holds(row.get(x["field"]), x["op"], x["value"]) for x in limits)
        ]


def read_rows(name: str, file: Path, schema_file: Path) -> Rows:
    """The rows of a JSONL file."""
    schema = yaml.safe_load(schema_file.read_text("utf-8"))
    lines = file.read_text("utf-8").splitlines()
    rows = [_named(json.loads(line), schema) for line in lines if line.strip()]
    return Rows(name, schema, {str(r[schema["id"]]): r for r in rows})


def shipped_rows(name: str) -> Rows:
    """The rows of a catalogue that ships."""
    from importlib.resources import files

    folder = Path(str(files("llmrec.catalog")))
    stem = SHIPPED[name]
    return read_rows(name, folder / f"{stem}.jsonl", folder / f"{stem}.yaml")


def holds(value: Any, op: str, wanted: Any) -> bool:
    """Whether a value keeps to a limit; a missing one keeps to refusals alone."""
    if value is None or value == []:
        return op in ("ne", "not_in", "lacks")
    if op in ("lt", "le", "gt", "ge"):
        kept: bool = {
            "lt": value < wanted,
            "le": value <= wanted,
            "gt": value > wanted,
            "ge": value >= wanted,
        }[op]
        return kept
    own = {_word(v) for v in (value if isinstance(value, list) else [value])}
    asked = {_word(w) for w in (wanted if isinstance(wanted, list) else [wanted])}
    if op == "has":
        return asked <= own
    return bool(own & asked) == (op in ("eq", "in"))


def _named(row: Row, schema: dict[str, Any]) -> Row:
    out = dict(row)
    for field, spec in schema.get("attributes", {}).items():
        value = row.get(spec.get("column", field))
        if isinstance(value, int | float) and "scale" in spec:
            value = value * spec["scale"]
        out[field] = value
    return out


def _word(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
