"""`llmrec chat` from a pipe and, played, in a terminal."""

from __future__ import annotations

import builtins
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmrec.catalog.catalogue import Catalogue
from llmrec.cli import chat_show
from llmrec.settings import settings

from . import conftest


@pytest.fixture(autouse=True)
def own_sessions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMREC_SESSIONS_URL", f"sqlite:///{tmp_path / 'sessions.sqlite'}")
    settings.cache_clear()


def turns(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def lines(*said: str) -> bytes:
    return "".join(f"{s}\n" for s in said).encode()


def test_each_line_is_a_turn_and_an_object(run):
    found = run("chat", "--json", "--fast", stdin=lines("a smart speaker", "under $100", "谢谢"))
    assert (found.code, found.err) == (0, "")
    first, second, third = turns(found.out)
    assert [first["turn"], second["turn"], third["turn"]] == [1, 2, 3]
    assert second["limits"][-1] == "price < 100"
    assert all(row["facts"] for row in second["list"])
    assert third["act"] == "smalltalk"
    assert third["reply"] == "不客气。"


def test_as_text_the_list_stands_before_the_prose(run):
    found = run("chat", stdin=lines("a smart speaker under $150"))
    assert found.code == 0
    told = found.out.splitlines()
    assert told[0].startswith("1. ")
    looking = next(n for n, line in enumerate(told) if line.startswith("Looking for"))
    assert looking > max(n for n, line in enumerate(told) if line[:2] in ("1.", "2.", "3."))


def test_a_session_is_resumed_listed_exported_erased(run):
    begun = run("chat", "--fast", "--json", "-u", "anna", stdin=lines("a smart speaker"))
    (first,) = turns(begun.out)
    id_ = first["session"]
    more = run("chat", "--fast", "--json", "--resume", "last", stdin=lines("under $100"))
    (second,) = turns(more.out)
    assert (second["session"], second["turn"]) == (id_, 2)
    assert run("chat", "--resume", id_, "-c", "courses").code == 2
    (row,) = run("chat", "--list", "--json").json
    assert (row["id"], row["turns"], row["first"]) == (id_, 2, "a smart speaker")
    assert id_ in run("chat", "--list").out
    exported = turns(run("chat", "--export", id_).out)
    assert [line.get("said") for line in exported] == [None, "a smart speaker", "under $100"]
    assert run("chat", "--erase", id_).code == 0
    assert run("chat", "--list", "--json").json == []
    assert run("chat", "--resume", "last").code == 2


def test_commands_inside(run):
    said = lines("a smart speaker", "under $100", "/undo", "/help", "/export", "/new", "a lamp")
    found = run("chat", "--fast", "--json", stdin=said + lines("/quit", "never said"))
    assert found.code == 0
    rows = turns(found.out)
    assert rows[2]["act"] == "undo"
    assert "price < 100" not in rows[2]["limits"]
    assert "/undo" in rows[3]["told"]
    assert rows[4]["session"] == rows[0]["session"]
    assert len([r for r in rows if r.get("format") == 1]) == 1
    assert rows[-1]["session"] != rows[0]["session"]
    assert rows[-1]["turn"] == 1


def test_what_cannot_be(run):
    assert run("chat", "--list", "--erase", "x").code == 2
    wrong = run("chat", "--json", "--resume", "nope")
    assert (wrong.code, wrong.error["code"]) == (2, "usage")
    assert run("chat", stdin=lines("/dance")).code == 2
    assert run("chat", "--fast", "--json", "-c", "nowhere", stdin=lines("a lamp")).code == 4


@pytest.mark.parametrize("said", [b"", b"\n\n", b"\xff\xfe\x00\n", b"x" * 300_000])
def test_odd_input(run, said):
    assert run("chat", "--fast", "--json", stdin=said).code == 0


class Terminal:
    """A person at the prompt: says lines, or what is raised."""

    def __init__(self, *said: str | type[BaseException]) -> None:
        self.said: Iterator[str | type[BaseException]] = iter([*said, EOFError])

    def __call__(self, prompt: str = "") -> str:
        now = next(self.said)
        if isinstance(now, str):
            return now
        raise now


@pytest.fixture
def talk(run, monkeypatch):
    monkeypatch.setattr(conftest._Stdin, "isatty", lambda self: True)

    def talk(*said):
        monkeypatch.setattr(builtins, "input", Terminal(*said))
        return run("chat")

    return talk


def test_in_a_terminal(talk):
    title = Catalogue.open("smart-home").items(Catalogue.open("smart-home").ids)
    found = talk("a smart speaker", "/undo", "/dance", "", "/new", "/quit")
    assert found.code == 0
    assert any(item.title in found.out for item in title)
    assert "There is no command '/dance'" in found.out
    kept = talk("a smart speaker", KeyboardInterrupt)
    assert kept.code == 0
    assert "--resume" in kept.out


def test_ctrl_c_stops_an_answer_and_the_session_goes_on(talk, run, monkeypatch):
    real, pressed = chat_show._list, []

    def press(event):
        if event.final and not pressed:
            pressed.append(True)
            raise KeyboardInterrupt
        return real(event)

    monkeypatch.setattr(chat_show, "_list", press)
    found = talk("a smart speaker", "a smart lock")
    assert found.code == 0
    assert "as it was before" in found.out
    (row,) = run("chat", "--list", "--json").json
    assert (row["turns"], row["first"]) == (1, "a smart lock")


def _heeds_ctrl_c() -> None:
    """As at a prompt: what a shell starts in the background would ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_real_ctrl_c_and_a_real_kill_leave_what_was_answered(process, run):
    for signal_, code in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        child = process("chat", "--fast", "--json", stdin=subprocess.PIPE, preexec_fn=_heeds_ctrl_c)
        child.stdin.write(b"a smart speaker\n")
        child.stdin.flush()
        (told,) = turns(child.stdout.readline().decode())
        child.send_signal(signal_)
        child.communicate(timeout=60)
        assert child.returncode == code
        (row,) = [r for r in run("chat", "--list", "--json").json if r["id"] == told["session"]]
        assert row["turns"] == 1
