"""From the weights as fetched to what is served: GGUF -> safetensors, bf16 or int8 (W8A8).

Runs in a process of its own (`python -m llmrec.serving.convert`), tensor by tensor, so that
memory stays small. The result gets its name when it is whole; killed half-way, it starts again.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from llmrec.errors import ConfigError, WeightsError
from llmrec.serving import files
from llmrec.serving.kinds import Precision
from llmrec.serving.progress import OnProgress, Progress, silent
from llmrec.serving.registry import ModelSpec, weights_of
from llmrec.serving.weights import model_dir, source_dir
from llmrec.settings import clean_environment

RECIPE = 1
"""Raise it when the result changes: what was made by an older one is made anew."""
MEMORY_GIB = 2.0
"""What the conversion needs free."""


def served_dir(spec: ModelSpec, precision: Precision) -> Path:
    """The folder that the server is given."""
    return source_dir(spec) if spec.form == "safetensors" else model_dir(spec) / precision


def converted(spec: ModelSpec, precision: Precision) -> bool:
    """Whether what is served is there, whole, made from these weights by this recipe."""
    if spec.form == "safetensors":
        return True
    folder = served_dir(spec, precision)
    manifest = files.read_json(folder / "manifest.json")
    if not isinstance(manifest, dict) or manifest.get("source") != _key(spec, precision):
        return False
    sizes: dict[str, int] = manifest.get("files", {})
    paths = {folder / name: size for name, size in sizes.items()}
    return all(p.exists() and p.stat().st_size == size for p, size in paths.items())


def convert(
    spec: ModelSpec, precision: Precision = "int8", on_progress: OnProgress = silent
) -> Path:
    """Make what is served, unless it is there; returns its folder.

    Raises:
        WeightsError: the conversion failed; the message says why.
        DiskFull: the result does not fit.
        ConfigError: too little memory is free.
        Busy: another process converts and does not end.
    """
    folder = served_dir(spec, precision)
    if converted(spec, precision):
        return folder
    spec = weights_of(spec)
    with files.lock(folder.parent / "convert.lock", spec.name, on_progress):
        if not converted(spec, precision):
            _convert(spec, precision, folder, on_progress)
    return folder


def _key(spec: ModelSpec, precision: Precision) -> dict[str, Any]:
    spec = weights_of(spec)
    return {"sha256": spec.files[0].sha256, "precision": precision, "recipe": RECIPE}


def _convert(spec: ModelSpec, precision: Precision, folder: Path, on_progress: OnProgress) -> None:
    per_weight = 2.0 if precision == "bf16" else 1.3
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed: its room is needed
    files.need_space(folder, int(spec.parameters * 1e9 * per_weight * 1.2))
    need_memory(MEMORY_GIB, f"converting {spec.name}")
    part.mkdir(parents=True)
    _run_child(source_dir(spec) / spec.files[0].path, part, precision, spec.name, on_progress)
    sizes = {p.name: p.stat().st_size for p in part.iterdir()}
    files.write_json(part / "manifest.json", {"source": _key(spec, precision), "files": sizes})
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    files.sync_dir(folder.parent)


def need_memory(gib: float, what: str) -> None:
    """Raises ConfigError when less than `gib` GiB of memory can be had."""
    import psutil

    have = psutil.virtual_memory().available / 2**30
    if have < gib:
        raise ConfigError(
            f"{what} needs {gib:.1f} GiB of free memory, {have:.1f} are there.",
            remedy="Close other programs, stop servers with `llmrec model down`, or choose a "
            "smaller model (`llmrec model list`).",
        )


def _run_child(
    gguf: Path, out: Path, precision: Precision, task: str, on_progress: OnProgress
) -> None:
    command = [sys.executable, "-m", "llmrec.serving.convert", str(gguf), str(out), precision]
    env = clean_environment()
    log = out.with_suffix(".log")
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as child,
    ):
        assert child.stdout is not None
        try:
            for line in child.stdout:
                phase, done, total = json.loads(line)
                on_progress(Progress(task, phase, done, total, "bytes"))
        except BaseException:
            child.terminate()
            raise
    if child.returncode:
        tail = (log.read_text("utf-8", "replace").strip().splitlines() or ["no output"])[-1]
        if os.strerror(errno.ENOSPC) in tail:
            shutil.rmtree(out, ignore_errors=True)
            raise files.disk_full(out.parent)
        raise WeightsError(
            f"Converting {task} failed ({_how(child.returncode)}): {tail}",
            remedy="Run it again; `llmrec model pull --verify` checks the weights. "
            "The packages of the extra `cpu` or `gpu` are needed.",
        )
    log.unlink()


def _how(code: int) -> str:
    return f"signal {-code}: killed, perhaps for want of memory" if code < 0 else f"exit {code}"


# --- the child ------------------------------------------------------------------------------


def main() -> None:
    from llmrec.serving.convert_gguf import convert_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("precision", choices=["int8", "bf16"])
    args = parser.parse_args()
    convert_file(args.gguf, args.out, args.precision)


if __name__ == "__main__":
    main()
