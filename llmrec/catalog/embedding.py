"""Embedding the items that Chroma lacks, several batches in flight, acknowledged as they land.

Chroma is the truth: an item is done when Chroma holds its id with the fingerprint of its text.
So a run that was killed goes on with what is missing, and a changed item is embedded again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llmrec.catalog.database import ItemStore
from llmrec.catalog.items import embedded_text
from llmrec.catalog.schema import Schema
from llmrec.catalog.vectors import VectorIndex
from llmrec.errors import BadModelOutput

Embed = Callable[[list[str]], NDArray[Any]]
"""Texts to vectors, [texts, dims]."""
_FLUSH = 512
"""Rows written to Chroma at once: smaller writes cost more, larger ones lose more to a kill."""


class Job(NamedTuple):
    id: str
    sha: str
    text: str


def missing(store: ItemStore, schema: Schema, stored: dict[str, str]) -> Iterator[Job]:
    """The items whose text is not the one that Chroma has a vector of."""
    for row in store.iterate():
        if stored.get(row.item.id) != row.sha:
            yield Job(row.item.id, row.sha, embedded_text(row.item, schema))


def embed_all(
    jobs: Iterable[Job],
    index: VectorIndex,
    embed: Embed,
    *,
    batch_size: int,
    concurrency: int,
    on_done: Callable[[int], None],
) -> int:
    """Embed and write; returns how many. What is acknowledged stays whatever happens later.

    Args:
        on_done: told how many more rows Chroma has acknowledged.

    Raises:
        BadModelOutput: not one finite vector for each text.
        IndexMismatch: other dimensions than the index has.
    """
    writer = _Writer(index, on_done)
    try:
        for batch, vectors in _in_flight(jobs, embed, batch_size, concurrency):
            writer.add(batch, vectors)
    finally:
        writer.flush()  # on an error or an interrupt too: those vectors are paid for
    return writer.written


def _in_flight(
    jobs: Iterable[Job], embed: Embed, batch_size: int, concurrency: int
) -> Iterator[tuple[list[Job], NDArray[Any]]]:
    """Batches with their vectors, in order; one more batch than workers waits, so none idles."""
    source = iter(jobs)
    waiting: deque[tuple[list[Job], Future[NDArray[Any]]]] = deque()
    with ThreadPoolExecutor(concurrency, thread_name_prefix="embed") as pool:
        try:
            while True:
                while len(waiting) <= concurrency and (batch := list(islice(source, batch_size))):
                    waiting.append((batch, pool.submit(embed, [job.text for job in batch])))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                yield batch, _checked(future.result(), len(batch))
        finally:
            for _, future in waiting:
                future.cancel()


def _checked(vectors: NDArray[Any], texts: int) -> NDArray[Any]:
    array = np.asarray(vectors, np.float32)
    if array.ndim != 2 or array.shape[0] != texts or array.shape[1] == 0:
        raise BadModelOutput(
            f"The embedding model answered {texts} texts with an array of shape {array.shape}"
        )
    return array


class _Writer:
    """Gathers rows and writes them to Chroma in larger batches."""

    def __init__(self, index: VectorIndex, on_done: Callable[[int], None]) -> None:
        self._index, self._on_done = index, on_done
        self._jobs: list[Job] = []
        self._vectors: list[NDArray[Any]] = []
        self.written = 0

    def add(self, jobs: list[Job], vectors: NDArray[Any]) -> None:
        self._jobs += jobs
        self._vectors.append(vectors)
        if len(self._jobs) >= _FLUSH:
            self.flush()

    def flush(self) -> None:
        jobs, vectors = self._jobs, self._vectors
        self._jobs, self._vectors = [], []
        if not jobs:
            return
        ids, shas = [job.id for job in jobs], [job.sha for job in jobs]
        self._index.upsert(ids, np.concatenate(vectors), shas)
        self.written += len(jobs)
        self._on_done(len(jobs))
