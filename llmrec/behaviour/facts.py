"""What is known of items without anybody's events: their text's embedding and their kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llmrec.behaviour.past import Rows
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.columns import WordColumn

FEW, MANY = 2, 64
"""Values that a field has whose values say what kind of item it is."""


@dataclass(frozen=True)
class Facts:
    """By ordinal of the item; rows are of length 1, or 0 where nothing is known."""

    text: Rows
    """[size, dims], less their mean, so that two items at random have nothing in common."""
    kinds: Rows
    """[size, values]: which values of the categories and lists it has."""
    embedding: str
    """The model that the text was embedded by."""

    @classmethod
    def of(cls, catalogue: Catalogue, embedding: str | None = None) -> Facts:
        """
        Args:
            embedding: the model; None: the catalogue's default.

        Raises:
            IndexMismatch: no vectors of that model.
        """
        embedding = embedding or next(iter(catalogue.embeddings), "")
        matrix = catalogue.matrix(embedding)
        centred = matrix - matrix.mean(0) if len(matrix) else matrix
        return cls(unit(centred), unit(_kinds(catalogue)), embedding)


def unit(rows: Rows) -> Rows:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), np.float32)


def _kinds(catalogue: Catalogue) -> Rows:
    parts = [np.zeros((catalogue.size, 0), np.float32)]
    for name in catalogue.schema.attributes:
        column = catalogue.columns.column(name)
        if isinstance(column, WordColumn) and FEW <= len(column.words) <= MANY:
            held = np.zeros((catalogue.size, len(column.words)), np.float32)
            held[column.rows, column.codes] = 1.0
            parts.append(held)
    return np.concatenate(parts, axis=1)
