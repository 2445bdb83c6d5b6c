"""Finds runs again: the newest complete one of each task, and the one to go on with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from llmrec.evals.harness.log import FILE, Header, Log

from llmrec.errors import UsageError


class Found(NamedTuple):
    """A run as its folder tells."""

    folder: Path
    header: Header
    complete: bool
    """Whether every system was asked for every sample."""


def runs_in(runs: Path) -> Iterator[Found]:
    """Every run whose log can be read, the newest first."""
    found = []
    for folder in runs.iterdir() if runs.is_dir() else ():
        if not (folder / FILE).is_file():
            continue
        try:
            header = Log(folder).header
        except UsageError:
            continue  # cut off before its header was written, or damaged: it is no report's
        found.append(Found(folder, header, _lines(folder) > sum(header.systems.values())))
    yield from sorted(found, key=lambda one: (one.header.began, one.folder.name), reverse=True)


def newest(runs: Path, order: Sequence[str]) -> list[Path]:
    """The newest complete run of each task, in this order; tasks of others follow.

    Raises:
        UsageError: there is none at all.
    """
    by_task: dict[str, Path] = {}
    for found in runs_in(runs):
        if found.complete:
            by_task.setdefault(found.header.task, found.folder)
    if not by_task:
        raise UsageError(
            f"There is no complete run in {runs}.", remedy="Make one: llmrec eval run TASK."
        )
    known = [name for name in order if name in by_task]
    return [by_task[name] for name in [*known, *sorted(by_task.keys() - {*known})]]


def to_go_on_with(runs: Path, wanted: Header) -> Found | None:
    """The newest run of the same task, samples, systems and code, complete or not."""
    keys = ("task", "source", "version", "systems", "limit", "seed", "seconds")
    keys += ("versions", "settings", "git")
    for found in runs_in(runs):
        if all(getattr(found.header, key) == getattr(wanted, key) for key in keys):
            return found
    return None


def _lines(folder: Path) -> int:
    with (folder / FILE).open("rb") as f:
        return sum(line.endswith(b"\n") for line in f)
