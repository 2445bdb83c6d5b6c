"""`llmrec train` that is killed: the version before serves, and the next training works."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from llmrec.behaviour import store

from .conftest import Run

pytest.importorskip("torch")
Process = Callable[..., subprocess.Popen[bytes]]
KILLED_WRITING = """
import os, signal, sys
from llmrec.behaviour import store
from llmrec.cli.app import main
write, last = store.store.write_atomic, sys.argv[1]
def killed(path, data):
    if path.name == last:
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, data)
store.store.write_atomic = killed
sys.argv = ["llmrec", *sys.argv[2:]]
main()
"""


def learned(run: Run, events: Path) -> str:
    assert run("train", "smart-home", events).code == 0
    return str(store.current("smart-home"))


def serves_and_can_be_learned_anew(run: Run, events: Path, version: str) -> None:
    assert store.current("smart-home") == version
    assert store.versions("smart-home") == [version]
    answer = run("recommend", "a speaker for the kitchen", "--fast", "--json").json
    assert answer["versions"]["behaviour"] == version
    assert learned(run, events) != version
    assert not list(store.folder("smart-home").glob(".*")), "what the dead left is gone"


def test_killed_while_it_learns(run: Run, events: Path, process: Process) -> None:
    version = learned(run, events)
    with process("train", "smart-home", events) as child:
        assert child.stderr is not None
        assert b"events of 40 people" in child.stderr.readline()
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    serves_and_can_be_learned_anew(run, events, version)


@pytest.mark.parametrize("file", [store.WEIGHTS, store.MANIFEST])
def test_killed_while_it_writes(run: Run, events: Path, file: str) -> None:
    version = learned(run, events)
    line = [sys.executable, "-c", KILLED_WRITING, file, "train", "smart-home", str(events)]
    done = subprocess.run(line, env=dict(os.environ), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    serves_and_can_be_learned_anew(run, events, version)


def test_killed_before_it_serves(run: Run, events: Path) -> None:
    """A whole version stays, and can be served by name."""
    version = learned(run, events)
    line = [sys.executable, "-c", KILLED_WRITING, store.CURRENT, "train", "smart-home", str(events)]
    done = subprocess.run(line, env=dict(os.environ), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert store.current("smart-home") == version
    (new,) = set(store.versions("smart-home")) - {version}
    assert run("train", "smart-home", "--serve", new).code == 0
    assert store.current("smart-home") == new


def test_weights_that_are_no_numbers_are_a_fallback_that_is_told(run: Run, events: Path) -> None:
    where = store.folder("smart-home") / learned(run, events)
    weights = load_file(where / store.WEIGHTS)
    weights["head.k"][0, 0] = float("nan")
    save_file(weights, where / store.WEIGHTS)
    told = json.loads((where / store.MANIFEST).read_text("utf-8"))
    told["sha256"] = store.hashlib.sha256((where / store.WEIGHTS).read_bytes()).hexdigest()
    (where / store.MANIFEST).write_text(json.dumps(told), "utf-8")
    done = run("recommend", "a speaker for the kitchen", "--fast", "--json")
    assert done.code == 0
    (fallback,) = [f for f in done.json["fallbacks"] if f["stage"] == "score"]
    assert "no numbers (head.k)" in fallback["reason"]
    assert run("recommend", "a speaker for the kitchen", "--fast", "--strict").code != 0
