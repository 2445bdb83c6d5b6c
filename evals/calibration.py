"""How far the scorer's probabilities are off, beside what a flawless one would measure here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from llmrec.evals.metrics import calibration_error
from llmrec.evals.pools import Floats, Pool
from numpy.typing import NDArray

BINS = 10
RESAMPLES = 500


def calibration(pools: Sequence[Pool], logits: Mapping[str, Floats]) -> dict[str, float]:
    """Over all judged pairs. `flawless` is the mean ECE, over samples of as many queries, of
    probabilities that hold exactly: what lies below it cannot be told from none."""
    p, relevant, query = _pairs(pools, logits)
    return {
        "ece": round(calibration_error(relevant.tolist(), p.tolist(), BINS), 4),
        "flawless": round(_flawless(p, relevant, query), 4),
        "brier": round(float(((p - relevant) ** 2).mean()), 4),
        "base_rate": round(float(relevant.mean()), 4),
    }


def _pairs(
    pools: Sequence[Pool], logits: Mapping[str, Floats]
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """Of every pair: probability, whether it is relevant, the number of its query."""
    z = np.concatenate([logits[pool.query] for pool in pools])
    query = np.repeat(np.arange(len(pools)), [len(pool.labels) for pool in pools])
    return 1 / (1 + np.exp(-z)), np.concatenate([pool.relevant for pool in pools]), query


def _flawless(p: Floats, relevant: NDArray[np.bool_], query: NDArray[np.int64]) -> float:
    """ECE of the isotonic fit of these very outcomes, on queries drawn with replacement."""
    exact = isotonic(p, relevant)
    places = [np.flatnonzero(query == n) for n in range(int(query.max()) + 1)]
    draw, found = np.random.default_rng(0), []
    for _ in range(RESAMPLES):
        at = np.concatenate([places[n] for n in draw.integers(0, len(places), len(places))])
        found.append(calibration_error(relevant[at].tolist(), exact[at].tolist(), BINS))
    return float(np.mean(found))


def isotonic(p: Floats, outcome: NDArray[np.bool_]) -> Floats:
    """The rising step function of `p` nearest to the outcomes, by pooling adjacent violators
    (Ayer et al. 1955)."""
    order = np.argsort(p, kind="stable")
    blocks: list[tuple[float, int]] = []
    for value in outcome[order].astype(float):
        mean, size = float(value), 1
        while blocks and blocks[-1][0] >= mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    out = np.empty(len(p))
    out[order] = np.repeat([m for m, _ in blocks], [n for _, n in blocks])
    return out


def plot(pools: Sequence[Pool], curves: Mapping[str, Mapping[str, Floats]], to: Path) -> None:
    """Share of relevant pairs by probability, ten equally filled bins a curve."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(4.8, 4.4), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1)
    for name, logits in curves.items():
        p, relevant, _ = _pairs(pools, logits)
        parts = np.array_split(np.argsort(p, kind="stable"), BINS)
        told, held = ([float(v[b].mean()) for b in parts] for v in (p, relevant))
        axes.plot(told, held, marker="o", markersize=4, linewidth=1.2, label=name)
    axes.set(xlabel="probability told", ylabel="share that is relevant", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="upper left")
    figure.savefig(to, dpi=110, metadata={"Software": None})
    plt.close(figure)
