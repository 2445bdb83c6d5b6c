"""Slips of the pen in a request, mended towards the catalogue's words."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import mended, words

MOST_TITLES = 20_000
FEW_VALUES = 40


class Known(NamedTuple):
    wanted: frozenset[str]
    """Words of attributes and values, in one and in many."""
    known: frozenset[str]
    """Those, and all that stand in titles."""


_held: WeakKeyDictionary[Catalogue, Known] = WeakKeyDictionary()


def spelled(text: str, catalogue: Catalogue) -> tuple[str, list[str]]:
    """The text with slips mended, and what was read as what, in words.

    In a catalogue with more titles than can be looked through nothing is mended: what looks like a
    slip may be a name.
    """
    if catalogue.language != "en" or catalogue.size > MOST_TITLES:
        return text, []
    held = _held.get(catalogue)
    if held is None:
        held = _held[catalogue] = _known(catalogue)
    plain, slips = mended(text, held.wanted, held.known)
    return plain, [f"“{said}” is read as {meant}" for said, meant in slips]


def _known(catalogue: Catalogue) -> Known:
    schema = catalogue.schema
    said: list[str] = []
    for field, spec in schema.attributes.items():
        said.append(field.replace("_", " "))
        for others in schema.words.get(field, {}).values():
            said.extend(others)
        if spec.type in ("category", "list"):
            values = [v for v, _ in catalogue.vocabulary(field, FEW_VALUES + 1)]
            said.extend(values if len(values) <= FEW_VALUES else [])
    wanted = _words(said)
    titles = _words([i.title for i in catalogue.items(catalogue.ids)])
    return Known(wanted | {f"{w}s" for w in wanted if not w.endswith("s")}, wanted | titles)


def _words(texts: list[str]) -> frozenset[str]:
    return frozenset(w.text.lower() for text in texts for w in words(text) if w.text.isascii())
