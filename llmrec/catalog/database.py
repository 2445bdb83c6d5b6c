"""The items of one state in SQLite: by ordinal and by id."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from llmrec.errors import CatalogError
from llmrec.types import Item

_TABLE = """
CREATE TABLE items (
    ordinal INTEGER PRIMARY KEY,  -- 0, 1, 2, ...: the row in columns, lexical index and vectors
    id TEXT NOT NULL UNIQUE,
    sha TEXT NOT NULL,            -- of the embedded text
    line INTEGER NOT NULL,        -- in the file it came from
    json TEXT NOT NULL
)"""


class Stored(NamedTuple):
    sha: str
    line: int
    item: Item


def write_items(path: Path, rows: Iterable[Stored]) -> int:
    """Write a new database; returns how many items. Ordinals follow the order given."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode=OFF")  # a cut-short file is made anew, never repaired
        db.execute(_TABLE)
        values = (
            (n, r.item.id, r.sha, r.line, r.item.model_dump_json(exclude_defaults=True))
            for n, r in enumerate(rows)
        )
        db.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", values)
        db.commit()
        return int(db.execute("SELECT count(*) FROM items").fetchone()[0])
    finally:
        db.close()


class ItemStore:
    """Reads the items; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise CatalogError(
                f"The items {path} are missing", remedy="Remove the catalogue and add it again."
            )
        # No journal and no lock: the file is never changed after it was written.
        uri = f"{path.absolute().as_uri()}?immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def ids(self) -> list[str]:
        """All ids, by ordinal."""
        return [r[0] for r in self._rows("SELECT id FROM items ORDER BY ordinal")]

    def shas(self) -> list[str]:
        """Fingerprints of the embedded texts, by ordinal."""
        return [r[0] for r in self._rows("SELECT sha FROM items ORDER BY ordinal")]

    def makers(self) -> dict[tuple[str, str], int]:
        """How many items have a profile, by model and prompt that made it."""
        model, prompt = (f"json_extract(json, '$.profile.{key}')" for key in ("model", "prompt"))
        query = f"SELECT {model} m, {prompt} p, count(*) FROM items GROUP BY m, p ORDER BY m, p"
        return {(m, p): int(n) for m, p, n in self._rows(query) if m is not None}

    def get(self, ids: Sequence[str]) -> dict[str, Item]:
        """Items by id; unknown ids are left out."""
        found: dict[str, Item] = {}
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            marks = ",".join("?" * len(some))
            for id_, text in self._rows(f"SELECT id, json FROM items WHERE id IN ({marks})", some):
                found[id_] = Item.model_validate_json(text)
        return found

    def iterate(self, page: int = 1_000) -> Iterator[Stored]:
        """All items, by ordinal, a page at a time."""
        start = 0
        query = "SELECT sha, line, json FROM items WHERE ordinal >= ? ORDER BY ordinal LIMIT ?"
        while rows := self._rows(query, (start, page)):
            for sha, line, text in rows:
                yield Stored(sha, int(line), Item.model_validate_json(text))
            start += page

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.DatabaseError as e:
            raise CatalogError(
                f"The items of the catalogue are damaged: {e}",
                remedy="Remove the catalogue and add it again.",
            ) from e
