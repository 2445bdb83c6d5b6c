"""Limits that stand in no word of the catalogue: the model says what a piece is about.

Code finds the pieces of a request that demand or refuse something and that it could not read; for
each yes/no property that nothing was said of yet, the model answers with one token whether the
piece is about it. A small model leans to yes for some properties whatever the piece says, so what
it answers of a piece that speaks of nothing is taken off (Zhao et al. 2021,
https://arxiv.org/abs/2102.09690); that question is the same for all requests, and cached. Whether
a property is wanted or refused is grammar, and code reads that. A demanded name that the catalogue
has not (`only Bixby`) is asked about in the same way; what it is a value of, no item meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import AttributeSpec, kind_field
from llmrec.llm import Answer, Ask, yes_no_logit
from llmrec.prompts import load, one_line
from llmrec.text import key_phrases, language, negated_spans, tokens
from llmrec.text._sets import word_set
from llmrec.text._tagger import english_lexicon
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses, indifference
from llmrec.understand.mentions import is_need
from llmrec.understand.vocabulary import find_mentions

MOST_PIECES = 3
NEUTRAL = "I want something good"
ABOVE_NEUTRAL = 0.9
"""Logits above the neutral piece's from which a piece is about the property. Of 278 clauses of the
written requests, all those about it but one lay at .93 or above, all others at .86 or below;
without the neutral piece seven others lay among them."""
ABOUT = 0.8
"""The same for fields with values, which the value itself has to bear out."""
AGREES = 0.4
"""The same where the piece in the catalogue's words names the yes/no property: two answers that
agree need be less sure, each of them, than one alone."""
USUAL = 0.4
"""Stands in for the neutral piece's logit when that call failed."""
SURE = 1.3
"""Logit from which a name is a value of a field."""
PIECE_CHARS = 160
MOST_NAMES = 2
FEW_VALUES = 40
SHOWN_VALUES = 4
_LIGHT = word_set("work use need support run connect cost price onli noth thing 用 支持 东西 任何")
"""Stems that say nothing by themselves of what is demanded."""
_NAME = re.compile(r"[A-Z0-9]")
"""Chinese has no capitals, and taggers take many a noun for a name."""
_FOR = re.compile(r"\b([A-Z]\w+)-(?:compatible|certified|enabled|ready|approved)\b")


class Question(NamedTuple):
    field: str
    span: Span
    ask: Ask
    name: str | None = None
    """The value asked about; None: a yes/no property."""
    neutral: bool = False
    """Asked of `NEUTRAL`; the span is nothing's."""
    valued: bool = False
    """Of a field with values: whether the piece is about it, whatever it says."""


def questions(text: str, catalogue: Catalogue, known: Sequence[Constraint]) -> list[Question]:
    """One for each unread piece of force and each yes/no field that `known` does not speak of; a
    neutral one more for each such field."""
    said = {c.field for c in known}
    fields = [
        (name, spec)
        for name, spec in catalogue.schema.attributes.items()
        if spec.type == "boolean" and name not in said
    ]
    unread = [span for span in clauses.forceful_pieces(text) if not is_read(text, span, known)]
    out = []
    for start, end in unread[:MOST_PIECES]:
        piece, span = text[start:end], Span(start=start, end=end)
        for name, spec in fields:
            said_of_it = weighed(text, span, spec)
            if said_of_it:
                ask = _ask(said_of_it, name, spec.about or "", catalogue)
                out.append(Question(name, span, ask))
        for value in unknown_names(text, (start, end), catalogue, known):
            if value in indifference.without(text, start, end):
                for name, examples in _valued(catalogue, said):
                    out.append(Question(name, span, _ask(piece, name, examples, catalogue), value))
    return [*out, *_neutral(out, catalogue)]


def _neutral(asked: Sequence[Question], catalogue: Catalogue) -> Iterator[Question]:
    """The same questions of a piece that speaks of nothing."""
    fields = {q.field: q.valued for q in asked if q.name is None}
    for name, valued in fields.items():
        about = catalogue.schema.attributes[name].about
        ask = _ask(NEUTRAL, name, about, catalogue)
        yield Question(name, Span(start=0, end=0), ask, neutral=True, valued=valued)


def subjects(
    pieces: Sequence[Span], text: str, catalogue: Catalogue, known: Sequence[Constraint]
) -> list[Question]:
    """Whether each piece is about each field with a few values that are words; of what a thing is
    and of names, which people say as they are, nothing is asked."""
    said = {c.field for c in known} | {kind_field(catalogue.schema)}
    fields = [
        (name, spec)
        for name, spec in catalogue.schema.attributes.items()
        if spec.type in ("category", "list") and name not in said and _is_wordy(name, catalogue)
    ]
    out = [
        Question(name, span, _ask(demand, name, spec.about, catalogue), valued=True)
        for span in pieces
        for name, spec in fields
        if (demand := weighed(text, span, spec))
    ]
    return [*out, *_neutral(out, catalogue)]


def _is_wordy(field: str, catalogue: Catalogue) -> bool:
    """Whether the values are few, and mostly English words."""
    values = [v for v, _ in catalogue.vocabulary(field, FEW_VALUES + 1)]
    told = [all(w in english_lexicon() for w in v.replace("-", " ").split()) for v in values]
    return 0 < len(values) <= FEW_VALUES and 2 * sum(told) > len(told)


