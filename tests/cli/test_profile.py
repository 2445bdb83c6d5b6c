"""`llmrec catalog profile` as a person runs it, in front and in the background."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from doubles import build, dead, few, forget_indexes, script
from llmrec.prompts import load

from llmrec.catalog.profiling_state import alone, running
from llmrec.llm import Ask
from llmrec.settings import settings

from .conftest import Models, Run

COUNT = 8


def first_words(text: str) -> str:
    """A tag that rests on the title, which ends at the first full stop, and one on nothing."""
    title = text.split(".", maxsplit=1)[0]
    wrong = {"tag": "best", "quote": "the best!"}
    return json.dumps([{"tag": "rather fine", "quote": title}, wrong])


def reads(ask: Ask) -> str:
    return first_words(str(ask.values["text"]))


@pytest.fixture
def own(run: Run, models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command over a catalogue that may be changed."""
    folder = tmp_path / "own"
    build(folder, "smart-home", few("smart-home", COUNT))
    monkeypatch.setenv("LLMREC_DATA_DIR", str(folder))
    settings.cache_clear()
    models.llm = script(item_profile=reads)
    yield run
    forget_indexes(folder)


def test_it_tells_what_it_kept(own: Run) -> None:
    done = own("catalog", "profile", "smart-home")
    assert done.code == 0
    assert f"{COUNT} of {COUNT} items have a profile; {COUNT} read now" in done.out
    assert f"{COUNT} kept, {COUNT} dropped" in done.out
    assert "catalog add smart-home" in done.err
    shown = own("catalog", "show", "smart-home").out
    assert f"profiles: {COUNT} of {COUNT} items, by scripted with item_profile@" in shown


def test_as_json_with_a_limit(own: Run) -> None:
    assert own("catalog", "show", "smart-home", "--json").json["profiles"] == 0
    report = own("catalog", "profile", "smart-home", "--limit", 3, "--json").json
    prompt = load("item_profile")
    assert (report["read"], report["left"], report["profiles"]) == (3, COUNT - 3, 3)
    assert (report["model"], report["prompt"], report["prompt_sha"]) == (
        "scripted",
        prompt.id,
        prompt.sha,
    )
    facts = own("catalog", "show", "smart-home", "--json").json
    assert facts["profiles"] == 3 and facts["profiling"] is None
    assert facts["profiled_by"] == [{"model": "scripted", "prompt": prompt.id, "items": 3}]


def test_tags_stand_in_the_answer(own: Run) -> None:
    own("catalog", "profile", "smart-home")
    (first, *_) = own("recommend", "a smart speaker", "--fast", "--json").json["items"]
    assert first["tags"] == ["rather fine"]


def test_an_export(own: Run, tmp_path: Path) -> None:
    out = tmp_path / "smart_home.profiles.jsonl"
    assert own("catalog", "profile", "smart-home", "--export", out).code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [r["id"] for r in rows] == sorted(r["id"] for r in rows) and len(rows) == COUNT
    refused = own("catalog", "profile", "smart-home", "--export", tmp_path / "no" / "x", "--json")
    assert (refused.code, refused.error["code"]) == (2, "usage")


def test_an_export_needs_no_model(own: Run, models: Models, tmp_path: Path) -> None:
    own("catalog", "profile", "smart-home")
    models.llm = None
    out = tmp_path / "x.jsonl"
    assert own("catalog", "profile", "smart-home", "--limit", 0, "--export", out).code == 0
    assert out.read_bytes().count(b"\n") == COUNT


@pytest.mark.parametrize("more", [[], ["--background"]])
def test_no_model_server(own: Run, models: Models, more: list[str]) -> None:
    models.llm = None
    done = own("catalog", "profile", "smart-home", "--json", *more)
    assert (done.code, done.out) == (5, "") and "model up" in done.error["remedy"]


def test_a_server_that_does_not_answer(own: Run, models: Models) -> None:
    models.llm = dead()
    done = own("catalog", "profile", "smart-home")
    assert done.code == 5 and "No model answers" in done.err and done.out == ""


@pytest.mark.parametrize("more", [[], ["--background"]])
def test_an_unknown_catalogue(own: Run, more: list[str]) -> None:
    done = own("catalog", "profile", "smart-hame", "--json", *more)
    assert done.code == 4 and "smart-home" in done.error["remedy"]


@pytest.mark.parametrize("more", [[], ["--background"]])
def test_a_second_run_is_refused(own: Run, more: list[str]) -> None:
    with alone("smart-home"):
        done = own("catalog", "profile", "smart-home", "--json", *more)
    assert (done.code, done.error["code"]) == (3, "busy") and "profiling" in done.error["message"]


def test_progress_is_told_with_the_time_to_go(
    own: Run, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmrec.catalog import profiling
    from llmrec.cli import progress

    clock = iter(range(0, 10_000, 20))
    monkeypatch.setenv("LLMREC_PROGRESS", "auto")
    settings.cache_clear()
    monkeypatch.setattr(progress, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(profiling.profile, "__kwdefaults__", _smaller(profiling.profile, 2))
    done = own("catalog", "profile", "smart-home")
    assert f"Profiling items: 2 of {COUNT}, 40 s, about 60 s to go" in done.err
    assert f"Profiling items: {COUNT} of {COUNT}" in done.err


def _smaller(function: Any, batch: int) -> dict[str, Any]:
    return function.__kwdefaults__ | {"batch": batch}


# --- in the background ----------------------------------------------------------------------


@contextmanager
def model_server(gate: threading.Event) -> Iterator[str]:
    """A chat server that answers once the gate is open; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = sent["messages"][-1]["content"]
            gate.wait(60)
            text = first_words(asked.removeprefix("Text: "))
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            body = json.dumps({"id": "x", "object": "chat.completion", "created": 0})
            whole = json.dumps(json.loads(body) | {"model": "m", "choices": [choice]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(whole)))
            self.end_headers()
            self.wfile.write(whole)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


def until(what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def test_it_goes_on_without_the_terminal(
    own: Run, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    with model_server(gate) as url:
        monkeypatch.setenv("LLMREC_LLM__BASE_URL", url)
        monkeypatch.setenv("LLMREC_LLM__MODEL", "m")
        monkeypatch.setenv("LLMREC_PROGRESS", "auto")
        started = process("catalog", "profile", "smart-home", "--background", "--json")
        out, err = started.communicate(timeout=90)
        assert started.returncode == 0, err
        told = json.loads(out)
        log = Path(told["log"])
        assert log.is_relative_to(os.environ["XDG_STATE_HOME"])
        assert os.getsid(told["pid"]) == told["pid"]  # it does not end with the terminal
        run = running("smart-home")
        assert run is not None and (run.pid, run.total) == (told["pid"], COUNT)
        assert f"0 of {COUNT} (process {run.pid})" in own("catalog", "show", "smart-home").out
        again = own("catalog", "profile", "smart-home", "--background", "--json")
        assert again.code == 3 and str(run.pid) in again.error["message"]
        gate.set()
        until(lambda: running("smart-home") is None)
        until(lambda: f"{COUNT} of {COUNT} items have a profile" in log.read_text("utf-8"))
    assert "Profiling items" in log.read_text("utf-8")
    assert own("catalog", "show", "smart-home", "--json").json["profiles"] == COUNT


def test_one_that_ends_at_once_says_why(own: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of its own finds no model, although we have one."""
    done = own("catalog", "profile", "smart-home", "--background", "--json")
    assert done.code == 5 and "No model server" in done.error["message"]
    assert ".log" in done.error["remedy"]
