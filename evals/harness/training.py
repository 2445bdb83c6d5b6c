"""What a system may train on, as the files that its process gets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from llmrec.evals.harness.contracts import Entry, Interaction, Training


def write_training(training: Training, folder: Path) -> None:
    """Write the three parts below `folder`, a row a line."""
    _write(folder / "items.jsonl", training.items)
    _write(folder / "events.jsonl", training.events)
    _write(folder / "tuning.jsonl", training.tuning)


def read_training(folder: Path) -> Training:
    """What `write_training` wrote."""
    entries = (
        Entry(i, title, text, tuple(tags)) for i, title, text, tags in _rows(folder, "items")
    )
    events, tuning = (
        [Interaction(*row) for row in _rows(folder, part)] for part in ("events", "tuning")
    )
    return Training(list(entries), events, tuning)


def _write(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)


def _rows(folder: Path, part: str) -> Iterator[list[Any]]:
    with (folder / f"{part}.jsonl").open(encoding="utf-8") as f:
        yield from map(json.loads, f)
