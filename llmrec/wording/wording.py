"""Fields, values and limits in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.makers import brand_field
from llmrec.catalog.schema import kind_field
from llmrec.text import HAN
from llmrec.types import Attribute, Constraint
from llmrec.wording.fields import FIELDS_ZH, UNITS_ZH
from llmrec.wording.words import LANGUAGES, Words

MONEY = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "RMB": "¥", "JPY": "¥"}
SHORT = 60


class Described(Protocol):
    """An item, or what is told of one."""

    title: str
    attributes: dict[str, Attribute]


class Wording:
    """Says what a catalogue's fields hold."""

    says: ClassVar[dict[str, Words]] = LANGUAGES
    """By language."""

    def __init__(self, catalogue: Catalogue, lang: str) -> None:
        self.catalogue, self.schema = catalogue, catalogue.schema
        self.lang = lang if lang in self.says else "en"
        self.words = self.says[self.lang]

    @property
    def money(self) -> str:
        """What the prices are in: USD, or 美元 where there is a word for it."""
        unit = self.schema.attributes[self.schema.price].unit if self.schema.price else None
        return (UNITS_ZH.get(unit or "") if self.lang == "zh" else None) or unit or ""

    def __call__(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def field(self, name: str) -> str:
        plain = name.replace("_", " ")
        if self.lang != "zh":
            return plain
        return self._in_chinese(name, name) or FIELDS_ZH.get(name, plain)

    def _in_chinese(self, field: str, value: str) -> str | None:
        """The first of the schema's words for a field or a value, where that is Chinese: a name
        that people leave as it is has a word of another script first."""
        said = self.schema.words.get(field, {}).get(value, ())
        return said[0] if said and HAN.search(said[0]) else None

    def all_of(self, parts: Sequence[str]) -> str:
        return self("and").join(parts)

    def both(self, parts: Sequence[str]) -> str:
        """`a, b and c`."""
        return self.any_of(parts, "with")

    def any_of(self, parts: Sequence[str], by: str = "or") -> str:
        """`a, b or c`."""
        if len(parts) < 2:
            return "".join(parts)
        comma = "、" if self.lang == "zh" else ", "
        return comma.join(parts[:-1]) + self(by) + parts[-1]

    def own(self, texts: Sequence[str]) -> list[str]:
        """Those in the language of the answer, as far as its script tells."""
        return [t for t in texts if t and bool(HAN.search(t)) == (self.lang == "zh")]

    def sentence(self, parts: Sequence[str]) -> str:
        """`Under $100 now, nothing from Zadeko.`"""
        text = self.all_of([p for p in parts if p])
        return text[:1].upper() + text[1:] + self("stop") if text else ""

    def value(self, field: str, value: Attribute) -> str:
        """As people write it: $49.99, 28 hours, yes, Alexa, Siri."""
        if value is None or value == []:
            return self("unsaid")
        if isinstance(value, bool):
            return self("yes" if value else "no")
        if isinstance(value, int | float):
            return self._number(field, float(value))
        if isinstance(value, list):
            told = [self._named(field, v)[:SHORT] for v in value[:4]]
            return ("、" if self.lang == "zh" else ", ").join(told)
        named = self._named(field, value)
        return named if len(named) <= SHORT else named[: SHORT - 1].rstrip() + "…"

    def _named(self, field: str, value: str) -> str:
        return (self.lang == "zh" and self._in_chinese(field, value)) or value

    def _number(self, field: str, value: float) -> str:
        spec = self.schema.attributes.get(field)
        unit = spec.unit if spec else None
        if unit in MONEY:
            if value == 0 and field == self.schema.price:
                return self("free")
            return (
                f"{MONEY[unit]}{value:,.0f}" if value.is_integer() else f"{MONEY[unit]}{value:,.2f}"
            )
        plain = f"{value:,.0f}" if value.is_integer() else f"{round(value, 2):g}"
        if not unit:
            return plain
        told = UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit
        many = value != 1 and len(unit) > 2 and not unit.endswith("s")
        return self("units" if many else "unit", n=plain, u=told)

    def limit(self, c: Constraint) -> str:
        """A limit or wish: `under $100`, `nothing from Zadeko`, `ideally with Alexa`."""
        text = self._limit(c)
        return text if c.hard else self("wish", x=text)

    def _limit(self, c: Constraint) -> str:
        spec = self.schema.attributes.get(c.field)
        kind = spec.type if spec else "category"
        if kind == "boolean":
            yes = (c.op == "eq") == bool(c.value)
            return self("flag" if yes else "flag_not", f=self.field(c.field), v=self("yes"))
        if kind in ("number", "date"):
            return self._bound(c, dated=kind == "date")
        values = c.value if isinstance(c.value, list) else [str(c.value)]
        told = self.any_of([self.value(c.field, v) for v in values])
        if c.op in ("ne", "not_in", "lacks"):
            return self("maker_not" if c.field == brand_field(self.schema) else "not", v=told)
        if kind == "list":
            return self("suits" if spec and spec.soft else "has", v=told)
        return told if c.field == kind_field(self.schema) else self("only", v=told)

    def _bound(self, c: Constraint, *, dated: bool) -> str:
        value = self.value(c.field, c.value)
        if dated:
            key = {"lt": "before", "le": "before", "gt": "after", "ge": "after"}.get(c.op, "eq")
            return self("field", f=self.field(c.field), x=self(key, v=value))
        if c.op == "ne":
            return self("field", f=self.field(c.field), x=self("not", v=value))
        free = c.field == self.schema.price and c.value == 0 and c.op in ("eq", "le")
        said = self("free") if free else self(c.op, v=value)
        return said if self._names_itself(c.field) else self("field", f=self.field(c.field), x=said)

    def _names_itself(self, field: str) -> bool:
        """Whether a number with its unit needs no name: $100, 20 hours."""
        spec = self.schema.attributes.get(field)
        unit = (spec.unit if spec else None) or ""
        if self.lang == "zh":
            return False
        return field == self.schema.price or field.rstrip("s") == unit

    def facts(
        self,
        item: Described,
        limits: Sequence[Constraint],
        count: int = 3,
        *,
        first: Sequence[str] = (),
    ) -> list[str]:
        """A few telling attributes: those named, those that limits leave open, the price, what it
        is, who makes it, and others' stars."""
        same = {c.field for c in limits if c.hard and c.op == "eq"}
        stars = next((f for f in self.schema.attributes if "rating" in f.lower()), None)
        order = [
            *first,
            *(c.field for c in limits),
            self.schema.price,
            kind_field(self.schema),
            brand_field(self.schema),
            stars,
        ]
        names = [n for n in dict.fromkeys(order) if n and n not in same]
        names = [n for n in names if item.attributes.get(n) not in (None, [])]
        told = [self.fact(n, item.attributes[n]) for n in names if self._tells(n, item)]
        return told[:count]

    def fact(self, field: str, value: Attribute) -> str:
        """A field's value that can stand alone: `$49`, `level: beginner` only where needed."""
        spec = self.schema.attributes.get(field)
        if isinstance(value, bool) or (spec and spec.type == "number" and field != self.schema.price
                                       and not self._names_itself(field)):  # fmt: skip
            return (
                f"{self.field(field)}{'：' if self.lang == 'zh' else ' '}{self.value(field, value)}"
            )
        return self.value(field, value)

    def _tells(self, field: str, item: Described) -> bool:
        value = item.attributes[field]
        return not (isinstance(value, str) and value.lower() in item.title.lower())
