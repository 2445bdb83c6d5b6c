"""Sessions on disk: SQLite in the data folder by default, any database of SQLAlchemy's by its URL.

A turn that `append` has returned from is safe: neither a killed process nor a lost machine takes it
away again. Any number of processes may write; of two that add a turn to one session at once, one
is told that it is busy.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pydantic import ValidationError

from llmrec.catalog.store import disk_guard
from llmrec.chat.state import Session, Turn
from llmrec.errors import Busy, ConfigError, UsageError
from llmrec.settings import settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FORMAT = 1
"""Of a turn's JSON."""
WAIT = 10.0
"""Seconds to wait for another process's write."""
RECENT = 5
"""Sessions named where one is not found."""


class Summary(NamedTuple):
    """A session in a list."""

    id: str
    catalogue: str
    user: str | None
    turns: int
    first: str
    """What was said first."""
    changed: float
    """Unix time of the last turn."""


class Sessions(Protocol):
    """Where sessions are kept. Every method may raise Busy, ConfigError and DiskFull; those that
    take an id, UsageError where there is no such session."""

    def create(self, session: Session) -> None:
        """Keep a new session that has no turns; one that is there already is left as it is."""

    def append(self, id_: str, turn: Turn, expected: int) -> None:
        """Add a turn to a session of `expected` turns; Busy where it has another number."""

    def load(self, id_: str) -> Session:
        """A session as it was left."""

    def recent(self, limit: int = 50) -> list[Summary]:
        """The sessions, the one that was spoken in last before the others."""

    def export(self, id_: str) -> Iterator[str]:
        """Lines of JSON: the session, then each turn; a damaged turn as the text that it is."""

    def erase(self, id_: str) -> int:
        """Take a session away for good; gives how many turns it had."""


def sessions() -> Sessions:
    """The store that the settings name."""
    url = settings().sessions_url
    file = settings().data_dir / "sessions.sqlite"
    return SQLSessions(url.get_secret_value() if url else f"sqlite:///{file}")


def new_id() -> str:
    return secrets.token_hex(4)


