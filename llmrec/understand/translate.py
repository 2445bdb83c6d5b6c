"""Requests in another language than the catalogue's: the model translates, code reads.

Each piece of the request is put into the catalogue's language in a call of its own, all at once,
with the catalogue's words at hand; so is a piece in that language that speaks in other words. The
translation is read like any request, but for numbers, which were read in the original. What is
found rests on the piece it was translated from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.llm import Answer, Ask
from llmrec.prompts import load, one_line
from llmrec.text import language, negated_spans
from llmrec.types import Constraint, Op, Span
from llmrec.understand import clauses, indifference
from llmrec.understand.limits import (
    Question,
    guard_line,
    is_read,
    spoken_of,
    subjects,
    weighed,
)
from llmrec.understand.mentions import as_constraints
from llmrec.understand.named import named_items, outside
from llmrec.understand.numbers import Read, read_numbers
from llmrec.understand.vocabulary import find_mentions

INTO = {
    "en": ("translate", r"[A-Za-z0-9$][A-Za-z0-9 ,.$%'+-]{1,70}"),
    "zh": ("translate_zh", r"[\u4e00-\u9fffA-Za-z0-9][\u4e00-\u9fffA-Za-z0-9 ，、-]{1,40}"),
}
"""The prompt for a catalogue's language, and the letters of an answer."""
REWORD = {"en": ("reword", INTO["en"][1])}
MOST_PIECES = 8
MOST_REWORDED = 3
FEW_VALUES = 40
VALUE_CHARS = 40


class Piece(NamedTuple):
    span: Span
    ask: Ask


class Unread(NamedTuple):
    """What the model is asked to put into the catalogue's words."""

    pieces: list[Piece]
    about: list[Question] | None = None
    """Which fields each piece speaks of, where it is put into other words of its own language;
    None: it is translated."""

    @property
    def asks(self) -> list[Ask]:
        return [p.ask for p in self.pieces] + [q.ask for q in self.about or []]


def unread(
    text: str, catalogue: Catalogue, known: Sequence[Constraint], *, foreign: bool
) -> Unread:
    """Of a text in another language all that code has not read; of one in the catalogue's what
    demands or refuses something in no word of its own (`I want to do it whenever it suits me`).
    Nothing of a language that there is no prompt for."""
    prompts = INTO if foreign else REWORD
    if catalogue.language not in prompts:
        return Unread([])
    name, letters = prompts[catalogue.language]
    values: dict[str, object] = {
        "domain": catalogue.schema.domain or "items",
        "words": vocabulary(catalogue),
    }
    if foreign:
        places = clauses.pieces(text)[:MOST_PIECES]
        places = [p for p in places if clauses.share(p, known) < clauses.READ]
    else:
        places = [p for p in clauses.forceful_pieces(text) if not is_read(text, p, known)]
        places = places[:MOST_REWORDED]
    pieces = []
    for start, end in places:
        whole = text[start:end] if foreign else indifference.without(text, start, end)
        piece = guard_line(whole)[:160]
        ask = Ask(load(name), values | {"piece": piece}, regex=letters)
        pieces.append(Piece(Span(start=start, end=end), ask))
    if foreign:
        return Unread(pieces)
    return Unread(pieces, subjects([p.span for p in pieces], text, catalogue, known))


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
    assumed: list[str]


def read(
    text: str,
    asked: Unread,
    answers: Sequence[Answer],
    catalogue: Catalogue,
    known: Sequence[Constraint],
    spoken: Set[tuple[str, int]] = frozenset(),
) -> Translation:
    """What the answers say of the catalogue's properties, but of those in `known`.

    Of a text in the catalogue's language only the limits are taken, and only those on a field that
    their piece is about: a small model that has understood nothing names some field.

    Args:
        spoken: yes/no fields that pieces are about, each with the start of its piece.
    """
    said, subjects_ = answers[: len(asked.pieces)], answers[len(asked.pieces) :]
    found = _read(text, asked.pieces, said, catalogue, known)
    if asked.about is None:
        return found
    about = spoken_of(asked.about, subjects_) | spoken
    kept = [c for c in found.constraints if c.span and (c.field, c.span.start) in about]
    return Translation("", kept, [])


