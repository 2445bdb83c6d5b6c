"""`llmrec eval` as a person runs it: ten samples, two systems, from the run to the report."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest
from llmrec.evals.harness import floors
from llmrec.evals.tasks import registry

from llmrec.cli import app as command
from llmrec.cli.evaluate_run import Few, whole_ones
from llmrec.settings import settings

from .harness_task import HERE, TASK

TINY = f"{HERE}:TASK"


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in a folder of its own, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["llmrec", "eval", *words])
        code = command.run(as_json="--json" in words)
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def ran(cli: Run, data: Path) -> Path:
    """A run of the two systems that need no model."""
    done = cli("run", TINY, "--json")
    assert done.code == 0, done.err
    return Path(done.json[0]["run"])


def test_from_the_run_to_the_report(cli: Run, data: Path) -> None:
    done = cli("run", TINY, "--gate")
    assert done.code == 0, done.err
    assert f"Without --model, not run: {HERE}:Costly." in done.err
    assert "popularity   0.600 [0.200, 1.000]   0.200 [0.200, 0.200]   10        0" in done.out
    assert "hit of popularity >= 0.5" in done.out
    folder = done.out.split("Run: ")[1].strip()
    assert cli("replay", folder) == Result(0, "The same, byte for byte.\n", "")
    shown = cli("report", folder, "--out", "tiny.md")
    assert shown.code == 0
    assert all(len(line) <= 80 for line in shown.out.splitlines() if "Run:" not in line)
    assert Path("tiny.md").read_text("utf-8").count("## Ten wishes") == 1


def test_json_holds_every_figure(ran: Path) -> None:
    kept = json.loads((ran / "figures.json").read_text("utf-8"))
    assert kept["systems"]["popularity"]["metrics"]["hit"]["value"] == 0.6
    assert kept["systems"]["chance"]["n"] == 10


def test_systems_are_chosen_by_name(cli: Run, data: Path) -> None:
    (told,) = cli("run", TINY, "--system", "popularity", "--limit", "4", "--json").json
    assert list(told["systems"]) == ["popularity"]
    assert told["systems"]["popularity"]["n"] == 4
    (told,) = cli("run", TINY, "-s", "popularity,chance", "-s", "chance", "--json").json
    assert list(told["systems"]) == ["popularity", "chance"]


def test_a_gate_that_is_not_met_exits_with_1(cli: Run, data: Path) -> None:
    labels = {f"s{n}": {"item": "e"} for n in range(10)}
    (data / "tiny" / "labels.json").write_text(json.dumps(labels), "utf-8")
    assert cli("run", TINY).code == 0, "without --gate it is only shown"
    done = cli("run", TINY, "--gate")
    assert done.code == 1
    assert "Not met: tiny: hit of popularity >= 0.5." in done.err
    assert "NOT MET" in done.out


def test_a_replay_that_differs_exits_with_1(cli: Run, ran: Path) -> None:
    figures = ran / "figures.json"
    figures.write_text(
        figures.read_text("utf-8").replace('"value": 0.6,', '"value": 0.9,', 1), "utf-8"
    )
    done = cli("replay", str(ran))
    assert done.code == 1
    assert "0.9 was kept, 0.6 is scored now" in done.out
    found = cli("replay", str(ran), "--json")
    assert (found.code, found.json["same"]) == (1, False)


def test_a_floor_is_recorded_and_held(
    cli: Run, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "floors.yaml"
    monkeypatch.setattr(floors, "shipped", lambda: file)
    recorded = cli("floors", str(ran))
    assert recorded.code == 0
    assert "4 figures of 1 runs" in recorded.out
    kept = cli("run", TINY, "-s", "popularity", "--gate")
    assert kept.code == 0, kept.err
    assert "2 of 2 recorded floors kept." in kept.err
    file.write_text(file.read_text("utf-8").replace("value: 0.6", "value: 1.1"), "utf-8")
    fell = cli("run", TINY, "-s", "popularity", "--gate")
    assert fell.code == 1
    assert "Not met: tiny: hit of popularity." in " ".join(fell.err.split())
    assert "Below their floors" in fell.out
    assert cli("run", TINY, "-s", "popularity").code == 0, "without --gate nothing is held"


def test_quick_is_a_tenth_of_the_stated_sample(cli: Run, data: Path) -> None:
    """Of four: one at least. Of a hundred, as most tasks have, ten."""
    (told,) = cli("run", TINY, "--quick", "--json").json
    assert told["systems"]["popularity"]["n"] == 1
    quick = Few(None, quick=True, seed=3)
    assert quick.of(replace(TASK, few=100)).limit == 10
    assert quick.of(TASK).seed == 3
    assert Few(7, quick=False, seed=0).of(TASK).limit == 7


def test_quick_leaves_out_what_llmrec_is_with_a_part_left_out() -> None:
    costly = ("llm-listwise", "llmrec-full", "llmrec-no-judge", "llmrec-masked")
    task = replace(TASK, systems=("chance", "llmrec-fast", *costly), costly=costly)
    run, left = whole_ones(task, task.systems)
    assert run == ["chance", "llmrec-fast", "llm-listwise", "llmrec-full"]
    assert left == ["llmrec-no-judge", "llmrec-masked"]
    assert whole_ones(task, ["chance"]) == (["chance"], [])


@pytest.fixture
def two_tasks(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """All tasks there are: one that can be run, and one whose set is not there."""
    known = {"tiny": (HERE, "TASK"), "lost": ("tests.evals.lost_task", "TASK")}
    monkeypatch.setattr(registry, "TASKS", known)


@pytest.mark.parametrize("words", [["all"], []])
def test_one_task_that_cannot_be_run_spoils_no_other(
    cli: Run, two_tasks: None, words: list[str]
) -> None:
    done = cli("run", *words, "-s", "popularity", "--json")
    assert done.code == 3
    assert [told["task"] for told in done.json] == ["tiny"]
    assert "lost was not run: The folder of labelled sets holds no lost" in done.err
    error = json.loads(done.err.splitlines()[-1])["error"]
    assert error["message"].startswith("Not run: lost.")


def test_the_report_is_over_the_newest_complete_run_of_each_task(
    cli: Run, two_tasks: None, ran: Path
) -> None:
    assert cli("run", "tiny", "-s", "popularity", "--limit", "4").code == 0
    log = ran / "run.jsonl"
    log.write_text("\n".join(log.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8")
    done = cli("report", "--json")
    assert done.code == 0, done.err
    assert [told["systems"]["popularity"]["n"] for told in done.json] == [4]
    said = [line.removeprefix("Report: ") for line in done.err.splitlines()]
    assert said == ["runs/eval/report.md", "runs/eval/report.html"]
    assert "On part of the samples only: tiny." in Path(said[1]).read_text("utf-8")


def test_a_report_of_nothing_says_what_to_do(cli: Run) -> None:
    done = cli("report")
    assert done.code == 2
    assert "There is no complete run in runs/eval." in done.err


def test_a_run_is_continued_when_code_and_samples_are_the_same(cli: Run, ran: Path) -> None:
    log = ran / "run.jsonl"
    whole, before = log.read_text("utf-8"), (ran / "figures.json").read_bytes()
    log.write_text("\n".join(whole.splitlines()[:8]) + "\n", "utf-8")
    (told,) = cli("run", TINY, "--continue", "--json").json
    assert Path(told["run"]) == ran
    assert len(log.read_text("utf-8").splitlines()) == 21
    assert (ran / "figures.json").read_bytes() == before
    (told,) = cli("run", TINY, "--continue", "--json", "--limit", "4").json
    assert Path(told["run"]) != ran, "other samples"
    (told,) = cli("run", TINY, "--continue", "--json", "--seed", "5").json
    assert Path(told["run"]) != ran, "another draw"


def test_two_runs_are_compared(cli: Run, ran: Path) -> None:
    done = cli("compare", str(ran), str(ran))
    assert done.code == 0
    assert "0.000" in done.out
    assert [t["columns"][0] for t in cli("compare", str(ran), str(ran), "--json").json] == [
        "Metric",
        "Metric",
    ]


def test_tasks_are_listed(cli: Run, data: Path) -> None:
    tasks = {task["name"]: task for task in cli("list", "--json").json}
    assert list(tasks) == registry.names()
    shown = cli("list")
    assert shown.code == 0
    for name, task in tasks.items():
        assert name in shown.out
        assert task["systems"]
        assert task["metrics"]
        assert task["there"] is (not task["dataset"])


def hear_ctrl_c() -> None:
    """What a shell starts in the background is deaf to it, and so are the children of that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, data: Path, cli: Run) -> None:
    words = [sys.executable, "-m", "llmrec.cli.app", "eval", "run", TINY, "-s", f"{HERE}:Slow"]
    more = {"preexec_fn": hear_ctrl_c, "cwd": tmp_path, "text": True}
    started = subprocess.Popen(words, stderr=subprocess.PIPE, **more)
    log = wait_for_lines(tmp_path / "runs" / "eval", 4)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=20)
    assert started.returncode == 130
    done = len(log.read_text("utf-8").splitlines()) - 1
    assert 3 <= done < 10
    assert (
        f"Cut off; go on with: llmrec eval run {TINY} --resume {log.parent.relative_to(tmp_path)}"
        in err
    )
    (told,) = cli("run", TINY, "--resume", str(log.parent), "--json").json
    assert told["systems"][f"{HERE}:Slow"]["n"] == 10
    (whole,) = cli("run", TINY, "-s", "chance", "--json").json
    key = f"{HERE}:Slow"
    assert told["systems"][key]["metrics"] == whole["systems"]["chance"]["metrics"]


