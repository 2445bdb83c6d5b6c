"""Progress of long work on catalogues: a live bar on a terminal, else a line now and then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from llmrec.catalog.building import OnProgress, Report

_WORDS = {
    "reading": "Reading",
    "profiling": "Profiling items",
    "wording": "Asking for words",
    "lexical": "Indexing words",
}
_WORDS |= {"embedding": "Embedding", "saving": "Saving", "wording": "Asking for words"}
_WORDS |= {"before": "Learning what came before", "head": "Weighing signals"}
_WORDS |= {"all": "Learning from all events", "reviews": "Reading reviews"}
_WORDS |= {"asking": "Writing requests", "judging": "Judging candidates"}


@contextmanager
def progress_bar() -> Iterator[OnProgress]:
    """What is being done, how far, how long: a live bar on a terminal, else a line now and then."""
    from rich.console import Console

    from llmrec.settings import settings

    err = Console(stderr=True)
    if settings().progress == "never":
        yield lambda report: None
    elif not err.is_terminal:
        yield _Lines(err)
    else:
        with _bar(err) as told:
            yield told


class _Lines:
    def __init__(self, err: Console) -> None:
        self._err, self._start = err, monotonic()
        self._step, self._last = "", 0.0
        self._first = (0.0, 0)
        """When the step began, and how much was done by then."""

    def __call__(self, report: Report) -> None:
        now = monotonic()
        done = report.done == report.total
        if report.step == self._step and now - self._last < 10 and not done:
            return
        if report.step != self._step:
            self._first = (now, report.done)
        self._step, self._last = report.step, now
        total = f" of {report.total:,}" if report.total is not None else ""
        line = f"{_WORDS[report.step]}: {report.done:,}{total}, {now - self._start:.0f} s"
        self._err.print(line + self._to_go(report, now), highlight=False, soft_wrap=True)

    def _to_go(self, report: Report, now: float) -> str:
        began, before = self._first
        if report.total is None or report.done in (before, report.total):
            return ""
        seconds = (now - began) / (report.done - before) * (report.total - report.done)
        return f", about {seconds:.0f} s to go"


@contextmanager
def _bar(err: Console) -> Iterator[OnProgress]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    # Batches may take longer than the half minute over which speed is measured otherwise.
    with Progress(*columns, *times, console=err, speed_estimate_period=600) as progress:
        tasks: dict[str, Any] = {}

        def tell(report: Report) -> None:
            if report.step not in tasks:
                tasks[report.step] = progress.add_task(
                    _WORDS[report.step], total=report.total, completed=report.done
                )
            task = tasks[report.step]
            progress.update(task, completed=report.done, total=report.total)

        yield tell
