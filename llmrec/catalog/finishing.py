"""The second half of a change: vectors for the items that are staged, then the commit."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from llmrec.catalog import chroma, store
from llmrec.catalog.building import OnProgress, Report
from llmrec.catalog.database import ItemStore
from llmrec.catalog.embedding import Embed, embed_all, missing
from llmrec.catalog.schema import Schema
from llmrec.catalog.store import EmbeddingInfo, Folder, Manifest, Progress
from llmrec.catalog.vectors import VectorIndex


class AddReport(BaseModel):
    """What a change of a catalogue came to."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    rows_ok: int
    quarantined: int
    quarantine: Path
    """The file that tells line, reason and row of each."""
    embedding: str
    """The embedding model."""
    embedded: int
    """Items embedded now."""
    unchanged: int
    """Items whose vectors were there already."""
    changed: bool
    """False: everything was as it should be, and nothing was touched."""
    dropped: list[str] = []
    """Embeddings that no longer fit the items: index them again with `add_embedding`."""
    seconds: dict[str, float] = {}
    """By step."""
    schema_yaml: Path
    """The schema in use."""


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._last, 3)
        self._last = now


class Finish:
    """Brings the vectors of `building` up to date and makes it the state that readers open."""

    def __init__(
        self,
        place: Folder,
        client: chroma.Client,
        schema: Schema,
        on_progress: OnProgress,
        clock: Clock,
    ) -> None:
        self.place, self.client, self.schema = place, client, schema
        self.on_progress, self.clock = on_progress, clock

    def run(
        self, manifest: Manifest, embed: Embed, model: str, *, batch_size: int, concurrency: int
    ) -> AddReport:
        """Embed what Chroma lacks, delete what is gone, commit.

        Args:
            manifest: of the staged items; its embeddings are those of the state in use.
            batch_size: texts of one call of `embed`.
            concurrency: such calls at once.

        Raises:
            IndexMismatch: the model answers with other dimensions than its index has.
            BadModelOutput: not one finite vector for each text.
            DiskFull: no space; the vectors that Chroma acknowledged stay.
        """
        index = VectorIndex(self.client, model, self.place.name)
        items = ItemStore(self.place.building.items)
        try:
            ids, shas = items.ids(), items.shas()
            stored = index.stored()
            unchanged = sum(stored.get(i) == s for i, s in zip(ids, shas, strict=True))
            store.need_space(self.place.root, (len(ids) - unchanged) * 16 * (index.dims or 1024))
            counter = _Counter(self.place, model, unchanged, len(ids), self.on_progress)
            embedded = embed_all(
                missing(items, self.schema, stored),
                index,
                embed,
                batch_size=batch_size,
                concurrency=concurrency,
                on_done=counter.add,
            )
        finally:
            items.close()
        gone = sorted(set(stored) - set(ids))
        if gone:
            index.delete(gone)
        self.clock.lap("embedding")
        return self._commit(manifest, index, ids, shas, embedded)

    def _commit(
        self, manifest: Manifest, index: VectorIndex, ids: list[str], shas: list[str], embedded: int
    ) -> AddReport:
        self.on_progress(Report("saving", 0, None))
        kept, dropped = self._others(manifest, index.model, ids, shas)
        kept[index.model] = self._export(index, ids)
        order = [m for m in manifest.embeddings if m in kept]
        order += [m for m in kept if m not in order]
        update = {"embeddings": {m: kept[m] for m in order}}
        manifest = self.place.commit(manifest.model_copy(update=update))
        self.clock.lap("saving")
        report = untouched(self.place, manifest, index.model)
        return report.model_copy(
            update={
                "embedded": embedded,
                "unchanged": len(ids) - embedded,
                "changed": True,
                "dropped": dropped,
                "seconds": self.clock.seconds,
            }
        )

    def _others(
        self, manifest: Manifest, model: str, ids: list[str], shas: list[str]
    ) -> tuple[dict[str, EmbeddingInfo], list[str]]:
        """The other embeddings: kept where they fit every item, else dropped from the manifest.

        Their vectors stay in Chroma, so that indexing them again embeds only what changed.
        """
        kept: dict[str, EmbeddingInfo] = {}
        for other, info in manifest.embeddings.items():
            if other == model:
                continue
            if (self.place.building.root / info.file).exists():
                kept[other] = info  # the items are the same as before
                continue
            index = VectorIndex(self.client, other, self.place.name)
            stored = index.stored()
            if all(stored.get(i) == s for i, s in zip(ids, shas, strict=True)):
                kept[other] = self._export(index, ids)
        dropped = [m for m in manifest.embeddings if m != model and m not in kept]
        return kept, dropped

    def _export(self, index: VectorIndex, ids: list[str]) -> EmbeddingInfo:
        path = self.place.building.vectors(index.name)
        path.unlink(missing_ok=True)  # may be a link to the file of the state in use
        dims = index.export(ids, path)
        return EmbeddingInfo(model=index.model, dims=dims, rows=len(ids), file=path.name)


class _Counter:
    """Tells progress and writes the progress file."""

    def __init__(
        self, place: Folder, model: str, done: int, total: int, on_progress: OnProgress
    ) -> None:
        self.place, self.model, self.on_progress = place, model, on_progress
        self.done, self.total = done, total
        self.add(0)

    def add(self, rows: int) -> None:
        self.done += rows
        progress = Progress(model=self.model, done=self.done, total=self.total)
        store.write_atomic(self.place.progress_path, progress.model_dump_json().encode())
        self.on_progress(Report("embedding", self.done, self.total))


def untouched(place: Folder, manifest: Manifest, model: str) -> AddReport:
    """The report when there was nothing to do."""
    files = place.generation(manifest.generation)
    return AddReport(
        name=place.name,
        rows_ok=manifest.items,
        quarantined=manifest.quarantined,
        quarantine=files.quarantine,
        embedding=model,
        embedded=0,
        unchanged=manifest.items,
        changed=False,
        schema_yaml=files.schema,
    )
