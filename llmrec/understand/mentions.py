"""The catalogue's own words in a request: values of its categories and lists, yes/no fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import AttributeSpec, kind_field
from llmrec.text import Word, negated_spans, stem, words
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses

MANY = 40
"""A field with more values than this is open-ended: naming one is a wish, refusing one a limit."""


_OWN = re.compile(r"\b(?:my|our|his|her|their)\s+$", re.I)
_IS = re.compile(r"\s+(?:is|are|was|were|isn['’]t|aren['’]t)\b", re.I)
_TELLS = re.compile(
    r"\W*(?:and\s+|but\s+|because\s+)?(?:I['’]m|I\s+am|(?:I|we)['’]ve|(?:I|we)\s+(?:already\s+)?"
    r"(?:have|own|live)|my\s+[\w-]+\s+(?:is|are|has|have|swears?))\b",
    re.I,
)
_SEEKS = re.compile(
    r"\b(?:look\w*|after|search\w*|want\w*|need\w*|must|only|interested|keen|into|fond|ha(?:ve|s|d)"
    r"\s+to|market|hop(?:e|ing)|hunt\w*|shopping|buy\w*|get\w*)\b",
    re.I,
)
_CHORE = re.compile(r"\b(?:hate|dislike|loathe|sick\s+of|tired\s+of)\s+\w+ing\s+(?:\w+\s+)?$", re.I)
_NEED = re.compile(r"\b(?:needs?|requires?)\b", re.I)
_NOT_NEEDED = re.compile(
    r"\b(?:needed|necessary|required)\b|\b(?:I|we)\s+(?:do\s+not|don['’]t)\s+(?:need|require)\b"
    r"|不需要|不用|不必|无需",
    re.I,
)


class Mention(NamedTuple):
    field: str
    value: str | bool
    start: int
    end: int
    negated: bool


def find_mentions(text: str, catalogue: Catalogue, language: str) -> list[Mention]:
    """Values of the catalogue that stand in the text, longest first where they overlap."""
    found = words(text.replace("-", " "))  # battery-powered speaks of a battery
    stems = tuple(stem(w.text.lower()) for w in found)
    vocabulary = _vocabulary(catalogue)
    negated = negated_spans(text, language)
    out: list[Mention] = []
    taken: set[int] = set()
    for length in sorted({len(k) for k in vocabulary}, reverse=True):
        for at in range(len(stems) - length + 1):
            place = range(at, at + length)
            entries = vocabulary.get(stems[at : at + length])
            if entries and taken.isdisjoint(place):
                taken.update(place)
                out.extend(_mentions(entries, found[at], found[at + length - 1], negated))
    return sorted(out, key=lambda m: m.start)


def _mentions(
    entries: tuple[tuple[str, str | bool], ...],
    first: Word,
    last: Word,
    negated: list[tuple[int, int]],
) -> Iterator[Mention]:
    refused = any(s < last.end and first.start < e for s, e in negated)
    for field, value in entries:
        yield Mention(field, value, first.start, last.end, refused)


Vocabulary = dict[tuple[str, ...], tuple[tuple[str, str | bool], ...]]


def _vocabulary(catalogue: Catalogue) -> Vocabulary:
    return _vocabulary_of(catalogue.name, catalogue.version, _Holder(catalogue))


class _Holder(NamedTuple):
    """A catalogue as a cache key: name and version say all."""

    catalogue: Catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and self.catalogue.name == other.catalogue.name


@lru_cache(maxsize=16)
def _vocabulary_of(name: str, version: object, holder: _Holder) -> Vocabulary:
    catalogue = holder.catalogue
    out: dict[tuple[str, ...], dict[tuple[str, str | bool], None]] = {}
    for field, spec in catalogue.schema.attributes.items():
        if spec.type in ("category", "list"):
            for value, _ in catalogue.vocabulary(field, 3000):
                _add(out, value, (field, value))
        elif spec.type == "boolean":
            _add(out, field.replace("_", " "), (field, True))
    return {key: tuple(entries) for key, entries in out.items()}


def _add(
    out: dict[tuple[str, ...], dict[tuple[str, str | bool], None]],
    words_: str,
    entry: tuple[str, str | bool],
) -> None:
    key = tuple(stem(w.text.lower()) for w in words(words_.replace("-", " ")))
    if key and len("".join(key)) > 2:
        out.setdefault(key, {})[entry] = None


def as_constraints(
    mentions: list[Mention],
    text: str,
    catalogue: Catalogue,
    numbers: Sequence[Constraint] = (),
) -> list[Constraint]:
    """Mentions -> limits and wishes; a value of several fields speaks of one of them.

    A refusal is a limit. So is a value that is named, but for what a thing is and for open-ended
    fields: there it takes a word such as `only` or `must`. `Ideally` makes a wish of anything.

    Args:
        numbers: limits on numbers of the same text; they may speak of what is named.
    """
    kind = kind_field(catalogue.schema)
    groups: dict[tuple[str, bool], list[Mention]] = {}
    told = [m for m in _one_field_each(mentions, text) if not _is_about_the_person(m, text)]
    for m in told:
        owned = m.field == kind and not m.negated and _tells(text, m)
        if not (owned or _is_chore(m, told, text) or _is_measured(m, numbers, text)):
            groups.setdefault((m.field, m.negated), []).append(m)
    out: list[Constraint] = []
    for (field, negated), members in groups.items():
        out.extend(_group(field, negated, members, text, catalogue, is_kind=field == kind))
    return out


def _is_about_the_person(m: Mention, text: str) -> bool:
    """`My English is slow` says what somebody has, not what is sought."""
    return bool(_OWN.search(text, 0, m.start) and _IS.match(text, m.end))


def _is_chore(m: Mention, told: list[Mention], text: str) -> bool:
    """`I hate changing batteries, the battery has to last`: the changing is refused, and what is
    changed is named. Any other value both named and refused is a contradiction and stays one."""
    named = any((o.field, o.value, o.negated) == (m.field, m.value, False) for o in told)
    return m.negated and named and bool(_CHORE.search(text, 0, m.start))


def _is_measured(m: Mention, numbers: Sequence[Constraint], text: str) -> bool:
    """In `the battery has to last two years` the battery is what a number is about, no value."""
    said = {stem(w.text.lower()) for w in words(text[m.start : m.end])}
    around = clauses.clause(text, m.start, m.end)
    return any(
        c.field != m.field
        and c.span is not None
        and clauses.clause(text, c.span.start, c.span.end) == around
        and said & {stem(w) for w in c.field.lower().split("_")}
        for c in numbers
    )


def _tells(text: str, span: Span | Mention) -> bool:
    """`We have three Alexa speakers`: what is there already is no more than a hint."""
    said = clauses.clause(text, span.start, span.end)
    return bool(_TELLS.match(said) and not _SEEKS.search(said))


def _is_indifferent(spec: AttributeSpec, text: str, span: Span) -> bool:
    """`No certificate needed` does not refuse one; `no subscription needed` refuses a need."""
    around = clauses.clause(text, span.start, span.end)
    return bool(_NOT_NEEDED.search(around)) and not _NEED.search(spec.about)


def _one_field_each(mentions: list[Mention], text: str) -> Iterator[Mention]:
    """Of the fields that have the value: the one that the clause names, else the first."""
    places: dict[tuple[int, int], list[Mention]] = {}
    for m in mentions:
        places.setdefault((m.start, m.end), []).append(m)
    for (start, end), same in places.items():
        around = {stem(w.text.lower()) for w in words(clauses.clause(text, start, end))}
        named = [m for m in same if stem(m.field.split("_")[0].lower()) in around]
        yield (named or same)[0]


def _group(
    field: str,
    negated: bool,
    members: list[Mention],
    text: str,
    catalogue: Catalogue,
    *,
    is_kind: bool,
) -> Iterator[Constraint]:
    spec = catalogue.schema.attributes[field]
    if not negated:  # what is sought counts before what is told
        members = [m for m in members if not _tells(text, m)] or members
    span = Span(start=members[0].start, end=members[-1].end)
    if spec.type == "boolean":
        if negated and _is_indifferent(spec, text, span):
            return
        hard = not clauses.is_wish(text, span.start, span.end)
        yield Constraint(field=field, op="eq", value=not negated, hard=hard, span=span)
        return
    values = list(dict.fromkeys(str(m.value) for m in members))
    open_ended = len(catalogue.vocabulary(field, MANY + 1)) > MANY
    hard = _is_hard(text, span, negated, weak=is_kind or open_ended or spec.soft)
    if spec.type == "list":
        yield from _list(field, negated, values, members, hard, text)
    elif len(values) == 1:
        op: Op = "ne" if negated else "eq"
        yield Constraint(field=field, op=op, value=values[0], hard=hard, span=span)
    else:
        many: Op = "not_in" if negated else "in"
        yield Constraint(field=field, op=many, value=values, hard=hard, span=span)


def _is_hard(text: str, span: Span, negated: bool, *, weak: bool) -> bool:
    if clauses.is_wish(text, span.start, span.end):
        return False
    if not negated and _tells(text, span):
        return False
    return negated or not weak or clauses.is_strict(text, span.start, span.end)


def _list(
    field: str, negated: bool, values: list[str], members: list[Mention], hard: bool, text: str
) -> Iterator[Constraint]:
    """Each value on its own, but `A or B` as one limit that either meets."""
    between = text[members[0].start : members[-1].end].lower()
    if len(values) > 1 and not negated and (" or " in between or "或" in between):
        span = Span(start=members[0].start, end=members[-1].end)
        yield Constraint(field=field, op="in", value=values, hard=hard, span=span)
        return
    for value in values:
        at = next(m for m in members if m.value == value)
        yield Constraint(
            field=field,
            op="lacks" if negated else "has",
            value=value,
            hard=hard,
            span=Span(start=at.start, end=at.end),
        )
