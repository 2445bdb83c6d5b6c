"""Rows to items, and items to the text that is embedded and the words that are indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from llmrec.catalog.schema import AttributeSpec, Schema
from llmrec.catalog.values import (
    clean_text,
    fold,
    is_missing,
    to_boolean,
    to_category,
    to_date,
    to_list,
    to_number,
    to_text,
)
from llmrec.types import Attribute, Item

RECIPE = "title+text+facts+tags/1"
"""Name of the recipe of `embedded_text`; a change of the recipe is a change of this."""
EMBEDDED_CHARS = 1_000
_FACTS_CHARS = 300
_INDEXED_CHARS = 8_000


class RowError(ValueError):
    """A row that cannot become an item; the message is the reason in the quarantine file."""


def cell(row: Mapping[str, Any], column: str) -> Any:
    """The value of a column; `a.b` looks inside the object `a` when no column is called so."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def to_item(row: Mapping[str, Any], schema: Schema) -> Item:
    """The item of a row.

    Raises:
        RowError: no id or title, or a value that is not of its attribute's type.
    """
    fields = {c: t for c in schema.text if (t := _text(row, c))}
    title = _text(row, schema.title)[:500]
    if not title:
        raise RowError(f"{schema.title}: the title is missing")
    return Item(
        id=_id(row, schema.id),
        title=title,
        text="\n".join(fields.values()),
        fields=fields,
        attributes={n: _attribute(row, n, spec) for n, spec in schema.attributes.items()},
        popularity=_popularity(row, schema.popularity),
        url=_link(row, schema.url),
        image=_link(row, schema.image),
    )


def _id(row: Mapping[str, Any], column: str) -> str:
    value = cell(row, column)
    if value is None or isinstance(value, bool | dict | list):
        raise RowError(f"{column}: the id is missing or no plain value")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean_text(value, 201)
    if not text or len(text) > 200:
        raise RowError(f"{column}: the id is {'longer than 200 characters' if text else 'empty'}")
    return text


def _text(row: Mapping[str, Any], column: str) -> str:
    value = cell(row, column)
    if value is None or (isinstance(value, float) and is_missing(value)):
        return ""
    try:
        return to_text(value)
    except ValueError as e:
        raise RowError(f"{column}: {e}") from e


def _attribute(row: Mapping[str, Any], name: str, spec: AttributeSpec) -> Attribute:
    value = cell(row, spec.column or name)
    if is_missing(value, typed=spec.type in ("number", "date", "boolean")):
        return None
    try:
        return _typed(value, spec)
    except ValueError as e:
        raise RowError(f"{name}: {e}") from e


def _typed(value: Any, spec: AttributeSpec) -> Attribute:
    match spec.type:
        case "number":
            return to_number(value, spec.scale, spec.unit)
        case "date":
            return to_date(value)
        case "boolean":
            return to_boolean(value)
        case "category":
            one = to_category(value)
            _check_values([one], spec)
            return one or None
        case "list":
            several = to_list(value)
            _check_values(several, spec)
            return several or None


def _check_values(values: list[str], spec: AttributeSpec) -> None:
    if spec.values is None:
        return
    known = {fold(v) for v in spec.values}
    other = next((v for v in values if fold(v) not in known), None)
    if other is not None:
        raise ValueError(f"{other!r} is not one of {', '.join(spec.values)}")


def _popularity(row: Mapping[str, Any], column: str | None) -> float | None:
    value = cell(row, column) if column else None
    if is_missing(value, typed=True):
        return None
    try:
        return to_number(value)
    except ValueError as e:
        raise RowError(f"{column}: {e}") from e


def _link(row: Mapping[str, Any], column: str | None) -> str | None:
    value = cell(row, column) if column else None
    # A link is shown, never followed; anything but http(s) and plain paths is left out.
    text = clean_text(value, 2_000) if isinstance(value, str) else ""
    scheme = text.split(":", 1)[0].lower() if ":" in text else "https"
    return text if text and scheme in ("http", "https") else None


def facts(item: Item) -> str:
    """Categories, lists and tags in one line, less what the text fields already say."""
    said = {fold(v) for v in item.fields.values()}
    words: list[str] = []
    for value in item.attributes.values():
        if isinstance(value, str | list):
            words += [value] if isinstance(value, str) else value
    if item.profile:
        words += [tag.tag for tag in item.profile.tags]
    return ", ".join({fold(w): w for w in words if fold(w) not in said}.values())


def embedded_text(item: Item, schema: Schema) -> str:
    """What is embedded: title, text fields and facts, cut to about 1,000 characters."""
    line = facts(item)[:_FACTS_CHARS]
    parts = [t for c, t in item.fields.items() if c != schema.title]
    body = ". ".join([item.title, *parts])[: EMBEDDED_CHARS - len(line) - 1]
    return f"{body}\n{line}" if line else body


def indexed_text(item: Item) -> str:
    """What the lexical index holds: everything that a word of a request may hit."""
    return f"{item.title}\n{item.text}\n{facts(item)}"[:_INDEXED_CHARS]


def text_sha(text: str, recipe: str = RECIPE) -> str:
    """Fingerprint of an embedded text, 16 hex digits: an item is embedded again if it changes."""
    return hashlib.sha256(f"{recipe}\0{text}".encode()).hexdigest()[:16]
