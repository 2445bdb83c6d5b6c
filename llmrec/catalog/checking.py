"""Does everything that a catalogue consists of agree? Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from llmrec.catalog import chroma, store
from llmrec.catalog.columns import Columns
from llmrec.catalog.database import ItemStore
from llmrec.catalog.lexical import LexicalIndex
from llmrec.catalog.schema import load_schema
from llmrec.catalog.store import EmbeddingInfo, Folder, Generation, Manifest
from llmrec.catalog.vectors import VectorIndex
from llmrec.errors import CatalogError


class CheckReport(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    ok: bool
    problems: list[str]
    """Each says what is wrong and with what."""
    counts: dict[str, int]
    """Rows by part: items, columns, lexical, chroma/MODEL, vectors/MODEL."""
    remedy: str = ""


def check(name: str, embedding_model: str | None = None) -> CheckReport:
    """Compare counts and ids of the items, columns, lexical index, Chroma and vectors.

    Args:
        embedding_model: the model that is served; it is a problem when there are no vectors of it.

    Raises:
        CatalogError: unknown or unfinished catalogue.
    """
    place, manifest = store.existing(name)
    run = _Check(place, manifest)
    run.all()
    if embedding_model is not None and embedding_model not in manifest.embeddings:
        written = ", ".join(manifest.embeddings) or "no model"
        run.problems.append(f"indexed by {written}, but {embedding_model} is served")
    stale = any(info.stale for info in manifest.embeddings.values())
    remedy = f"Add it again{'' if stale else f', after `llmrec catalog remove {name}`'}."
    return CheckReport(
        name=name,
        ok=not run.problems,
        problems=run.problems,
        counts=run.counts,
        remedy=remedy if run.problems else "",
    )


class _Check:
    def __init__(self, place: Folder, manifest: Manifest) -> None:
        self.place, self.manifest = place, manifest
        self.files: Generation = place.generation(manifest.generation)
        self.problems: list[str] = []
        self.counts: dict[str, int] = {}
        self.shas: dict[str, str] = {}

    def all(self) -> None:
        for part, count in self._parts():
            try:
                self.counts[part] = count()
            except CatalogError as e:
                self.problems.append(f"{part}: {e.message}")
                continue
            if self.counts[part] != self.manifest.items:
                self.problems.append(
                    f"{part}: {self.counts[part]:,} rows, should be {self.manifest.items:,}"
                )

    def _parts(self) -> Iterator[tuple[str, Callable[[], int]]]:
        yield "items", self._items
        yield (
            "columns",
            lambda: Columns.load(self.files.columns, load_schema(self.files.schema)).size,
        )
        yield "lexical", lambda: LexicalIndex.load(self.files.lexical).size
        for model, info in self.manifest.embeddings.items():
            yield f"chroma/{model}", lambda model=model, info=info: self._chroma(model, info)  # type: ignore[misc]
            yield f"vectors/{model}", lambda info=info: self._matrix(info)  # type: ignore[misc]

    def _items(self) -> int:
        items = ItemStore(self.files.items)
        try:
            self.shas = dict(zip(items.ids(), items.shas(), strict=True))
        finally:
            items.close()
        return len(self.shas)

    def _chroma(self, model: str, info: EmbeddingInfo) -> int:
        client = chroma.client(self.place.chroma, self.manifest.generation)
        index = VectorIndex(client, model, self.place.name)
        stored = index.stored()
        lacking = sum(id_ not in stored for id_ in self.shas)
        if lacking:
            self.problems.append(f"chroma/{model}: {lacking:,} items have no vector")
        old = sum(stored.get(i, s) != s for i, s in self.shas.items())
        if old:
            self.problems.append(f"chroma/{model}: {old:,} vectors are of an older text")
        if stored and index.dims != info.dims:
            self.problems.append(f"chroma/{model}: {index.dims} dimensions, should be {info.dims}")
        return index.count

    def _matrix(self, info: EmbeddingInfo) -> int:
        path = self.files.root / info.file
        try:
            matrix = np.load(path, mmap_mode="r")
        except (OSError, ValueError) as e:
            raise CatalogError(f"{path.name} is damaged: {e}") from e
        if matrix.shape[1] != info.dims:
            raise CatalogError(f"{path.name} has {matrix.shape[1]} dimensions, not {info.dims}")
        return int(matrix.shape[0])
