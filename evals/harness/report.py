"""Reads runs again: scores, replays and compares them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from llmrec.evals.harness.contracts import Loaded, Task
from llmrec.evals.harness.figures import Figures, compared, figures, to_bytes
from llmrec.evals.harness.log import FIGURES, Log
from llmrec.evals.harness.runner import matching
from llmrec.evals.harness.scoring import Scored, score
from llmrec.evals.harness.tables import Table, differences
from llmrec.evals.tasks import registry

from llmrec.errors import UsageError


class Finished(NamedTuple):
    """A run with its figures."""

    folder: Path
    task: Task
    figures: Figures
    scored: Scored


class Replayed(NamedTuple):
    """What scoring a log again gave."""

    same: bool | None
    """Byte for byte what stood in figures.json; None: there was none."""
    changed: list[str]
    """Where it differs, in words."""
    figures: Figures


def task_of(log: Log) -> Task:
    """The task that a log is of.

    Raises:
        UsageError: it is not there any more.
    """
    return registry.get(log.header.source)


def finish(task: Task, loaded: Loaded, folder: Path) -> Finished:
    """Score a run and keep its figures beside its log."""
    scored = score(task, loaded, Log(folder))
    found = figures(scored)
    whole(folder / FIGURES, to_bytes(found))
    return Finished(folder, task, found, scored)


def load(folder: Path) -> Finished:
    """A run, scored from its log."""
    scored = _scored(folder)
    return Finished(folder, scored.task, figures(scored), scored)


def replay(folder: Path) -> Replayed:
    """Score a log again, without any system, and compare with the figures beside it."""
    again = load(folder).figures
    path = folder / FIGURES
    if not path.is_file():
        return Replayed(None, [], again)
    before = path.read_bytes()
    if before == to_bytes(again):
        return Replayed(True, [], again)
    try:
        changed = list(_changes(json.loads(before), again))
    except ValueError:
        changed = [f"{FIGURES} is no JSON"]
    return Replayed(False, changed or ["the bytes alone"], again)


def compare(a: Path, b: Path) -> list[Table]:
    """Paired differences of two runs of a task, a less b, a table for each system.

    Raises:
        UsageError: other tasks, or no system in both and more than one in either.
    """
    first, second = _scored(a), _scored(b)
    if first.task.name != second.task.name:
        raise UsageError(f"{a} is a run of {first.task.name}, {b} one of {second.task.name}.")
    ours, theirs = list(first.answers), list(second.answers)
    pairs = [(name, name) for name in ours if name in theirs]
    if not pairs and len(ours) == len(theirs) == 1:
        pairs = [(ours[0], theirs[0])]
    if not pairs:
        raise UsageError(
            "The runs have no system in common.",
            remedy=f"One has {', '.join(ours)}, the other {', '.join(theirs)}.",
        )
    return [
        differences(f"{x} of {a.name} less {y} of {b.name}", compared((first, x), (second, y)))
        for x, y in pairs
    ]


def names(runs: Sequence[Finished]) -> list[str]:
    """What to call each run in a link: its task, numbered when there are several of one."""
    plain = [re.sub(r"[^\w-]+", "-", run.task.name) for run in runs]
    nth = [plain[: n + 1].count(one) for n, one in enumerate(plain)]
    return [one if n == 1 else f"{one}-{n}" for one, n in zip(plain, nth, strict=True)]


def told(run: Finished) -> dict[str, str]:
    """What a run was made of and with, in words."""
    header, task = run.scored.log.header, run.task
    git = header.git.get("commit", "")[:12] + ("+" if header.git.get("difference") else "")
    return {
        "Data": task.dataset or "of this project",
        "Split": task.split,
        "Candidates": task.candidates,
        "Run": f"{run.folder.name}, begun {header.began}, seed {header.seed}"
        + (f", {header.limit} samples at most" if header.limit else ""),
        "Made with": ", ".join(f"{k} {v}" for k, v in header.versions.items())
        + (f", commit {git}" if git else ""),
    }


def _scored(folder: Path) -> Scored:
    log = Log(folder)
    task = task_of(log)
    return score(task, matching(task, log), log)


def _changes(before: Any, after: Any, where: str = "") -> Any:
    """Where two figures differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes(before.get(key), after.get(key), f"{where} {key}".strip())
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for n, (x, y) in enumerate(zip(before, after, strict=True), 1):
            yield from _changes(x, y, f"{where} {n}")
    elif before != after:
        yield f"{where}: {before} was kept, {after} is scored now"


def whole(path: Path, data: bytes) -> None:
    """Write it whole or not at all."""
    short = path.with_name(path.name + ".part")
    short.write_bytes(data)
    short.replace(path)
