"""Answers kept on disk, so that the same question costs nothing the second time."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any


class AnswerCache:
    """Answers on disk, keyed by everything that was sent. Safe to delete."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT)")
            self._local.db = db
        return db

    @staticmethod
    def key(body: dict[str, Any]) -> str:
        """sha256 of the request, as hex."""
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()

    def get(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """What was put under this request: `text` and `logprobs`; None when nothing was."""
        try:
            row = self._db().execute("SELECT value FROM answers WHERE key=?", (self.key(body),))
            found = row.fetchone()
        except sqlite3.Error:  # a damaged or full cache costs time, never an answer
            return None
        return json.loads(found[0]) if found else None

    def put(self, body: dict[str, Any], value: dict[str, Any]) -> None:
        try:
            self._db().execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?)",
                (self.key(body), json.dumps(value, ensure_ascii=False)),
            )
        except sqlite3.Error:
            return
