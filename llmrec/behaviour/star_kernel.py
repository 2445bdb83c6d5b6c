"""Which kernel foretells stars best: each variance in turn, on what people rated later.

The kernel is a sum of parts that no variance changes, so the cosines of a person's items with each
other are computed once and weighed anew for each value; that, and Cholesky's factors of one right
side, take a tenth of the time of asking `Stars.tell` for every value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from llmrec.behaviour.past import Events, Floats, Past, Rows, drawn, pairs
from llmrec.behaviour.stars import LONGEST, Kernel, Stars, between

JUDGES = 1000
"""People whose later stars choose the kernel."""
TURNS = 2
ROOM = 64 * 2**20
"""Cosines that are kept, 256 MB of them; those of further people are computed in each turn."""
GRID: dict[str, tuple[float, ...]] = {
    "t": (0.0, 0.02, 0.05, 0.1, 0.2),
    "tau": (5.0, 10.0, 20.0, 40.0),
    "g": (0.0, 0.05, 0.1, 0.2),
    "v": (0.0, 0.05, 0.1, 0.2),
    "q": (0.35, 0.5, 0.7, 1.0),
    "s": (0.5, 0.65, 0.8, 1.0),
    "c": (0.1, 0.18, 0.3),
}


class Parts(NamedTuple):
    """Of one person: rows are the past's items, then those rated later; columns the past's."""

    factors: Rows
    text: Rows
    kinds: Rows
    above: Floats
    """Stars of the past above what the items get."""
    later: Floats
    """The same of those rated later, to be foretold."""

    def off(self, k: Kernel) -> Floats:
        """How far what the kernel foretells is from the later stars."""
        from scipy.linalg import solve

        known = len(self.above)
        mixed = k.c + k.q * self.factors.astype(np.float64)
        for weight, part in ((k.v, self.text), (k.g, self.kinds)):
            if weight:
                mixed += weight * part
        own, across = mixed[:known], mixed[known:]
        if k.t:
            mood = k.t * np.exp(-np.arange(known + 1) / k.tau)
            own += between(mood[:known])
            across += mood[:0:-1]
        own[np.diag_indices(known)] += k.s
        solved = solve(own, self.above, assume_a="pos", overwrite_a=True, check_finite=False)
        return np.asarray(self.later - across @ solved)


@dataclass(frozen=True)
class Judges:
    """People with a past and later stars."""

    early: Stars
    cases: Sequence[tuple[Past, Past]]
    text: Rows
    kinds: Rows
    kept: Sequence[Parts]
    """Of the first of them."""

    @classmethod
    def of(
        cls, early: Stars, cases: Sequence[tuple[Past, Past]], text: Rows, kinds: Rows
    ) -> Judges:
        made, kept, room = partial(_parts, early, text, kinds), list[Parts](), ROOM
        for case in cases:
            parts = made(*case)
            room -= 3 * parts.factors.size
            if room < 0:
                break
            kept.append(parts)
        return cls(early, cases, text, kinds, kept)

    def errors(self, kernels: Sequence[Kernel]) -> list[float]:
        """Root of the mean squared error of each."""
        squares, count = np.zeros(len(kernels)), 0
        for n, case in enumerate(self.cases):
            there = n < len(self.kept)
            parts = self.kept[n] if there else _parts(self.early, self.text, self.kinds, *case)
            squares += [float((parts.off(kernel) ** 2).sum()) for kernel in kernels]
            count += len(parts.later)
        found: list[float] = np.sqrt(squares / count).tolist()
        return found


def chosen(early: Stars, before: Events, after: Events, text: Rows, kinds: Rows) -> Kernel:
    """The kernel whose predictions of later stars err least, looked for one variance at a time."""
    both = ((past, later.rated) for past, later in pairs(before, after))
    cases = drawn([case for case in both if len(case[1].items)], JUDGES)
    if not cases:
        return early.kernel
    judges, kernel = Judges.of(early, cases, text, kinds), early.kernel
    known = {kernel: judges.errors([kernel])[0]}
    for _ in range(TURNS):
        for name, values in GRID.items():
            tried = [replace(kernel, **{name: value}) for value in values]
            new = [one for one in tried if one not in known]
            known |= zip(new, judges.errors(new), strict=True)
            for one in tried:
                if known[one] < known[kernel] - 1e-5:
                    kernel = one
    return kernel


def _parts(early: Stars, text: Rows, kinds: Rows, before: Past, later: Past) -> Parts:
    past = before.rated.last(LONGEST)
    items = np.concatenate([past.items, later.items])
    stars = np.concatenate([past.stars, later.stars])
    factors, words, of_kind = (
        rows[items] @ rows[past.items].T for rows in (early.factors, text, kinds)
    )
    above = stars - early.mean - early.bias[items]
    return Parts(factors, words, of_kind, above[: len(past.items)], above[len(past.items) :])
