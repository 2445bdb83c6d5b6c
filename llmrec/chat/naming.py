"""Whether words name a field, a value, or what a limit was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from llmrec.catalog.schema import AttributeSpec, Schema
from llmrec.text import HAN, stem, tokens
from llmrec.text import words as words_of
from llmrec.types import Constraint
from llmrec.wording.fields import HEARD_ZH

_COMMON = frozenset(
    "的了我你他她它是不要有没在个这那些和或就也都给看吧呢啊可能以内外上下多少一二三四五六七八九十"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def stems(text: str) -> set[str]:
    return {stem(re.sub(r"['’](?:s|ll|d|re)?$", "", w.text.lower())) for w in words_of(text)}


_EMPTY = stems(
    """it that this one the a an no not any for to of in on is are be with and or must only just
    please want need show me my i under over at most least up than more less fine ok have has from
    something anything nothing can if would like good get rule limit made make use do"""
)
_FILLERS = stems(
    """okay oh god um uh er ah like really right well yeah yes nah number one two three four five
    day days gone put stop talk send room thing things stuff bit way time sorry wait actually look
    hey mom mum dad lol omg lot kind sort"""
)
_TELLING = stems("plan outdoors certificate language level electricity batteries brand maker")


def names_it(said: str, field: str, schema: Schema) -> bool:
    """Whether words name a field, by any word for it."""
    return names_field(said, field, schema.attributes[field]) or called(said, schema.names(field))


def called(said: str, names: Sequence[str]) -> bool:
    """Whether it has another word for a field."""
    heard = stems(said)
    return any(own <= heard for name in names if not HAN.search(name) and (own := stems(name)))


def holds(said: str, c: Constraint) -> bool:
    """Whether words name a value of a limit."""
    values = c.values
    return any(isinstance(v, str) and names_value(said, v) for v in values)


def names_value(said: str, value: str) -> bool:
    own = stems(value)
    return bool(own) and own <= stems(said)


def names_field(said: str, field: str, spec: AttributeSpec) -> bool:
    """Whether the words name the field: part of its name, its unit, or its description's noun."""
    own = {stem(w) for w in field.lower().split("_")} | {stem((spec.unit or "").lower())}
    if any(p.search(said) for word, p in HEARD_ZH.items() if word in own):
        return True
    return names_own(said, field, spec) or tells_of(said, spec)


def names_own(said: str, field: str, spec: AttributeSpec) -> bool:
    """Whether English words are part of a field's name, or its unit."""
    own = {stem(w) for w in field.lower().split("_")} | {stem((spec.unit or "").lower())}
    return bool((stems(said) - _EMPTY) & (own - {""}))


def tells_of(said: str, spec: AttributeSpec) -> bool:
    """Whether words are the noun of a field's description."""
    nouns = (stems(spec.about) - _EMPTY) & _TELLING
    if any(p.search(said) for word, p in HEARD_ZH.items() if word in nouns):
        return True
    return bool(stems(said) & nouns)


def shares(said: str, source: str) -> bool:
    """Whether it says again what the limit was read from: a number, a word, two characters."""
    if set(_NUMBER.findall(said)) & set(_NUMBER.findall(source)):
        return True
    if _pairs(said) & _pairs(source):
        return True
    return bool(_content(said) & _content(source))


def _content(text: str) -> set[str]:
    """What is said but for grammar and fillers."""
    return (stems(text) & set(tokens(text))) - _EMPTY - _FILLERS


def _pairs(text: str) -> set[str]:
    pairs = (a + b for a, b in pairwise(text) if HAN.match(a) and HAN.match(b))
    return {pair for pair in pairs if not set(pair) & _COMMON}
