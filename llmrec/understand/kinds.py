"""How near words are to the catalogue's words for kinds of things, by embedding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.schema import kind_field
from llmrec.context import Context

MOST_KINDS = 40


class NearKinds(NamedTuple):
    field: str
    """That says what kind of thing an item is."""
    kinds: list[str]
    cosines: NDArray[np.float32]
    """[texts, kinds]."""


def near_kinds(texts: Sequence[str], context: Context) -> NearKinds | None:
    """None: nothing to compare, too many kinds, or an embedding model that does not know the
    catalogue's language (its vectors are near each other by chance).

    Raises:
        ModelUnavailable: the embedding model does not answer.
    """
    catalogue, embedder = context.catalogue, context.embedder
    field = kind_field(catalogue.schema)
    known = getattr(embedder, "languages", None)
    if not texts or field is None or embedder is None:
        return None
    if known is not None and catalogue.language not in known:
        return None
    kinds = [value for value, _ in catalogue.vocabulary(field, MOST_KINDS + 1)]
    if not 2 <= len(kinds) <= MOST_KINDS:
        return None
    vectors = np.asarray(embedder([*texts, *kinds]))
    return NearKinds(field, kinds, vectors[: len(texts)] @ vectors[len(texts) :].T)
