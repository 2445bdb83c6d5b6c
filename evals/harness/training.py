"""What a system may train on, as the files that its process gets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from llmrec.evals.harness.contracts import Entry, Interaction, Training, Wanted

from llmrec.types import Request

PARTS = ("items.jsonl", "events.jsonl", "tuning.jsonl", "wanted.jsonl")


def write_training(training: Training, folder: Path) -> None:
    """Write the four parts below `folder`, a row a line."""
    _write(folder / "items.jsonl", training.items)
    _write(folder / "events.jsonl", training.events)
    _write(folder / "tuning.jsonl", training.tuning)
    wanted = ((w.user, w.request.model_dump(mode="json"), w.items) for w in training.wanted)
    _write(folder / "wanted.jsonl", wanted)


def read_training(folder: Path) -> Training:
    """What `write_training` wrote."""
    entries = (
        Entry(i, title, text, tuple(tags)) for i, title, text, tags in _rows(folder, "items")
    )
    events, tuning = (
        [Interaction(*row) for row in _rows(folder, part)] for part in ("events", "tuning")
    )
    wanted = [
        Wanted(user, Request.model_validate(request), tuple(items))
        for user, request, items in _rows(folder, "wanted")
    ]
    return Training(list(entries), events, tuning, wanted)


def _write(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)


def _rows(folder: Path, part: str) -> Iterator[list[Any]]:
    with (folder / f"{part}.jsonl").open(encoding="utf-8") as f:
        yield from map(json.loads, f)
