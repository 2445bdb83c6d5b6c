"""What it means that a request names a value of the catalogue: a limit, a wish, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.makers import brand_field
from llmrec.catalog.schema import AttributeSpec, Schema, kind_field
from llmrec.text import HAN, stem, tokens, words
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses, indifference
from llmrec.understand.complaints import less_complaints
from llmrec.understand.governed import by_verb
from llmrec.understand.levels import in_order
from llmrec.understand.persons import is_simile, less_about_the_person
from llmrec.understand.recalled import less_recalled
from llmrec.understand.told import THEIRS, conclusion, less_told
from llmrec.understand.vocabulary import Mention, find_mentions

__all__ = ["Mention", "as_constraints", "find_mentions", "one_field_each"]

MANY = 40
"""A field with more values than this is open-ended: naming one is a wish, refusing one a limit."""


_TELLS = re.compile(
    r"\W*(?:and\s+|but\s+|because\s+)?(?:I['’]m|I\s+am|(?:I|we)['’]ve|(?:I|we)\s+(?:really\s+)?(?:enjoyed|loved|liked"
    r"|took|did|had|used|tried|bought|finished|owned)|(?:I|we)\s+(?:already\s+)?"
    r"(?:have|own|live)|my\s+[\w-]+\s+(?:is|are|has|have|swears?))\b",
    re.I,
)
_SEEKS = re.compile(
    r"\b(?:look\w*|after|search\w*|want\w*|need\w*|must|only|interested|keen|into|fond|ha(?:ve|s|d)"
    r"\s+to|(?:would|['’]d)\s+(?:like|love)|market|hop(?:e|ing)|hunt\w*|shopping|buy\w*|get\w*|thinking\s+(?:of|about)|consider\w*|fancy|eyeing|tempted)\b",
    re.I,
)
_CHORE = re.compile(r"\b(?:hate|dislike|loathe|sick\s+of|tired\s+of)\s+\w+ing\s+(?:\w+\s+)?$", re.I)
_POWERED = re.compile(r"[\s-]*(?:(?:powered|operated|driven)\b|run\b(?!\s*time)|供电|驱动)", re.I)
_RUNS_ON = re.compile(
    r"\b(?:runs?|running|works?|operates?|powered)\s+(?:on|by|off)\s+(?:an?\s+)?$", re.I
)
_NEED = re.compile(r"\b(?:needs?|requires?)\b|需要", re.I)
_NOT_NEEDED = re.compile(
    r"\b(?:needed|necessary|required)\b|\b(?:I|we)\s+(?:do\s+not|don['’]t)\s+(?:need|require)\b"
    r"|不需要|(?:不用|不必|无需)(?!再?[给往拿推放列看上来])",
    re.I,
)


_OR = re.compile(r"\bor\b|或|还是|要么|就是", re.I)
_AND = re.compile(r"\b(?:and|as\s+well\s+as)\b|[和与及]|而且|并且|同时|也|还", re.I)
_SEAM = re.compile(
    r"(?:[\s,，、/]|\b(?:or|and|nor|as\s+well\s+as|an?|the|some|any|either|also|even|at\s+least|both"
    r"|not?|with|for|in|on|at|by|via|over|to|from|it|that|must|should|can|works?|supports?|speaks?|has|have|is|be)\b"
    r"|或者?|或是|还是|要么|就是|不是|课程?|类|和|与|以?及|而且|并且|同时|支持|不要|不|能|可以|用|带|有|是|在|的|也|还)*",
    re.I,
)
"""Words of grammar that may stand between the members of a list."""


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
    schema = catalogue.schema
    kind = kind_field(schema)
    told = less_about_the_person(list(one_field_each(mentions, text, schema)), text)
    told = [m for m in told if not (schema.attributes[m.field].soft and is_simile(m, text))]
    needs = [name for name, spec in schema.attributes.items() if is_need(spec)]
    told = less_told(told, text, schema.attributes, kind)
    told = less_complaints(told, text, kind, needs)
    told = less_recalled(told, text, schema.attributes, brand_field(schema), kind)
    told = list(in_order(told, text, schema))
    told, alternatives = indifference.settle(
        _without_heads(told, schema.attributes),
        text,
        lambda field: field == kind or is_need(schema.attributes[field]),
    )
    told = [m for m in told if not _is_chore(m, told, text)]
    told = _less_contradicted(told, text)
    measured = _measured(told, numbers, text, schema)
    groups: dict[tuple[str, bool], list[Mention]] = {}
    for m in told:
        owned = m.field == kind and not m.negated and _tells(text, m)
        if not (owned or m in measured):
            groups.setdefault((m.field, m.negated), []).append(m)
    out: list[Constraint] = []
    for members in groups.values():
        out.extend(_group(members, text, catalogue, alternatives))
    return out


def is_need(spec: AttributeSpec) -> bool:
    """Whether a field says what an item needs: `no subscription needed` refuses the need."""
    return bool(_NEED.search(spec.about))


def _without_heads(mentions: list[Mention], specs: dict[str, AttributeSpec]) -> list[Mention]:
    """推理小说: where Chinese values of one field make a compound, the last says what sort of thing
    it is and the ones before it which."""
    after = {(m.field, m.negated, m.start): m for m in mentions}
    heads = set()
    for m in mentions:
        head = after.get((m.field, m.negated, m.end))
        whole = specs[m.field].type == "category" or m.negated
        if head and whole and isinstance(m.value, str) and HAN.search(m.value):
            heads.add(head)
    return [m for m in mentions if m not in heads]


def _is_chore(m: Mention, told: list[Mention], text: str) -> bool:
    """`I hate changing batteries, the battery has to last`: the changing is refused, and what is
    changed is named. Any other value both named and refused is a contradiction and stays one."""
    named = any((o.field, o.value, o.negated) == (m.field, m.value, False) for o in told)
    return m.negated and named and bool(_CHORE.search(text, 0, m.start))


def _less_contradicted(told: Sequence[Mention], text: str) -> list[Mention]:
    """`Wi-Fi in a lock, really? Nothing with Wi-Fi`: a value that is refused somewhere is no demand
    where it is only named."""
    refused = {(m.field, m.value) for m in told if m.negated}
    return [
        m
        for m in told
        if m.negated
        or (m.field, m.value) not in refused
        or _SEEKS.search(clauses.clause(text, m.start, m.end))
    ]


def _measured(
    told: Sequence[Mention], numbers: Sequence[Constraint], text: str, schema: Schema
) -> set[Mention]:
    """In `the battery has to last two years` the battery is what a number is about, no value. Of
    several it is the nearest one, and never what something runs on."""
    out = set()
    for c in numbers:
        if c.span is None:
            continue
        span, around = c.span, clauses.clause(text, c.span.start, c.span.end)
        about = [
            m
            for m in told
            if m.field != c.field
            and not _POWERED.match(text, m.end)
            and not _RUNS_ON.search(text, 0, m.start)
            and clauses.clause(text, m.start, m.end) == around
            and _names(c.field, text[m.start : m.end], schema)
        ]
        if about:
            out.add(min(about, key=lambda m: max(m.start - span.end, span.start - m.end)))
    return out


def _names(field: str, said: str, schema: Schema) -> bool:
    """Whether words are part of a field's name."""
    if HAN.search(said):
        return any(said in name for name in (field, *schema.names(field)))
    own = {stem(w) for w in field.lower().split("_")}
    return bool(own & {stem(w.text.lower()) for w in words(said)})


