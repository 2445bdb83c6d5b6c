"""Runs that read items: ended early, killed, two at once. Nothing is lost or done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llmrec.catalog import indexing, profiling, store
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.profiles import load_made
from llmrec.catalog.profiling import profile
from llmrec.catalog.profiling_state import alone, running
from llmrec.errors import Busy, CatalogError, ModelUnavailable
from llmrec.llm import Ask, ScriptedLLM

from .conftest import add, lamp, number_of, quoting, write_jsonl

ROOT = Path(__file__).parents[2]
CHILD = """
import sys, time
from llmrec.catalog.profiling import profile
from llmrec.llm import ScriptedLLM
from tests.catalog.conftest import quoting
def slow(ask):
    time.sleep(0.02)
    return quoting(ask)
profile(sys.argv[1], ScriptedLLM(slow), batch=4)
"""


def test_a_model_that_is_gone_ends_the_run_and_keeps_what_it_said(shop, model):
    def said(ask: Ask) -> str:
        if number_of(ask) >= 4:
            raise ModelUnavailable("No model answers.", remedy="Start one.")
        return quoting(ask)

    dying = ScriptedLLM(said)
    with pytest.raises(ModelUnavailable, match="No model answers") as caught:
        profile(shop, dying, batch=4)
    assert len(dying.asked) == 8  # not the rest of a long catalogue
    assert "4 items" in caught.value.remedy and "again" in caught.value.remedy
    assert sum(Catalogue.open(shop).profiled.values()) == 4
    assert profile(shop, model).read == 8


def test_no_model_and_no_catalogue(shop, model):
    with pytest.raises(ModelUnavailable, match="No model server") as caught:
        profile(shop, None)
    assert "model up" in caught.value.remedy
    with pytest.raises(CatalogError, match="no catalogue 'lamp'"):
        profile("lamp", None)


def test_a_limit_reads_the_next_items_each_time(shop, model):
    assert profile(shop, model, limit=5).left == 7
    report = profile(shop, model, limit=5)
    assert (report.read, report.skipped, report.profiles) == (5, 5, 10)
    assert sum(Catalogue.open(shop).profiled.values()) == 10


def test_limit_0_takes_over_what_a_cut_short_run_left(shop, model, monkeypatch):
    def cut_short(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(profiling, "adopt_profiles", cut_short)
        with pytest.raises(KeyboardInterrupt):
            profile(shop, model)
    assert not Catalogue.open(shop).profiled
    report = profile(shop, None, limit=0)
    assert (report.read, report.profiles, report.left, report.model) == (0, 12, None, None)


# --- interrupted, and two at once -----------------------------------------------------------


def start(name: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", CHILD, name], cwd=ROOT, env=os.environ.copy())


def wait_for(name: str, done: int, child: subprocess.Popen) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        run = running(name)
        if run is not None and run.pid == child.pid and run.done >= done:
            return run.done
        assert child.poll() is None, "the child ended too early"
        time.sleep(0.01)
    raise AssertionError("no progress")


@pytest.fixture
def many(tmp_path, embed) -> str:
    add("lamps", write_jsonl(tmp_path / "many.jsonl", [lamp(n) for n in range(500)]), embed)
    return "lamps"


def test_killed_and_run_again_it_goes_on(many, model):
    child = start(many)
    try:
        done = wait_for(many, 12, child)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert running(many) is None
    made = store.folder(many).made
    kept = len(load_made(made))
    assert kept >= done
    with made.open("ab") as file:
        file.write(b'{"id": "L499", "tags": [{"tag"')  # as a kill in the middle of a write
    report = profile(many, model)
    assert (report.skipped, report.read, report.profiles) == (kept, 500 - kept, 500)
    assert len(model.asked) == 500 - kept
    assert sum(Catalogue.open(many).profiled.values()) == 500


def test_one_run_at_a_time_while_readers_and_writers_go_on(many, model, embed, tmp_path):
    child = start(many)
    try:
        wait_for(many, 4, child)
        with pytest.raises(Busy, match=rf"profiling.*process {child.pid}, [\d,]+ of 500"):
            profile(many, model)
        assert not model.asked
        assert Catalogue.open(many).size == 500
        add(many, write_jsonl(tmp_path / "many.jsonl", [lamp(n) for n in range(20)]), embed)
    finally:
        child.kill()
        child.wait()
    assert profile(many, model).profiles == 20


def test_a_catalogue_that_is_removed_meanwhile(shop, embed):
    def said(ask: Ask) -> str:
        if number_of(ask) == 4:
            indexing.remove(shop)
        return quoting(ask)

    with pytest.raises(CatalogError, match="removed meanwhile"):
        profile(shop, ScriptedLLM(said), batch=4)
    assert not store.folder(shop).root.exists()


def test_the_lock_is_free_again_after_a_failure(shop, model):
    def broken(ask: Ask) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        profile(shop, ScriptedLLM(broken))
    with alone(shop):
        assert running(shop) is None
    assert profile(shop, model).read == 12
