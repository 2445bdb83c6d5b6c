"""How surely words speak of a limit: by its value, by its field's name, by what the field is
about, or by words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import Schema, kind_field
from llmrec.chat import cues_lift
from llmrec.chat.naming import called, holds, names_own, shares, tells_of
from llmrec.chat.spans import without
from llmrec.chat.state import Limit
from llmrec.quantities import numbers
from llmrec.text import HAN, stem
from llmrec.types import Constraint
from llmrec.understand.mentions import Mention, find_mentions, one_field_each
from llmrec.wording.fields import HEARD_ZH

VALUE, FIELD, ABOUT, WORDS = 4, 3, 2, 1
_REFUSED = ("ne", "not_in", "lacks")
"""That French is fine takes no refusal of German back."""
_TIMES = ("hour", "week", "month")
_I = re.I
_ABOUT_EN = {
    "languag": r"\b(?:tongues?|lingo|(?:taught|teach(?:es|ing)?|spoken|speaks?)\s+(?:\w+\s+)?in)\b",
    "start": r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|kicks?\s+off|commenc\w+|first\s+day)\b",
    "level": r"\b(?:hard(?:er|est)?|difficult\w*|eas(?:y|ier|iest)|tough(?:er|est)?|challenging"
    r"|advanced|deep\s+end)\b",
    "power": r"\b(?:juice|electric\w*|current|plug(?:s|ged)?|power(?:ed|s|ing)|runs?\s+(?:on|off)"
    r"|charg(?:ed|ing)|charge\s+(?:it|them))\b",
    "rate": r"\b(?:stars?|review(?:s|ers)|scores?|(?:people|buyers|learners|folks?|others)\s+"
    r"(?:think|thought|say|said|rated?))\b",
    "outdoor": r"\b(?:rain\w*|weather\w*|wet|outside|indoors?|inside|waterproof|elements)\b",
    "certif": r"\b(?:papers?|certs?|diplomas?|credentials?)\b",
    "watt": r"\b(?:wattage|draws?|guzzl\w+)\b",
    "brand": r"\b(?:makers?|manufacturers?|compan(?:y|ies)|firms?|(?:who|who(?:so)?ever)\s+"
    r"(?:makes?|made))\b",
    "provid": r"\b(?:schools?|platforms?|compan(?:y|ies)|(?:who|who(?:so)?ever)\s+"
    r"(?:runs?|teach\w*|offers?))\b",
    "subtitl": r"\b(?:subs|captions?|read(?:ing)?\s+along)\b",
}
"""What people say of a field without its name, by the stem of a field's first word."""
ABOUT_EN = {name: re.compile(said, _I) for name, said in _ABOUT_EN.items()}


def speaks_of(said: str, limit: Limit, catalogue: Catalogue) -> int:
    """How surely words speak of a limit; 0 where they do not."""
    c, schema = limit.constraint, catalogue.schema
    spec = schema.attributes[c.field]
    values = c.values
    found = find_mentions(said, catalogue, "zh" if HAN.search(said) else "en")
    if holds(said, c):
        return VALUE
    if spec.type == "number" and any(v in [n.value for n in numbers(said)] for v in values):
        return VALUE
    if c.field == schema.price and cues_lift.MONEY.search(said):
        return FIELD
    fields = {stem(f) for f in schema.attributes}
    named = list(one_field_each(found, said, schema))
    others = [m for m in named if m.field == c.field and stem(said[m.start : m.end]) not in fields]
    if others and (c.op not in _REFUSED or any(m.value in values for m in others)):
        return FIELD
    return _by_name(_less_values(said, c, named), c, schema) or (
        WORDS if shares(said, limit.words) else 0
    )


def _less_values(said: str, c: Constraint, named: Sequence[Mention]) -> str:
    """Wired or battery, all the same: the battery that is a value names no life of batteries; but
    it does where it is said how long that lasts."""
    if cues_lift.HOW_MUCH.search(said):
        return said
    return without(said, [(m.start, m.end) for m in named if m.field != c.field and m.value])


def _by_name(said: str, c: Constraint, schema: Schema) -> int:
    field, spec = c.field, schema.attributes[c.field]
    own = stem(field.lower().split("_", maxsplit=1)[0])
    if names_own(said, field, spec) or field in _heard(said, schema):
        return ABOUT if field == kind_field(schema) else FIELD  # outdoor type or not
    if called(said, schema.names(field)) or tells_of(said, spec):
        return ABOUT
    if own in ABOUT_EN and ABOUT_EN[own].search(said):
        return ABOUT
    if field == schema.released and cues_lift.AGE.search(said):
        return ABOUT
    timed = spec.unit in _TIMES and not HAN.search(said)
    return ABOUT if timed and cues_lift.LENGTH.search(said) else 0


def _heard(said: str, schema: Schema) -> set[str]:
    """Fields that Chinese words name; of names that lie in each other the longest counts, so
    开课时间 is no 时间."""
    spans = list(_named_zh(said, schema)) if HAN.search(said) else []
    return {
        field
        for field, start, end in spans
        if not any(s <= start and end <= e and e - s > end - start for _, s, e in spans)
    }


def _named_zh(said: str, schema: Schema) -> Iterator[tuple[str, int, int]]:
    for field, spec in schema.attributes.items():
        own = {stem(w) for w in field.lower().split("_")} | {stem((spec.unit or "").lower())}
        for word in own & set(HEARD_ZH):
            yield from ((field, *m.span()) for m in HEARD_ZH[word].finditer(said))
