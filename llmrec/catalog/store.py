"""One folder for each catalogue: what lies where, the manifest, the lock, atomic changes.

::

    catalogues/NAME/
        manifest.json       what there is; names the generation that readers open
        profiles.jsonl      what the model read in the items (optional)
        made.jsonl          those of them that were made here; grows while `profiling` runs
        profiling.json      how far such a run is
        chroma/             the vectors, one collection for each embedding model
        gen-XXXX/           one consistent state: schema.yaml, items.sqlite, columns.npz,
                            lexical/, vectors-*.npy, quarantine.jsonl
        building/           the next state while it is made; kept when that is cut short

A writer holds the lock, makes `building`, renames it and replaces the manifest as its last act; a
reader sees the old state or the new one, never half of one.
"""

from __future__ import annotations

import difflib
import errno
import json
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from llmrec.errors import Busy, CatalogError, DiskFull
from llmrec.settings import settings

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
_FULL = ("disk is full", "no space left", "quota exceeded")


class EmbeddingInfo(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    model: str
    dims: int
    rows: int
    file: str
    """The exact vectors, in the generation's folder."""
    stale: int = 0
    """Items whose text changed since they were embedded."""


class Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    version: int = 1
    name: str
    generation: str
    source: str
    """Name of the file that the items came from."""
    source_sha: str
    key: str
    """Fingerprint of everything the state was made from: file, schema, profiles, tokenizer."""
    language: str
    items: int
    quarantined: int
    profiles: int = 0
    """Items with a profile."""
    embeddings: dict[str, EmbeddingInfo] = {}
    """By name of the embedding model; the first one is the default."""


class Progress(BaseModel):
    """How far an indexing run is: written after each batch that Chroma has acknowledged."""

    model: str
    done: int
    total: int


@dataclass(frozen=True)
class Generation:
    """The files of one state."""

    root: Path

    @property
    def schema(self) -> Path:
        return self.root / "schema.yaml"

    @property
    def items(self) -> Path:
        return self.root / "items.sqlite"

    @property
    def columns(self) -> Path:
        return self.root / "columns.npz"

    @property
    def lexical(self) -> Path:
        return self.root / "lexical"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine.jsonl"

    @property
    def built(self) -> Path:
        """Marks the state as whole but for its vectors."""
        return self.root / "built.json"

    def vectors(self, collection: str) -> Path:
        return self.root / f"vectors-{collection}.npy"


@dataclass(frozen=True)
class Folder:
    """The folder of one catalogue."""

    name: str
    root: Path

    @property
    def manifest_path(self) -> Path:
        return self.root / "manifest.json"

    @property
    def progress_path(self) -> Path:
        return self.root / "progress.json"

    @property
    def profiles(self) -> Path:
        return self.root / "profiles.jsonl"

    @property
    def made(self) -> Path:
        return self.root / "made.jsonl"

    @property
    def profiling(self) -> Path:
        return self.root / "profiling.json"

    @property
    def chroma(self) -> Path:
        return self.root / "chroma"

    @property
    def building(self) -> Generation:
        return Generation(self.root / "building")

    def generation(self, generation: str) -> Generation:
        return Generation(self.root / f"gen-{generation}")

    def manifest(self) -> Manifest | None:
        """The manifest, or None before the first state is whole.

        Raises:
            CatalogError: it is damaged.
        """
        try:
            return Manifest.model_validate_json(self.manifest_path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as e:
            raise CatalogError(
                f"The manifest of {self.name!r} is damaged",
                remedy=f"`llmrec catalog remove {self.name}` and add it again.",
            ) from e

    def progress(self) -> Progress | None:
        try:
            return Progress.model_validate_json(self.progress_path.read_bytes())
        except (OSError, ValidationError):
            return None

    def commit(self, manifest: Manifest) -> Manifest:
        """Make `building` the state that readers open; returns the manifest as written."""
        generation = uuid.uuid4().hex[:12]
        manifest = manifest.model_copy(update={"generation": generation})
        self.building.root.rename(self.generation(generation).root)
        write_atomic(self.manifest_path, manifest.model_dump_json(indent=2).encode())
        self.progress_path.unlink(missing_ok=True)
        for old in self.root.glob("gen-*"):
            if old.name != f"gen-{generation}":
                shutil.rmtree(old, ignore_errors=True)
        return manifest


def check_name(name: str) -> str:
    """The name, if it is one.

    Raises:
        CatalogError: not 2 to 41 of a-z, 0-9 and hyphens.
    """
    if not _NAME.fullmatch(name):
        raise CatalogError(
            f"{name!r} is no name for a catalogue",
            remedy="Use 2 to 41 small letters, digits and hyphens, such as smart-home.",
        )
    return name


def folder(name: str) -> Folder:
    """Where a catalogue lies or would lie.

    Raises:
        CatalogError: not a name.
    """
    return Folder(check_name(name), settings().catalogues_dir / name)


def names() -> list[str]:
    """The catalogues on this machine, unfinished ones too."""
    root = settings().catalogues_dir
    if not root.is_dir():
        return []
    return sorted(p.name for p in root.iterdir() if p.is_dir() and _NAME.fullmatch(p.name))


def existing(name: str) -> tuple[Folder, Manifest]:
    """A catalogue that can be read.

    Raises:
        CatalogError: unknown, not yet whole, or damaged.
    """
    place = folder(name)
    manifest = place.manifest()
    if manifest is not None:
        return place, manifest
    if place.root.is_dir():
        raise CatalogError(
            f"The catalogue {name!r} is not finished",
            remedy="Run the same `llmrec catalog add` again: it goes on where it stopped.",
        )
    known = names()
    close = difflib.get_close_matches(name, known, n=1)
    raise CatalogError(
        f"There is no catalogue {name!r}",
        remedy=f"Did you mean {close[0]!r}?" if close else _known(known),
    )


def _known(known: list[str]) -> str:
    if known:
        return f"There are: {', '.join(known)}."
    return "There is none yet: llmrec catalog add NAME FILE."


@contextmanager
def writing(name: str, wait: float = 0.0) -> Iterator[Folder]:
    """Hold the catalogue's lock and its folder for a change.

    Args:
        wait: seconds to wait for another process.

    Raises:
        Busy: another process changes it.
        DiskFull: no space; what was acknowledged stays.
    """
    place = folder(name)
    with disk_guard(place.root):
        place.root.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.root.parent / f".{name}.lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout as e:
            raise Busy(
                f"Another process is changing the catalogue {name!r}",
                remedy="Wait until it is done; `llmrec catalog list` shows how far it is.",
            ) from e
        try:
            yield place
        finally:
            lock.release()


@contextmanager
def disk_guard(path: Path) -> Iterator[None]:
    """Say so when the disk is full, whoever notices it (Python, SQLite or Chroma).

    Raises:
        DiskFull
    """
    try:
        yield
    except OSError as e:
        if e.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(path) from e
        raise
    except sqlite3.OperationalError as e:
        if any(word in str(e).lower() for word in _FULL):
            raise _full(path) from e
        raise
    except CatalogError as e:
        if any(word in str(e.__cause__ or "").lower() for word in _FULL):
            raise _full(path) from e
        raise


def need_space(path: Path, needed: int) -> None:
    """Check for room before work begins.

    Args:
        needed: bytes.

    Raises:
        DiskFull: less is free.
    """
    there = next(p for p in (path, *path.parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise DiskFull(
            f"{path} needs {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free",
            remedy="Free some, or point LLMREC_DATA_DIR to another disk.",
        )


def _full(path: Path) -> DiskFull:
    return DiskFull(
        f"The disk of {path} is full",
        remedy="Free some space, or point LLMREC_DATA_DIR elsewhere, and run it again: "
        "it goes on where it stopped.",
    )


def write_atomic(path: Path, data: bytes) -> None:
    """Replace a file as a whole, safe against a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, data: object) -> None:
    write_atomic(path, json.dumps(data, ensure_ascii=False).encode())