def _read(
    text: str,
    asked: Sequence[Piece],
    answers: Sequence[Answer],
    catalogue: Catalogue,
    known: Sequence[Constraint],
) -> Translation:
    said = [one_line(a.text, 80).strip(" .,") if a.ok else "" for a in answers]
    said = [_in_order(words, catalogue) for words in said]
    joined, places = "", []
    for piece, words in zip(asked, said, strict=False):
        start = len(joined)
        joined += f"{words}; "
        places.append((start, len(joined), piece.span))
    numbers = _numbers(text, asked, said, catalogue)
    known = [*known, *numbers.constraints]
    fields = {c.field for c in known}
    mentions = outside(
        find_mentions(joined, catalogue, catalogue.language), named_items(joined, catalogue)
    )
    placed: list[Constraint] = []
    for place in places:  # piece by piece: what one refuses is none of the values of another
        mine = [m for m in mentions if place[0] <= m.start < place[1]]
        found = as_constraints(mine, joined, catalogue)
        placed += _placed(found, joined, place, text, catalogue)
    kept = [_held(c, catalogue) for c in _together(placed) if c.field not in fields]
    return Translation(joined.strip("; "), [*numbers.constraints, *kept], numbers.assumed)


READ = ("en", "zh")
"""Languages whose numbers code reads as they were written."""
_MONEY = re.compile(r"[$€£¥]|\b(?:dollars?|euros?|pounds?|yuan|usd|eur|gbp|cny)\b", re.I)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def _numbers(text: str, asked: Sequence[Piece], said: Sequence[str], catalogue: Catalogue) -> Read:
    """Limits in numbers of a language that code does not read, from its translation: such whose
    numbers stand in the original. A currency that the person did not name is not read."""
    found = Read([], [], [], [])
    if language(text) in READ:
        return found
    for piece, words in zip(asked, said, strict=False):
        original = text[piece.span.start : piece.span.end]
        plain = words if _MONEY.search(original) else _MONEY.sub(" ", words)
        told = read_numbers(plain, catalogue.schema)
        if set(_DIGITS.findall(plain)) <= set(_DIGITS.findall(original)):
            found.constraints.extend(
                c.model_copy(update={"span": piece.span}) for c in told.constraints
            )
            found.assumed.extend(told.assumed)
    return found


def _in_order(words: str, catalogue: Catalogue) -> str:
    """`Only a vacuum robot` where the catalogue says robot vacuum: a translation keeps the words of
    a value, but not always their order."""
    for name, spec in catalogue.schema.attributes.items():
        if spec.type not in ("category", "list"):
            continue
        for value, _ in catalogue.vocabulary(name, FEW_VALUES):
            first, _, last = value.partition(" ")
            if last and " " not in last:
                turned = rf"\b{re.escape(last)}\s{re.escape(first)}(s?)\b"
                words = re.sub(turned, lambda m, v=value: f"{v}{m[1]}", words, flags=re.I)  # type: ignore[misc]
    return words


_SEVERAL: dict[Op, Op] = {"eq": "in", "in": "in", "ne": "not_in", "not_in": "not_in"}


def _together(found: Sequence[Constraint]) -> list[Constraint]:
    """Values of one field that stand in several pieces, as one limit; those refused are none of
    those wanted."""
    groups: dict[tuple[str, Op, bool], list[Constraint]] = {}
    out: list[Constraint] = []
    for c in found:
        if c.op in _SEVERAL and isinstance(c.value, str | list):
            groups.setdefault((c.field, _SEVERAL[c.op], c.hard), []).append(c)
        else:
            out.append(c)
    refused = {
        (field, value)
        for (field, op, _), some in groups.items()
        if op == "not_in"
        for value in _values(some)
    }
    for (field, op, _), some in groups.items():
        values = [v for v in _values(some) if op == "not_in" or (field, v) not in refused]
        if len(values) > 1:
            out.append(some[0].model_copy(update={"op": op, "value": values}))
        elif values:
            one = "ne" if op == "not_in" else "eq"
            out.append(some[0].model_copy(update={"op": one, "value": values[0]}))
    return out


