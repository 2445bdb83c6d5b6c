"""Vectors kept on disk: asked for once, by whichever system."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from doubles import HashEmbedder
from llmrec.evals.systems import remembered
from llmrec.evals.systems.remembered import AT_ONCE, Remembered


class Counting(HashEmbedder):
    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.calls.append(list(texts))
        return super().__call__(texts)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(remembered, "cache", lambda: tmp_path)
    return tmp_path


def test_a_text_is_embedded_once_for_all_systems() -> None:
    one, other = Counting(), Counting()
    first = Remembered(one)(["a lamp", "a lock", "a lamp"])
    again = Remembered(other)(["a lock", "a lamp", "a plug"])
    assert one.calls == [["a lamp", "a lock"]] and other.calls == [["a plug"]]
    assert np.array_equal(first[[1, 0]], again[:2]) and np.array_equal(first[0], first[2])
    assert np.array_equal(again, HashEmbedder()(["a lock", "a lamp", "a plug"]))


def test_another_model_is_asked_itself() -> None:
    other = Counting()
    other.model = "another"
    Remembered(Counting())(["a lamp"])
    Remembered(other)(["a lamp"])
    assert other.calls == [["a lamp"]]


def test_many_texts_are_asked_for_in_parts() -> None:
    embed = Counting()
    assert len(Remembered(embed)([f"lamp {n}" for n in range(AT_ONCE + 1)])) == AT_ONCE + 1
    assert [len(call) for call in embed.calls] == [AT_ONCE, 1]


def test_a_damaged_file_costs_time_and_no_answer(folder: Path) -> None:
    (folder / "vectors").mkdir()
    (folder / "vectors" / "vectors.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / "vectors" / "vectors.sqlite").execute("SELECT 1 FROM answers")
    embed = Counting()
    for _ in range(2):
        assert Remembered(embed)(["a lamp"]).shape == (1, len(HashEmbedder()(["x"])[0]))
    assert len(embed.calls) == 2
