"""What people did is kept: durably, once, by person and catalogue, and until it is erased."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from random import Random

import pytest

from llmrec.behaviour.deed import Deed
from llmrec.errors import Busy, ConfigError, DiskFull
from llmrec.settings import settings
from llmrec.store import AT_ONCE, SQLitePeople, joined, people
from llmrec.types import Event

ONE = Deed("anna", "k1", 10.0, "purchase", None, "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "people.sqlite"


@pytest.fixture
def kept(file: Path) -> SQLitePeople:
    return SQLitePeople(file)


def child(file: Path, code: str, *args: object) -> subprocess.Popen[str]:
    """A process that has `kept`, over the same file, and `Deed`."""
    head = (
        "import sys; from pathlib import Path\n"
        "from llmrec.behaviour.deed import Deed; from llmrec.store import SQLitePeople\n"
        f"kept = SQLitePeople(Path({str(file)!r}))\n"
    )
    line = [sys.executable, "-c", head + textwrap.dedent(code), *map(str, args)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_what_is_added_is_there_oldest_first(kept: SQLitePeople, file: Path) -> None:
    late, early = ONE._replace(time=20.0), ONE._replace(item="l2", rating=4.5, text="it's fine, 灯")
    assert kept.add("shop", [late, early]) == 2
    assert kept.add("other", [ONE]) == 1
    assert SQLitePeople(file).of("shop", "anna") == [early, late]
    assert kept.of("shop", " anna ") == [early, late]
    assert kept.of("shop", "ben") == kept.of("none", "anna") == []
    assert list(kept.everybody("shop")) == [late, early]


def test_it_lies_in_the_data_folder_of_the_settings(tmp_path: Path) -> None:
    people().add("shop", [ONE])
    assert settings().data_dir.is_relative_to(tmp_path)
    assert (settings().data_dir / "people.sqlite").is_file()


def test_the_same_event_is_kept_once_as_it_came_first(kept: SQLitePeople) -> None:
    assert kept.add("shop", [ONE, ONE]) == 1
    assert kept.add("shop", [ONE._replace(rating=1.0)]) == 0
    assert kept.of("shop", "anna") == [ONE]
    others = [ONE._replace(user="ben"), ONE._replace(kind="view"), ONE._replace(time=11.0)]
    assert kept.add("shop", others) == 3


def test_many_are_read_page_by_page(kept: SQLitePeople) -> None:
    many = [ONE._replace(time=float(n)) for n in range(2 * AT_ONCE + 7)]
    assert kept.add("shop", many) == len(many)
    assert list(kept.everybody("shop")) == many


def test_nothing_is_made_by_looking(kept: SQLitePeople, file: Path) -> None:
    assert kept.of("shop", "anna") == list(kept.everybody("shop")) == []
    assert kept.erase("anna") == 0
    assert not file.parent.exists()


def test_who_is_erased_is_gone_from_the_file(kept: SQLitePeople, file: Path) -> None:
    secret = ONE._replace(text="my name is Anna Unmistakable")
    kept.add("shop", [secret, ONE._replace(user="ben")])
    kept.add("other", [secret])
    assert kept.erase("anna", "shop") == 1
    assert [k.catalogue for k in kept.about("anna")] == ["other"]
    assert kept.erase("anna") == 1
    assert kept.about("anna") == []
    assert len(kept.of("shop", "ben")) == 1
    left = b"".join(p.read_bytes() for p in file.parent.iterdir())
    assert b"Unmistakable" not in left


@pytest.mark.parametrize("user", ["", "'; DROP TABLE events; --", "\ud800", "%", "a\0b"])
def test_odd_names_are_nobody(kept: SQLitePeople, user: str) -> None:
    kept.add("shop", [ONE])
    assert kept.of("shop", user) == []
    assert kept.erase(user) == 0
    assert kept.of("shop", "anna") == [ONE]


def test_what_was_acknowledged_survives_a_kill(kept: SQLitePeople, file: Path) -> None:
    code = """
    for n in range(10**6):
        kept.add("shop", [Deed("anna", "k1", float(n + 1))])
        print(n + 1, flush=True)
    """
    with child(file, code) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.readlines()
    acknowledged = [float(line) for line in told if line.endswith("\n")]
    found = [deed.time for deed in kept.of("shop", "anna")]
    assert len(acknowledged) >= 20
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) <= len(acknowledged) + 1
    assert kept.add("shop", [ONE]) in (0, 1), "and it can be written to again"


def test_processes_that_begin_and_write_at_once_lose_nothing(
    kept: SQLitePeople, file: Path
) -> None:
    code = """
    for n in range(40):
        kept.add("shop", [Deed(sys.argv[1], "k1", float(n + 1))])
    """
    writers = [child(file, code, f"p{n}") for n in range(3)]
    for writer in writers:
        _, err = writer.communicate(timeout=100)
        assert writer.returncode == 0, err
    assert [len(kept.of("shop", f"p{n}")) for n in range(3)] == [40] * 3


def test_processes_that_make_the_file_at_once_do_not_collide(file: Path) -> None:
    """Each of forty new files is first written to by four processes at the same moment."""
    code = """
    import time
    for n in range(40):
        kept = SQLitePeople(Path(sys.argv[2]) / f"{n}.sqlite")
        time.sleep(max(0.0, float(sys.argv[3]) + 0.05 * n - time.time()))
        kept.add("shop", [Deed(sys.argv[1], "k1", 1.0)])
    """
    start = time.time() + 3
    writers = [child(file, code, f"p{n}", file.parent, start) for n in range(4)]
    for writer in writers:
        _, err = writer.communicate(timeout=100)
        assert writer.returncode == 0, err
    for n in range(40):
        made = SQLitePeople(file.parent / f"{n}.sqlite")
        assert len(list(made.everybody("shop"))) == 4


def test_a_lock_that_is_not_given_up_is_told(
    kept: SQLitePeople, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add("shop", [ONE])
    monkeypatch.setattr("llmrec.store.WAIT", 0.1)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match=r"people\.sqlite"):
        kept.add("shop", [ONE._replace(time=11.0)])
    assert kept.of("shop", "anna") == [ONE], "reading waits for nobody"
    holder.close()
    assert kept.add("shop", [ONE._replace(time=11.0)]) == 1


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be one" * 90, None])
def test_a_damaged_file_is_told_and_left_as_it_is(
    kept: SQLitePeople, file: Path, damage: bytes | None
) -> None:
    kept.add("shop", [ONE._replace(time=float(n), text="x" * 500) for n in range(1, 200)])
    whole = file.read_bytes()
    broken = damage if damage is not None else whole[:4096] + Random(0).randbytes(len(whole) - 4096)
    file.write_bytes(broken)
    for use in (
        lambda: kept.of("shop", "anna"),
        lambda: kept.add("shop", [ONE]),
        lambda: kept.erase("anna"),
    ):
        with pytest.raises(ConfigError, match="is damaged") as e:
            use()
        assert "Nothing of it was changed" in e.value.remedy
    assert file.read_bytes() == broken
    file.write_bytes(whole)
    assert len(kept.of("shop", "anna")) == 199


def test_a_full_disk_is_told_and_what_was_kept_stays(
    kept: SQLitePeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add("shop", [ONE])
    connect = sqlite3.connect

    def small(*args: object, **more: object) -> sqlite3.Connection:
        db = connect(*args, **more)  # type: ignore[call-overload]
        db.execute("PRAGMA max_page_count = 1")
        return db

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(DiskFull):
        kept.add("shop", [ONE._replace(time=11.0, text="x" * 9_000)])
    monkeypatch.undo()
    assert kept.of("shop", "anna") == [ONE]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be read or kept") as e:
        SQLitePeople(tmp_path / "file" / "people.sqlite").add("shop", [ONE])
    assert "LLMREC_DATA_DIR" in e.value.remedy


def test_a_file_of_a_newer_llmrec_is_not_touched(kept: SQLitePeople, file: Path) -> None:
    kept.add("shop", [ONE])
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ConfigError, match="newer llmrec"):
        kept.add("shop", [ONE])


def test_a_request_s_own_history_stands_last_and_counts_once() -> None:
    stored = [
        Event(item="a", rating=5.0, time=1.0, event="purchase"),
        Event(item="b", time=2.0, event="view"),
        Event(item="b", time=3.0, event="view"),
    ]
    own = [Event(item="a"), Event(item="b", event="view"), Event(item="b", event="like")]
    assert joined(stored, own) == [
        Event(item="b", time=3.0, event="view"),
        Event(item="a", rating=5.0, event="purchase"),
        Event(item="b", event="view"),
        Event(item="b", event="like"),
    ]
    assert joined([], own) == own
    assert joined(stored, []) == stored
