"""The schema of a catalogue: which columns are what. YAML on disk, editable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from llmrec.errors import CatalogError

AttributeType = Literal["number", "category", "list", "date", "boolean"]
MAX_BYTES = 1_000_000


class AttributeSpec(BaseModel):
    """One thing that constraints can speak of."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    type: AttributeType
    unit: str | None = None
    scale: float | None = Field(default=None, gt=0)
    """Factor from the number in the file to the unit: 0.01 when prices are in cents."""
    about: str = ""
    """What it means, in words; the model reads this."""
    values: tuple[str, ...] | None = None
    """The only values there are; a row with another one is quarantined."""
    soft: bool = False
    """Naming a value is a wish, not a limit, unless the person says must or only: for what an item
    suits rather than what it is, such as rooms. Refusing one is a limit all the same."""
    order: tuple[str, ...] | None = None
    """Its values from the least to the most, so that `intermediate or above` can be read."""
    column: str | None = None
    """Column of the file when it is not the attribute's name; `a.b` reads inside objects."""

    @field_validator("values", "order", mode="before")
    @classmethod
    def _words(cls, values: object) -> object:
        if isinstance(values, list):
            return tuple(_said(v) for v in values)
        return values

    @model_validator(mode="after")
    def _fits(self) -> AttributeSpec:
        if self.scale is not None and self.type != "number":
            raise ValueError("scale is for numbers only")
        if self.values is not None and self.type not in ("category", "list"):
            raise ValueError("values is for categories and lists only")
        if self.order is not None and self.type != "category":
            raise ValueError("order is for categories only")
        return self


class Schema(BaseModel):
    """Which column of the file is what. Columns that are not named here are ignored."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: str
    title: str
    text: list[str] = []
    """What is embedded, searched and quoted from; the title when empty."""
    attributes: dict[str, AttributeSpec] = {}
    price: str | None = None
    """The attribute that is the price."""
    released: str | None = None
    """The attribute that says when a thing came out."""
    popularity: str | None = None
    image: str | None = None
    url: str | None = None
    domain: str | None = None
    """What the catalogue sells, in words."""
    language: str | None = None
    """Language of the titles and texts; seen from the titles when not given."""
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    """Other words, in any language, for an attribute and its values: by attribute, then by the
    attribute's own name, by a value, or by yes and no, as in
    `level: {level: [difficulty], beginner: [novice, 零基础]}`. Words with gaps say what a thing
    does: `pull/open … drapes/curtains` is any of each, with a few words between."""

    @field_validator("words", mode="before")
    @classmethod
    def _yes_and_no(cls, words: object) -> object:
        """YAML reads `yes:` as true."""
        if not isinstance(words, dict):
            return words
        return {
            field: {_said(value): said for value, said in by_value.items()}
            if isinstance(by_value, dict)
            else by_value
            for field, by_value in words.items()
        }

    @model_validator(mode="after")
    def _fits(self) -> Schema:
        if not self.text:
            self.text = [self.title]
        if len(set(self.text)) != len(self.text):
            raise ValueError("text names a column twice")
        if self.price is not None:
            spec = self.attributes.get(self.price)
            if spec is None or spec.type != "number":
                raise ValueError(f"price: {self.price!r} must be an attribute of type number")
        if self.released is not None:
            spec = self.attributes.get(self.released)
            if spec is None or spec.type != "date":
                raise ValueError(f"released: {self.released!r} must be an attribute of type date")
        for field, by_value in self.words.items():
            spec = self.attributes.get(field)
            if spec is None:
                raise ValueError(f"words: {field!r} must be an attribute")
            known = _nameable(field, spec)
            if known is not None and (odd := next((v for v in by_value if v not in known), None)):
                raise ValueError(f"words: {field} has no {odd!r}, but {', '.join(sorted(known))}")
            said = [word for words in by_value.values() for word in words]
            if empty := [word for word in said if not _says(word)]:
                raise ValueError(f"words: {field}: {empty[0]!r} has nothing on one side of a gap")
        return self

    def names(self, field: str) -> tuple[str, ...]:
        """Other words for an attribute itself."""
        by_value = self.words.get(field, {})
        return (*by_value.get(field, ()), *by_value.get("yes", ()))

    def columns(self) -> list[str]:
        """Every column of the file that the schema reads."""
        named = [self.id, self.title, *self.text]
        named += [spec.column or name for name, spec in self.attributes.items()]
        named += [c for c in (self.popularity, self.image, self.url) if c]
        return list(dict.fromkeys(named))


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _says(word: str) -> bool:
    """Whether there is something to look for, on both sides of each gap."""
    return all(re.search(r"\w", part) for part in word.split("…"))


def _nameable(field: str, spec: AttributeSpec) -> set[str] | None:
    """What words may be given for; None: any value."""
    if spec.type in ("category", "list"):
        return None if spec.values is None else {field, *spec.values}
    return {field, "yes", "no"} if spec.type == "boolean" else {field}


def parse_schema(text: str, source: str = "The schema") -> Schema:
    """A schema from YAML.

    Raises:
        CatalogError: not YAML, or a key that does not fit; the message says which.
    """
    import yaml

    try:
        data: Any = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as e:
        raise CatalogError(f"{source} is not valid YAML: {_one_line(e)}", remedy=_HOW) from e
    if not isinstance(data, dict):
        raise CatalogError(f"{source} must be a mapping of id, title, text, ...", remedy=_HOW)
    try:
        return Schema.model_validate(data)
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "schema"
        raise CatalogError(f"{source}: {where}: {first['msg']}", remedy=_HOW) from e


def load_schema(path: Path) -> Schema:
    """Read a schema file.

    Raises:
        CatalogError: it cannot be read or does not fit.
    """
    try:
        raw = path.read_bytes()
    except OSError as e:
        why = e.strerror or e
        raise CatalogError(f"The schema {path} cannot be read: {why}", remedy=_HOW) from e
    if len(raw) > MAX_BYTES:
        raise CatalogError(f"The schema {path} is larger than 1 MB", remedy=_HOW)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise CatalogError(f"The schema {path} is not UTF-8", remedy=_HOW) from e
    return parse_schema(text, f"The schema {path}")


def dump_schema(schema: Schema) -> str:
    """The schema as YAML, in the order people read it, one attribute a line."""
    data = schema.model_dump(exclude_defaults=True, mode="json")
    attributes, words = data.pop("attributes", {}), data.pop("words", {})
    head = {key: data.pop(key) for key in ("id", "title", "text")}
    lines = [_line(key, value) for key, value in head.items()]
    if attributes:
        lines.append("attributes:")
        lines += ["  " + _line(name, spec) for name, spec in attributes.items()]
    lines += [_line(key, value) for key, value in data.items()]
    return "\n".join(lines) + "\n" + (dump_words(words) if words else "")


def dump_words(words: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The `words` of a schema as YAML, one attribute's word a line."""
    lines = ["words:"]
    for field, by_value in words.items():
        lines.append(f"  {_flow(field)}:")
        lines += [f"    {_line(value, list(said))}" for value, said in by_value.items()]
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any) -> str:
    return f"{_flow(key)}: {_flow(value)}"


def _flow(value: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=100_000
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


_HOW = "`llmrec catalog show smart-home --schema` prints one to start from."


def kind_field(schema: Schema) -> str | None:
    """The attribute that says what a thing is: the first category among the text fields."""
    named = [f for f in schema.text if f in schema.attributes]
    return next((f for f in named if schema.attributes[f].type == "category"), None)
