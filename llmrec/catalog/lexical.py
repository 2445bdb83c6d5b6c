"""The lexical index: BM25, weighed by bm25s when it is built, read here as plain arrays.

bm25s itself takes half a second to import (numba, scipy); a search needs none of it: the weight of
each token in each item is an entry of a sparse matrix, and a query is a sum of its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.topk import top_k
from llmrec.errors import CatalogError

Tokenizer = Callable[[str], list[str]]
_TOKEN = re.compile(r"[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])[^\W_])+")


def simple_tokens(text: str) -> list[str]:
    """Words in lower case, Chinese characters one by one: for when no other tokenizer is given."""
    return _TOKEN.findall(text.casefold())


class LexicalIndex:
    """A matrix of weights, column by column: `indptr` [tokens + 1], `rows` and `data` [entries]."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        indptr: NDArray[np.int64],
        rows: NDArray[np.int32],
        data: NDArray[np.float32],
        size: int,
    ) -> None:
        self.vocabulary, self.size = vocabulary, size
        self._indptr, self._rows, self._data = indptr, rows, data

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index the tokens of each item, in the order of the ordinals."""
        vocabulary: dict[str, int] = {}
        coded = [[vocabulary.setdefault(t, len(vocabulary)) for t in doc] for doc in documents]
        if not vocabulary:
            empty = np.zeros(0, np.float32)
            return cls({}, np.zeros(1, np.int64), empty.astype(np.int32), empty, len(coded))
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        model.index((coded, vocabulary), create_empty_token=False, show_progress=False)
        held = model.scores
        return cls(
            vocabulary,
            np.asarray(held["indptr"], np.int64),
            np.asarray(held["indices"], np.int32),
            np.asarray(held["data"], np.float32),
            len(coded),
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "indptr.npy", self._indptr)
        np.save(folder / "rows.npy", self._rows)
        np.save(folder / "data.npy", self._data)
        meta = {"size": self.size, "vocabulary": list(self.vocabulary)}
        (folder / "vocabulary.json").write_text(json.dumps(meta, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Map what `save` wrote.

        Raises:
            CatalogError: a file is missing or damaged.
        """
        try:
            meta = json.loads((folder / "vocabulary.json").read_text("utf-8"))
            return cls(
                {token: code for code, token in enumerate(meta["vocabulary"])},
                _map(folder / "indptr.npy"),
                _map(folder / "rows.npy"),
                _map(folder / "data.npy"),
                meta["size"],
            )
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise CatalogError(
                f"The lexical index {folder} is damaged: {e}",
                remedy="Remove the catalogue and add it again.",
            ) from e

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every item, float32 [items]; 0 for items that share no token."""
        scores = np.zeros(self.size, np.float32)
        for token in tokens:
            code = self.vocabulary.get(token)
            if code is not None:
                part = slice(self._indptr[code], self._indptr[code + 1])
                scores[self._rows[part]] += self._data[part]
        return scores

    def search(
        self, tokens: Sequence[str], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The best `k` ordinals with their scores; only items that share a token."""
        scores = self.scores(tokens)
        allowed = scores > 0 if mask is None else (scores > 0) & mask
        return top_k(scores, k, allowed)


def _map(path: Path) -> NDArray[Any]:
    # An empty array cannot be mapped; its file is the header alone.
    array: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None)
    return array
