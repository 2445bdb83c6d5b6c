"""A command of ours as a process that outlives the terminal, its output in a log file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from llmrec.errors import Busy, CatalogError, LLMRecError, ModelUnavailable, UsageError
from llmrec.settings import clean_environment, settings

_ERRORS = (UsageError, Busy, CatalogError, ModelUnavailable)
_PATIENCE = 60.0
"""Seconds in which it should be at work; a busy machine takes a few to start Python."""


def log_of(what: str) -> Path:
    return settings().logs_dir / f"{what}.log"


def detach(arguments: Sequence[str], log: Path, at_work: Callable[[int], bool]) -> int:
    """Run `llmrec ARGUMENTS` in a session of its own; returns its pid once it is at work.

    Args:
        at_work: whether the process of this pid has begun.

    Raises:
        LLMRecError: it ended at once; of the class that its exit code stands for.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        before = out.tell()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "llmrec.cli.app", *arguments],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None and not at_work(process.pid):
        time.sleep(0.05)
    if process.returncode:
        raise _ended(process.returncode, log, before)
    process.returncode = process.returncode or 0  # nobody waits for it here
    return process.pid


def _ended(code: int, log: Path, before: int) -> LLMRecError:
    with log.open("rb") as file:
        file.seek(before, os.SEEK_SET)
        said = file.read(4_000).decode("utf-8", "replace").strip()
    kind = next((error for error in _ERRORS if error.exit_code == code), LLMRecError)
    return kind(f"It ended at once (exit code {code}): {said}", remedy=f"Its log is {log}.")
