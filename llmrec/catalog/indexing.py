"""Adding, changing, removing and listing catalogues. One writer at a time; readers go on.

A change stages a state: made from a file by `building`, or linked from the state in use. Then
`finishing` brings its vectors up to date and commits it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from llmrec.catalog import chroma, store
from llmrec.catalog.building import (
    Built,
    OnProgress,
    Recipe,
    build,
    file_sha,
    fingerprint,
    guess_from,
    rebuild,
    silent,
)
from llmrec.catalog.database import ItemStore
from llmrec.catalog.embedding import Embed
from llmrec.catalog.finishing import AddReport, Clock, Finish, untouched
from llmrec.catalog.lexical import Tokenizer, simple_tokens
from llmrec.catalog.profiles import load_lines, with_made
from llmrec.catalog.schema import Schema, load_schema
from llmrec.catalog.store import Folder, Generation, Manifest, Progress
from llmrec.errors import CatalogError

__all__ = [
    "AddReport",
    "CatalogueInfo",
    "add",
    "add_embedding",
    "adopt_profiles",
    "list_catalogues",
    "remove",
    "set_profiles",
]


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


def add(
    name: str,
    file: Path,
    schema: Schema | None = None,
    *,
    embed: Embed,
    embedding_model: str,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = silent,
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
    clock = Clock()
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
            return untouched(place, manifest, embedding_model)
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
            finish = Finish(place, client, schema, on_progress, clock)
            return finish.run(
                manifest, embed, embedding_model, batch_size=batch_size, concurrency=concurrency
            )


def add_embedding(
    name: str,
    *,
    embed: Embed,
    embedding_model: str,
    on_progress: OnProgress = silent,
    batch_size: int = 64,
    concurrency: int = 2,
) -> AddReport:
    """Index the items of a catalogue by one more embedding model, or bring its index up to date.

    Raises:
        CatalogError: unknown catalogue.
        IndexMismatch, Busy, DiskFull: as with `add`.
    """
    clock = Clock()
    with store.writing(name) as place:
        _, manifest = store.existing(name)
        if _fresh(manifest, embedding_model):
            return untouched(place, manifest, embedding_model)
        _stage_copy(place, manifest)
        schema = load_schema(place.building.schema)
        with chroma.writer(place.chroma) as client:
            finish = Finish(place, client, schema, on_progress, clock)
            return finish.run(
                manifest, embed, embedding_model, batch_size=batch_size, concurrency=concurrency
            )


def set_profiles(
    name: str,
    path: Path,
    *,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = silent,
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
    on_progress: OnProgress = silent,
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


def _schema_in_use(place: Folder, manifest: Manifest | None) -> Schema | None:
    return load_schema(place.generation(manifest.generation).schema) if manifest else None


def _need_readable(file: Path) -> None:
    if not file.is_file():
        raise CatalogError(f"There is no file {file}", remedy="Check the path.")


def _fresh(manifest: Manifest, model: str) -> bool:
    info = manifest.embeddings.get(model)
    return info is not None and info.stale == 0 and info.rows == manifest.items


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
