"""Requests in another language than the catalogue's: the model translates, code reads.

Each piece of the request is put into the catalogue's language in a call of its own, all at once,
with the catalogue's words at hand. The translation is read like any request, but for numbers,
which were read in the original. What is found rests on the piece it was translated from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.types import Constraint, Span
from llmrec.understand import clauses
from llmrec.understand.limits import guard_line
from llmrec.understand.mentions import as_constraints, find_mentions

INTO = {
    "en": ("translate", r"[A-Za-z0-9$][A-Za-z0-9 ,.$%'+-]{1,70}"),
    "zh": ("translate_zh", r"[\u4e00-\u9fffA-Za-z0-9][\u4e00-\u9fffA-Za-z0-9 ，、-]{1,40}"),
}
"""The prompt for a catalogue's language, and the letters of an answer."""
MOST_PIECES = 8
FEW_VALUES = 40
VALUE_CHARS = 40


class Piece(NamedTuple):
    span: Span
    ask: Ask


def pieces(text: str, catalogue: Catalogue, known: Sequence[Constraint]) -> list[Piece]:
    """What is left to translate; nothing into a language that there is no prompt for."""
    if catalogue.language not in INTO:
        return []
    name, letters = INTO[catalogue.language]
    values: dict[str, object] = {
        "domain": catalogue.schema.domain or "items",
        "words": vocabulary(catalogue),
    }
    out = []
    for start, end in clauses.pieces(text)[:MOST_PIECES]:
        if clauses.share((start, end), known) < clauses.READ:
            piece = guard_line(text[start:end])[:160]
            ask = Ask(load(name), values | {"piece": piece}, regex=letters)
            out.append(Piece(Span(start=start, end=end), ask))
    return out


def vocabulary(catalogue: Catalogue) -> str:
    """The catalogue's words, one line a property: values of short lists, names of yes/no fields.

    Values come from the catalogue's file: one that is long or holds a mark of the chat template
    is left out.
    """
    lines = []
    for field, spec in catalogue.schema.attributes.items():
        name = field.replace("_", " ")
        if spec.type == "boolean":
            lines.append(f"{name} ({spec.about or name})")
        elif spec.type in ("category", "list"):
            values = [v for v, _ in catalogue.vocabulary(field, FEW_VALUES + 1)]
            plain = [v for v in values if v == one_line(v, VALUE_CHARS)]
            if 0 < len(values) <= FEW_VALUES:
                lines.append(f"{name}: {', '.join(plain)}")
    return "\n".join(lines)


class Translation(NamedTuple):
    text: str
    """The pieces in the catalogue's language, joined."""
    constraints: list[Constraint]


def read(
    text: str,
    asked: Sequence[Piece],
    answers: Sequence[Answer],
    catalogue: Catalogue,
    known: Sequence[Constraint],
) -> Translation:
    """What the translation says of the catalogue's properties, but of those in `known`."""
    said = [one_line(a.text, 80).strip(" .,") if a.ok else "" for a in answers]
    joined, places = "", []
    for piece, words in zip(asked, said, strict=False):
        start = len(joined)
        joined += f"{words}; "
        places.append((start, len(joined), piece.span))
    fields = {c.field for c in known}
    found = as_constraints(find_mentions(joined, catalogue, catalogue.language), joined, catalogue)
    kept = [_held(c, catalogue) for c in _placed(found, places, text) if c.field not in fields]
    return Translation(joined.strip("; "), kept)


def _held(c: Constraint, catalogue: Catalogue) -> Constraint:
    """A value of an open-ended field is a wish: a translation hits one by chance."""
    if isinstance(c.value, bool):
        return c
    many = len(catalogue.vocabulary(c.field, FEW_VALUES + 1)) > FEW_VALUES
    return c.model_copy(update={"hard": False}) if many and c.op in ("has", "in", "eq") else c


def _placed(
    found: Sequence[Constraint], places: Sequence[tuple[int, int, Span]], text: str
) -> Iterator[Constraint]:
    """Constraints on the words of the original; a wish or a denial there counts."""
    for c in found:
        assert c.span is not None
        mine = [s for start, end, s in places if start < c.span.end and c.span.start < end]
        span = Span(start=min(s.start for s in mine), end=max(s.end for s in mine))
        words = text[span.start : span.end]
        change: dict[str, object] = {"span": span}
        if isinstance(c.value, bool):
            change["value"] = not clauses.denies(words)
        if clauses.is_wish(text, span.start, span.end):
            change["hard"] = False
        yield c.model_copy(update=change)
