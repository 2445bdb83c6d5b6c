"""Whether a catalogue is being profiled, how far that is, and the lock that keeps it to one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from llmrec.catalog import store
from llmrec.catalog.store import Folder
from llmrec.errors import Busy


class Running(BaseModel):
    """How far a run is: written after each batch that is safe on disk."""

    pid: int
    model: str
    done: int
    total: int


@contextmanager
def alone(name: str) -> Iterator[Folder]:
    """Hold the catalogue's lock for profiling; others may still read and change the catalogue.

    Raises:
        Busy: another process holds it.
        DiskFull
    """
    place = store.folder(name)
    lock = _lock(place, timeout=1.0)  # `running` may hold it for a moment
    with store.disk_guard(place.root):
        try:
            lock.acquire()
        except Timeout as e:
            raise _busy(place) from e
        try:
            yield place
        finally:
            lock.release()


def _lock(place: Folder, timeout: float) -> FileLock:
    return FileLock(place.root.parent / f".{place.name}.profiling.lock", timeout=timeout)


def _busy(place: Folder) -> Busy:
    known = _progress(place)
    who = f" (process {known.pid}, {known.done:,} of {known.total:,})" if known else ""
    return Busy(
        f"Another process is profiling the catalogue {place.name!r}{who}",
        remedy=f"Wait until it is done; `llmrec catalog show {place.name}` tells how far it is.",
    )


def running(name: str) -> Running | None:
    """How far a run on this catalogue is; None when there is none."""
    place = store.folder(name)
    known = _progress(place)
    if known is None:
        return None
    try:
        with _lock(place, timeout=0):
            return None  # it was killed
    except Timeout:
        return known
    except OSError:
        return None


def _progress(place: Folder) -> Running | None:
    try:
        return Running.model_validate_json(place.profiling.read_bytes())
    except (OSError, ValidationError):
        return None
