"""Several processes: killed while indexing, writing at once, reading while another writes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from llmrec.catalog import store
from llmrec.catalog.catalogue import Catalogue
from llmrec.catalog.checking import check
from llmrec.errors import Busy, CatalogError

from .conftest import DIMS, FakeEmbedder, add, lamp, write_jsonl

ROOT = Path(__file__).parents[2]
CHILD = """
import sys, time
from pathlib import Path
from llmrec.catalog import indexing
from tests.catalog.conftest import FakeEmbedder
embed = FakeEmbedder()
def slow(texts):
    time.sleep(0.02)
    return embed(texts)
indexing.add(sys.argv[1], Path(sys.argv[2]), embed=slow, embedding_model=embed.model,
             batch_size=16, concurrency=1)
"""


def start(name, file):
    command = [sys.executable, "-c", CHILD, name, str(file)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ.copy())


def wait_for_rows(name, at_least, child):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        progress = store.folder(name).progress()
        if progress is not None and progress.done >= at_least:
            return progress.done
        assert child.poll() is None, "the child ended too early"
        time.sleep(0.01)
    raise AssertionError("no progress")


@pytest.fixture
def many(tmp_path):
    return write_jsonl(tmp_path / "many.jsonl", [lamp(n, released="2020") for n in range(3_000)])


def test_killed_while_indexing_then_resumed(many, embed):
    child = start("lamps", many)
    try:
        done = wait_for_rows("lamps", 500, child)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    with pytest.raises(CatalogError, match="not finished"):
        Catalogue.open("lamps")
    report = add("lamps", many, embed)
    assert report.unchanged >= done  # everything acknowledged was kept
    assert report.embedded == len(embed.texts) == 3_000 - report.unchanged
    assert check("lamps").ok
    assert len(Catalogue.open("lamps").dense(np.ones(DIMS), 10)) == 10


def test_killed_while_bringing_up_to_date_the_old_state_answers_in_full(many, embed):
    old = write_jsonl(many.with_name("old.jsonl"), [lamp(n) for n in range(12)])
    add("lamps", old, embed)
    child = start("lamps", many)
    try:
        wait_for_rows("lamps", 500, child)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    catalogue = Catalogue.open("lamps")
    found = catalogue.dense(np.ones(DIMS), 10)
    assert catalogue.size == 12 and len(found) == 10
    assert found == catalogue.dense(np.ones(DIMS), 10, np.ones(12, bool))  # by the exact vectors
    assert add("lamps", many, embed).changed
    assert check("lamps").ok and Catalogue.open("lamps").size == 3_000


def test_two_writers_at_once(many, embed):
    child = start("lamps", many)
    try:
        wait_for_rows("lamps", 0, child)
        with pytest.raises(Busy):
            add("lamps", many, embed)
    finally:
        child.kill()
        child.wait()
    assert add("lamps", many, embed).changed  # the lock died with its holder


def test_a_reader_sees_what_another_process_wrote(tmp_path):
    embed = FakeEmbedder()
    file = write_jsonl(tmp_path / "x.jsonl", [lamp(n) for n in range(6)])
    add("lamps", file, embed)
    assert len(Catalogue.open("lamps").dense(np.ones(DIMS), 5)) == 5
    write_jsonl(file, [lamp(n) for n in range(4, 12)])
    child = start("lamps", file)
    assert child.wait(60) == 0
    found = Catalogue.open("lamps").dense(np.ones(DIMS), 7)
    assert len(found) == 7 and {i for i, _ in found} <= {f"L{n}" for n in range(4, 12)}
