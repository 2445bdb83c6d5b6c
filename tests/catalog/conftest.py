"""A place of its own for each test, and stand-ins for the models."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from llmrec.catalog import chroma, indexing
from llmrec.llm import Ask, ScriptedLLM
from llmrec.settings import settings

DIMS = 16


class FakeEmbedder:
    """Vectors that depend on the text alone; counts what it was asked."""

    def __init__(self, model: str = "fake-model", dims: int = DIMS) -> None:
        self.model, self.dims = model, dims
        self.texts: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.texts += texts
        return np.array([vector_of(t, self.dims) for t in texts], np.float32)


def vector_of(text: str, dims: int = DIMS) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return np.random.default_rng(seed).standard_normal(dims)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Data and cache folders below tmp_path; settings and open indexes forgotten."""
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("LLMREC_DATA_DIR", "LLMREC_CACHE_DIR", "LLMREC_CATALOGUE"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield tmp_path
    for path in list(chroma._clients):
        chroma.close(path)
    settings.cache_clear()


@pytest.fixture
def embed() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def lamps(tmp_path) -> Path:
    """Twelve good rows."""
    return write_jsonl(tmp_path / "lamps.jsonl", [lamp(n) for n in range(12)])


@pytest.fixture
def model() -> ScriptedLLM:
    """Reads one tag in every item."""
    return ScriptedLLM(quoting)


@pytest.fixture
def shop(lamps, embed) -> str:
    """The lamps, indexed under `lamps`."""
    add("lamps", lamps, embed)
    return "lamps"


def lamp(n: int, **changes: Any) -> dict[str, Any]:
    row = {
        "id": f"L{n}",
        "title": f"Lamp {n}",
        "description": f"A lamp for desk number {n}, warm and bright.",
        "price": 10.0 + n,
        "brand": ["Halo", "Orb"][n % 2],
        "rooms": ["office", "bedroom"][: 1 + n % 2],
        "dimmable": n % 3 == 0,
        "released": f"20{10 + n}-05-01",
        "reviews": n * 10,
    }
    return row | changes


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
    return path


def add(name: str, file: Path, embed: FakeEmbedder, **more: Any) -> indexing.AddReport:
    return indexing.add(name, file, embed=embed, embedding_model=embed.model, **more)


def quoting(ask: Ask) -> str:
    """One tag that rests on the item's own words."""
    return json.dumps([{"tag": "cosy", "quote": "warm and bright"}])


def number_of(ask: Ask) -> int:
    """The lamp that is asked about."""
    return int(str(ask.values["text"]).split(".")[0].split()[-1])
