"""What comes next: self-attention over the last items, in NumPy, as it was learned in torch.

The user's tower reads the last 50 items, the item's tower is one row an item:

    I0 = e + P v          a learned row and the projected embedding of the item's text
    U0 = attention over the I0 of the last items and their places
    R  = c cos(U, I) + b  with U = norm(U0), I = I0

In the classical form U = s(W1 (U0 + X)), I = s(W2 (I0 + X)), R = s(W3 (U * I)): X is the place in
the past, W1 the layers behind attention and s the norm; W2 is the identity and s the length taken
away; W3 is c everywhere, so that the sum over U * I is a cosine. The s of R is that of the head,
which weighs R among other signals (`llmrec.score.head`).

A new item has no row of its own: e = 0, b is the median, and its text says where it stands. SASRec
(Kang and McAuley 2018, https://arxiv.org/abs/1808.09781); the losses are told where it is trained,
in `llmrec.score.sequence_training`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.behaviour.past import Floats, Ints, Past, Rows

LONGEST = 50
EPSILON = 1e-5

Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Sequence:
    """The towers, for inference."""

    own: Rows
    """e, [size, width]; 0 for items without events."""
    bias: Rows
    """b, [size]."""
    projection: Rows
    """P, [width, dims]."""
    text: Rows
    """v, [size, dims]."""
    weights: dict[str, NDArray[np.float32]]
    """Of the user's tower."""
    scale: float
    """c."""
    heads: int

    @cached_property
    def rows(self) -> Rows:
        """I0, [size, width]."""
        return np.asarray(self.own + self.text @ self.projection.T, np.float32)

    @cached_property
    def unit(self) -> Rows:
        """I, [size, width], of length 1."""
        length = np.linalg.norm(self.rows, axis=1, keepdims=True)
        return np.asarray(self.rows / np.maximum(length, 1e-12), np.float32)

    def user(self, past: Past) -> NDArray[np.float32]:
        """U, [width], of length 1; zeros for an empty past."""
        items = past.items[-LONGEST:]
        if not len(items):
            return np.zeros(self.rows.shape[1], np.float32)
        w = self.weights
        x = self.rows[items] + w["places"][: len(items)]
        last = x[-1:] + self._attend(_norm(x, w, "before"))
        last = last + _linear(_gelu(_linear(_norm(last, w, "between"), w, "up")), w, "down")
        last = _norm(last, w, "norm")[0]
        out: NDArray[np.float32] = last / max(float(np.linalg.norm(last)), 1e-12)
        return out

    def scores(self, past: Past, items: Ints | slice = slice(None)) -> Floats:
        """R of the items, [items]: logits of which comes next; without a past, b alone."""
        found = self.scale * (self.unit[items] @ self.user(past)) + self.bias[items]
        return np.asarray(found, np.float64)

    def _attend(self, x: Rows) -> Rows:
        """Attention of the last place over all; what the others see is not needed."""
        w, heads = self.weights, self.heads
        query, key, value = np.split(_linear(x, w, "qkv"), 3, axis=1)
        q = query[-1].reshape(heads, -1)
        k, v = (m.reshape(len(x), heads, -1) for m in (key, value))
        logits = np.einsum("hd,phd->hp", q, k) / np.sqrt(q.shape[1])
        odds = np.exp(logits - logits.max(1, keepdims=True))
        seen = np.einsum("hp,phd->hd", odds / odds.sum(1, keepdims=True), v).reshape(1, -1)
        return _linear(seen.astype(np.float32), w, "out")


def _linear(x: Rows, w: Tensors, name: str) -> Rows:
    out: Rows = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
    return out


def _norm(x: Rows, w: Tensors, name: str) -> Rows:
    centred = x - x.mean(1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(1, keepdims=True) + EPSILON)
    out: Rows = centred / deviation * w[f"{name}.weight"] + w[f"{name}.bias"]
    return out


def _gelu(x: Rows) -> Rows:
    """The exact one; NumPy has no erf, so that of Python, over the few numbers there are."""
    from math import erf

    out: Rows = x * 0.5 * (1 + np.vectorize(erf, otypes=[np.float32])(x / np.sqrt(2.0)))
    return out
