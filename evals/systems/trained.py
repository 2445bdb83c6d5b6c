"""Trained weights, kept so that the same data is learned from once.

A file of safetensors (never pickle) below the evals' cache, named by the SHA-256 of everything that
was learned from and of how; safe to delete. A file that cannot be read is trained anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from llmrec.evals.datasets.indexed import cache
from llmrec.evals.harness.contracts import Interaction, Training
from numpy.typing import NDArray

Weights = dict[str, NDArray[Any]]


def weights(name: str, training: Training, how: object, train: Callable[[], Weights]) -> Weights:
    """What `train` returns; from the cache where it stands there.

    Args:
        how: all settings of the training; its `repr` is part of the key.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file, save_file

    path = cache() / "weights" / f"{name}-{digest(training, how)}.safetensors"
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError):
        found = {key: np.ascontiguousarray(value) for key, value in train().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")  # beside it: a sealed process moves no file
    try:  # from one folder to another
        save_file(found, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return found


def digest(training: Training, how: object) -> str:
    """16 hex digits of all items, events and requests, in their order, and of the settings."""
    found = hashlib.sha256(repr(how).encode())
    for rows in (training.items, training.events, training.tuning):
        for row in rows:
            found.update(json.dumps(row).encode())
        found.update(b"\n\n")
    for user, request, items in training.wanted:
        found.update(json.dumps([user, request.model_dump(mode="json"), items]).encode())
    return found.hexdigest()[:16]


def histories(events: Iterable[Interaction]) -> dict[str, list[str]]:
    """Items of each user, oldest first; events without a time keep their order."""
    return {
        user: [e.item for e in sorted(of, key=lambda e: e.time or 0.0)]
        for user, of in by_user(events).items()
    }


def by_user(events: Iterable[Interaction]) -> dict[str, list[Interaction]]:
    """Events of each user, in their order."""
    found: dict[str, list[Interaction]] = {}
    for event in events:
        found.setdefault(event.user, []).append(event)
    return found


def places(names: Iterable[str], seed: int) -> dict[str, int]:
    """Name -> its row in a table of weights, from 1; drawn, so that a row tells nothing of what
    the names or their order in a file may tell."""
    known = sorted(set(names))
    order = np.random.default_rng(seed).permutation(len(known))
    return {name: int(row) + 1 for name, row in zip(known, order, strict=True)}
