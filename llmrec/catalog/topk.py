"""The best few of many scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def top_k(
    scores: NDArray[Any], k: int, mask: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """Ordinals and scores of the best `k` where `mask` holds, best first, ties by ordinal."""
    ordinals = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
    if k <= 0 or not len(ordinals):
        return []
    kept = scores[ordinals]
    if k < len(kept):
        # Everything down to the k-th score, so that ties at the edge are cut by ordinal.
        edge = np.partition(kept, len(kept) - k)[len(kept) - k]
        chosen = np.flatnonzero(kept >= edge)
        ordinals, kept = ordinals[chosen], kept[chosen]
    order = np.argsort(-kept, kind="stable")[:k]
    return [(int(ordinals[i]), float(kept[i])) for i in order]
