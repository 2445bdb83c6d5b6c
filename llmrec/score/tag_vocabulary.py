"""The tags that a catalogue's items have: values of its categories and lists, and who has them."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from llmrec.behaviour.past import Floats, Ints
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.columns import WordColumn
from llmrec.text import tokens

MOST_VALUES = 100
"""A field of more values names things (actors, titles) rather than kinds of things."""
LEAST_ITEMS = 2
"""Items that a value is shared by, in the mean of its field."""


class Vocabulary(NamedTuple):
    """`rows` and `codes` [pairs]: which item, by ordinal, has which tag."""

    tags: list[str]
    fields: list[str]
    words: list[frozenset[str]]
    rows: Ints
    codes: Ints
    size: int
    """Items of the catalogue."""

    def share(self, items: Ints, weights: Floats | None = None) -> Floats:
        """Of some items, by ordinal, the weighed share that has each tag, [tags]; 0 of none."""
        given = np.zeros(self.size)
        np.add.at(given, items, 1.0 if weights is None else weights)
        total = given.sum()
        counts = np.bincount(self.codes, weights=given[self.rows], minlength=len(self.tags))
        return np.asarray(counts / total if total > 0 else np.zeros(len(self.tags)))

    @property
    def counts(self) -> Ints:
        """Items that have each tag, [tags]."""
        return np.bincount(self.codes, minlength=len(self.tags))


_held: WeakKeyDictionary[Catalogue, Vocabulary] = WeakKeyDictionary()


def vocabulary(catalogue: Catalogue) -> Vocabulary:
    """Made once for each state of a catalogue."""
    found = _held.get(catalogue)
    if found is None:
        found = _held[catalogue] = _made(catalogue)
    return found


def _made(catalogue: Catalogue) -> Vocabulary:
    tags: list[str] = []
    fields: list[str] = []
    rows, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for name in catalogue.schema.attributes:
        column = catalogue.columns.column(name)
        if not isinstance(column, WordColumn) or not 0 < len(column.words) <= MOST_VALUES:
            continue
        if len(column.rows) < LEAST_ITEMS * len(column.words):
            continue
        rows.append(column.rows.astype(np.int64))
        codes.append(column.codes.astype(np.int64) + len(tags))
        tags += column.words
        fields += [name] * len(column.words)
    words = [frozenset(tokens(tag)) for tag in tags]
    return Vocabulary(
        tags, fields, words, np.concatenate(rows), np.concatenate(codes), catalogue.size
    )
