"""What people did, by catalogue and person; kept until it is erased.

`People` is what the rest of llmrec knows; `SQLitePeople` keeps it in one file of the data folder.
An event that `add` has returned from is on disk: neither a killed process nor a lost machine takes
it away again. Any number of processes may read and write at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from filelock import FileLock, Timeout

from llmrec.behaviour.deed import Deed, whole
from llmrec.catalog.store import disk_guard
from llmrec.errors import Busy, ConfigError
from llmrec.settings import settings
from llmrec.types import Event

AT_ONCE = 1_000
"""Events of one transaction, and rows of one page."""
WAIT = 10.0
"""Seconds to wait for another process's write."""
FORMAT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    n INTEGER PRIMARY KEY,        -- in the order in which they came
    catalogue TEXT NOT NULL,
    user TEXT NOT NULL,
    item TEXT NOT NULL,
    time REAL NOT NULL,           -- Unix time; 0 where none was given
    kind TEXT NOT NULL,           -- '' where none was given
    rating REAL,
    text TEXT NOT NULL,
    request TEXT NOT NULL,
    UNIQUE (catalogue, user, item, kind, time)
)"""
_COLUMNS = "user, item, time, kind, rating, text, request"


class Kept(NamedTuple):
    """One event, and of which catalogue's item."""

    catalogue: str
    deed: Deed


class People(Protocol):
    """Where events of people are kept. Every method may raise Busy, ConfigError and DiskFull."""

    def add(self, catalogue: str, deeds: Iterable[Deed]) -> int:
        """Keep events; gives how many are new. One of the same user, item, kind and time is
        kept once, as it came first. All are safe on disk when this returns."""

    def of(self, catalogue: str, user: str) -> list[Deed]:
        """A person's events, oldest first."""

    def everybody(self, catalogue: str) -> Iterator[Deed]:
        """All events of a catalogue's items, in the order in which they came."""

    def about(self, user: str, catalogue: str | None = None) -> list[Kept]:
        """All that is kept of a person, by catalogue and oldest first."""

    def erase(self, user: str, catalogue: str | None = None) -> int:
        """Take away all that is kept of a person, for good; gives how many events."""


def people() -> People:
    """The store that the settings name."""
    return SQLitePeople(settings().people_file)


def joined(stored: Sequence[Event], own: Sequence[Event]) -> list[Event]:
    """What is stored of a person, then what the request says.

    What the request says again counts once, where the request has it, with the rating and kind
    that are stored where the request gives none.
    """
    before = dict(enumerate(stored))
    places: dict[str, list[int]] = {}
    for n, event in before.items():
        places.setdefault(event.item, []).append(n)
    after: list[Event] = []
    for event in own:
        at = places.get(event.item, [])
        same = next((n for n in at if _repeats(event, before[n])), None)
        if same is None:
            after.append(event)
        else:
            at.remove(same)
            after.append(before.pop(same).model_copy(update={"time": event.time}))
    return [*before.values(), *after]


def _repeats(said: Event, stored: Event) -> bool:
    """Whether an event says nothing else than what is stored."""
    told = said.model_dump(exclude_none=True)
    return told.items() <= stored.model_dump(exclude_none=True).items()


class SQLitePeople:
    """In one file. A connection lives as long as one call, so that threads share nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, catalogue: str, deeds: Iterable[Deed]) -> int:
        rest, new = iter(deeds), 0
        marks = ", ".join("?" * (1 + len(_COLUMNS.split(","))))
        line = f"INSERT OR IGNORE INTO events (catalogue, {_COLUMNS}) VALUES ({marks})"
        while some := list(islice(rest, AT_ONCE)):
            with self._writing() as db, db:
                db.executemany(line, [(catalogue, *deed) for deed in some])
                new += db.total_changes
        return new

    def of(self, catalogue: str, user: str) -> list[Deed]:
        return [deed for _, deed in self.about(user, catalogue)]

    def about(self, user: str, catalogue: str | None = None) -> list[Kept]:
        where, values = _person(user, catalogue)
        rows = self._rows(f"WHERE {where} ORDER BY catalogue, time, n", values)
        return [Kept(row[1], Deed(*row[2:])) for row in rows]

    def everybody(self, catalogue: str) -> Iterator[Deed]:
        last = 0
        page = f"WHERE catalogue = ? AND n > ? ORDER BY n LIMIT {AT_ONCE}"
        while rows := self._rows(page, (catalogue, last)):
            yield from (Deed(*row[2:]) for row in rows)
            last = rows[-1][0]

    def erase(self, user: str, catalogue: str | None = None) -> int:
        if not self._path.exists():
            return 0
        where, values = _person(user, catalogue)
        with self._writing() as db:
            db.execute("PRAGMA secure_delete = ON")  # what is free in the file is blank
            with db:
                db.execute(f"DELETE FROM events WHERE {where}", values)
                gone = db.total_changes
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def _rows(self, rest: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        if not self._path.exists():
            return []
        with self._open() as db:
            return db.execute(
                f"SELECT n, catalogue, {_COLUMNS} FROM events {rest}", values
            ).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _faults(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            yield db

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with _faults(self._path), closing(sqlite3.connect(self._path, timeout=WAIT)) as db:
            if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                self._prepare(db)
            db.execute("PRAGMA synchronous = FULL")
            yield db

    def _prepare(self, db: sqlite3.Connection) -> None:
        """Make the table; one process alone, since a change of the journal waits for nobody."""
        with FileLock(f"{self._path}.lock", timeout=WAIT):
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if found > FORMAT:
                raise ConfigError(
                    f"{self._path} was written by a newer llmrec.", remedy="Use that one."
                )
            db.execute("PRAGMA journal_mode = WAL")
            with db:
                db.execute(_TABLE)
                db.execute(f"PRAGMA user_version = {FORMAT}")


def _person(user: str, catalogue: str | None) -> tuple[str, tuple[str, ...]]:
    """Who is meant, as a condition; half a character is in nobody's name."""
    user = user.strip() if whole(user) else ""
    if catalogue is None:
        return "user = ?", (user,)
    return "catalogue = ? AND user = ?", (catalogue, user)


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Say what is wrong with the file, and what to do."""
    try:
        with disk_guard(path):
            yield
    except Timeout as e:
        raise _busy(path) from e
    except sqlite3.OperationalError as e:
        if "locked" in str(e) or "busy" in str(e):
            raise _busy(path) from e
        raise _unusable(path, e) from e
    except sqlite3.DatabaseError as e:
        raise ConfigError(
            f"What people did cannot be read: {path} is damaged ({e}).",
            remedy=f"Nothing of it was changed. Put a copy of yours in its place, or move it away "
            f"and save what can be read: sqlite3 {path.name} .recover",
        ) from e
    except OSError as e:
        raise _unusable(path, e) from e


def _busy(path: Path) -> Busy:
    return Busy(f"Another process holds {path}.", remedy="Run it again when that one is done.")


def _unusable(path: Path, error: Exception) -> ConfigError:
    return ConfigError(
        f"What people did cannot be read or kept at {path}: {error}.",
        remedy="Check the rights of the file and its folder, or set LLMREC_DATA_DIR.",
    )
