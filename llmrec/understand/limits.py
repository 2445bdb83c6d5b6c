"""Limits that stand in no word of the catalogue: the model says what a piece is about.

Code finds the pieces of a request that demand or refuse something and that it could not read; for
each yes/no property that nothing was said of yet, the model answers with one token whether the
piece is about it. Whether it is wanted or refused is grammar, and code reads that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import Answer, Ask, yes_no_logit
from llmrec.prompts import load, one_line
from llmrec.types import Constraint, Span
from llmrec.understand import clauses

MOST_PIECES = 3
SURE = 1.3
"""Logit from which a piece is about the property. Clauses of the written requests: all that were
lay at 1.36 or above, all that were not at 1.15 or below, but for one at 1.7."""
PIECE_CHARS = 160


class Question(NamedTuple):
    field: str
    span: Span
    ask: Ask


def questions(text: str, catalogue: Catalogue, known: Sequence[Constraint]) -> list[Question]:
    """One for each unread piece of force and each yes/no field that `known` does not speak of."""
    said = {c.field for c in known}
    fields = [
        (name, spec)
        for name, spec in catalogue.schema.attributes.items()
        if spec.type == "boolean" and name not in said
    ]
    unread = [
        span
        for span in clauses.pieces(text)
        if clauses.is_forceful(text[slice(*span)]) and clauses.share(span, known) < clauses.READ
    ]
    out = []
    for start, end in unread[:MOST_PIECES]:
        for name, spec in fields:
            values: dict[str, object] = {
                "domain": catalogue.schema.domain or "items",
                "piece": guard_line(text[start:end])[:PIECE_CHARS],
                "field": name.replace("_", " "),
                "about": spec.about or name.replace("_", " "),
            }
            ask = Ask(load("limits"), values, choices=("yes", "no"), logprobs=True)
            out.append(Question(name, Span(start=start, end=end), ask))
    return out


def guard_line(text: str) -> str:
    """A user's text on one line; double quotes are left to the form of the answer."""
    line: str = one_line(text, 600)
    return line.replace('"', "'")


def read(text: str, asked: Sequence[Question], answers: Sequence[Answer]) -> Iterator[Constraint]:
    """The limits in the answers; each property once, from the piece that is surest."""
    found: dict[str, tuple[float, Question]] = {}
    for question, answer in zip(asked, answers, strict=False):
        logit = yes_no_logit(answer) if answer.ok else None
        if logit is not None and logit > max(SURE, found.get(question.field, (SURE,))[0]):
            found[question.field] = logit, question
    for field, (_, question) in found.items():
        span = question.span
        denied = clauses.denies(text[span.start : span.end])
        hard = not clauses.is_wish(text, span.start, span.end)
        yield Constraint(field=field, op="eq", value=not denied, hard=hard, span=span)
