"""The learned part: a logistic model over the features, weights as safetensors.

relevance = s(w . x + b), with s(z) = 1 / (1 + exp(-z)). There are two pairs (w, b): one for
requests whose best candidates the model has judged, one for those without a model, because what a
similarity is worth depends on whether a judgement stands beside it. What is foretold of a judgement
(`llmrec.taught`) is trusted by a part t alone, which stands in `judged`: of such items it is

    w . x + b = t (w_full . x_1 + b_full) + (1 - t) (w_fast . x_0 + b_fast)

with x_1 as if the item had been judged and x_0 as if not.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.errors import ConfigError
from llmrec.score.features import JUDGED, JUDGEMENT, NAMES

DEFAULT = "default.safetensors"


class Linear(NamedTuple):
    """w . x + b over the features as they are."""

    w: NDArray[Any]
    """[features]."""
    b: float

    def logits(self, x: NDArray[Any]) -> NDArray[Any]:
        """[n, features] -> [n]."""
        return np.asarray(x @ self.w + self.b)


@dataclass(frozen=True)
class Weights:
    """`full` scores requests with judgements, `fast` those without."""

    full: Linear
    fast: Linear
    version: str

    def logits(self, x: NDArray[Any]) -> NDArray[Any]:
        """[n, features] -> [n]."""
        t, with_it, without = _sides(x)
        return np.asarray(t * self.full.logits(with_it) + (1 - t) * self.fast.logits(without))

    def shares(self, x: NDArray[Any]) -> NDArray[Any]:
        """What each feature adds to the logits, [n, features]."""
        t, with_it, without = _sides(x)
        part = t[:, None]
        return np.asarray(part * with_it * self.full.w + (1 - part) * without * self.fast.w)

    def save(self, path: Path) -> None:
        from safetensors.numpy import save_file

        meta = {"features": ",".join(NAMES), "version": self.version}
        tensors = {}
        for name, part in (("full", self.full), ("fast", self.fast)):
            tensors[f"{name}.w"] = np.asarray(part.w, np.float64)
            tensors[f"{name}.b"] = np.array([part.b], np.float64)
        save_file(tensors, path, meta)
        path.chmod(0o644)  # safetensors leaves it to its owner alone; this one ships


def _sides(x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Of features, [n, features]: t, [n], and x_1 and x_0, [n, features]. Where the model judged a
    request's best, t is 1 of all: `full` says of the others too."""
    judged = x[:, JUDGED]
    with_it, without = np.array(x), np.array(x)
    without[:, [JUDGEMENT, JUDGED]] = 0.0
    if (judged > 0).all():
        with_it[:, JUDGED] = 1.0
        return judged, with_it, without
    return np.full(len(x), float(judged.any())), with_it, without


def load_weights(path: Path | None = None) -> Weights:
    """Weights from a file; the ones that ship when None.

    Raises:
        ConfigError: unreadable, or trained on other features.
    """
    from safetensors import SafetensorError, safe_open

    at = path or Path(str(resources.files("llmrec.score").joinpath(DEFAULT)))
    try:
        with safe_open(at, "np") as f:
            meta = f.metadata() or {}
            full, fast = (
                Linear(f.get_tensor(f"{name}.w"), float(f.get_tensor(f"{name}.b")[0]))
                for name in ("full", "fast")
            )
    except (OSError, SafetensorError, IndexError) as e:
        raise ConfigError(f"The scorer's weights {at.name!r} cannot be read: {e}") from e
    shapes = {full.w.shape, fast.w.shape}
    if meta.get("features") != ",".join(NAMES) or shapes != {(len(NAMES),)}:
        raise ConfigError(
            f"The scorer's weights {at.name!r} were trained on other features: "
            f"{meta.get('features')}",
            remedy="Train it again, or use the weights that ship.",
        )
    if not all(np.isfinite(part.w).all() and np.isfinite(part.b) for part in (full, fast)):
        raise ConfigError(f"The scorer's weights {at.name!r} are not all numbers.")
    return Weights(full, fast, meta.get("version", "unknown"))
