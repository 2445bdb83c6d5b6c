"""Reads runs again: scores, replays, compares, and puts reports together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from llmrec.evals.harness.contracts import Loaded, Task
from llmrec.evals.harness.figures import Figures, compared, figures, to_bytes
from llmrec.evals.harness.log import FIGURES, Log
from llmrec.evals.harness.plot import draw
from llmrec.evals.harness.runner import matching
from llmrec.evals.harness.scoring import Scored, score
from llmrec.evals.harness.tables import Table, differences, tables, to_markdown
from llmrec.evals.tasks import registry

from llmrec.errors import UsageError

ON_A_PAGE = 6
"""Metrics side by side in Markdown."""


class Finished(NamedTuple):
    """A run with its figures."""

    folder: Path
    task: Task
    figures: Figures


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
    found = figures(score(task, loaded, Log(folder)))
    _write(folder / FIGURES, to_bytes(found))
    return Finished(folder, task, found)


def load(folder: Path) -> Finished:
    """A run, scored from its log."""
    log = Log(folder)
    task = task_of(log)
    return Finished(folder, task, figures(score(task, matching(task, log), log)))


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


def markdown(runs: Sequence[Finished], out: Path) -> Path:
    """Write the report, its pictures beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    parts = []
    for run in runs:
        log = Log(run.folder)
        parts.append(_heading(run, log))
        picture = draw(run.task, run.figures, out.with_name(f"{out.stem}-{run.folder.name}.png"))
        parts += [to_markdown(table) for table in tables(run.task, run.figures, ON_A_PAGE)]
        if picture is not None:
            parts.append(f"![Figures of {run.task.title} with intervals]({picture.name})\n")
        parts += [f"- {m.name}: {m.source}" for m in run.task.metrics if m.source]
        parts += [f"- {note}" for note in run.task.notes]
    _write(out, ("\n".join(parts) + "\n").encode())
    return out


def _heading(run: Finished, log: Log) -> str:
    header, task = log.header, run.task
    git = header.git.get("commit", "")[:12] + ("+" if header.git.get("difference") else "")
    told = {
        "Data": task.dataset or "of this project",
        "Split": task.split,
        "Candidates": task.candidates,
        "Run": f"{run.folder.name}, begun {header.began}, seed {header.seed}"
        + (f", {header.limit} samples at most" if header.limit else ""),
        "Made with": ", ".join(f"{k} {v}" for k, v in header.versions.items())
        + (f", commit {git}" if git else ""),
    }
    return f"## {task.title}\n\n" + "\n".join(f"- {k}: {v}" for k, v in told.items()) + "\n"


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


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    short = path.with_name(path.name + ".part")
    short.write_bytes(data)
    short.replace(path)
