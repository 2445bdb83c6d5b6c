"""How far a run is: a bar for each system on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llmrec.settings import settings

if TYPE_CHECKING:
    from llmrec.evals.harness.runner import OnProgress


@contextmanager
def progress() -> Iterator[OnProgress]:
    """Told of every sample; it writes to stderr alone."""
    if settings().progress == "never":
        yield lambda *_: None
    elif sys.stderr.isatty():
        with _bars() as told:
            yield told
    else:
        yield _Lines()


class _Lines:
    """A line when a system begins and ends, and every ten seconds."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, system: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done in (0, total) or now - self._last > 10:
            self._last = now
            sys.stderr.write(f"{system}: {done:,} of {total:,} samples\n")
            sys.stderr.flush()


@contextmanager
def _bars() -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(bar_width=30), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        ids: dict[str, Any] = {}

        def told(system: str, done: int, total: int) -> None:
            if system not in ids:
                ids[system] = bars.add_task(system, total=total)
            bars.update(ids[system], completed=done)

        yield told