def _tells(text: str, span: Span | Mention) -> bool:
    """`We have three Alexa speakers`: what is there already is no more than a hint."""
    said = conclusion(text, span)
    return bool(_TELLS.match(said) and not _SEEKS.search(said))


def _is_indifferent(spec: AttributeSpec, text: str, span: Span) -> bool:
    """`No certificate needed` does not refuse one; `no subscription needed` refuses a need."""
    around = clauses.clause(text, span.start, span.end)
    return bool(_NOT_NEEDED.search(around)) and not is_need(spec)


_CONTRAST = re.compile(
    r"\s*,?\s*(?:(?:and|but)\s+)?(?:not|rather\s+than|instead\s+of)\s+"
    r"(?:(?:in|on|with|by|from|for|the|an?)\s+)*",
    re.I,
)
"""French, not Spanish: both are values of one field."""


_MUST_BE = re.compile(r"\b(?:must|needs?|requires?)\b")
"""Fields that say what is asked of the buyer: nobody demands a prerequisite."""
_IN = re.compile(r"\bin\s+(?:(?:either|both|plain|simple|good|proper)\s+)*$", re.I)
_AT = re.compile(r"\bin$")
"""Fields that say in what something is done: language it is taught in."""


def one_field_each(mentions: list[Mention], text: str, schema: Schema) -> Iterator[Mention]:
    """Of the fields that have the value: the one that the clause names, else the one whose
    description it shares a word with (`known beforehand`), else the first. What is refused may be
    several values of that field (`no sensors`)."""
    places: dict[tuple[int, int], list[Mention]] = {}
    for m in mentions:
        places.setdefault((m.start, m.end), []).append(m)
    stems: dict[str, set[str]] = {}
    before: Mention | None = None
    about = {name: spec.about for name, spec in schema.attributes.items()}
    for (start, end), same in places.items():
        clause = clauses.clause(text, start, end)
        if clause not in stems:
            stems[clause] = {stem(w.text.lower()) for w in words(clause)}
        around = stems[clause]
        between = text[before.end : start] if before else ""
        joined = _CONTRAST.fullmatch(between) or (
            _SEAM.fullmatch(between) and (_OR.search(between) or _AND.search(between))
        )
        beside = (
            same
            if joined and not any(_calls_next(m.field, text, end, schema) for m in same)
            else []
        )
        named = [m for m in beside if before and m.field == before.field]
        named = named or [m for m in same if _calls_next(m.field, text, end, schema)]
        named = named or by_verb(same, text, schema)
        named = named or [m for m in same if calls(m.field, clause, around, schema)]
        inside = [m for m in same if _IN.search(text, 0, start) and _AT.search(about[m.field])]
        if inside and not any(stem(inside[0].field) in _telling(about[m.field]) for m in named):
            named = inside  # taught in English, whatever else is taught
        described = [m for m in same if around & _telling(schema.attributes[m.field].about)]
        apt = [m for m in same if m.negated or not _MUST_BE.search(about[m.field])]
        before = one = (named or described or apt or same)[0]
        yield from (m for m in same if m == one or (m.negated and m.field == one.field))


