"""Catalogues that tasks answer from: written as files of this project's own cache and indexed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from llmrec.catalog import shipped, store
from llmrec.catalog.schema import Schema, load_schema
from llmrec.settings import settings

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
Row = Mapping[str, Any]


def cache() -> Path:
    """Where tasks keep what they derive from a set; safe to delete."""
    folder = settings().cache_dir / "evals"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept_folders() -> list[Path]:
    """Folders where a sealed system keeps answers, vectors and weights. They must be there before
    it is sealed: it can read what is made anew in them, and nothing that is made anew beside."""
    folders = [settings().cache_dir / "answers", cache() / "vectors", cache() / "weights"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return folders


def lacks(name: str, schema: str | None = None) -> bool:
    """Whether a catalogue is not there, cut short, or not indexed by today's embedding model, or
    by another schema than this one of `evals/schemas`."""
    place = store.folder(name)
    manifest = place.manifest()
    if manifest is None or settings().embeddings.model not in manifest.embeddings:
        return True
    return schema is not None and load_schema(
        place.generation(manifest.generation).schema
    ) != load_schema(SCHEMAS / f"{schema}.yaml")


def ensure_shipped() -> None:
    """Index the catalogues that ship, where they are not.

    Raises:
        ModelUnavailable: no embedding server.
    """
    from llmrec.llm import embedder
    from llmrec.text import tokens

    embed = embedder()
    for name in shipped.NAMES:
        shipped.ensure(name, embed, embed.model, tokens)


def index(name: str, rows: Iterable[Row], schema: str | Schema) -> None:
    """Index rows under a name; the same rows again change nothing.

    Args:
        schema: itself, or the name of one in `evals/schemas`.

    Raises:
        ModelUnavailable: no embedding server.
    """
    from llmrec.catalog import indexing
    from llmrec.llm import embedder
    from llmrec.text import tokens

    file = cache() / f"{name}.jsonl"
    lines = (json.dumps(dict(row), ensure_ascii=False) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    embed = embedder()
    indexing.add(
        name,
        file,
        load_schema(SCHEMAS / f"{schema}.yaml") if isinstance(schema, str) else schema,
        embed=embed,
        embedding_model=embed.model,
        tokenize=tokens,
    )
