"""Which limits a turn takes back: price doesn't matter, drop the outdoor rule, 价格无所谓."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import AttributeSpec
from llmrec.chat import cues
from llmrec.chat.state import Limit, Session
from llmrec.chat.words import HEARD_ZH
from llmrec.text import HAN, negated_spans, stem
from llmrec.text import words as words_of
from llmrec.types import Constraint
from llmrec.understand.mentions import calls, find_mentions
from llmrec.understand.numbers import read_numbers

Piece = tuple[int, int, str]
_COMMON = frozenset(
    "的了我你他她它是不要有没在个这那些和或就也都给看吧呢啊可能以内外上下多少一二三四五六七八九十"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _stems(text: str) -> set[str]:
    return {stem(re.sub(r"['’]s?$", "", w.text.lower())) for w in words_of(text)}


_EMPTY = _stems(
    """it that this one the a an no not any for to of in on is are be with and or must only just
    please want need show me my i under over at most least up than more less fine ok have has from
    something anything nothing can if would like good get rule limit made make use do"""
)
_TELLING = _stems("plan outdoors certificate language level electricity batteries brand maker")


def lifted(
    pieces: Sequence[Piece], session: Session, catalogue: Catalogue
) -> tuple[list[int], list[str], list[tuple[int, int]]]:
    """Places of the limits in the state that are taken back, wishes in words that are, and the
    words that do so."""
    limits, wanted = session.state.limits, session.state.wanted
    if not (limits or wanted):
        return [], [], []
    found: list[int] = []
    forget: list[str] = []
    used: list[tuple[int, int]] = []
    for n, (start, end, said) in enumerate(pieces):
        if not cues.LIFT.search(said) or _sets(said) or _IN_DEGREE_ZH.search(said):
            continue
        around = [said, *(p[2] for p in pieces[max(0, n - 1) : n])]
        mine: list[int] = []
        for words_ in around:
            named = _valued(words_, limits, catalogue) if HAN.search(words_) else None
            mine = [k for k, limit in enumerate(limits) if _speaks_of(words_, limit, catalogue)]
            mine = mine if named is None else named
            if mine:
                break
        forget.extend(w for w in wanted if _shares(said, w) and not mine)
        if forget and not mine:
            used.append((start, end))
            continue
        if not mine and not found and cues.CONDITION.search(said):
            mine = [len(limits) - 1]
        if mine:
            found.extend(k for k in mine if k not in found)
            used.append((start, end))
            if mine and words_ is not said:
                used.append(pieces[n - 1][:2])
    return found, forget, used


_IN_DEGREE_ZH = re.compile(
    r"(?:太|过于|特别|不够)[^，。]{1,3}的(?:话?|就|都|请|也)*(?:不|别|免|算)"
)
"""评价太差的就不必了 refuses the worst and takes nothing back."""


def _valued(said: str, limits: Sequence[Limit], catalogue: Catalogue) -> list[int] | None:
    """The limits on the very values that are named: 谷歌助手无所谓 leaves Alexa as it was. None: no
    value is named."""
    mentions = find_mentions(said, catalogue, "zh")
    fields = {m.field for m in mentions if calls(m.field, said, _stems(said), catalogue.schema)}
    mentions = [m for m in mentions if m.field in fields] or mentions
    if not mentions:
        return None
    named = {(m.field, v) for m in mentions for v in (m.value, not m.value)}
    return [
        k
        for k, limit in enumerate(limits)
        if {(limit.constraint.field, v) for v in _values(limit.constraint)} & named
        and not _is_less_one(limit.constraint, {m.value for m in mentions}, said)
    ]


def replaced(
    rest: str, lifted_: Sequence[Limit], limits: Sequence[Limit], catalogue: Catalogue
) -> bool:
    """Whether what is left of a turn sets anew what it took back: 500不算数了，800以内."""
    fields = {limit.constraint.field for limit in lifted_}
    held = [limit.constraint for limit in limits]
    numbers = [c.field for c in read_numbers(rest, catalogue.schema).constraints]
    valued = [
        m.field
        for m in find_mentions(rest, catalogue, "zh")
        if not any(c.field == m.field and m.value in _values(c) for c in held)
    ]
    return bool(fields & {*numbers, *valued})


def _is_less_one(c: Constraint, named: AbstractSet[object], said: str) -> bool:
    """Of several values one is given up: 灯带那类就算了."""
    return bool(set(_values(c)) - named and negated_spans(said, "zh"))


def _values(c: Constraint) -> list[object]:
    return list(c.value) if isinstance(c.value, list) else [c.value]


def _sets(said: str) -> bool:
    """Whether it names a new bound: `up to 200 is fine` sets one and lifts none."""
    return bool(
        re.search(
            r"\b(?:up\s+to|at\s+most|under|below|within|less\s+than|at\s+least)\b.{0,8}\d",
            said,
            re.I,
        )
        or re.search(r"\d+.{0,6}(?:以内|以下|以上|之内)", said)
    )


def _speaks_of(said: str, limit: Limit, catalogue: Catalogue) -> bool:
    c = limit.constraint
    spec = catalogue.schema.attributes[c.field]
    if c.field == catalogue.schema.price and cues.MONEY.search(said):
        return True
    if _names(said, c.field, spec) or _shares(said, limit.words):
        return True
    values = c.value if isinstance(c.value, list) else [c.value]
    return any(isinstance(v, str) and _holds(said, v) for v in values)


def _holds(said: str, value: str) -> bool:
    own = _stems(value)
    return bool(own) and own <= _stems(said)


def _names(said: str, field: str, spec: AttributeSpec) -> bool:
    """Whether the words name a field: part of its name, its unit, or its description's noun."""
    heard = _stems(said) - _EMPTY
    own = {stem(w) for w in field.lower().split("_")} | {stem((spec.unit or "").lower())}
    about = _stems(spec.about) - _EMPTY
    if any(p.search(said) for word, p in HEARD_ZH.items() if word in own | (about & _TELLING)):
        return True
    return bool(heard & (own - {""})) or bool(heard & (about & _TELLING))


def _shares(said: str, source: str) -> bool:
    """Whether it says again what the limit was read from: a number, a word, two characters."""
    if set(_NUMBER.findall(said)) & set(_NUMBER.findall(source)):
        return True
    if _pairs(said) & _pairs(source):
        return True
    heard = _stems(said) - _EMPTY
    return bool(heard & (_stems(source) - _EMPTY))


def _pairs(text: str) -> set[str]:
    pairs = (a + b for a, b in pairwise(text) if HAN.match(a) and HAN.match(b))
    return {pair for pair in pairs if not set(pair) & _COMMON}
