"""Vectors of what requests search for, kept on disk: several systems ask for the same ones, and the
next run asks again. Systems that measure time ask anew.

A vector is kept by the model's name and the text. The server's floats differ by some .001 with what
else is in its batch, so that keeping them also makes every system and every run see the same ones.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from llmrec.evals.datasets.indexed import cache
from numpy.typing import NDArray

from llmrec.llm import AnswerCache

Vectors = NDArray[np.float32]
AT_ONCE = 64
"""Texts a call."""


class Remembered:
    """An embedding model that is asked for what it was never asked before."""

    def __init__(self, embedder: Any) -> None:
        self.model: str = embedder.model
        self.languages: tuple[str, ...] | None = getattr(embedder, "languages", None)
        self._embedder = embedder
        self._kept = AnswerCache(cache() / "vectors" / "vectors.sqlite")

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """float32 [texts, dims], rows of length 1.

        Raises:
            ModelUnavailable, ModelTimeout: no answer.
        """
        found = {text: self._get(text) for text in dict.fromkeys(texts)}
        lacking = [text for text, vector in found.items() if vector is None]
        for start in range(0, len(lacking), AT_ONCE):
            part = lacking[start : start + AT_ONCE]
            for text, vector in zip(part, self._embedder(part), strict=True):
                found[text] = vector
                kept = base64.b64encode(np.asarray(vector, np.float32).tobytes()).decode()
                self._kept.put(self._key(text), {"vector": kept})
        return np.stack([np.asarray(found[text], np.float32) for text in texts])

    def _get(self, text: str) -> Vectors | None:
        kept = self._kept.get(self._key(text))
        return None if kept is None else np.frombuffer(base64.b64decode(kept["vector"]), np.float32)

    def _key(self, text: str) -> dict[str, str]:
        return {"embedding": self.model, "text": text}
