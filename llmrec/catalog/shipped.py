"""The two catalogues that come with the package."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from llmrec.catalog import store
from llmrec.catalog.building import OnProgress, silent
from llmrec.catalog.embedding import Embed
from llmrec.catalog.indexing import AddReport, add
from llmrec.catalog.lexical import Tokenizer, simple_tokens
from llmrec.catalog.schema import Schema, load_schema
from llmrec.errors import CatalogError

_FILES = {"smart-home": "smart_home", "courses": "courses"}
NAMES: tuple[str, ...] = tuple(_FILES)


class Shipped(NamedTuple):
    name: str
    file: Path
    schema: Schema
    profiles: Path | None
    """Item profiles, where the catalogue has them."""


def shipped(name: str) -> Shipped:
    """The files of a shipped catalogue.

    Raises:
        CatalogError: none of that name ships.
    """
    if name not in _FILES:
        raise CatalogError(
            f"No catalogue {name!r} comes with llmrec", remedy=f"These do: {', '.join(NAMES)}."
        )
    folder = Path(str(files("llmrec.catalog")))
    stem = _FILES[name]
    profiles = folder / f"{stem}.profiles.jsonl"
    return Shipped(
        name,
        folder / f"{stem}.jsonl",
        load_schema(folder / f"{stem}.yaml"),
        profiles if profiles.is_file() else None,
    )


def is_current(name: str) -> bool:
    """Whether the catalogue is indexed from the file, schema and profiles that ship."""
    place, found = store.folder(name), shipped(name)
    manifest = place.manifest()
    if manifest is None:
        return False
    sha = hashlib.sha256(found.file.read_bytes()).hexdigest()
    schema = load_schema(place.generation(manifest.generation).schema)
    profiled = found.profiles is None or manifest.profiles > 0
    return manifest.source_sha == sha and schema == found.schema and profiled


def ensure(
    name: str,
    embed: Embed,
    embedding_model: str,
    tokenize: Tokenizer = simple_tokens,
    on_progress: OnProgress = silent,
) -> AddReport | None:
    """Index a shipped catalogue when it is missing or ships anew; None when it is there.

    A catalogue that somebody made from a file of their own under the same name is left alone.

    Raises:
        CatalogError: none of that name ships.
        Busy, DiskFull: as with `indexing.add`.
    """
    found = shipped(name)
    manifest = store.folder(name).manifest()
    if manifest is not None and (manifest.source != found.file.name or is_current(name)):
        return None
    return add(
        name,
        found.file,
        found.schema,
        embed=embed,
        embedding_model=embedding_model,
        tokenize=tokenize,
        on_progress=on_progress,
        profiles=found.profiles,
    )
