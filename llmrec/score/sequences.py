"""Learning from sequences, whatever the network: windows, batches, the optimiser, one thread."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

BETAS = (0.9, 0.98)


class Rates(Protocol):
    """What `optimiser` reads of a network's settings."""

    @property
    def rate(self) -> float: ...
    @property
    def ahead(self) -> float:
        """So many times the rate do the rows of items learn at: a step meets few of them."""

    @property
    def decay(self) -> float:
        """Of the rows of items."""


def windows(items: Sequence[int], longest: int) -> list[list[int]]:
    """Stretches of `longest` + 1 items, from the end; each begins with the item that the one
    before it ends with, so that every item but the first is foretold once."""
    ends = range(len(items), 1, -longest)
    return [list(items[max(0, end - longest - 1) : end]) for end in ends]


def batches(
    sequences: Sequence[Sequence[int]], size: int, draw: random.Random, pad: int
) -> Iterator[NDArray[np.int64]]:
    """All sequences once, those of like length together, padded at the end to `size` places."""
    order = sorted(sequences, key=lambda s: (len(s), draw.random()))
    parts: list[list[Sequence[int]]] = [[]]
    for s in order:
        if parts[-1] and (len(parts[-1]) + 1) * len(s) > size:
            parts.append([])
        parts[-1].append(s)
    draw.shuffle(parts)
    for part in filter(None, parts):
        rows = np.full((len(part), max(map(len, part))), pad, np.int64)
        for row, s in zip(rows, part, strict=True):
            row[: len(s)] = s
        yield rows


def optimiser(network: Any, tables: Sequence[Any], c: Rates, steps: int) -> tuple[Any, Any]:
    """AdamW with its schedule; `tables`, the rows of items, have a rate and decay of their own."""
    from torch import optim

    rest = [p for p in network.parameters() if all(p is not table for table in tables)]
    fast = c.rate * c.ahead
    groups = [
        {"params": list(tables), "lr": fast, "weight_decay": c.decay},
        {"params": rest, "lr": c.rate, "weight_decay": 0.01},
    ]
    made = optim.AdamW(groups, betas=BETAS, fused=True)
    schedule = optim.lr_scheduler.OneCycleLR(
        made, [fast, c.rate], total_steps=steps + 1, pct_start=0.05, cycle_momentum=False
    )
    return made, schedule


def dropout(seed: int) -> Any:
    """The class of layers that drop drawn bytes' places: a tenth of the time of torch's dropout,
    which is a fifth of a step."""
    import torch
    from torch import nn

    draw = np.random.Generator(np.random.SFC64(seed))

    class Drop(nn.Module):  # type: ignore[misc]
        def __init__(self, share: float) -> None:
            super().__init__()
            self.least = round(share * 256)

        def forward(self, x: Any) -> Any:
            if not self.training or not self.least:
                return x
            drawn = np.frombuffer(draw.bytes(x.numel()), np.uint8) >= self.least
            kept = drawn.astype(np.float32) * np.float32(256 / (256 - self.least))
            return x * torch.from_numpy(kept).view(x.shape)

    return Drop


@contextmanager
def one_thread() -> Iterator[None]:
    """torch on one thread: for networks this small a second one gains a fifth where the machine is
    idle, and costs eightfold where something else runs. It also makes sums the same every time."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def one_core() -> Iterator[None]:
    """All that learns on one thread, NumPy and SciPy too: their matrices are small, and a second
    thread that waits its turn on a busy machine takes five times the processor's time."""
    import scipy.linalg  # noqa: F401  what is loaded later would not be limited
    from threadpoolctl import threadpool_limits

    with one_thread(), threadpool_limits(1, user_api="blas"):
        yield
