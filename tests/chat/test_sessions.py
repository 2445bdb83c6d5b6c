"""What is kept of conversations: the same in a file and in memory; damage is said in words."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pgserver import PostgresServer, get_server

from llmrec.chat import sessions
from llmrec.chat.sessions import SQLSessions
from llmrec.chat.state import Session, State, Turn
from llmrec.errors import Busy, ConfigError, DiskFull, UsageError
from llmrec.settings import settings


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A Postgres of its own, on a socket in a folder."""
    server = get_server(tmp_path_factory.mktemp("postgres"))
    yield server
    server.cleanup()


@pytest.fixture(params=["file", "memory", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> SQLSessions:
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        database = f"t{uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {database};")
        url = server.get_uri(database).replace("postgresql://", "postgresql+psycopg://")
        return SQLSessions(url, wait=0.2)
    file = tmp_path / "new folder" / "sessions.sqlite"
    url = f"sqlite:///{file}" if request.param == "file" else "sqlite://"
    return SQLSessions(url, wait=0.2)


def turn(said: str = "a lamp", **more: object) -> Turn:
    return Turn.model_validate({"said": said, "act": "find", "state": State(about=said), **more})


def begun(store: SQLSessions, id_: str = "s1", turns: int = 2) -> str:
    store.create(Session(id=id_, catalogue="smart-home", user="anna"))
    for n in range(turns):
        store.append(id_, turn(f"turn {n + 1}"), n)
    return id_


def test_a_session_is_loaded_as_it_was_left(kept):
    kept.create(Session(id="s1", catalogue="courses", user="anna"))
    first = turn("灯 💡", shown=["a"], asked="price", reply="1. A")
    kept.append("s1", first, 0)
    kept.append("s1", turn("second"), 1)
    loaded = kept.load("s1")
    assert (loaded.catalogue, loaded.user) == ("courses", "anna")
    assert loaded.turns == [first, turn("second")]


def test_the_last_spoken_in_comes_first(kept):
    assert kept.recent() == []
    begun(kept, "old", 1), begun(kept, "new", 1)
    kept.append("old", turn("again"), 1)
    found = kept.recent()
    assert [(s.id, s.turns, s.first) for s in found] == [("old", 2, "turn 1"), ("new", 1, "turn 1")]
    assert len(kept.recent(1)) == 1


def test_a_session_is_made_once(kept):
    begun(kept, turns=1)
    kept.create(Session(id="s1", catalogue="courses"))
    assert kept.load("s1").catalogue == "smart-home"


def test_a_turn_on_a_state_that_has_moved_is_refused(kept):
    begun(kept)
    with pytest.raises(Busy, match="elsewhere"):
        kept.append("s1", turn(), 1)
    with pytest.raises(Busy):
        kept.append("s1", turn(), 3)
    assert len(kept.load("s1").turns) == 2


def test_of_many_at_once_one_gets_its_turn(kept):
    begun(kept, turns=0)
    refused, gate = [], threading.Barrier(6)

    def write(n: int) -> None:
        gate.wait()
        try:
            kept.append("s1", turn(f"writer {n}"), 0)
        except Busy as e:
            refused.append(e)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(refused) == 5
    assert len(kept.load("s1").turns) == 1


def test_export_and_erase(kept):
    begun(kept)
    lines = [json.loads(line) for line in kept.export("s1")]
    assert lines[0] == {"session": "s1", "catalogue": "smart-home", "user": "anna", "format": 1}
    assert [(line["turn"], line["said"]) for line in lines[1:]] == [(1, "turn 1"), (2, "turn 2")]
    assert kept.erase("s1") == 2
    assert kept.recent() == []
    with pytest.raises(UsageError):
        kept.load("s1")


def test_an_unknown_session_names_the_recent_ones(kept):
    with pytest.raises(UsageError) as none:
        kept.load("nope")
    assert "llmrec chat" in none.value.remedy
    begun(kept, "here", 1)
    for call in (kept.load, kept.erase, lambda i: list(kept.export(i))):
        with pytest.raises(UsageError) as e:
            call("nope")
        assert "here" in e.value.remedy
    with pytest.raises(UsageError):
        kept.append("nope", turn(), 0)


# --- damage ---------------------------------------------------------------------------------


def change(store: SQLSessions, line: str, *values: object) -> None:
    with sqlite3.connect(str(store._file)) as db:
        db.execute(line, values)


@pytest.mark.parametrize("data", ['{"said": "x"', "[]", "", '{"said": "x", "act": "dance"}'])
def test_a_damaged_turn_says_what_to_do_and_the_rest_is_exported(store, data):
    begun(store)
    change(store, "UPDATE turns SET data = ? WHERE n = 2", data)
    with pytest.raises(ConfigError, match="damaged at turn 2") as e:
        store.load("s1")
    assert "--export s1" in e.value.remedy
    lines = [json.loads(line) for line in store.export("s1")]
    assert lines[1]["said"] == "turn 1"
    assert len(lines) == 3
    assert len(store.recent()) == 1


def test_a_missing_turn_is_damage(store):
    begun(store, turns=3)
    change(store, "DELETE FROM turns WHERE n = 2")
    with pytest.raises(ConfigError, match="damaged at turn 2"):
        store.load("s1")


@pytest.mark.parametrize("table", ["turns", "sessions"])
def test_what_a_newer_one_wrote_is_left_alone(store, table):
    begun(store)
    change(store, f"UPDATE {table} SET format = 2")
    with pytest.raises(ConfigError, match="newer"):
        store.load("s1")


def test_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "sessions.sqlite"
    file.write_bytes(b"not a database at all, but long enough to be looked at\n" * 40)
    store = SQLSessions(f"sqlite:///{file}")
    for call in (store.recent, lambda: store.load("x"), lambda: begun(store)):
        with pytest.raises(ConfigError, match="damaged"):
            call()
    assert file.read_bytes().startswith(b"not a database")


def test_a_locked_database_is_busy_after_a_while(store):
    begun(store)
    with sqlite3.connect(str(store._file), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy, match="holds"):
            store.append("s1", turn(), 2)
        other.execute("ROLLBACK")
    store.append("s1", turn(), 2)


def test_a_database_that_is_taken_away_is_begun_anew(store):
    begun(store)
    store._file.unlink()
    assert store.recent() == []
    with pytest.raises(UsageError):
        store.append("s1", turn(), 2)
    begun(store, "s2")
    assert len(store.load("s2").turns) == 2


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = SQLSessions(f"sqlite:///{tmp_path / 'file' / 'sessions.sqlite'}")
    with pytest.raises(ConfigError) as e:
        begun(store)
    assert "LLMREC_SESSIONS_URL" in e.value.remedy


def test_a_full_disk_is_said(store, monkeypatch):
    begun(store)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(store, "_count", full)
    with pytest.raises(DiskFull):
        store.append("s1", turn(), 2)
    monkeypatch.undo()
    assert len(store.load("s1").turns) == 2


@pytest.mark.parametrize("url", ["no url", "oracle9://x", "postgresql+nodriver://u:secret@h/db"])
def test_an_address_that_means_nothing(url):
    with pytest.raises(ConfigError) as e:
        SQLSessions(url).recent()
    assert "secret" not in e.value.message
    assert "postgresql" in e.value.remedy


def test_where_sessions_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("LLMREC_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    begun(sessions.sessions())
    assert (tmp_path / "data" / "sessions.sqlite").exists()
    monkeypatch.setenv("LLMREC_SESSIONS_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    settings.cache_clear()
    assert sessions.sessions().recent() == []
    begun(sessions.sessions())
    assert (tmp_path / "other.sqlite").exists()


KILLED = """
import os, signal, sys
from llmrec.chat.sessions import SQLSessions
from llmrec.chat.state import Session, State, Turn
store = SQLSessions(sys.argv[1])
store.create(Session(id="s1", catalogue="smart-home"))
store.append("s1", Turn(said="kept", act="find", state=State()), 0)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_what_it_kept(store):
    code = subprocess.run([sys.executable, "-c", KILLED, store._url], check=False).returncode
    assert code == -9
    assert [t.said for t in store.load("s1").turns] == ["kept"]