def _values(some: Sequence[Constraint]) -> list[str]:
    named = ([c.value] if isinstance(c.value, str) else c.value for c in some)
    return list(dict.fromkeys(v for value in named if isinstance(value, list) for v in value))


def _held(c: Constraint, catalogue: Catalogue) -> Constraint:
    """A value of an open-ended field is a wish: a translation hits one by chance."""
    if isinstance(c.value, bool):
        return c
    many = len(catalogue.vocabulary(c.field, FEW_VALUES + 1)) > FEW_VALUES
    return c.model_copy(update={"hard": False}) if many and c.op in ("has", "in", "eq") else c


REFUSED: dict[Op, Op] = {"eq": "ne", "in": "not_in", "has": "lacks"}
READABLE = ("en", "zh")
"""Languages of which code knows the denials; of others the translation is believed."""
_AT_THE_END = re.compile(r"不(?:想要?|要|行|可以|能|接受|考虑|喜欢|买|看|收)\s*(?:了|的)?\s*$")


def _placed(
    found: Sequence[Constraint],
    joined: str,
    place: tuple[int, int, Span],
    text: str,
    catalogue: Catalogue,
) -> Iterator[Constraint]:
    """Constraints of one piece on the words of the original; a wish or a denial there counts."""
    lang = language(text)
    start, end, span = place
    for c in found:
        assert c.span is not None
        words = weighed(text, span, catalogue.schema.attributes[c.field])
        if not words:  # it does not matter, unless it is one of several
            words = text[span.start : span.end]
            if c.op != "in" or not indifference.offers(words):
                continue
        change: dict[str, object] = {"span": span}
        if lang in READABLE:
            no = _refuses(c, found, joined, (start, end), catalogue.language)
            change |= _righted(c, words, lang, refuses=no)
        wished = not c.hard and clauses.is_wish(joined, c.span.start, c.span.end)
        if wished or clauses.is_wish(text, span.start, span.end):
            change["hard"] = False
        yield c.model_copy(update=change)


def _refuses(
    c: Constraint, found: Sequence[Constraint], joined: str, part: tuple[int, int], lang: str
) -> bool:
    """Whether the translated piece of a limit says no to something else: its denial is not lost.

    For yes/no fields that something has to be a limit: a model says `no wish to pay for one`.
    """
    start, end = part
    inside = [o for o in found if o.span and start < o.span.end and o.span.start < end]
    said = not isinstance(c.value, bool) and negated_spans(joined[start:end], lang)
    return any(map(_is_refusal, inside)) or bool(said)


def _is_refusal(c: Constraint) -> bool:
    return c.value is False or c.op in REFUSED.values()


def _righted(c: Constraint, words: str, lang: str, *, refuses: bool) -> dict[str, object]:
    """What the original makes of a translated limit.

    A denial that the translation lost makes a refusal of it. A refusal that no word of the
    original bears out is no more than a wish, and where two denials cancel out it is a demand.
    """
    outright = bool(negated_spans(words, lang) or _AT_THE_END.search(words))
    denied = clauses.denies(words) or (outright and not clauses.has_denial(words))
    if _is_refusal(c):
        if denied:
            return {}
        taken_back = clauses.has_denial(words) and isinstance(c.value, bool)
        return {"value": True} if taken_back else {"hard": False}
    if refuses or not denied:
        return {}
    if isinstance(c.value, bool):
        return {"value": False}
    return {"op": REFUSED[c.op], "hard": True} if outright else {}