def _calls_next(field: str, text: str, at: int, schema: Schema) -> bool:
    """German subtitles: the very next word names the field."""
    behind = re.match(r"\s*的?([A-Za-z]+|[\u4e00-\u9fff]{2,4})", text[at : at + 24])
    if behind is None:
        return False
    said = behind[1]
    if HAN.match(said):
        return any(HAN.match(n) and said.startswith(n) for n in schema.names(field))
    names = [field.split("_", maxsplit=1)[0], *schema.names(field)]
    return stem(said.lower()) in {stem(n.lower()) for n in names if n.isascii()}


def calls(field: str, said: str, around: Set[str], schema: Schema) -> bool:
    """Whether words name a field: by its own name, or another that the schema has for it.

    Args:
        around: the stems of what is said.
    """
    if stem(field.split("_", maxsplit=1)[0].lower()) in around:
        return True
    for name in (field, *schema.names(field)):
        if HAN.search(name):
            if name in said:
                return True
        elif name != field and {stem(w.text.lower()) for w in words(name)} <= around:
            return True
    return False


@lru_cache(maxsize=256)
def _telling(about: str) -> frozenset[str]:
    """Stems of the words in a description that say something by themselves."""
    return frozenset(tokens(about))


def _group(
    members: list[Mention],
    text: str,
    catalogue: Catalogue,
    alternatives: Sequence[tuple[int, int]],
) -> Iterator[Constraint]:
    """What the values of one field that are all named, or all refused, come to."""
    field, negated = members[0].field, members[0].negated
    spec = catalogue.schema.attributes[field]
    if not negated:  # what is sought counts before what is told
        members = [m for m in members if not _tells(text, m)] or members
    seams = [_seam(a, b, text, alternatives) for a, b in pairwise(members)]
    firm, wished = _by_strength(members, seams, text)
    if spec.type == "boolean":
        same = firm or wished
        span = _span(same)
        if not (negated and _is_indifferent(spec, text, span)):
            yield Constraint(field=field, op="eq", value=not negated, hard=bool(firm), span=span)
        return
    open_ended = len(catalogue.vocabulary(field, MANY + 1)) > MANY
    weak = open_ended or spec.soft or field == kind_field(catalogue.schema)
    for part in (firm, wished):
        if part:
            hard = part is firm and _is_hard(text, _span(part), negated, weak=weak)
            if spec.type == "list":
                yield from _list(part, hard, text, alternatives)
            else:
                yield _category(part, hard)


