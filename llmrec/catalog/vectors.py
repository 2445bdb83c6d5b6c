"""Vectors of the items: in Chroma, with a plain matrix beside it for filters and exact scores.

Chroma answers queries over the whole catalogue. With a filter it is slower than a product over the
allowed rows of the matrix, at every share of allowed rows, so filtered queries go there; the
matrix is an export of what Chroma holds, made when the index is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog import chroma
from llmrec.catalog.items import RECIPE
from llmrec.catalog.topk import top_k
from llmrec.errors import BadModelOutput, CatalogError, IndexMismatch

Vectors = NDArray[np.float32]
MAX_BATCH = 5_000
_GATHER = 0.25
"""Up to this share of allowed rows it is faster to copy them than to score all rows."""
_PAIRS = 2_000
_HNSW = {"space": "cosine", "ef_search": 200}


def unit(vectors: NDArray[Any]) -> Vectors:
    """The vectors at length 1, float32 [rows, dims].

    Raises:
        BadModelOutput: a vector that is not finite, or zero.
    """
    rows = np.atleast_2d(np.asarray(vectors, np.float32))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise BadModelOutput("The embedding model gave vectors that are zero or not finite")
    out: Vectors = rows / lengths
    return out


class VectorIndex:
    """The collection of one embedding model, for the writer (who holds the lock)."""

    def __init__(self, client: chroma.Client, model: str, catalogue: str) -> None:
        self.client, self.model, self.catalogue = client, model, catalogue
        self.name = chroma.collection_name(model)
        with chroma.chroma_faults(client.path):
            there = {c.name for c in client.api.list_collections()}
            self._collection: Any = self._open() if self.name in there else None
        if self._collection is not None:
            self._check_model(self._collection.metadata or {})

    def _open(self) -> Any:
        return self.client.api.get_collection(self.name, embedding_function=None)

    def _check_model(self, metadata: dict[str, Any]) -> None:
        if metadata.get("model") != self.model:
            raise _mismatch(self.catalogue, str(metadata.get("model")), self.model)

    @property
    def dims(self) -> int | None:
        return int(self._collection.metadata["dims"]) if self._collection is not None else None

    @property
    def count(self) -> int:
        with chroma.chroma_faults(self.client.path):
            return int(self._collection.count()) if self._collection is not None else 0

    def stored(self) -> dict[str, str]:
        """Ids that Chroma holds, each with the fingerprint of the text that was embedded."""
        if self._collection is None:
            return {}
        with chroma.chroma_faults(self.client.path):
            got = self._collection.get(include=["metadatas"])
        pairs = zip(got["ids"], got["metadatas"], strict=True)
        return {id_: (held or {}).get("sha", "") for id_, held in pairs}

    def upsert(self, ids: Sequence[str], vectors: NDArray[Any], shas: Sequence[str]) -> None:
        """Write vectors; they are on disk when this returns.

        Args:
            vectors: [ids, dims], any length but zero.

        Raises:
            IndexMismatch: other dimensions than the index has.
            BadModelOutput: vectors that are zero or not finite.
        """
        rows = unit(vectors)
        if self._collection is None:
            self._collection = self._create(rows.shape[1])
        if rows.shape[1] != self.dims:
            raise IndexMismatch(
                f"The index of {self.catalogue!r} has {self.dims} dimensions, "
                f"{self.model!r} now answers with {rows.shape[1]}",
                remedy="The server serves another model under this name: point it to the right "
                f"one, or `llmrec catalog remove {self.catalogue}` and add it again.",
            )
        with chroma.chroma_faults(self.client.path):
            for start in range(0, len(ids), MAX_BATCH):
                part = slice(start, start + MAX_BATCH)
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=rows[part],
                    metadatas=[{"sha": sha} for sha in shas[part]],
                )

    def _create(self, dims: int) -> Any:
        with chroma.chroma_faults(self.client.path):
            return self.client.api.create_collection(
                self.name,
                embedding_function=None,
                configuration={"hnsw": _HNSW},
                metadata={"model": self.model, "dims": dims, "recipe": RECIPE},
            )

    def delete(self, ids: Sequence[str]) -> None:
        with chroma.chroma_faults(self.client.path):
            for start in range(0, len(ids), MAX_BATCH):
                self._collection.delete(ids=list(ids[start : start + MAX_BATCH]))

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The nearest `k` ids with their cosines.

        Raises:
            CatalogError: Chroma holds nothing of this model.
        """
        if self._collection is None:
            raise CatalogError(
                f"The Chroma index of {self.catalogue!r} has no vectors of {self.model!r}",
                remedy=f"`llmrec catalog remove {self.catalogue}`, then add it again.",
            )
        with chroma.chroma_faults(self.client.path):
            got = self._collection.query(
                query_embeddings=[vector], n_results=k, include=["distances"]
            )
        pairs = zip(got["ids"][0], got["distances"][0], strict=True)
        return [(id_, 1.0 - float(distance)) for id_, distance in pairs]

    def export(self, ids: Sequence[str], path: Path) -> int:
        """Write the vectors of `ids`, in their order, as float32 .npy [ids, dims]; returns dims.

        Raises:
            CatalogError: Chroma lacks one of them.
        """
        dims = self.dims or 0
        matrix = np.zeros((len(ids), dims), np.float32)
        for start in range(0, len(ids), MAX_BATCH):
            some = list(ids[start : start + MAX_BATCH])
            with chroma.chroma_faults(self.client.path):
                got = self._collection.get(ids=some, include=["embeddings"])
            at = {id_: n for n, id_ in enumerate(got["ids"])}
            missing = next((i for i in some if i not in at), None)
            if missing is not None:
                raise CatalogError(f"Chroma has no vector of the item {missing!r}")
            order = [at[i] for i in some]
            matrix[start : start + len(some)] = unit(np.asarray(got["embeddings"]))[order]
        np.save(path, matrix)
        return dims


