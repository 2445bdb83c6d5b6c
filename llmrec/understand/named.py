"""Items that a request names by their title: `cheaper than the Ikoveo Station X`.

The words of a title say which item is meant, and none of them is a limit of its own: a maker's name
in it is no demand for that maker. A comparison with the item is one, and code reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import HAN, simplified, stem, tokens, words
from llmrec.types import Constraint, Item, Op, Span
from llmrec.understand import clauses
from llmrec.understand.vocabulary import Mention

MOST = 30
"""Items whose titles are looked for: those that share most words with the request."""
LEAST_WORDS = 2
LEAST_HAN = 4
_ARTICLE = r"\s+(?:(?:the|an?|my|our|your|this|that)\s+)?[\"'“‘]?$"
_BEFORE: tuple[tuple[Op, re.Pattern[str]], ...] = (
    (
        "le",
        re.compile(rf"\b(?:no|not)\s+(?:more\s+expensive|pricier|dearer)\s+than{_ARTICLE}", re.I),
    ),
    (
        "lt",
        re.compile(
            r"\b(?:cheaper\s+than|less\s+expensive\s+than|(?:cost|sell)s?(?:\s+for)?\s+less\s+than"
            r"|for\s+less\s+(?:money\s+)?than|priced\s+(?:below|under)|(?:below|under)\s+the\s+price\s+of"
            r"|undercuts?)"
            rf"{_ARTICLE}",
            re.I,
        ),
    ),
    ("gt", re.compile(rf"\b(?:more\s+expensive|pricier|dearer)\s+than{_ARTICLE}", re.I)),
    ("lt", re.compile(r"(?:价格|价钱|售价)\s*(?:要|得)?\s*(?:低于|少于)\s*[“「《]?\s*$")),
)
_AFTER: tuple[tuple[Op, re.Pattern[str]], ...] = (
    ("lt", re.compile(r"\s*[”」》]?\s*(?:更|还|要|还要|再)?\s*(?:便宜|实惠|省钱)")),
    ("gt", re.compile(r"\s*[”」》]?\s*(?:更|还|要|还要|再)?\s*贵")),
)
_THAN = re.compile(r"(?P<no>不(?:能|要|可以?)?)?比\s*[“「《]?\s*$")
_REVERSED: dict[Op, Op] = {"gt": "le", "lt": "ge"}


class Named(NamedTuple):
    """An item whose title stands in a text, characters `start` to `end`."""

    item: Item
    start: int
    end: int


def named_items(text: str, catalogue: Catalogue) -> list[Named]:
    """The items that a text names by their whole title, longest title first."""
    ids = [i for i, _ in catalogue.lexical(tokens(text), MOST)]
    items = sorted(catalogue.items(ids), key=lambda i: -len(i.title))
    out: list[Named] = []
    for item in items:
        place = _place(simplified(item.title), text)
        if place and not any(n.start < place[1] and place[0] < n.end for n in out):
            out.append(Named(item, *place))
    return out


def _place(title: str, text: str) -> tuple[int, int] | None:
    """Where a title stands: as it is written, or in any case behind a comparison."""
    own = words(title)
    if len(own) < LEAST_WORDS and len(HAN.findall(title)) < LEAST_HAN:
        return None
    at = text.find(title)
    if at >= 0:
        return at, at + len(title)
    found = words(text)
    stems, said = ([stem(w.text.lower()) for w in some] for some in (own, found))
    for n in range(len(said) - len(stems) + 1):
        if said[n : n + len(stems)] == stems:
            start, end = found[n].start, found[n + len(stems) - 1].end
            if _comparison(text, start, end):
                return start, end
    return None


def _comparison(text: str, start: int, end: int) -> tuple[Op, int, int] | None:
    """What is said of the price beside an item at `start` to `end`, and from where to where."""
    for op, before in _BEFORE:
        if said := before.search(text, 0, start):
            return op, said.start(), end
    than = _THAN.search(text, 0, start)
    if than is None:
        return None
    for op, after in _AFTER:
        if said := after.match(text, end):
            return _REVERSED[op] if than["no"] else op, than.start(), said.end()
    return None


def compared(text: str, named: Sequence[Named], catalogue: Catalogue) -> Iterator[Constraint]:
    """The limits that comparisons with named items set."""
    price = catalogue.schema.price
    if price is None:
        return
    for item, start, end in named:
        said, value = _comparison(text, start, end), item.attributes.get(price)
        if said and isinstance(value, float | int) and not isinstance(value, bool):
            op, first, last = said
            hard = not clauses.is_wish(text, first, last)
            span = Span(start=first, end=last)
            yield Constraint(field=price, op=op, value=float(value), hard=hard, span=span)


def outside(mentions: Sequence[Mention], named: Sequence[Named]) -> list[Mention]:
    """Mentions that are no part of a title."""
    return [m for m in mentions if not any(n.start < m.end and m.start < n.end for n in named)]


def in_title(c: Constraint, named: Sequence[Named]) -> bool:
    """Whether a limit was read in the words of a title (`Ribbon 2 m`)."""
    return c.span is not None and bool(
        any(n.start < c.span.end and c.span.start < n.end for n in named)
    )
