"""Items that the same people took: cosines of item and item, and the circles that they form.

    s_ij = sum over people u who took both of w_u / sqrt((n_i + d)(n_j + d))

with w_u = 1 / log2(2 + events of u), since a short history says more of what belongs together, n_i
the people who took i, and d = 5, which damps what one person did (Deshpande and Karypis 2004,
Item-based top-N recommendation algorithms; Breese et al. 1998 for w). Each item keeps its nearest
200. Circles are the items' places in the first 64 singular vectors of s, so that two items
that share neighbours are near although nobody took both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from llmrec.behaviour.past import Events, Floats, Ints, Past, Rows

DAMPING = 5.0
NEAREST = 200
CIRCLES = 64
RECENT = 3.0
"""Events after which what was taken counts a third as much, where the last things matter."""
LONGEST = 3000
"""Events of a person that count, the last ones: a robot that took everything would pair all items
with all, in memory that grows with their square."""
LEAST = 0.1
"""What even the oldest event counts."""


def recent(past: Past, events: float = RECENT) -> Floats:
    """Weights of a past's events: 1 for the last one, less for older ones."""
    return LEAST + (1 - LEAST) * np.exp(-past.ages() / events)


@dataclass(frozen=True)
class Neighbours:
    """Row i of a sparse matrix holds `values[starts[i]:starts[i + 1]]` at `items[...]`."""

    starts: Ints
    items: Ints
    values: Rows
    circles: Rows
    """[size, up to 64], of length 1, or 0 where nobody took the item."""

    def scores(self, past: Past, weights: Floats) -> Floats:
        """sum_j w_j s_ij over the past, for every item, [size].

        Args:
            weights: [events]; or [ways, events], for [ways, size].
        """
        first = self.starts[past.items]
        counts = self.starts[past.items + 1] - first
        ends = np.cumsum(counts)
        at = np.arange(counts.sum()) + np.repeat(first - ends + counts, counts)
        items, values, size = self.items[at], self.values[at], len(self.circles)
        ways = (np.repeat(way, counts) * values for way in np.atleast_2d(weights))
        found = [np.bincount(items, way, size) for way in ways]
        return np.reshape(found, (*weights.shape[:-1], size))


def learn(events: Events, seed: int = 0) -> Neighbours:
    """Count who took what together; some two seconds for 340,000 events of 17,000 items."""
    from scipy import sparse

    events = events.last(LONGEST)
    long = np.diff(events.starts)
    ones = np.ones(len(events), np.float32)
    who = np.repeat(np.arange(len(long)), long)
    taken = sparse.csr_matrix((ones, (who, events.items)), shape=(len(long), events.size))
    taken.data[:] = 1  # who takes a thing twice is one person
    scale = sparse.diags_array(1 / np.sqrt(np.asarray(taken.sum(0)).ravel() + DAMPING))
    weights = sparse.diags_array(1 / np.log2(2 + np.asarray(taken.sum(1)).ravel()))
    together = sparse.csr_matrix(scale @ (taken.T @ weights @ taken) @ scale, dtype=np.float32)
    together.setdiag(0)
    together.eliminate_zeros()
    circles = _circles(together, seed)
    kept = _nearest(together)
    return Neighbours(
        kept.indptr.astype(np.int64), kept.indices.astype(np.int64), kept.data, circles
    )


def _nearest(together: Any) -> Any:
    """The largest of each row."""
    from scipy import sparse

    m = sparse.csr_matrix(together)
    keep = np.zeros(m.nnz, bool)
    for start, end in zip(m.indptr[:-1], m.indptr[1:], strict=True):
        if end - start <= NEAREST:
            keep[start:end] = True
        else:
            keep[start + np.argpartition(-m.data[start:end], NEAREST)[:NEAREST]] = True
    rows = np.repeat(np.arange(m.shape[0]), np.diff(m.indptr))[keep]
    return sparse.csr_matrix((m.data[keep], (rows, m.indices[keep])), shape=m.shape)


def _circles(together: Any, seed: int) -> Rows:
    """u sqrt(s) of the largest singular values, each row of length 1."""
    from scipy.sparse.linalg import svds

    size = together.shape[0]
    count = min(CIRCLES, size - 2)
    if count < 1 or not together.nnz:
        return np.zeros((size, 1), np.float32)
    u, s, _ = svds(together, count, rng=np.random.default_rng(seed))
    rows = u * np.sqrt(np.maximum(s, 0.0))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-6), np.float32)