class SQLSessions:
    """In a database of SQLAlchemy's. What is opened is opened at the first call."""

    def __init__(self, url: str, wait: float = WAIT) -> None:
        self._url, self._wait = url, wait
        self._opened: Engine | None = None
        self._lock = RLock()  # of a database in memory there is one connection for all

    def create(self, session: Session) -> None:
        now = time.time()
        row = {"id": session.id, "catalogue": session.catalogue, "user_name": session.user}
        times = {"format": FORMAT, "created": now, "changed": now}
        with self._writing() as db:
            db.execute(_sql(_ADD_SESSION), row | times)

    def append(self, id_: str, turn: Turn, expected: int) -> None:
        data = turn.model_dump_json(exclude_defaults=True)
        with self._writing() as db:
            touched = db.execute(_sql(_TOUCH), {"id": id_, "now": time.time()})
            if not touched.rowcount:
                raise self._unknown(id_, db)
            if self._count(id_, db) != expected:
                raise Busy(
                    f"The session {id_} was gone on with elsewhere.",
                    remedy=f"Nothing of this turn was kept. See the other's: "
                    f"llmrec chat --resume {id_}",
                )
            row = {"session": id_, "n": expected + 1, "format": FORMAT, "data": data}
            db.execute(_sql(_ADD_TURN), row)

    def load(self, id_: str) -> Session:
        with self._reading() as db:
            head = self._head(id_, db)
            rows = self._turns(id_, db)
        if head["format"] > FORMAT:
            raise _newer(id_)
        turns = [_turn(id_, n, row) for n, row in enumerate(rows, 1)]
        return Session(id=id_, catalogue=head["catalogue"], user=head["user_name"], turns=turns)

    def recent(self, limit: int = 50) -> list[Summary]:
        if self._nothing():
            return []
        with self._reading() as db:
            rows = db.execute(_sql(_LIST), {"limit": limit}).mappings().all()
        return [
            Summary(
                r["id"], r["catalogue"], r["user_name"], r["turns"], _said(r["data"]), r["changed"]
            )
            for r in rows
        ]

    def export(self, id_: str) -> Iterator[str]:
        with self._reading() as db:
            head = self._head(id_, db)
            rows = self._turns(id_, db)
        told = {"session": id_, "catalogue": head["catalogue"], "user": head["user_name"]}
        yield json.dumps(told | {"format": head["format"]}, ensure_ascii=False)
        for row in rows:
            yield json.dumps({"turn": row["n"]} | _raw(row["data"]), ensure_ascii=False)

    def erase(self, id_: str) -> int:
        with self._writing() as db:
            self._head(id_, db)
            count = self._count(id_, db)
            db.execute(_sql("DELETE FROM turns WHERE session = :id"), {"id": id_})
            db.execute(_sql("DELETE FROM sessions WHERE id = :id"), {"id": id_})
        return count

    # Rows

    def _count(self, id_: str, db: Connection) -> int:
        found = db.execute(_sql("SELECT COUNT(*) FROM turns WHERE session = :id"), {"id": id_})
        return int(found.scalar_one())

    def _head(self, id_: str, db: Connection) -> dict[str, Any]:
        row = db.execute(_sql("SELECT * FROM sessions WHERE id = :id"), {"id": id_}).mappings()
        found = row.one_or_none()
        if found is None:
            raise self._unknown(id_, db)
        return dict(found)

    def _turns(self, id_: str, db: Connection) -> list[dict[str, Any]]:
        line = "SELECT n, format, data FROM turns WHERE session = :id ORDER BY n"
        return [dict(r) for r in db.execute(_sql(line), {"id": id_}).mappings()]

    def _unknown(self, id_: str, db: Connection) -> UsageError:
        rows = db.execute(_sql(_LIST), {"limit": RECENT}).mappings().all()
        recent = ", ".join(r["id"] for r in rows)
        return UsageError(
            f"There is no session {id_[:60]!r}.",
            remedy=f"The last ones are: {recent}." if recent else "None is kept: llmrec chat",
        )

    # The database

    @property
    def _file(self) -> Path | None:
        """Of SQLite; none for a database elsewhere or in memory."""
        name = self._url.partition("sqlite:///")[2].partition("?")[0]
        return Path(name) if name and name != ":memory:" else None

    def _nothing(self) -> bool:
        return self._file is not None and not self._file.exists()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, _faults(self._name()), self._engine().begin() as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._lock, _faults(self._name()), self._engine().connect() as db:
            yield db

    def _engine(self) -> Engine:
        if self._opened is None or self._nothing():  # the file may have been taken away
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            engine = _connect(self._url, self._wait)
            with engine.begin() as db:
                for table in _TABLES:
                    db.execute(_sql(table))
            self._opened = engine
        return self._opened

    def _name(self) -> str:
        """The address as it may be shown."""
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        if self._file is not None:
            return str(self._file)
        try:
            return make_url(self._url).render_as_string(hide_password=True)
        except (ArgumentError, ValueError) as e:
            raise ConfigError(
                "LLMREC_SESSIONS_URL is no address of a database.", remedy=_URLS
            ) from e


