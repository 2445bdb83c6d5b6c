"""A few of many, in equal shares of what they are: kinds take turns, each in a drawn order."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def stratified(
    many: Sequence[T],
    keys: Sequence[Callable[[T], Hashable]],
    limit: int,
    seed: int,
) -> list[T]:
    """The first `limit` when the strata of the first key take turns, in each of them those of the
    next key, and so on; within the last, in an order drawn by `seed`. They come back in the order
    that they have among the many.
    """
    shuffled = random.Random(seed).sample(range(len(many)), len(many))
    kept = set(_turns([(n, many[n]) for n in shuffled], keys)[:limit])
    return [one for n, one in enumerate(many) if n in kept]


def _turns(some: Iterable[tuple[int, T]], keys: Sequence[Callable[[T], Hashable]]) -> list[int]:
    if not keys:
        return [n for n, _ in some]
    strata: dict[Hashable, list[tuple[int, T]]] = {}
    for n, one in some:
        strata.setdefault(keys[0](one), []).append((n, one))
    # By name, so that which comes first does not hang on the draw.
    lists = [_turns(strata[name], keys[1:]) for name in sorted(strata, key=repr)]
    longest = max(map(len, lists), default=0)
    return [one[at] for at in range(longest) for one in lists if at < len(one)]