def spoken_of(
    asked: Sequence[Question], answers: Sequence[Answer], least: float = ABOUT
) -> set[tuple[str, int]]:
    """The fields, each with the start of the piece that is about it.

    Args:
        least: logits above the neutral piece's.
    """
    some = zip(asked, answers, strict=False)
    said = [(q, yes_no_logit(a)) for q, a in some if a.ok and q.name is None]
    leaning = {q.field: logit for q, logit in said if q.neutral and logit is not None}
    return {
        (q.field, q.span.start)
        for q, logit in said
        if not q.neutral and logit is not None
        and logit >= leaning.get(q.field, USUAL) + least
    }  # fmt: skip


def is_read(text: str, piece: tuple[int, int], known: Sequence[Constraint]) -> bool:
    """Whether code has read most of a piece, or all of it that says anything (`it has to work with
    Siri and may cost at most $200`)."""
    if clauses.share(piece, known) >= clauses.READ:
        return True
    start, end = piece
    spans = [(c.span.start, c.span.end) for c in known if c.span]
    if not any(s < end and start < e for s, e in spans):
        return False
    left = "".join(text[n] for n in range(start, end) if not any(s <= n < e for s, e in spans))
    return set(tokens(left)) <= _LIGHT


def weighed(text: str, span: Span, spec: AttributeSpec) -> str:
    """A piece without what does not matter in it; nothing when the rest demands nothing."""
    piece = text[span.start : span.end]
    left = indifference.without(text, span.start, span.end, needed=is_need(spec)).strip()
    return left if left == piece or clauses.is_forceful(left) else ""


def _ask(piece: str, field: str, about: str, catalogue: Catalogue) -> Ask:
    values: dict[str, object] = {
        "domain": catalogue.schema.domain or "items",
        "piece": guard_line(piece)[:PIECE_CHARS],
        "field": field.replace("_", " "),
        "about": about or field.replace("_", " "),
    }
    return Ask(load("limits"), values, choices=("yes", "no"), logprobs=True)


def _valued(catalogue: Catalogue, said: set[str]) -> Iterator[tuple[str, str]]:
    """Fields with few values that nothing was said of, each with its most frequent ones."""
    for name, spec in catalogue.schema.attributes.items():
        if spec.type in ("category", "list") and name not in said:
            values = [v for v, _ in catalogue.vocabulary(name, FEW_VALUES + 1)]
            if 0 < len(values) <= FEW_VALUES:
                yield name, one_line(", ".join(values[:SHOWN_VALUES]), 80)


def unknown_names(
    text: str, piece: tuple[int, int], catalogue: Catalogue, known: Sequence[Constraint]
) -> list[str]:
    """Names in a piece that are neither refused nor read nor words of the catalogue."""
    lang = language(text)
    found = [(p.start, p.end) for p in key_phrases(text, lang) if p.kind == "name"]
    found += [m.span(1) for m in _FOR.finditer(text)]
    taken = [(m.start, m.end) for m in find_mentions(text, catalogue, lang)]
    taken += [(c.span.start, c.span.end) for c in known if c.span]
    taken += negated_spans(text, lang)
    names = [
        text[s:e]
        for s, e in found
        if piece[0] <= s and e <= piece[1] and not any(s < b and a < e for a, b in taken)
        if _NAME.match(text, s)
    ]
    return list(dict.fromkeys(names))[:MOST_NAMES]


def guard_line(text: str) -> str:
    """A user's text on one line; double quotes are left to the form of the answer."""
    line: str = one_line(text, 600)
    return line.replace('"', "'")


def _named(question: Question, name: str, catalogue: Catalogue, hard: bool) -> Constraint:
    is_list = catalogue.schema.attributes[question.field].type == "list"
    op: Op = "has" if is_list else "eq"
    return Constraint(field=question.field, op=op, value=name, hard=hard, span=question.span)


def read(
    text: str, asked: Sequence[Question], answers: Sequence[Answer], catalogue: Catalogue
) -> Iterator[Constraint]:
    """The limits in the answers; each property once, from the piece that is surest."""
    logits = [yes_no_logit(answer) if answer.ok else None for answer in answers]
    said = [(q, logit) for q, logit in zip(asked, logits, strict=False) if logit is not None]
    leaning = {q.field: logit for q, logit in said if q.neutral}
    found: dict[str, tuple[float, Question]] = {}
    for question, logit in said:
        least = SURE if question.name else leaning.get(question.field, USUAL) + ABOVE_NEUTRAL
        if not question.neutral and logit > max(least, found.get(question.field, (least,))[0]):
            found[question.field] = logit, question
    for field, (_, question) in found.items():
        span = question.span
        hard = not clauses.is_wish(text, span.start, span.end)
        if question.name is not None:
            yield _named(question, question.name, catalogue, hard)
            continue
        denied = clauses.denies(weighed(text, span, catalogue.schema.attributes[field]))
        yield Constraint(field=field, op="eq", value=not denied, hard=hard, span=span)
