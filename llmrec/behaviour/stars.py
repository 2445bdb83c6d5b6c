"""How many stars a person will give an item, with how sure that is: a Gaussian process a person.

    r_uj = m + b_j + f_u(j) + noise,      f_u ~ GP(0, K),     noise ~ N(0, s)
    K(i, j) = c + q Q_i . Q_j + v cos(text_i, text_j) + g cos(kinds_i, kinds_j)
            + t exp(-|events between i and j| / tau)

c is what a person is above others in everything, Q what people's stars themselves say of how items
go together (probabilistic PCA with missing entries, Roweis 1998; Ilin and Raiko 2010, by
variational EM), text and kinds serve items that nobody has rated, t is a mood that passes. The
prediction is the posterior mean over the person's own events, each of which has its weight in it
(Rasmussen and Williams 2006, eq. 2.25 and 2.26), so that a new person or a new item needs no
training: it is conditioned on, not learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from llmrec.behaviour.past import Events, Floats, Ints, Past, Rows

LONGEST = 500
"""Rated events of a person that are looked at, the last ones."""
BLOCK = 64
FACTORS = 20
ROUNDS = 8
BIAS_ROUNDS = 10
DAMPING = 5.0
PRIOR = 0.3
"""Variance of an item's factors, over all of them."""


@dataclass(frozen=True)
class Kernel:
    """Variances, in stars squared."""

    c: float = 0.18
    q: float = 0.7
    v: float = 0.05
    g: float = 0.05
    t: float = 0.05
    tau: float = 20.0
    s: float = 0.75


class Told(NamedTuple):
    """Stars of some items."""

    mean: Floats
    deviation: Floats
    """Of a new rating, noise and all."""


@dataclass(frozen=True)
class Stars:
    """What was learned of items; a person is what is conditioned on."""

    mean: float
    bias: Rows
    """b, [size]."""
    factors: Rows
    """Q, [size, factors]."""
    low: float
    high: float
    kernel: Kernel = Kernel()

    def tell(self, past: Past, items: Ints, text: Rows, kinds: Rows) -> Told:
        """Stars of the items for a person of this past.

        Args:
            text, kinds: [size, any], rows of length 1 or 0.
        """
        told, k, prior = past.rated.last(LONGEST), self.kernel, self._diagonal(items, text, kinds)
        across = self._of(items, told.items, text, kinds) + self._mood(told)[:0:-1]
        right = np.concatenate([self._above(told)[:, None], across.T], axis=1)
        lower = np.linalg.cholesky(self._own(told, text, kinds)).astype(np.float64, copy=False)
        halves = half_solved(lower, right)
        mean = self.mean + self.bias[items] + halves[:, 0] @ halves[:, 1:]
        left = prior + k.t - (halves[:, 1:] ** 2).sum(0)
        return Told(mean, np.sqrt(np.maximum(left, 0.0) + k.s))

    def expected(self, past: Past, items: Ints, text: Rows, kinds: Rows) -> Floats:
        """The mean that `tell` tells, by one row a part: it takes longer with the past than with
        the items."""
        told, k = past.rated.last(LONGEST), self.kernel
        h, mood = told.items, self._mood(told)
        each = np.linalg.solve(self._own(told, text, kinds), self._above(told))
        found = self.mean + self.bias[items] + k.c * each.sum() + mood[:0:-1] @ each
        for weight, rows in ((k.q, self.factors), (k.v, text), (k.g, kinds)):
            if weight:
                found += weight * (rows[items] @ (each @ rows[h]).astype(np.float32))
        return np.asarray(found, np.float64)

    def _own(self, told: Past, text: Rows, kinds: Rows) -> Floats:
        """Covariances of a past's ratings, [past, past]."""
        out = self._of(told.items, None, text, kinds)
        out += between(self._mood(told)[:-1])
        out[np.diag_indices(len(out))] += self.kernel.s
        return out

    def _mood(self, told: Past) -> Floats:
        """What events share, by how many lie between them; the last is of the first and now."""
        return self.kernel.t * np.exp(-np.arange(len(told.items) + 1) / self.kernel.tau)

    def _above(self, told: Past) -> Floats:
        """What ratings are above what the items get."""
        return told.stars - self.mean - self.bias[told.items]

    def _of(self, a: Ints, b: Ints | None, text: Rows, kinds: Rows) -> Floats:
        """[a, b]; None: of a with itself, which takes half as long."""
        k = self.kernel
        out = np.multiply(_cosines(self.factors, a, b), k.q, dtype=np.float64)
        out += k.c
        for weight, rows in ((k.v, text), (k.g, kinds)):
            if weight:
                out += weight * _cosines(rows, a, b)
        return out

    def _diagonal(self, a: Ints, text: Rows, kinds: Rows) -> Floats:
        k = self.kernel
        lengths = ((m[a].astype(np.float64) ** 2).sum(1) for m in (self.factors, text, kinds))
        return np.asarray(k.c + sum(w * n for w, n in zip((k.q, k.v, k.g), lengths, strict=True)))


