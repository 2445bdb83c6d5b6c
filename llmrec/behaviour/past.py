"""What people did, as numbers: who took which item, in which order, with how many stars."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = NDArray[np.float32]
"""One row an item, in the order of the catalogue."""


class Past(NamedTuple):
    """One person's events, oldest first."""

    items: Ints
    """Ordinals in the catalogue."""
    stars: Floats
    """On the scale of the events; NaN where none were given."""

    def last(self, count: int) -> Past:
        return Past(self.items[-count:], self.stars[-count:])

    @property
    def rated(self) -> Past:
        """Those that were given stars."""
        told = ~np.isnan(self.stars)
        return Past(self.items[told], self.stars[told])

    def ages(self) -> Ints:
        """How many events ago each was: 0 is the last."""
        return np.arange(len(self.items))[::-1]


@dataclass(frozen=True)
class Events:
    """Everybody's events, by person and oldest first within one."""

    people: Ints
    """[events], ascending."""
    items: Ints
    stars: Floats
    size: int
    """Items of the catalogue."""

    @classmethod
    def of(
        cls,
        people: Sequence[Hashable] | Ints,
        items: Sequence[int] | Ints,
        stars: Sequence[float | None] | Floats,
        times: Sequence[float | None] | Floats,
        size: int,
    ) -> Events:
        """From events in any order; those of one time, or without any, stay as they were."""
        _, who = np.unique(np.asarray(people), return_inverse=True)
        order = np.lexsort((_numbers(times, 0.0), who))
        told, taken = _numbers(stars, np.nan), np.asarray(items, np.int64)
        return cls(np.asarray(who, np.int64)[order], taken[order], told[order], size)

    def __len__(self) -> int:
        return len(self.people)

    @cached_property
    def starts(self) -> Ints:
        """Where each person begins, and the end."""
        cuts = np.flatnonzero(np.diff(self.people)) + 1
        return np.concatenate([[0], cuts, [len(self.people)]]) if len(self) else np.zeros(1, int)

    @property
    def names(self) -> Ints:
        """The number of each person, in order."""
        return self.people[self.starts[:-1]]

    @cached_property
    def pasts(self) -> list[Past]:
        """Of each person."""
        return [Past(self.items[a:b], self.stars[a:b]) for a, b in pairwise(self.starts)]

    @cached_property
    def counts(self) -> Ints:
        """How many events each item has, [size]."""
        return np.bincount(self.items, minlength=self.size)

    def kept(self, where: NDArray[np.bool_]) -> Events:
        return Events(self.people[where], self.items[where], self.stars[where], self.size)

    def last(self, count: int) -> Events:
        """So many of each person's at the most."""
        ends = np.repeat(self.starts[1:], np.diff(self.starts))
        return self.kept(np.arange(len(self)) >= ends - count)

    def cut(self, share: float) -> tuple[Events, Events]:
        """The last `share` of each person's events, rounded down but one of two at the least, and
        what came before."""
        late = np.zeros(len(self), bool)
        for start, end in pairwise(self.starts):
            count = max(int((end - start) * share), int(end - start > 1))
            late[end - count : end] = True
        return self.kept(~late), self.kept(late)


def _numbers(of: Sequence[float | None] | Floats, missing: float) -> Floats:
    if isinstance(of, np.ndarray):
        return of
    return np.array([missing if value is None else value for value in of], np.float64)


def pairs(before: Events, after: Events) -> list[tuple[Past, Past]]:
    """The past of each person who has one, and what the person did later."""
    pasts = dict(zip(before.names.tolist(), before.pasts, strict=True))
    later = zip(after.names.tolist(), after.pasts, strict=True)
    return [(pasts[name], past) for name, past in later if name in pasts]


def drawn(cases: list[T], most: int, seed: int = 0) -> list[T]:
    """`most` of them at the most, in their order."""
    if len(cases) <= most:
        return cases
    some = np.random.default_rng(seed).choice(len(cases), most, replace=False)
    return [cases[n] for n in sorted(some)]
