"""A small world: two circles of items, people who stay in one, and texts that tell which."""

from __future__ import annotations

import numpy as np

from llmrec.behaviour import Events, Facts
from llmrec.behaviour.facts import unit

SIZE = 40
NEW = 39
"""An item that nobody has taken; its text is of the second circle."""
CIRCLES = 2
IDS = [f"i{n}" for n in range(SIZE)]
ORDINALS = {id_: n for n, id_ in enumerate(IDS)}


def circle(item: int) -> int:
    return item * CIRCLES // SIZE


def facts() -> Facts:
    """Texts of one circle are alike; kinds are the circles."""
    draw = np.random.default_rng(1)
    centres = draw.normal(size=(CIRCLES, 16))
    text = np.stack([centres[circle(n)] + 0.5 * draw.normal(size=16) for n in range(SIZE)])
    kinds = np.eye(CIRCLES)[[circle(n) for n in range(SIZE)]]
    centred = unit((text - text.mean(0)).astype(np.float32))
    return Facts(centred, unit(kinds.astype(np.float32)), "embedder")


def events(people: int = 120, each: int = 10, *, stars: bool = True) -> Events:
    """Each person takes items of one circle, and likes those of even number more."""
    draw = np.random.default_rng(0)
    rows: list[tuple[str, int, float | None, float]] = []
    for person in range(people):
        of = [n for n in range(SIZE) if circle(n) == person % CIRCLES and n != NEW]
        mood = draw.normal(0, 0.4)
        for time, item in enumerate(draw.choice(of, min(each, len(of)), replace=False)):
            told = 3 + mood + (0.8 if item % 2 == 0 else -0.8) + draw.normal(0, 0.3)
            rows.append((f"p{person}", int(item), float(told) if stars else None, float(time)))
    people_, items, given, times = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Events.of(people_, items, given, times, SIZE)
