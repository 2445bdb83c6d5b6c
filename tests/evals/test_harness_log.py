"""The log of a run: what stands in it, and what is done about a bad one."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from llmrec.evals.harness import log as logs
from llmrec.evals.harness import runner
from llmrec.evals.harness.log import FILE, Log
from llmrec.evals.harness.report import finish, load
from llmrec.evals.harness.scoring import score

from llmrec.errors import Busy, ConfigError, DiskFull, UsageError
from llmrec.settings import settings

from .conftest import Begin
from .harness_task import TASK, write_set


def texts(folder: Path) -> list[str]:
    return (folder / FILE).read_text("utf-8").splitlines()


def test_the_header_says_what_was_run_with_what(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLMREC_LLM__BASE_URL", "http://me:word@box:1/v1?token=word")
    monkeypatch.setenv("LLMREC_LLM__API_KEY", "key-of-mine")
    settings.cache_clear()
    run = begin("chance", "popularity")
    header = json.loads(texts(run.folder)[0])
    assert header["task"] == "tiny"
    assert header["systems"] == {"chance": 10, "popularity": 10}
    assert header["versions"].keys() >= {"llmrec", "python", "numpy", "pydantic"}
    assert header["settings"]["llm"]["base_url"] == "http://box:1/v1"
    assert "word" not in texts(run.folder)[0]
    assert "key-of-mine" not in texts(run.folder)[0]
    run.writer.__exit__(None, None, None)


def test_each_line_is_a_system_and_a_sample(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    first = json.loads(texts(run.folder)[1])
    assert first.keys() == {"system", "id", "cluster", "request", "answer", "seconds", "began"}
    assert (first["system"], first["id"], first["cluster"]) == ("chance", "s0", "u0")
    assert first["request"]["text"] == "wish 0"
    assert len(first["answer"]["items"]) == 5


@pytest.mark.parametrize("seed", range(5))
def test_a_run_killed_anywhere_goes_on_to_the_same_figures(begin: Begin, seed: int) -> None:
    run = begin("chance", "popularity")
    run.go()
    whole = finish(TASK, run.loaded, run.folder).figures
    path = run.folder / FILE
    data = path.read_bytes()
    header = data.index(b"\n") + 1
    path.write_bytes(data[: random.Random(seed).randrange(header, len(data))])
    again = runner.resume(TASK, run.folder)
    again.go()
    assert len(texts(run.folder)) == 21
    assert finish(TASK, again.loaded, run.folder).figures == whole


def test_what_is_there_is_not_asked_again(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    kept = texts(run.folder)
    told: list[tuple[str, int, int]] = []
    runner.resume(TASK, run.folder).go(lambda *how_far: told.append(how_far))
    assert texts(run.folder) == kept
    assert told == [("chance", 10, 10)]


def test_a_line_damaged_inside_is_named(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    lines = texts(run.folder)
    lines[4] = lines[4][:50]
    (run.folder / FILE).write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(UsageError, match="damaged in line 5"):
        load_tiny(run.folder)
    with pytest.raises(UsageError, match="damaged in line 5"):
        runner.resume(TASK, run.folder)


def load_tiny(folder: Path) -> None:
    log = Log(folder)
    score(TASK, runner.matching(TASK, log), log)


def test_a_second_try_at_a_sample_is_refused(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    with (run.folder / FILE).open("a", encoding="utf-8") as f:
        f.write(texts(run.folder)[3] + "\n")
    with pytest.raises(UsageError, match="answers 's2' twice"):
        load_tiny(run.folder)


def test_an_answer_that_nobody_asked_for_is_refused(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    changed = json.loads(texts(run.folder)[1]) | {"id": "s99"}
    with (run.folder / FILE).open("a", encoding="utf-8") as f:
        f.write(json.dumps(changed) + "\n")
    with pytest.raises(UsageError, match="nobody asked chance for 's99'"):
        load_tiny(run.folder)


@pytest.mark.parametrize("text", ["", '{"task": "tiny"', '{"task": "tiny"}\n', "not JSON\n"])
def test_a_log_without_a_header_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=r"header|damaged in line 1"):
        Log(tmp_path)


def test_a_folder_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no run"):
        Log(tmp_path)


def test_a_log_of_other_samples_is_not_scored(begin: Begin) -> None:
    run = begin("chance")
    run.go()
    other = replace(TASK, split="By time.")
    with pytest.raises(UsageError, match="another version of tiny"):
        runner.matching(other, Log(run.folder))
    with pytest.raises(UsageError, match="another version of tiny"):
        runner.resume(other, run.folder)


def test_a_sample_without_a_label_is_named(begin: Begin, data: Path) -> None:
    run = begin("chance")
    run.go()
    write_set(data, without="s7")
    with pytest.raises(ConfigError, match=r"1 samples of tiny have no label, 's7' first") as e:
        load(run.folder)
    assert "LLMREC_DATA" in e.value.remedy


def test_a_full_disk_is_named_and_the_run_goes_on_later(begin: Begin) -> None:
    run = begin("chance", "popularity", at_once=1)
    kept = run.writer._file
    with Path("/dev/full").open("w", encoding="utf-8") as full:

        def fill(system: str, done: int, total: int) -> None:
            if (system, done) == ("popularity", 4):
                run.writer._file = full

        with pytest.raises(DiskFull) as e:
            run.go(fill)
        assert f"--resume {run.folder}" in e.value.remedy
    kept.close()
    assert len(texts(run.folder)) == 1 + 10 + 4
    runner.resume(TASK, run.folder).go()
    assert len(texts(run.folder)) == 21


def test_two_processes_do_not_write_one_log(begin: Begin) -> None:
    run = begin("chance")
    with pytest.raises(Busy):
        logs.Writer(run.folder)
    run.go()
