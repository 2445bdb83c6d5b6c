"""A catalogue as the stages see it: items, filters, and three ways to find."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog import filters
from llmrec.catalog.columns import Columns, Mask
from llmrec.catalog.database import ItemStore
from llmrec.catalog.lexical import LexicalIndex
from llmrec.catalog.schema import Schema, load_schema
from llmrec.catalog.store import EmbeddingInfo, Folder, Manifest, existing
from llmrec.catalog.topk import top_k
from llmrec.catalog.vectors import DenseIndex, mismatch
from llmrec.errors import CatalogError
from llmrec.types import Constraint, Item

Found = list[tuple[str, float]]
"""Item ids with their scores, best first."""

_open: dict[str, tuple[object, Catalogue]] = {}
_lock = threading.Lock()


class Catalogue:
    """One consistent state of a catalogue. `open` gives the newest; hold one for one request."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self._folder, self._manifest = folder, manifest
        files = folder.generation(manifest.generation)
        self._files = files
        self.name = manifest.name
        self.schema: Schema = load_schema(files.schema)
        self.language = self.schema.language or manifest.language
        self.version = manifest.generation
        self._items = ItemStore(files.items)
        self.ids: list[str] = self._items.ids()
        self._ordinals = {id_: n for n, id_ in enumerate(self.ids)}
        self.columns = Columns.load(files.columns, self.schema)
        self._lexical = LexicalIndex.load(files.lexical)
        self._dense = {m: self._open_dense(m, info) for m, info in self.embeddings.items()}
        self._kept: dict[str, Item] = {}

    @classmethod
    def open(cls, name: str) -> Catalogue:
        """The newest state; the same object as before when nothing has changed.

        Raises:
            CatalogError: unknown, not finished or damaged.
        """
        folder, manifest = existing(name)
        key = (folder.root, manifest.generation)
        with _lock:
            held = _open.get(name)
            if held is not None and held[0] == key:
                return held[1]
            catalogue = cls._load(folder, manifest)
            _open[name] = ((folder.root, catalogue.version), catalogue)
            return catalogue

    @classmethod
    def _load(cls, folder: Folder, manifest: Manifest) -> Catalogue:
        try:
            return cls(folder, manifest)
        except CatalogError:
            newer = folder.manifest()
            if newer is None or newer.generation == manifest.generation:
                raise
            return cls(folder, newer)  # a writer replaced the state between the two reads

    def __repr__(self) -> str:
        return f"<Catalogue {self.name!r}: {self.size} items, {', '.join(self.embeddings)}>"

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def embeddings(self) -> dict[str, EmbeddingInfo]:
        """By name of the embedding model; the first is the default."""
        return self._manifest.embeddings

    @property
    def profiled(self) -> dict[tuple[str, str], int]:
        """How many items have a profile, by model and prompt that made it."""
        return self._items.makers()

    # Items

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ordinals

    def ordinal(self, id_: str) -> int:
        """Row of the item in masks and columns.

        Raises:
            CatalogError: no such item.
        """
        if id_ not in self._ordinals:
            raise CatalogError(f"The catalogue {self.name!r} has no item {id_!r}")
        return self._ordinals[id_]

    def item(self, id_: str) -> Item:
        """One item.

        Raises:
            CatalogError: no such item.
        """
        self.ordinal(id_)
        return self.items([id_])[0]

    def items(self, ids: Sequence[str]) -> list[Item]:
        """The items of these ids in their order; unknown ids are left out."""
        missing = [i for i in ids if i in self._ordinals and i not in self._kept]
        fetched = self._items.get(missing) if missing else {}
        found = {i: fetched.get(i) or self._kept.get(i) for i in ids}
        if len(self._kept) + len(fetched) <= 20_000:
            self._kept.update(fetched)
        return [item for i in ids if (item := found[i]) is not None]

    # Filters

    def mask(self, constraints: Sequence[Constraint]) -> Mask:
        """bool [size]: True where all constraints hold.

        Raises:
            CatalogError: unknown field, an operator that its type has not, a wrong value.
        """
        return self.columns.mask(constraints)

    def mask_of(self, ids: Sequence[str]) -> Mask:
        """bool [size]: True for these items; unknown ids are left out."""
        mask = np.zeros(self.size, bool)
        mask[[self._ordinals[i] for i in ids if i in self._ordinals]] = True
        return mask

    def breaks(self, item: Item, constraints: Sequence[Constraint]) -> list[Constraint]:
        """The constraints that the item breaks, looked at one by one on the item itself."""
        return filters.breaks(item, constraints, self.schema)

    # Finding

    def dense(
        self, vector: NDArray[Any], k: int, mask: Mask | None = None, embedding: str | None = None
    ) -> Found:
        """The nearest `k` items by cosine.

        Args:
            vector: [dims], of the embedding model named (the default one when None).

        Raises:
            IndexMismatch: no vectors of that model, or other dimensions.
        """
        return self._named(self._dense_index(embedding).query(vector, k, mask))

    def knows(self, tokens: Sequence[str]) -> bool:
        """Whether each of the tokens stands in some item."""
        return all(t in self._lexical.vocabulary for t in tokens)

    def lexical(self, tokens: Sequence[str], k: int, mask: Mask | None = None) -> Found:
        """The best `k` items by BM25; items that share no token are left out."""
        return self._named(self._lexical.search(tokens, k, mask))

    def popular(self, k: int, mask: Mask | None = None) -> Found:
        """The `k` most popular items; items without a popularity are left out."""
        values = self.columns.popularity.values
        known = ~np.isnan(values)
        return self._named(top_k(values, k, known if mask is None else known & mask))

    def scores_dense(
        self, vector: NDArray[Any], ids: Sequence[str], embedding: str | None = None
    ) -> NDArray[np.float32]:
        """Exact cosines of these items, float32 [ids]; NaN for unknown ids."""
        index = self._dense_index(embedding)
        return self._aligned(ids, lambda known: index.scores(vector, known))

    def scores_lexical(self, tokens: Sequence[str], ids: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of these items, float32 [ids]; NaN for unknown ids."""
        scores = self._lexical.scores(tokens)
        return self._aligned(ids, lambda known: scores[known])

    def matrix(self, embedding: str | None = None) -> NDArray[np.float32]:
        """The vectors of all items, [size, dims] of length 1, by ordinal.

        Raises:
            IndexMismatch: no vectors of that model.
        """
        return self._dense_index(embedding).matrix

    def background(self, embedding: str | None = None) -> tuple[float, float]:
        """Mean and deviation of the cosine of two items drawn at random: what is near by this
        embedding model lies above it."""
        return self._dense_index(embedding).background

    def warm(self, embedding: str | None = None) -> None:
        """Load the vector index now, so that the first request need not."""
        if self.size and self.embeddings:
            self._dense_index(embedding).warm()

    def _dense_index(self, embedding: str | None) -> DenseIndex:
        model = embedding or next(iter(self._dense), "")
        if model not in self._dense:
            raise mismatch(self.name, list(self._dense), model)
        return self._dense[model]

    def _open_dense(self, model: str, info: EmbeddingInfo) -> DenseIndex:
        matrix = self._files.root / info.file
        return DenseIndex(
            self.name,
            model,
            matrix,
            chroma_path=self._folder.chroma,
            generation=self.version,
            ordinals=self._ordinals,
        )

    def _named(self, found: list[tuple[int, float]]) -> Found:
        return [(self.ids[ordinal], score) for ordinal, score in found]

    def _aligned(self, ids: Sequence[str], score: Any) -> NDArray[np.float32]:
        out = np.full(len(ids), np.nan, np.float32)
        places = [n for n, i in enumerate(ids) if i in self._ordinals]
        if places:
            out[places] = score([self._ordinals[ids[n]] for n in places])
        return out

    # What the fields hold

    def vocabulary(self, field: str, limit: int | None = None) -> list[tuple[str, int]]:
        """Values of a category or list with how many items have them, most frequent first."""
        return self.columns.vocabulary(field, limit)

    def range(self, field: str) -> tuple[float, float] | tuple[str, str] | None:
        """Smallest and largest number, or first and last day."""
        return self.columns.range(field)

    def percentiles(self, field: str) -> NDArray[np.float64]:
        """Where each item's number or day stands among all, 0 to 1, by ordinal; NaN when it has
        none."""
        return self.columns.percentiles(field)

    @property
    def popularity_percentiles(self) -> NDArray[np.float64]:
        """Where each item's popularity stands among all, 0 to 1, by ordinal; NaN when it has
        none."""
        return self.columns.popularity.percentiles
