"""Items and fallbacks in few words."""

from __future__ import annotations

from collections.abc import Sequence

from llmrec.tools.results import Card, Note, Reason

from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.schema import kind_field
from llmrec.errors import ToolError
from llmrec.text import tokens
from llmrec.types import Attribute, Fallback, Interval, Item, Recommended, TagAffinity, Why

TEXT = 300
"""Characters of a text that are shown."""
FEW = 6
"""Attributes of an item in a list."""
MOST_VALUES = 8
"""Of a list of values, and tags."""
SHOWN = 5
"""Names and ids in an error."""
NEAR = 30
"""Items that a title is held against."""


def cut(text: str, chars: int = TEXT) -> str:
    return text if len(text) <= chars else text[: chars - 1].rstrip() + "…"


def short(value: Attribute) -> Attribute:
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, list):
        return [cut(v, 100) for v in value[:MOST_VALUES]]
    return value


def shown(item: Item, catalogue: Catalogue, first: Sequence[str] = ()) -> dict[str, Attribute]:
    """A few attributes: those named, what it is, its price, then as the schema has them."""
    schema = catalogue.schema
    order = [*first, kind_field(schema), schema.price, *schema.attributes]
    names = [n for n in dict.fromkeys(order) if n and item.attributes.get(n) not in (None, [])]
    return {n: short(item.attributes[n]) for n in names[: max(FEW, len(set(first)))]}


def card(item: Item, catalogue: Catalogue, first: Sequence[str] = ()) -> Card:
    tags = [t.tag for t in item.profile.tags] if item.profile else []
    return Card(
        id=item.id,
        title=cut(item.title),
        attributes=shown(item, catalogue, first),
        tags=[cut(t, 60) for t in tags[:MOST_VALUES]],
    )


def scored(row: Recommended, catalogue: Catalogue, first: Sequence[str] = ()) -> Card:
    """A row of a recommendation."""
    more = {
        "rank": row.rank,
        "score": round(row.score, 4),
        "rating": rounded(row.rating),
        "why": reason(row.why),
        "breaks": row.breaks,
    }
    return card(catalogue.item(row.id), catalogue, first).model_copy(update=more)


def reason(why: Why | None) -> Reason | None:
    if why is None:
        return None
    evidence = [e.model_copy(update={"quote": cut(e.quote)}) for e in why.evidence]
    return Reason(text=cut(why.text), by=why.by, evidence=evidence)


def rounded(stars: Interval) -> Interval:
    return Interval(**{k: round(v, 2) for k, v in stars.model_dump().items()})


def interests(tags: Sequence[TagAffinity]) -> list[TagAffinity]:
    return [
        TagAffinity(tag=cut(t.tag, 100), field=t.field, probability=round(t.probability, 3))
        for t in tags
    ]


def notes(fallbacks: Sequence[Fallback]) -> list[Note]:
    return [Note(stage=f.stage, to=f.to, reason=cut(f.reason)) for f in fallbacks]


def called(name: str, catalogue: Catalogue) -> str:
    """The id of what is named by its id or by its whole title; any other name as it is.

    Raises:
        ToolError: several items have that title.
    """
    if name in catalogue:
        return name
    found = titled(name, catalogue)
    if len(found) > 1:
        ids = ", ".join(repr(i.id) for i in found[:SHOWN])
        raise ToolError(
            "bad_arguments",
            f"{len(found)} items are called {cut(name, 60)!r}.",
            remedy=f"Say which by its id: {ids}.",
        )
    return found[0].id if found else name


def titled(name: str, catalogue: Catalogue) -> list[Item]:
    """The items whose whole title this is, however it is written."""
    near = [i for i, _ in catalogue.lexical(tokens(name), NEAR)]
    folded = name.strip().casefold()
    return [i for i in catalogue.items(near) if i.title.casefold() == folded]


def known(names: Sequence[str], catalogue: Catalogue) -> list[Item]:
    """The items of ids or whole titles, each once.

    Raises:
        ToolError: the catalogue has one of them not, or several of that title.
    """
    ids = list(dict.fromkeys(called(name, catalogue) for name in names))
    missing = [i for i in ids if i not in catalogue]
    if missing:
        listed = ", ".join(repr(cut(i, 60)) for i in missing[:SHOWN])
        raise ToolError(
            "bad_arguments",
            f"The catalogue {catalogue.name!r} has no item {listed}.",
            remedy="Give ids as search_items, filter_items or recommend return them, or titles.",
        )
    return catalogue.items(ids)
