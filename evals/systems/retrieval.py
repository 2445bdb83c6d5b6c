"""Search without a recommender: BM25, one embedding, and the fusion of their ranks.

All read the same index as llmrec, so that a difference to it is a difference of what is done with
the index. `fit` is the best item's raw score: its order among requests can be compared, its value
is no probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal

import numpy as np
from llmrec.evals.harness.contracts import Training
from llmrec.evals.pools import Floats, fused
from llmrec.evals.systems.opened import Opened
from llmrec.evals.systems.remembered import AT_ONCE, Remembered

from llmrec.catalog.catalogue import Catalogue
from llmrec.context import Context
from llmrec.llm import embedder
from llmrec.text import clean, tokens
from llmrec.types import Interval, Profile, Recommendation, Recommended, Request

Source = Literal["bm25", "dense", "fusion"]
Reading = Literal["all", "person", "last"]
DEEP = 200
"""So many of each source are fused."""
NO_RATING = Interval(mean=3.0, low=1.0, high=5.0)


def query(request: Request, reading: Reading = "person") -> str:
    """What is searched for: the request with the turns before it, or the titles last liked.

    Args:
        reading: all turns, those of the person alone, or only the last. What the person says was
            the best of the three on 250 turns of ReDial that no task scores (Recall@20: fusion
            .054 against .033 and .017, dense .048, .048 and .021, BM25 .026, .020 and .008).
    """
    turns = [t for t in request.dialogue if reading == "all" or t.role == "user"]
    before = [] if reading == "last" else [t.content for t in turns]
    return clean("\n".join([*before, request.text])).strip()


def liked(request: Request, catalogue: Catalogue) -> str:
    kept = [e.item for e in request.history if e.rating is None or e.rating >= 4]
    return "; ".join(i.title for i in catalogue.items(kept[-5:]))


def look_ahead(requests: Sequence[Request], name: str) -> Iterator[int]:
    """Have the vectors of what is searched for, many a call: how many are there so far. Asked one
    by one, short texts take fifteen times as long.

    Args:
        name: the catalogue of requests that name none.

    Raises:
        ModelUnavailable: no embedding server.
    """
    held = {n: Catalogue.open(n) for n in {r.catalogue or name for r in requests}}
    texts = [query(r) or liked(r, held[r.catalogue or name]) for r in requests]
    vectors = Remembered(embedder())
    for start in range(0, len(texts), AT_ONCE):
        part = [text for text in texts[start : start + AT_ONCE] if text]
        if part:
            vectors(part)
        yield min(start + AT_ONCE, len(texts))


class Search:
    """One way to search, over the catalogue that the request names; `name` says which way."""

    def __init__(
        self, name: Source, catalogue: str | None = None, reading: Reading = "person"
    ) -> None:
        self.name: str = name
        self.source, self.reading = name, reading
        self._opened = Opened(model=False, dense=name != "bm25", catalogue=catalogue)

    def fit(self, training: Training) -> None:
        """Nothing is learned; the index is loaded."""
        self._opened.warm()

    def answer(self, request: Request) -> Recommendation:
        context = self._opened.context(request.catalogue)
        catalogue = context.catalogue
        text = query(request, self.reading) or liked(request, catalogue)
        gone = set(request.exclude)
        words = tokens(text)
        vector = self._vector(text, context)
        ids = self._ids(request, words, vector, catalogue)
        ids = [i for i in dict.fromkeys(ids) if i not in gone]
        scores = self._scores(ids, words, vector, catalogue)
        best = np.argsort(-scores, kind="stable")
        kept = best if request.among is not None else best[: request.k]
        found = [(ids[n], float(scores[n])) for n in kept]
        unknown = [i for i in request.among or [] if i not in catalogue]
        return recommendation(found, catalogue, text, unknown)

    def _vector(self, text: str, context: Context) -> Floats | None:
        if self.source == "bm25" or context.embedder is None or not text:
            return None
        return np.asarray(context.embedder([text])[0], np.float64)

    def _ids(
        self, request: Request, words: list[str], vector: Floats | None, catalogue: Catalogue
    ) -> list[str]:
        if request.among is not None:
            return [i for i in request.among if i in catalogue]
        mask = ~catalogue.mask_of(request.exclude)
        many = request.k if self.source != "fusion" else max(DEEP, request.k)
        found: list[tuple[str, float]] = []
        if self.source != "dense":
            found += catalogue.lexical(words, many, mask)
        if vector is not None:
            found += catalogue.dense(vector.astype(np.float32), many, mask)
        return [i for i, _ in found]

    def _scores(
        self, ids: Sequence[str], words: list[str], vector: Floats | None, catalogue: Catalogue
    ) -> Floats:
        lexical = np.nan_to_num(np.asarray(catalogue.scores_lexical(words, ids), np.float64))
        if vector is None:
            return lexical
        dense = np.asarray(catalogue.scores_dense(vector.astype(np.float32), ids), np.float64)
        return dense if self.source == "dense" else fused(lexical, dense)


def recommendation(
    found: Sequence[tuple[str, float]],
    catalogue: Catalogue,
    text: str,
    unknown: Sequence[str] = (),
) -> Recommendation:
    """A ranking in the shape that every system answers in."""
    titles = {i.id: i.title for i in catalogue.items([i for i, _ in found])}
    items = [
        Recommended(rank=n, id=i, title=titles[i], score=s, rating=NO_RATING)
        for n, (i, s) in enumerate(found, 1)
    ]
    return Recommendation(
        request_id="",
        profile=Profile(search_text=text),
        items=items,
        fit=max((s for _, s in found), default=0.0),
        unknown=list(unknown),
        versions={"catalogue": catalogue.name, "index": str(catalogue.version)},
    )


WAYS: tuple[Source, ...] = ("bm25", "dense", "fusion")
SYSTEMS: dict[str, Callable[..., Search]] = {name: partial(Search, name) for name in WAYS}