def half_solved(lower: Floats, right: Floats) -> Floats:
    """L^-1 right: what solving K = L L' takes where only products a' K^-1 b are wanted, by blocks,
    half the work of `np.linalg.solve`, which knows nothing of triangles."""
    out = np.array(right)
    for start in range(0, len(out), BLOCK):
        rows = slice(start, start + BLOCK)
        left = out[rows] - lower[rows, :start] @ out[:start]
        out[rows] = np.linalg.solve(lower[rows, rows], left)
    return out


def between(by_distance: Floats) -> Floats:
    """[n, n] of what n events have by the distance of two of them, as a view of one row."""
    count = len(by_distance)
    if not count:
        return np.zeros((0, 0))
    row = np.concatenate([by_distance[:0:-1], by_distance])
    return np.lib.stride_tricks.sliding_window_view(row, count)[::-1]


def _cosines(rows: Rows, a: Ints, b: Ints | None) -> Rows:
    mine = rows[a]
    out: Rows = mine @ (mine if b is None else rows[b]).T
    return out


def learn(events: Events, kernel: Kernel | None = None, seed: int = 0) -> Stars | None:
    """Means and factors of items; None when fewer than two different ratings are there."""
    rated = events.kept(~np.isnan(events.stars))
    if len(np.unique(rated.stars)) < 2:
        return None
    mean, bias, above = _bias(rated)
    factors = _factors(rated, above, (kernel or Kernel()).s, seed)
    low, high = float(rated.stars.min()), float(rated.stars.max())
    return Stars(
        mean, bias.astype(np.float32), factors.astype(np.float32), low, high, kernel or Kernel()
    )


def _bias(rated: Events) -> tuple[float, Floats, Floats]:
    """m, b [size], and what each rating is above m, b and its person (Koren 2008, damped)."""
    _, who = np.unique(rated.people, return_inverse=True)
    mean, people = float(rated.stars.mean()), np.zeros(who.max() + 1)
    many, each = np.bincount(who) + DAMPING, rated.counts + DAMPING
    bias = np.zeros(rated.size)
    for _ in range(BIAS_ROUNDS):
        bias = np.bincount(rated.items, rated.stars - mean - people[who], rated.size) / each
        people = np.bincount(who, rated.stars - mean - bias[rated.items]) / many
    return mean, bias, rated.stars - mean - bias[rated.items] - people[who]


def _factors(rated: Events, above: Floats, noise: float, seed: int) -> Floats:
    """Q of variational EM: z_u ~ N(0, 1), Q_i ~ N(0, PRIOR / FACTORS), noise of fixed variance."""
    from scipy import sparse

    draw, eye = np.random.default_rng(seed), np.eye(FACTORS)
    _, who = np.unique(rated.people, return_inverse=True)
    known, what = np.unique(rated.items, return_inverse=True)
    shape = (who.max() + 1, len(known))
    ones, stars = (
        sparse.csr_matrix((values, (who, what)), shape) for values in (np.ones(len(above)), above)
    )
    items = Believed(draw.normal(0, 0.1, (len(known), FACTORS)), np.zeros((1, FACTORS, FACTORS)))
    for _ in range(ROUNDS):
        people = _posterior(ones, stars, items, noise, eye)
        items = _posterior(ones.T, stars.T, people, noise, eye * FACTORS / PRIOR)
    q = np.zeros((rated.size, FACTORS))
    q[known] = items.mean
    return q


class Believed(NamedTuple):
    """One side's factors."""

    mean: Floats
    spread: Floats
    """Covariances, [n or 1, factors, factors]."""


def _posterior(ones: Any, stars: Any, other: Believed, noise: float, precision: Floats) -> Believed:
    """Of one side, given the other's: all of them at once, as a sparse product."""
    squares = other.mean[:, :, None] * other.mean[:, None] + other.spread
    summed = (ones @ squares.reshape(len(squares), -1)).reshape(-1, FACTORS, FACTORS)
    spread = np.linalg.inv(precision + summed / noise)
    return Believed((spread @ (stars @ other.mean)[..., None])[..., 0] / noise, spread)
