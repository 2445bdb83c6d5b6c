"""A few films indexed for the tests of tasks and systems, plain and with their names masked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doubles import HashEmbedder, forget_indexes

from llmrec.settings import settings

FILMS = [
    ("1", "Blue Lake (1980)", "A lake, a murder, a long night.", ["horror"]),
    ("2", "Two Doors (1999)", "Two doors, and a comedy of errors.", ["comedy"]),
    ("3", "Red Hill (2003)", "A western with a lonely sheriff.", ["western"]),
    ("4", "Green Sea (2010)", "Sailors meet a storm.", ["adventure"]),
]


@pytest.fixture
def films(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The catalogue `films`, with an embedding model that answers and no language model."""
    from llmrec.evals.datasets import indexed
    from llmrec.evals.systems.masking import masked_rows

    monkeypatch.setattr("llmrec.llm.embedder", HashEmbedder)
    people: dict[str, list[str]] = {"director": [], "star": []}
    rows = [{"id": i, "name": n, "plot": p, "genre": g} | people for i, n, p, g in FILMS]
    indexed.index("films", rows, "redial")
    indexed.index("films-masked", masked_rows(rows, "name", ["plot"]), "redial")
    yield
    forget_indexes(settings().data_dir)