def wait_for_lines(runs: Path, count: int) -> Path:
    """The log of the only run there, once it has so many lines."""
    for _ in range(300):
        for log in runs.glob("*/run.jsonl"):
            if len(log.read_text("utf-8").splitlines()) >= count:
                return log
        time.sleep(0.1)
    raise AssertionError("the run did not begin")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "nonsense"], 2, "There is no task 'nonsense'"),
        (["run", "no.such.module:TASK"], 2, "There is no task"),
        (["run", TINY, "-s", "nonsense"], 2, "There is no system 'nonsense'"),
        (["run", TINY, "-s", f"{HERE}:Costly"], 2, "Add --model"),
        (["run", TINY, "--limit", "0"], 2, "--limit"),
        (["run", TINY, "--resume", "nowhere"], 2, "holds no run"),
        (["run", "--resume", "nowhere"], 2, "goes with one task"),
        (["run", TINY, "--quick", "--limit", "3"], 2, "both say how many"),
        (["floors", "nowhere"], 2, "holds no run"),
        (["run", TINY, "--resume", "nowhere", "--limit", "3"], 2, "takes the rest from the run"),
        (["run", TINY, "--model"], 5, "none runs here"),
        (["replay", "nowhere"], 2, "holds no run"),
        (["compare", "nowhere", "nowhere"], 2, "holds no run"),
        (["report", "nowhere"], 2, "holds no run"),
    ],
)
def test_bad_words_are_named(cli: Run, data: Path, words: list[str], code: int, said: str) -> None:
    done = cli(*words)
    assert done.code == code
    assert said in " ".join(done.err.split())