_URLS = (
    "Such as sqlite:////home/anna/sessions.sqlite or postgresql+psycopg://user@host/name; "
    "without one a file in the data folder is used."
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS sessions (id VARCHAR(64) PRIMARY KEY, catalogue TEXT NOT NULL, "
    "user_name TEXT, format INTEGER NOT NULL, created DOUBLE PRECISION NOT NULL, "
    "changed DOUBLE PRECISION NOT NULL)",
    "CREATE TABLE IF NOT EXISTS turns (session VARCHAR(64) NOT NULL, n INTEGER NOT NULL, "
    "format INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (session, n))",
)
_ADD_SESSION = (
    "INSERT INTO sessions (id, catalogue, user_name, format, created, changed) "
    "VALUES (:id, :catalogue, :user_name, :format, :created, :changed) ON CONFLICT DO NOTHING"
)
_ADD_TURN = "INSERT INTO turns (session, n, format, data) VALUES (:session, :n, :format, :data)"
_TOUCH = "UPDATE sessions SET changed = :now WHERE id = :id"
_LIST = (
    "SELECT id, catalogue, user_name, changed, "
    "(SELECT COUNT(*) FROM turns WHERE session = id) AS turns, "
    "(SELECT data FROM turns WHERE session = id AND n = 1) AS data "
    "FROM sessions ORDER BY changed DESC, id LIMIT :limit"
)


def _sql(line: str) -> Any:
    from sqlalchemy import text

    return text(line)


def _connect(url: str, wait: float) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool, StaticPool

    if not url.startswith("sqlite"):
        try:
            return create_engine(url, pool_pre_ping=True)
        except (ArgumentError, NoSuchModuleError, ImportError) as e:
            raise ConfigError(
                f"The database of LLMREC_SESSIONS_URL cannot be opened: {e}.",
                remedy=f"For Postgres: pip install 'llmrec[postgres]'. {_URLS}",
            ) from e
    memory = url in ("sqlite://", "sqlite:///:memory:")
    options = {"timeout": wait, "check_same_thread": False}
    pool = StaticPool if memory else NullPool
    engine = create_engine(url, poolclass=pool, connect_args=options)

    @event.listens_for(engine, "connect")
    def careful(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is free in the file is blank

    return engine


def _turn(id_: str, n: int, row: dict[str, Any]) -> Turn:
    if row["format"] > FORMAT:
        raise _newer(id_)
    try:
        if row["n"] != n:
            raise ValueError(f"turn {n} is missing")
        return Turn.model_validate_json(row["data"])
    except (ValidationError, ValueError, TypeError) as e:
        raise ConfigError(
            f"The session {id_} is damaged at turn {n}: {str(e).splitlines()[0]}.",
            remedy=f"Save what can be read, then take it away: llmrec chat --export {id_}; "
            f"llmrec chat --erase {id_}",
        ) from e


def _newer(id_: str) -> ConfigError:
    return ConfigError(f"The session {id_} was written by a newer llmrec.", remedy="Use that one.")


def _raw(data: object) -> dict[str, Any]:
    try:
        read = json.loads(data if isinstance(data, str | bytes) else "")
    except ValueError:
        read = None
    return read if isinstance(read, dict) else {"damaged": str(data)}


def _said(data: object) -> str:
    return str(_raw(data).get("said", "")) if data else ""


@contextmanager
def _faults(where: str) -> Iterator[None]:
    """Say what is wrong with the database, and what to do."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        with disk_guard(Path(where)):
            try:
                yield
            except DBAPIError as e:
                raise (e.orig or e) from e
    except sqlite3.OperationalError as e:
        if "locked" in str(e) or "busy" in str(e):
            raise Busy(
                f"Another process holds {where}.", remedy="Say it again when that one is done."
            ) from e
        raise _unusable(where, e) from e
    except sqlite3.DatabaseError as e:
        raise ConfigError(
            f"Sessions cannot be read: {where} is damaged ({e}).",
            remedy="Nothing of it was changed. Put a copy of yours in its place, or move it away "
            f"and save what can be read: sqlite3 {Path(where).name} .recover",
        ) from e
    except (OSError, SQLAlchemyError) as e:
        raise _unusable(where, e) from e
    except Exception as e:
        if type(e).__module__.partition(".")[0].startswith("psycopg"):
            raise _unusable(where, e) from e
        raise


def _unusable(where: str, error: Exception) -> ConfigError:
    return ConfigError(
        f"Sessions cannot be read or kept at {where}: {str(error).splitlines()[0]}.",
        remedy="Check the rights of the file and its folder or the server, "
        "or set LLMREC_SESSIONS_URL.",
    )