class DenseIndex:
    """The vectors of one embedding model, for readers."""

    def __init__(
        self,
        catalogue: str,
        model: str,
        matrix: Path,
        *,
        chroma_path: Path,
        generation: str,
        ordinals: dict[str, int],
    ) -> None:
        try:
            self._matrix: Vectors = np.load(matrix, mmap_mode="r")
        except (OSError, ValueError) as e:
            raise CatalogError(
                f"The vectors {matrix} are damaged: {e}",
                remedy="Remove the catalogue and add it again.",
            ) from e
        self.catalogue, self.model = catalogue, model
        self._path, self._generation, self._ordinals = chroma_path, generation, ordinals
        self._index: VectorIndex | None = None

    @property
    def dims(self) -> int:
        return int(self._matrix.shape[1])

    @property
    def matrix(self) -> Vectors:
        """[items, dims], read only."""
        return self._matrix

    @cached_property
    def background(self) -> tuple[float, float]:
        """Mean and deviation of the cosine over `_PAIRS` pairs of rows, drawn; 0 and 1 of fewer
        than two rows."""
        if len(self._matrix) < 2:
            return 0.0, 1.0
        draw = np.random.default_rng(0)
        one, other = draw.integers(0, len(self._matrix), (2, _PAIRS))
        other = np.where(one == other, (other + 1) % len(self._matrix), other)
        cosines = np.einsum("ij,ij->i", self._matrix[one], self._matrix[other])
        return float(cosines.mean()), max(float(cosines.std()), 1e-3)

    def query(
        self, vector: NDArray[Any], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest `k` ordinals with their cosines, best first; only where `mask` holds.

        Raises:
            IndexMismatch: the vector has other dimensions than the index.
        """
        wanted = self._unit(vector)
        if mask is None and 0 < k < len(self._matrix):
            return self._from_chroma(wanted, k)
        return self._exact(wanted, k, mask)

    def scores(self, vector: NDArray[Any], ordinals: Sequence[int]) -> Vectors:
        """Exact cosines of these items, float32 [ordinals]."""
        rows: Vectors = self._matrix[np.asarray(ordinals, np.int64)]
        return _products(rows, self._unit(vector))

    def warm(self) -> None:
        """Load Chroma and touch its graph, so that the first query is as fast as the next."""
        self.query(self._matrix[0], 1)

    def _unit(self, vector: NDArray[Any]) -> Vectors:
        wanted: Vectors = unit(vector)[0]
        if len(wanted) != self.dims:
            raise IndexMismatch(
                f"The index of {self.catalogue!r} was written by {self.model!r} with {self.dims} "
                f"dimensions; the vector has {len(wanted)}",
                remedy="Serve that model, or add the catalogue again with the one that is served.",
            )
        return wanted

    def _exact(
        self, vector: Vectors, k: int, mask: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        if mask is None or mask.mean() > _GATHER:
            return top_k(_products(self._matrix, vector), k, mask)
        allowed = np.flatnonzero(mask)
        best = top_k(_products(self._matrix[allowed], vector), k)
        return [(int(allowed[n]), score) for n, score in best]

    def _from_chroma(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        if self._index is None:
            client = chroma.client(self._path, self._generation)
            self._index = VectorIndex(client, self.model, self.catalogue)
        index = self._index
        with index.client.lock:
            if index.client.closed:  # a newer state is open; this one lives on in its matrix
                return self._exact(vector, k, None)
            pairs = index.query(vector, k)
        known = [(self._ordinals[i], cosine) for i, cosine in pairs if i in self._ordinals]
        if len(known) < k:  # a change is under way or was cut short: the matrix is of this state
            return self._exact(vector, k, None)
        return sorted(known, key=lambda pair: (-pair[1], pair[0]))


def _products(matrix: Vectors, vector: Vectors) -> Vectors:
    out: Vectors = matrix @ vector
    return out


def _mismatch(catalogue: str, written: str, served: str) -> IndexMismatch:
    return IndexMismatch(
        f"The index of {catalogue!r} was written by {written!r}, but {served!r} is asked for",
        remedy=f"Serve {written!r}, or index it again: "
        f"llmrec catalog add {catalogue} FILE --embedding {served}.",
    )


def mismatch(catalogue: str, written: Sequence[str], served: str) -> IndexMismatch:
    """The error for an embedding model that the catalogue has no vectors of."""
    return _mismatch(catalogue, ", ".join(written) or "no model", served)
