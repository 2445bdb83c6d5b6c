"""The learned part: a logistic model over the features, weights as safetensors.

relevance = s(w . x + b), with s(z) = 1 / (1 + exp(-z)).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.errors import ConfigError
from llmrec.score.features import NAMES

DEFAULT = "default.safetensors"


@dataclass(frozen=True)
class Weights:
    """`w` [features], `b`, and the width of the rating's interval; `version` names the training."""

    w: NDArray[Any]
    b: float
    version: str

    def logits(self, x: NDArray[Any]) -> NDArray[Any]:
        """[n, features] -> [n]."""
        return np.asarray(x @ self.w + self.b)

    def save(self, path: Path) -> None:
        from safetensors.numpy import save_file

        meta = {"features": ",".join(NAMES), "version": self.version}
        save_file({"w": np.asarray(self.w, np.float64), "b": np.array([self.b])}, path, meta)


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
            w, b = f.get_tensor("w"), float(f.get_tensor("b")[0])
    except (OSError, SafetensorError) as e:
        raise ConfigError(f"The scorer's weights {at.name!r} cannot be read: {e}") from e
    if meta.get("features") != ",".join(NAMES) or w.shape != (len(NAMES),):
        raise ConfigError(
            f"The scorer's weights {at.name!r} were trained on other features: "
            f"{meta.get('features')}",
            remedy="Train it again, or use the weights that ship.",
        )
    return Weights(w, b, meta.get("version", "unknown"))
