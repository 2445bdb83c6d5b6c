"""Adding, changing, removing and checking catalogues. One writer at a time; readers go on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from llmrec.catalog import chroma, store
from llmrec.catalog.building import (
    Built,
    OnProgress,
    Recipe,
    Report,
    build,
    file_sha,
    fingerprint,
    guess_from,
    rebuild,
)
from llmrec.catalog.database import ItemStore
from llmrec.catalog.embedding import Embed, embed_all, missing
from llmrec.catalog.lexical import Tokenizer, simple_tokens
from llmrec.catalog.profiles import load_lines, with_made
from llmrec.catalog.schema import Schema, load_schema
from llmrec.catalog.store import EmbeddingInfo, Folder, Generation, Manifest, Progress
from llmrec.catalog.vectors import VectorIndex
from llmrec.errors import CatalogError


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


class CatalogueInfo(BaseModel):
    """One line of `catalog list`."""

    name: str
    items: int
    embeddings: list[str]
    state: Literal["ready", "unfinished", "damaged"]
    source: str | None = None
    quarantined: int = 0
    profiles: int = 0
    progress: Progress | None = None


def _silent(_: Report) -> None:
    pass


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._last, 3)
        self._last = now


def add(
    name: str,
    file: Path,
    schema: Schema | None = None,
    *,
    embed: Embed,
    embedding_model: str,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = _silent,
    profiles: Path | None = None,
    batch_size: int = 64,
    concurrency: int = 2,
) -> AddReport:
    """Index a file under a name, or bring the catalogue of that name to what the file says.

    The same file again changes nothing; another embedding model adds its vectors; a changed file
    embeds only the items whose text changed. Killed at any moment, the next call goes on.

    Args:
        schema: the one already in use when None, or else guessed.
        profiles: item profiles to take over with the items; those that were made here win.

    Raises:
        CatalogError: bad name, file or schema.
        IndexMismatch: the model answers with other dimensions than its index has.
        Busy: another process changes this catalogue.
        DiskFull: no space left.
    """
    clock = _Clock()
    with store.writing(name) as place:
        manifest = place.manifest()
        schema = schema or _schema_in_use(place, manifest) or guess_from(file)
        _need_readable(file)
        if profiles is not None:
            store.write_atomic(place.profiles, with_made(profiles, place.made))
        sha = file_sha(file)
        key = fingerprint(sha, schema, place.profiles, tokenize)
        same = manifest is not None and manifest.key == key
        if manifest and same and _fresh(manifest, embedding_model):
            return _unchanged(place, manifest, embedding_model)
        if manifest and same:
            _stage_copy(place, manifest)
        else:
            store.need_space(place.root, 4 * file.stat().st_size)
            recipe = Recipe(key, schema, load_lines(place.profiles), tokenize)
            built = build(place.building, file, recipe, on_progress)
            for cut_short in place.building.root.glob("vectors-*"):
                cut_short.unlink()
            manifest = _manifest(name, file.name, sha, built, manifest)
        clock.lap("reading")
        with chroma.writer(place.chroma) as client:
            run = _Run(place, client, schema, on_progress, clock)
            return run.embed(
                manifest, embed, embedding_model, batch_size=batch_size, concurrency=concurrency
            )


def add_embedding(
    name: str,
    *,
    embed: Embed,
    embedding_model: str,
    on_progress: OnProgress = _silent,
    batch_size: int = 64,
    concurrency: int = 2,
) -> AddReport:
    """Index the items of a catalogue by one more embedding model, or bring its index up to date.

    Raises:
        CatalogError: unknown catalogue.
        IndexMismatch, Busy, DiskFull: as with `add`.
    """
    clock = _Clock()
    with store.writing(name) as place:
        _, manifest = store.existing(name)
        if _fresh(manifest, embedding_model):
            return _unchanged(place, manifest, embedding_model)
        _stage_copy(place, manifest)
        schema = load_schema(place.building.schema)
        with chroma.writer(place.chroma) as client:
            run = _Run(place, client, schema, on_progress, clock)
            return run.embed(
                manifest, embed, embedding_model, batch_size=batch_size, concurrency=concurrency
            )


def set_profiles(
    name: str,
    path: Path,
    *,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = _silent,
) -> int:
    """Take item profiles over into the items and the lexical index; returns how many items.

    The vectors stay as they are and are marked stale where the text changed: `add_embedding`
    brings them up to date.

    Raises:
        CatalogError: unknown catalogue, or a line that is no profile.
        Busy, DiskFull: as with `add`.
    """

    def given(_: Folder, __: Generation) -> bytes:
        load_lines(path)
        return path.read_bytes()

    return adopt_profiles(name, given, tokenize=tokenize, on_progress=on_progress).profiles


def adopt_profiles(
    name: str,
    choose: Callable[[Folder, Generation], bytes],
    *,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = _silent,
    wait: float = 0.0,
) -> Manifest:
    """`set_profiles` with a file that is made while nobody else changes the catalogue.

    Args:
        choose: the catalogue's folder and the state in use -> the file of profiles.
        wait: seconds to wait for another process that changes the catalogue.

    Raises:
        CatalogError, Busy, DiskFull: as with `set_profiles`.
    """
    with store.writing(name, wait) as place:
        _, manifest = store.existing(name)
        old = place.generation(manifest.generation)
        schema = load_schema(old.schema)
        chosen = choose(place, old)
        if chosen or place.profiles.exists():
            store.write_atomic(place.profiles, chosen)
        key = fingerprint(manifest.source_sha, schema, place.profiles, tokenize)
        if key == manifest.key:
            return manifest
        recipe = Recipe(key, schema, load_lines(place.profiles), tokenize)
        built = rebuild(place.building, old, recipe, on_progress)
        changed = _changed(old, place.building)
        embeddings = {}
        for model, info in manifest.embeddings.items():
            os.link(old.root / info.file, place.building.root / info.file)
            stale = min(info.rows, info.stale + changed)
            embeddings[model] = info.model_copy(update={"stale": stale})
        update = {"key": key, "profiles": built.profiles, "embeddings": embeddings}
        return place.commit(manifest.model_copy(update=update))


def remove(name: str) -> None:
    """Delete a catalogue with all its indexes, a damaged or unfinished one too.

    Raises:
        CatalogError: unknown catalogue.
        Busy: another process changes it.
    """
    if not store.folder(name).root.is_dir():
        store.existing(name)
    with store.writing(name) as place:
        chroma.close(place.chroma)
        grave = place.root.with_name(f".removed-{name}-{os.getpid()}")
        place.root.rename(grave)
        shutil.rmtree(grave, ignore_errors=True)


def list_catalogues() -> list[CatalogueInfo]:
    """All catalogues of this machine, by name."""
    return [_info(store.folder(name)) for name in store.names()]


def _info(place: Folder) -> CatalogueInfo:
    try:
        manifest = place.manifest()
    except CatalogError:
        return CatalogueInfo(name=place.name, items=0, embeddings=[], state="damaged")
    progress = place.progress()
    if manifest is None:
        return CatalogueInfo(
            name=place.name, items=0, embeddings=[], state="unfinished", progress=progress
        )
    return CatalogueInfo(
        name=place.name,
        items=manifest.items,
        embeddings=list(manifest.embeddings),
        state="ready",
        source=manifest.source,
        quarantined=manifest.quarantined,
        profiles=manifest.profiles,
        progress=progress,
    )


class _Run:
    """The second half of a change: vectors for the staged items, then the commit."""

    def __init__(
        self,
        place: Folder,
        client: chroma.Client,
        schema: Schema,
        on_progress: OnProgress,
        clock: _Clock,
    ) -> None:
        self.place, self.client, self.schema = place, client, schema
        self.on_progress, self.clock = on_progress, clock

    def embed(
        self, manifest: Manifest, embed: Embed, model: str, *, batch_size: int, concurrency: int
    ) -> AddReport:
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
        report = _unchanged(self.place, manifest, index.model)
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


def _schema_in_use(place: Folder, manifest: Manifest | None) -> Schema | None:
    return load_schema(place.generation(manifest.generation).schema) if manifest else None


def _need_readable(file: Path) -> None:
    if not file.is_file():
        raise CatalogError(f"There is no file {file}", remedy="Check the path.")


def _fresh(manifest: Manifest, model: str) -> bool:
    info = manifest.embeddings.get(model)
    return info is not None and info.stale == 0 and info.rows == manifest.items


def _unchanged(place: Folder, manifest: Manifest, model: str) -> AddReport:
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


def _manifest(name: str, source: str, sha: str, built: Built, old: Manifest | None) -> Manifest:
    return Manifest(
        name=name,
        generation="",
        source=source,
        source_sha=sha,
        embeddings=old.embeddings if old else {},
        **built.model_dump(),
    )


def _stage_copy(place: Folder, manifest: Manifest) -> None:
    """Stage the state in use, by links: its files are never changed in place."""
    shutil.rmtree(place.building.root, ignore_errors=True)
    old = place.generation(manifest.generation)
    shutil.copytree(old.root, place.building.root, copy_function=os.link)


def _changed(old: Generation, new: Generation) -> int:
    """How many items' embedded text differs between two states of the same items."""
    before, after = ItemStore(old.items), ItemStore(new.items)
    try:
        return sum(a != b for a, b in zip(before.shas(), after.shas(), strict=True))
    finally:
        before.close()
        after.close()
