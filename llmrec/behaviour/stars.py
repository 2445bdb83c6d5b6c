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

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from llmrec.behaviour.past import Events, Floats, Ints, Past, Rows, drawn, pairs

LONGEST = 500
"""Rated events of a person that are looked at, the last ones."""
FACTORS = 20
ROUNDS = 8
BIAS_ROUNDS = 10
DAMPING = 5.0
PRIOR = 0.3
"""Variance of an item's factors, over all of them."""
JUDGES = 1000
"""People whose later stars choose the kernel."""


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


GRID: dict[str, tuple[float, ...]] = {
    "t": (0.0, 0.02, 0.05, 0.1, 0.2),
    "tau": (5.0, 10.0, 20.0, 40.0),
    "g": (0.0, 0.05, 0.1, 0.2),
    "v": (0.0, 0.05, 0.1, 0.2),
    "q": (0.35, 0.5, 0.7, 1.0),
    "s": (0.5, 0.65, 0.8, 1.0),
    "c": (0.1, 0.18, 0.3),
}


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
        told = past.rated.last(LONGEST)
        h, k = told.items, self.kernel
        prior = self._diagonal(items, text, kinds)
        if not len(h):
            mean = self.mean + self.bias[items].astype(np.float64)
            return Told(mean, np.sqrt(prior + k.t + k.s))
        order = np.arange(len(h))
        own = self._of(h, h, text, kinds) + k.t * np.exp(
            -np.abs(order[:, None] - order[None]) / k.tau
        )
        own[np.diag_indices(len(h))] += k.s
        across = self._of(items, h, text, kinds) + k.t * np.exp(-(len(h) - order) / k.tau)[None]
        above = told.stars - self.mean - self.bias[h]
        solved = np.linalg.solve(own, np.concatenate([above[:, None], across.T], axis=1))
        mean = self.mean + self.bias[items] + across @ solved[:, 0]
        left = prior + k.t - np.einsum("ih,hi->i", across, solved[:, 1:])
        return Told(mean, np.sqrt(np.maximum(left, 0.0) + k.s))

    def _of(self, a: Ints, b: Ints, text: Rows, kinds: Rows) -> Floats:
        k = self.kernel
        out = k.c + k.q * (self.factors[a] @ self.factors[b].T).astype(np.float64)
        if k.v:
            out += k.v * (text[a] @ text[b].T)
        if k.g:
            out += k.g * (kinds[a] @ kinds[b].T)
        return out

    def _diagonal(self, a: Ints, text: Rows, kinds: Rows) -> Floats:
        k = self.kernel
        lengths = ((m[a].astype(np.float64) ** 2).sum(1) for m in (self.factors, text, kinds))
        return np.asarray(k.c + sum(w * n for w, n in zip((k.q, k.v, k.g), lengths, strict=True)))


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
    draw, eye = np.random.default_rng(seed), np.eye(FACTORS)
    _, who = np.unique(rated.people, return_inverse=True)
    by_person, by_item = _places(who), _places(rated.items)
    q = np.zeros((rated.size, FACTORS))
    q[list(by_item)] = draw.normal(0, 0.1, (len(by_item), FACTORS))
    q_spread = np.zeros((rated.size, FACTORS, FACTORS), np.float32)
    z = np.zeros((who.max() + 1, FACTORS))
    z_spread = np.zeros((who.max() + 1, FACTORS, FACTORS), np.float32)
    for _ in range(ROUNDS):
        _posterior(z, z_spread, by_person, rated.items, q, q_spread, above, noise, eye)
        _posterior(q, q_spread, by_item, who, z, z_spread, above, noise, eye * FACTORS / PRIOR)
    return q


def _posterior(
    mine: Floats,
    spread: Rows,
    places: dict[int, Ints],
    other_of: Ints,
    other: Floats,
    other_spread: Rows,
    above: Floats,
    noise: float,
    precision: Floats,
) -> None:
    """Means and covariances of one side, given the other's."""
    for one, at in places.items():
        n = other_of[at]
        theirs = other[n]
        found = np.linalg.inv(precision + (theirs.T @ theirs + other_spread[n].sum(0)) / noise)
        spread[one] = found
        mine[one] = found @ (theirs.T @ above[at]) / noise


def _places(of: Ints) -> dict[int, Ints]:
    """Where each value stands."""
    order = np.argsort(of, kind="stable")
    values, starts = np.unique(of[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))


def chosen(early: Stars, before: Events, after: Events, text: Rows, kinds: Rows) -> Kernel:
    """The kernel whose predictions of later stars err least, looked for one variance at a time."""
    both = ((past, later.rated) for past, later in pairs(before, after))
    cases = drawn([case for case in both if len(case[1].items)], JUDGES)
    if not cases:
        return early.kernel
    best, kernel = _error(early, cases, text, kinds), early.kernel
    for _ in range(2):
        for name, values in GRID.items():
            for value in values:
                tried = replace(kernel, **{name: value})
                error = _error(replace(early, kernel=tried), cases, text, kinds)
                if error < best - 1e-5:
                    best, kernel = error, tried
    return kernel


def _error(model: Stars, cases: list[tuple[Past, Past]], text: Rows, kinds: Rows) -> float:
    off = [past.stars - model.tell(before, past.items, text, kinds).mean for before, past in cases]
    return float(np.sqrt(np.mean(np.concatenate(off) ** 2)))
