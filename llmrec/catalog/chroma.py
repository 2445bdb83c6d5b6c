"""Chroma in this process: one client for each folder, opened when first needed.

Chroma never sees another process's writes through a client that is already open. So each client is
held here together with the generation it was opened at, and opened anew when that has changed;
whoever still holds a collection of the closed client is told by `Client.closed`.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llmrec.errors import CatalogError

_clients: dict[Path, Client] = {}
_lock = threading.RLock()


class Client:
    """A chromadb client and the generation of the catalogue that it has seen."""

    def __init__(self, path: Path, generation: str) -> None:
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings

        path.mkdir(parents=True, exist_ok=True)
        with chroma_faults(path):
            try:
                self.api: Any = chromadb.PersistentClient(
                    str(path), settings=Settings(anonymized_telemetry=False)
                )
            except Exception:
                _forget(path)
                raise
        self.path, self.generation, self.closed = path, generation, False
        self.writing = False
        self.lock = threading.RLock()

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self.api.close()


def _forget(path: Path) -> None:
    """Chroma keeps the half-open system of a folder that it failed to open, and would reuse it."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(path), None)


def client(path: Path, generation: str) -> Client:
    """The client of a folder, fresh enough to see what was written up to `generation`.

    Raises:
        CatalogError: the folder holds no readable Chroma index.
    """
    with _lock:
        held = _clients.get(path)
        if held is not None and (held.writing or held.generation == generation):
            return held  # a writer of this process sees its own writes, and must not be closed
        close(path)
        _clients[path] = Client(path, generation)
        return _clients[path]


@contextmanager
def writer(path: Path) -> Iterator[Client]:
    """A fresh client for the one who holds the catalogue's lock."""
    with _lock:
        close(path)
        opened = _clients[path] = Client(path, "")
        opened.writing = True
    try:
        yield opened
    finally:
        opened.writing = False  # the next reader opens its own, at the new generation


def close(path: Path) -> None:
    """Close the client of a folder, before it is removed or opened anew."""
    with _lock:
        held = _clients.pop(path, None)
        if held is not None:
            held.close()


def collection_name(model: str) -> str:
    """A name that Chroma accepts and that no two models share."""
    plain = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")[:60] or "model"
    return f"{plain}-{hashlib.sha256(model.encode()).hexdigest()[:8]}"


@contextmanager
def chroma_faults(path: Path) -> Iterator[None]:
    """Chroma's own errors as ours.

    Raises:
        CatalogError
    """
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, RuntimeError) as e:
        raise CatalogError(
            f"The Chroma index {path} failed: {' '.join(str(e).split())[:200]}",
            remedy="`llmrec catalog check` says more; else remove the catalogue and add it again.",
        ) from e
