"""How long work tells of itself: what, how far, of how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple


class Progress(NamedTuple):
    """One report. `total` 0 means that the end is not known."""

    task: str
    """What is being worked on; reports of one task share it."""
    phase: str
    done: float = 0
    total: float = 0
    unit: Literal["bytes", "s", ""] = ""


OnProgress = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Reports to nobody."""