def test_without_the_labelled_sets_it_says_what_to_set(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = cli("run", TINY)
    assert done.code == 3
    assert "The folder of labelled sets is not set." in done.err
    monkeypatch.setenv("LLMREC_DATA", str(tmp_path))
    settings.cache_clear()
    done = cli("run", TINY, "--json")
    assert done.code == 3
    error = json.loads(done.err.splitlines()[-1])["error"]
    assert error["code"] == "configuration"
    assert "holds no tiny" in error["message"]


def test_the_progress_goes_to_stderr(cli: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMREC_PROGRESS", "auto")
    settings.cache_clear()
    done = cli("run", TINY, "-s", "popularity", "--json")
    assert "popularity: 10 of 10 samples" in done.err
    assert done.json


def test_help_shows_examples(cli: Run) -> None:
    for name in ("run", "own", "replay", "compare", "report", "floors", "list"):
        done = cli(name, "--help")
        assert done.code == 0
        assert "Example: llmrec eval" in done.out


def test_the_command_does_not_load_evals_for_its_help() -> None:
    code = "import sys, llmrec.cli.app; print([m for m in sys.modules if 'llmrec.evals' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_system_that_learns_ends_with_its_scorer(tmp_path: Path, data: Path) -> None:
    words = [sys.executable, "-m", "llmrec.cli.app", "eval", "run", TINY]
    words += ["-s", f"{HERE}:LearnsForEver"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.DEVNULL) as scorer:
        sealed = wait_for_child(scorer.pid)
        scorer.kill()
    sealed.wait(timeout=20)


def wait_for_child(pid: int) -> psutil.Process:
    """The sealed process of a scorer, once it is behind its bars and learns."""
    for _ in range(300):
        time.sleep(0.1)
        for child in psutil.Process(pid).children():
            if child.num_threads() > 1:
                return child
    raise AssertionError("no system was started")
