"""Results as facts: what the model is told of them, and may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from llmrec.tools import results as r
from llmrec.tools.agent.outcome import Done

from llmrec.claims import spoken
from llmrec.types import Attribute
from llmrec.wording.wording import Wording

MOST = 5
"""Items of a result that are told."""
NOTHING = "Nothing was found"
REASONS = {
    "excluded": "it was left out by its id",
    "disliked": "it was disliked before",
    "rank": "it stands at place {n}",
    "listed": "it is in the list, at place {n}",
    "unknown": "it is not in the catalogue",
}


class Line(NamedTuple):
    """One fact; `item` is whose it is."""

    text: str
    item: str | None = None


def lines(done: Sequence[Done], say: Wording) -> list[Line]:
    """Facts of the steps that were done, in their order; none of them twice."""
    results = [step.result for step in done if step.result is not None]
    return list(dict.fromkeys(line for x in results for line in _lines(x, say)))


def _lines(result: r.Result, say: Wording) -> list[Line]:
    match result:
        case r.Filtered():
            total = Line(f"{result.total} items keep to the limits")
            return [total, *(_card(c, say) for c in result.items[:MOST])]
        case r.Recommended() if not result.items:
            return [Line(NOTHING), *(_card(c, say) for c in result.alternatives[:2])]
        case r.ItemList():
            return [_card(c, say) for c in result.items[:MOST]] or [Line(NOTHING)]
        case r.Rated():
            return [_stars(s) for s in result.items] or [Line(NOTHING)]
        case r.Compared():
            return _compared(result, say)
        case r.Explained():
            why = f": {result.item.why.text}" if result.item.why else ""
            return [Line(result.item.title + why, result.item.id)]
        case r.WhyNot():
            return [Line(f"{result.title or result.item}: {_reason(result)}", result.item)]
        case r.ItemDetails():
            return [Line(f"{result.title}: {_attributes(result.attributes, say)}", result.id)]
    return _others(result, say)


def _others(result: r.Result, say: Wording) -> list[Line]:
    match result:
        case r.Recorded():
            title = say.catalogue.item(result.item).title
            return [Line(f"Kept: {result.kind}, {title}", result.item)]
        case r.Tagged():
            tags = ", ".join(t.tag for t in result.tags[:MOST]) or "-"
            return [Line(f"Interests: {tags}")]
        case r.Understood():
            profile = result.profile
            said = [profile.search_text, *map(str, profile.constraints)]
            return [Line(f"Understood: {', '.join(filter(None, said))}")]
        case r.CatalogInfo():
            names = ", ".join(f.name for f in result.fields)
            return [Line(f"{result.name}: {result.items} items"), Line(f"Fields: {names}")]
    return []


def _card(card: r.Card, say: Wording) -> Line:
    attributes = card.attributes or say.catalogue.item(card.id).attributes
    return Line(f"{card.title}: {_attributes(attributes, say, 4)}", card.id)


def _attributes(values: Mapping[str, Attribute], say: Wording, most: int = 20) -> str:
    told = list(values.items())[:most]
    return ", ".join(f"{say.field(name)} {say.value(name, value)}" for name, value in told)


def _stars(s: r.Stars) -> Line:
    return Line(f"{s.title}: {s.stars} stars ({s.low}–{s.high})", s.id)


def _compared(result: r.Compared, say: Wording) -> list[Line]:
    """What differs, item by item."""
    out = []
    for n, card in enumerate(result.items):
        differing = {row.field: row.values[n] for row in result.rows if row.differs}
        known = {k: v for k, v in differing.items() if v is not None}
        out.append(Line(f"{card.title}: {_attributes(known, say, 6)}", card.id))
    return out


def _reason(result: r.WhyNot) -> str:
    if result.reason != "limits":
        return REASONS[result.reason].format(n=result.rank)
    broken = [
        f"it breaks {b.limit}, its value is {'-' if b.value is None else spoken(b.value)}"
        for b in result.broken
    ]
    return "; ".join(dict.fromkeys(broken))
