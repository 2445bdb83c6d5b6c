"""Weights in a quarter of the bytes: int8 with a scale a row, from which float32 is made again.

    w = s n,      s = max |w| / 127 of a row,      n = round(w / s)

A row is the last axis of a matrix (an item, or what one output reads), or an item's cosines with
its nearest. Vectors stay as they are: they are few. Scores are computed in float32 all the same, so
packing saves place where weights are kept and not time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour.past import Floats, Ints

Tensors = dict[str, NDArray[Any]]
SCALE = ".scale"
ROWS = {"neighbours.values": "neighbours.starts"}
"""Vectors that are rows of a sparse matrix, and where the rows start."""
LARGEST = 127


def pack(tensors: Tensors) -> Tensors:
    out: Tensors = {}
    for name, value in tensors.items():
        if value.dtype.kind != "f" or (value.ndim < 2 and name not in ROWS):
            out[name] = value
            continue
        most = _largest(value, tensors[ROWS[name]] if name in ROWS else None)
        scale = (most / LARGEST).astype(value.dtype)
        each = _each(scale, value, tensors, name)
        out[name] = np.rint(value / np.where(each > 0, each, 1)).astype(np.int8)
        out[name + SCALE] = scale
    return out


def unpack(tensors: Tensors) -> Tensors:
    """What `pack` was given, rounded; other tensors as they are."""
    out: Tensors = {}
    for name, value in tensors.items():
        scale = tensors.get(name + SCALE)
        if not name.endswith(SCALE):
            out[name] = value if scale is None else value * _each(scale, value, tensors, name)
    return out


def _largest(value: NDArray[Any], starts: Ints | None) -> Floats:
    """|value| of each row, 0 for an empty one."""
    size = np.abs(value)
    if starts is None:
        return np.asarray(size.max(-1, initial=0.0))
    out = np.zeros(len(starts) - 1, value.dtype)
    np.maximum.at(out, np.repeat(np.arange(len(out)), np.diff(starts)), size)
    return out


def _each(scale: NDArray[Any], value: NDArray[Any], tensors: Tensors, name: str) -> NDArray[Any]:
    """The scale of each element, to multiply by."""
    if name in ROWS:
        return np.repeat(scale, np.diff(tensors[ROWS[name]]))
    return np.asarray(scale[..., None])
