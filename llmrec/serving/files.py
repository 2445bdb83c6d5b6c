"""Files that are either whole or not there: hashes, free space, atomic writes, locks."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmrec.errors import Busy, DiskFull, WeightsError
from llmrec.serving.progress import OnProgress, Progress, silent

if TYPE_CHECKING:
    from llmrec.serving.registry import Digest

CHUNK = 1 << 20
SPARE = 512 << 20
"""Bytes that stay free on the disk whatever we write."""

FreeSpace = Callable[[Path], int]


def free_space(path: Path) -> int:
    """Bytes free on the disk that holds `path` (which need not exist yet)."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def need_space(path: Path, need: int, free: FreeSpace = free_space) -> None:
    """Check that `need` bytes fit.

    Raises:
        DiskFull: they do not, `SPARE` being left.
    """
    have = free(path)
    if have < need + SPARE:
        raise DiskFull(
            f"{_gb(need)} are needed under {path}, {_gb(max(0, have - SPARE))} can be used.",
            remedy=_ROOM,
        )


def disk_full(path: Path) -> DiskFull:
    """The error for a disk that filled up on the way."""
    return DiskFull(f"The disk of {path} is full.", remedy=_ROOM)


_ROOM = "Free some space, or set LLMREC_CACHE_DIR to a folder on another disk, and run it again."


def _gb(n: int) -> str:
    return f"{n / 1e9:.1f} GB"


def sha256(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> str:
    h = hashlib.sha256()
    with path.open("rb") as f:
        while block := f.read(CHUNK):
            h.update(block)
            on_bytes(len(block))
    return h.hexdigest()


def check(path: Path, want: Digest, label: str, actual: str | None = None) -> None:
    """Hold a file to its size and hash; one that fails is removed, so that the next try works.

    Raises:
        WeightsError: names the file, what was expected and what came.
    """
    size = path.stat().st_size
    if size != want.bytes:
        path.unlink()
        kind = "is truncated" if size < want.bytes else "is too long"
        raise _bad(f"{label} {kind}: expected {want.bytes} bytes, got {size}.")
    got = actual or sha256(path)
    if got != want.sha256:
        path.unlink()
        raise _bad(f"{label} has the wrong hash: expected {want.sha256}, got {got}.")


def _bad(message: str) -> WeightsError:
    return WeightsError(message, remedy="It was removed; run `llmrec model pull` again.")


def write_json(path: Path, data: Any, *, mode: int = 0o644) -> None:
    """Write JSON so that a reader finds the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        json.dump(data, f, indent=1)
        f.flush()
        os.fsync(f.fileno())
    part.replace(path)


def read_json(path: Path) -> Any:
    """The file's JSON, or None where it is missing or broken."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def sync_dir(path: Path) -> None:
    """Make renames in a folder last through a power cut."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextmanager
def lock(
    path: Path, task: str, on_progress: OnProgress = silent, *, wait: float = 3600
) -> Iterator[None]:
    """Hold a lock file; another holder is waited for, aloud.

    Raises:
        Busy: still held after `wait` seconds.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path)
    try:
        held.acquire(timeout=0)
    except Timeout:
        on_progress(Progress(task, "waiting for another llmrec process"))
        try:
            held.acquire(timeout=wait)
        except Timeout as e:
            raise Busy(
                f"Another process holds {path}.", remedy="Wait for it to end, or stop it."
            ) from e
    try:
        yield
    finally:
        held.release()
