"""Limits read by the model: one short question for each property, all at once, all checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import AttributeSpec
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import find_words, negated_spans
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses
from llmrec.understand.mentions import kind_field

MOST_VALUES = 24
VALUE_CHARS = 60
_ANSWER = re.compile(r'"(?P<words>[^"]+)" => (?P<refused>not )?(?P<values>.+)')


class Question(NamedTuple):
    field: str
    ask: Ask


def questions(text: str, catalogue: Catalogue, skip: set[str]) -> list[Question]:
    """One question for each yes/no field and each field of few values that is not in `skip`.

    A field with a value that is long or holds a mark of the chat template is not asked about: the
    values come from the catalogue's file.
    """
    out = []
    for field, spec in catalogue.schema.attributes.items():
        values = _values(field, spec, catalogue)
        if field not in skip and values:
            out.append(Question(field, _ask(text, field, spec, values, catalogue)))
    return out


def _values(field: str, spec: AttributeSpec, catalogue: Catalogue) -> list[str]:
    if spec.type == "boolean":
        return ["yes", "no"]
    if spec.type not in ("category", "list"):
        return []
    found = catalogue.vocabulary(field, MOST_VALUES + 1)
    values = [v for v, _ in found if v == one_line(v, VALUE_CHARS)]
    return values if 1 < len(values) == len(found) <= MOST_VALUES else []


def _ask(
    text: str, field: str, spec: AttributeSpec, values: list[str], catalogue: Catalogue
) -> Ask:
    one = "|".join(re.escape(v) for v in values)
    refusal = "" if spec.type == "boolean" else "(not )?"
    more = "" if spec.type == "boolean" else f"( or ({one})){{0,2}}"
    return Ask(
        load("limits"),
        {
            "domain": catalogue.schema.domain or "items",
            "field": field,
            "about": spec.about or field.replace("_", " "),
            "values": ", ".join(values),
            "examples": _examples(field, spec, values),
            "request": guard_line(text),
        },
        regex=rf'-|"[^"\n]{{2,60}}" => {refusal}({one}){more}',
    )


def guard_line(text: str) -> str:
    """A user's text on one line; double quotes are left to the form of the answer."""
    line: str = one_line(text, 600)
    return line.replace('"', "'")


def _examples(field: str, spec: AttributeSpec, values: list[str]) -> str:
    name = field.replace("_", " ")
    if spec.type == "boolean":
        shown = [
            (f"{name} is a must", f'"{name} is a must" => yes'),
            (f"for my sister, no {name} please", f'"no {name}" => no'),
            (f"不需要{name}", f'"不需要{name}" => no'),
        ]
    else:
        one, other = values[0], values[1]
        shown = [
            (f"a present, it must be {one}", f'"must be {one}" => {one}'),
            (f"anything but {other}", f'"anything but {other}" => not {other}'),
            (f"不要{one}的", f'"不要{one}" => not {one}'),
            (f"{one} or {other}, please", f'"{one} or {other}" => {one} or {other}'),
        ]
    shown += [("a nice present for my mother, under $50", "-"), ("想给孩子买点有趣的", "-")]
    return "\n  ".join(f"Request: {r}\n  {field}: {a}" for r, a in shown)


def read(
    text: str,
    asked: Sequence[Question],
    answers: Sequence[Answer],
    catalogue: Catalogue,
    known: Sequence[Constraint] = (),
) -> Iterator[Constraint]:
    """The limits in the answers that hold against the words of the request.

    Words that code has read as a limit of another property say that, and nothing more: a small
    model likes to find a second meaning in them.
    """
    taken = [(c.span.start, c.span.end) for c in known if c.span]
    kind = kind_field(catalogue.schema)
    for question, answer in zip(asked, answers, strict=False):
        said = answer.text.strip()
        allowed = answer.ok and re.fullmatch(question.ask.regex or ".*", said)
        match = _ANSWER.fullmatch(said) if allowed else None
        if match is None:
            if answer.ok and said != "-":
                answer.call.outcome = "malformed"
            continue
        place = find_words(match["words"], text)
        if place is None:
            answer.call.outcome = "malformed"  # words that the person never wrote
            continue
        if any(start < place[1] and place[0] < end for start, end in taken):
            continue
        spec = catalogue.schema.attributes[question.field]
        yield from _constraint(
            text, question.field, spec, match, place, is_kind=question.field == kind
        )


def _constraint(
    text: str,
    field: str,
    spec: AttributeSpec,
    match: re.Match[str],
    place: tuple[int, int],
    *,
    is_kind: bool,
) -> Iterator[Constraint]:
    span = Span(start=place[0], end=place[1])
    values = match["values"].split(" or ")
    wish = clauses.is_wish(text, *place)
    if spec.type == "boolean":
        yield Constraint(field=field, op="eq", value=values[0] == "yes", hard=not wish, span=span)
        return
    negated = _negated(text, place)
    refused = match["refused"] is not None
    if refused and not negated:
        return  # a refusal without a word of refusal
    hard = not wish and (refused or not is_kind or clauses.is_strict(text, *place))
    if spec.type == "list":
        if len(values) > 1 and not refused:
            yield Constraint(field=field, op="in", value=values, hard=hard, span=span)
            return
        each: Op = "lacks" if refused else "has"
        for value in values:
            yield Constraint(field=field, op=each, value=value, hard=hard, span=span)
    elif len(values) == 1:
        one: Op = "ne" if refused else "eq"
        yield Constraint(field=field, op=one, value=values[0], hard=hard, span=span)
    else:
        many: Op = "not_in" if refused else "in"
        yield Constraint(field=field, op=many, value=values, hard=hard, span=span)


def _negated(text: str, place: tuple[int, int]) -> bool:
    spans = [*negated_spans(text, "en"), *negated_spans(text, "zh")]
    return any(start < place[1] and place[0] < end for start, end in spans)
