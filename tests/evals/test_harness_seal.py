"""A system gets requests and what it may train on: no way that it tries leads to a label."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from llmrec.evals.harness import guard, runner
from llmrec.evals.harness.contracts import Options
from llmrec.evals.harness.log import Log
from llmrec.evals.harness.process import Sealed

from llmrec.settings import settings

from .harness_task import HERE, READS, STARTS, TASK, write_set

SECRET = "hidden-in-the-labels"
CHEAT = f"{HERE}:Cheat"


@pytest.fixture(scope="module")
def cheated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each way gave the system that tries them all."""
    folder = tmp_path_factory.mktemp("cheat")
    write_set(folder / "sets", secret=SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLMREC_DATA", str(folder / "sets"))
        settings.cache_clear()
        run = runner.begin(TASK, runner.Plan("", (CHEAT,), Options(limit=2)), folder / "runs")
        run.go()
    settings.cache_clear()
    *_, (_, last) = Log(run.folder).lines()
    assert last.answer is not None, last.error
    return dict(one.split(": ", 1) for one in last.answer["profile"]["assumed"])


def test_no_way_leads_to_a_label(cheated: dict[str, str]) -> None:
    assert cheated.keys() == {*READS, *STARTS, *(f"fit {name}" for name in READS)}
    for way, said in cheated.items():
        if guard.CAN or "by_c" not in way:
            assert SECRET not in said, way


@pytest.mark.parametrize(
    "way",
    ["by_open", "by_symlink", "by_hardlink", "by_thread", "by_root", "by_parents_environment"],
)
def test_files_are_refused_before_and_after_it_learned(cheated: dict[str, str], way: str) -> None:
    assert "refused by" in cheated[way]
    assert "refused by" in cheated[f"fit {way}"]


@pytest.mark.skipif(not guard.CAN, reason="this kernel has no Landlock")
@pytest.mark.parametrize("way", ["by_c", "by_parents_memory"])
def test_the_kernel_refuses_what_python_does_not_see(cheated: dict[str, str], way: str) -> None:
    assert cheated[way] in ("refused by PermissionError", "refused by Barred")


@pytest.mark.parametrize("way", [*STARTS, "by_parents_memory", "by_tasks"])
def test_it_starts_nothing_and_looks_into_nobody(cheated: dict[str, str], way: str) -> None:
    assert cheated[way] in ("refused by Barred", "refused by PermissionError")


def test_the_folder_of_the_sets_is_not_in_its_environment(cheated: dict[str, str]) -> None:
    assert cheated["by_environment"] == "refused by KeyError"
    assert cheated["by_settings"] == "None"


@pytest.mark.parametrize("way", ["by_open", "by_symlink", "by_c"])
def test_the_same_ways_lead_there_without_the_seal(
    way: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cheat is a good one: outside of a sealed process it finds the labels."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "start.json").write_text(json.dumps({"barred": [str(data)]}), "utf-8")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "own"))
    assert SECRET in READS[way]()


def test_what_a_sealed_system_keeps_it_finds_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights, answers and vectors, in folders that nothing of a label lies in."""
    write_set(tmp_path / "sets")
    monkeypatch.setenv("LLMREC_DATA", str(tmp_path / "sets"))
    settings.cache_clear()
    (settings().cache_dir / "evals").mkdir(parents=True, exist_ok=True)
    (settings().cache_dir / "evals" / "labels.jsonl").write_text("{}")  # barred, as others are
    run = runner.begin(TASK, runner.Plan("", (f"{HERE}:Keeps",), Options(limit=2)), tmp_path / "r")
    run.go()
    for _, line in Log(run.folder).lines():
        assert line.answer is not None, line.error
        said = line.answer["profile"]["assumed"]
        assert said == ["learned 1", "answer {'text': 'kept'}", "embedded 1"]


def test_what_goes_over_the_pipe_is_the_request_and_nothing_else(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    given: list[str] = []
    send = Sealed._send

    def listen(self: Sealed, line: str) -> None:
        sent.append(line)
        given.extend(p.read_text("utf-8") for p in self.folder.iterdir() if p.is_file())
        send(self, line)

    monkeypatch.setattr(Sealed, "_send", listen)
    run = runner.begin(TASK, runner.Plan("", ("chance",)), tmp_path / "runs")
    run.go()
    assert sent == [s.request.model_dump_json() + "\n" for s in run.loaded.samples]
    assert SECRET not in "".join(sent) + "".join(given)
    assert SECRET not in (run.folder / "run.jsonl").read_text("utf-8")