def _span(members: Sequence[Mention]) -> Span:
    return Span(start=members[0].start, end=members[-1].end)


def _seam(
    one: Mention, other: Mention, text: str, alternatives: Sequence[tuple[int, int]] = ()
) -> str:
    """What joins two neighbours: `or`, `and`, `,`, or nothing when other words stand between."""
    between = text[one.end : other.start]
    if any(s <= one.start and other.end <= e for s, e in alternatives):
        return "or"
    if not _SEAM.fullmatch(between):
        return ""
    if _OR.search(between):
        return "or"
    return "and" if _AND.search(between) else ","


def _by_strength(
    members: list[Mention], seams: list[str], text: str
) -> tuple[list[Mention], list[Mention]]:
    """Limits and wishes: what is joined is of one strength (`prefer Zigbee, Thread or Matter`),
    anything else of its own (`no Alexa and ideally no Siri`)."""
    runs = [[members[0]]]
    for m, seam in zip(members[1:], seams, strict=True):
        if seam:
            runs[-1].append(m)
        else:
            runs.append([m])
    firm: list[Mention] = []
    wished: list[Mention] = []
    for run in runs:
        (wished if clauses.is_wish(text, run[0].start, run[-1].end) else firm).extend(run)
    values = {m.value for m in firm}
    return firm, [m for m in wished if m.value not in values]


def _is_hard(text: str, span: Span, negated: bool, *, weak: bool) -> bool:
    if not negated and THEIRS.match(text, span.end):
        return True
    if not negated and _tells(text, span):
        return False
    return negated or not weak or clauses.is_strict(text, span.start, span.end)


def _category(members: list[Mention], hard: bool) -> Constraint:
    field, negated = members[0].field, members[0].negated
    values = list(dict.fromkeys(str(m.value) for m in members))
    if len(values) == 1:
        op: Op = "ne" if negated else "eq"
        return Constraint(field=field, op=op, value=values[0], hard=hard, span=_span(members))
    many: Op = "not_in" if negated else "in"
    return Constraint(field=field, op=many, value=values, hard=hard, span=_span(members))


def _list(
    members: list[Mention], hard: bool, text: str, alternatives: Sequence[tuple[int, int]]
) -> Iterator[Constraint]:
    """Each value on its own, but `A or B` and `A, B or C` as one limit that any of them meets."""
    field, negated = members[0].field, members[0].negated
    seen: set[object] = set()
    for some in [[m] for m in members] if negated else _choices(members, text, alternatives):
        values = list(dict.fromkeys(str(m.value) for m in some))
        if tuple(values) in seen:
            continue
        seen.add(tuple(values))
        op: Op = "lacks" if negated else "has"
        value: str | list[str] = values[0]
        if len(values) > 1:
            op, value = "in", values
        yield Constraint(field=field, op=op, value=value, hard=hard, span=_span(some))


def _choices(
    members: list[Mention], text: str, alternatives: Sequence[tuple[int, int]]
) -> Iterator[list[Mention]]:
    seams = [*(_seam(a, b, text, alternatives) for a, b in pairwise(members)), ""]
    at = 0
    while at < len(members):
        end = at
        while seams[end] == ",":
            end += 1
        if seams[end] != "or":  # a mere list: all of them
            end = at
        while seams[end] == "or":
            end += 1
        yield members[at : end + 1]
        at = end + 1
