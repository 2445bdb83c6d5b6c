"""Items that are spoken of anywhere in a talk, by either side: what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from llmrec.catalog.catalogue import Catalogue
from llmrec.text.titles import Titles
from llmrec.types import Mention, Request, Span

MOST = 20
"""The last ones."""
_titles: WeakKeyDictionary[Catalogue, tuple[Titles, dict[str, str]]] = WeakKeyDictionary()


def spoken_of(request: Request, catalogue: Catalogue) -> list[Mention]:
    """Items by their titles, liked or not, in the order of the talk; each once."""
    found = {m.item: m for m in _mentions(request, *_titles_of(catalogue))}
    return list(found.values())[-MOST:]


def _mentions(request: Request, titles: Titles, ids: dict[str, str]) -> Iterator[Mention]:
    turns = [(n, turn.content) for n, turn in enumerate(request.dialogue)]
    for turn, text in [*turns, (-1, request.text)]:
        for found in titles.find(text):
            span = Span(turn=turn, start=found.start, end=found.end)
            said = text[found.start : found.end]
            yield Mention(text=said, item=ids[found.title], span=span)


def _titles_of(catalogue: Catalogue) -> tuple[Titles, dict[str, str]]:
    """Read once for each state of a catalogue; of items of one title the first."""
    held = _titles.get(catalogue)
    if held is None:
        ids: dict[str, str] = {}
        for item in catalogue.items(catalogue.ids):
            ids.setdefault(item.title, item.id)
        held = _titles[catalogue] = (Titles(ids), ids)
    return held
