"""Slips of the pen in a request, mended towards the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from llmrec.catalog.catalogue import Catalogue
from llmrec.text import language, mended, tokens, words
from llmrec.understand.does import GAP

FEW_VALUES = 40
_wanted: WeakKeyDictionary[Catalogue, frozenset[str]] = WeakKeyDictionary()


def spelled(text: str, catalogue: Catalogue) -> tuple[str, list[str]]:
    """The text with slips mended, and what was read as what, in words.

    What stands in any item is no slip: it may be a name. Catalogues in English alone, and no text
    in a language whose words would pass for slips: Spanish `algo` is no `also`.
    """
    if catalogue.language != "en" or language(text) not in ("en", "zh"):
        return text, []
    wanted = _wanted.get(catalogue)
    if wanted is None:
        wanted = _wanted[catalogue] = frozenset(_words(catalogue))
    plain, slips = mended(text, wanted, lambda word: catalogue.knows(tokens(word)))
    return plain, [f"“{said}” is read as {meant}" for said, meant in slips]


def _words(catalogue: Catalogue) -> Iterator[str]:
    """Words of attributes and values, each in one and in many."""
    schema = catalogue.schema
    said: list[str] = []
    for field, spec in schema.attributes.items():
        said.append(field.replace("_", " "))
        said.extend(
            w for others in schema.words.get(field, {}).values() for w in others if GAP not in w
        )
        if spec.type in ("category", "list"):
            values = [v for v, _ in catalogue.vocabulary(field, FEW_VALUES + 1)]
            said.extend(values if len(values) <= FEW_VALUES else [])
    for text in said:
        for word in words(text):
            if word.text.isascii():
                lower = word.text.lower()
                yield from (lower, lower if lower.endswith("s") else f"{lower}s")
