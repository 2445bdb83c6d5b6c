"""Items that a text names by their title, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import simplified, stem, tokens, words
from llmrec.types import ItemId

MOST_TITLES = 40
MEASURE = "[个門门款台条種种双家只把盏盞件样張张套堂项位支部本枚颗粒间课]"
"""Words by which things are counted in Chinese."""


class Place(NamedTuple):
    """Items that words point at, characters `start` to `end`."""

    items: tuple[ItemId, ...]
    start: int
    end: int


def meets(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place shares characters with one of others."""
    return any(o.start < place.end and place.start < o.end for o in others)


def titles(text: str, catalogue: Catalogue) -> list[Place]:
    """Items whose whole title stands in the text, in any case; the longest first."""
    items = catalogue.items([i for i, _ in catalogue.lexical(tokens(text), MOST_TITLES)])
    said = words(text)
    stems = [stem(w.text.lower()) for w in said]
    found: list[Place] = []
    for item in sorted(items, key=lambda i: -len(i.title)):
        title = simplified(item.title)
        at = text.lower().find(title.lower())
        own = [stem(w.text.lower()) for w in words(title)]
        if at >= 0 and (len(own) > 1 or title in text):
            place = Place((item.id,), at, at + len(title))
        elif len(own) > 1 and (n := _run(own, stems)) is not None:
            place = Place((item.id,), said[n].start, said[n + len(own) - 1].end)
        else:
            continue
        if not meets(place, found):
            found.append(place)
    return found


def _run(own: Sequence[str], said: Sequence[str]) -> int | None:
    """Where these words stand side by side."""
    for n in range(len(said) - len(own) + 1):
        if list(said[n : n + len(own)]) == list(own):
            return n
    return None
