"""Recorded floors: written by a command, held by `--gate`, clear about what cannot be compared."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from llmrec.evals.harness import floors, runner
from llmrec.evals.harness.report import Finished, finish
from llmrec.evals.tasks import registry

from llmrec.errors import ConfigError, UsageError

from .conftest import Begin
from .harness_task import HERE, TASK


def done(run: runner.Run) -> Finished:
    run.go()
    return finish(TASK, run.loaded, run.folder)


@pytest.fixture
def recorded(begin: Begin, tmp_path: Path) -> tuple[Finished, Path]:
    run, file = done(begin("chance", "popularity", "Costly")), tmp_path / "floors.yaml"
    assert floors.record([run], file, model=False) == 4
    return run, file


def held(run: Finished, file: Path) -> dict[tuple[str, str], str]:
    return {(h.system, h.metric): h.state for h in floors.held(run, floors.read(file))}


def set_floor(file: Path, metric: str, value: float) -> None:
    rows = yaml.safe_load(file.read_text("utf-8"))
    rows[0]["systems"]["popularity"][metric]["value"] = value
    file.write_text(yaml.safe_dump(rows), "utf-8")


def test_a_run_keeps_its_own_floors(recorded: tuple[Finished, Path]) -> None:
    run, file = recorded
    kept = held(run, file)
    assert set(kept.values()) == {"kept"}
    assert {system for system, _ in kept} == {"chance", "popularity"}, "none that asks a model"


def test_a_figure_may_miss_its_floor_by_its_interval(recorded: tuple[Finished, Path]) -> None:
    """Popularity is right for six of ten: 0.6, from 0.2 to 1."""
    run, file = recorded
    set_floor(file, "hit", 1.0)
    assert held(run, file)["popularity", "hit"] == "kept"
    set_floor(file, "hit", 1.01)
    assert held(run, file)["popularity", "hit"] == "fell"
    set_floor(file, "coverage", 0.21)
    assert held(run, file)["popularity", "coverage"] == "fell", "of no width: 0.2 without more"


def test_other_samples_are_not_compared(recorded: tuple[Finished, Path], begin: Begin) -> None:
    run, file = recorded
    assert held(done(begin("popularity", limit=4)), file) == {}
    text = file.read_text("utf-8").replace(run.figures["version"], "f" * 16)
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="recorded over other samples"):
        held(run, file)


def test_part_of_the_samples_makes_no_floor(begin: Begin, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="4 samples at most"):
        floors.record([done(begin("chance", limit=4))], tmp_path / "f.yaml", model=False)


def test_recording_one_system_keeps_the_others(
    recorded: tuple[Finished, Path], begin: Begin
) -> None:
    _, file = recorded
    floors.record([done(begin("Costly"))], file, model=True)
    (own,) = floors.read(file)
    assert list(own.systems) == ["chance", "popularity", f"{HERE}:Costly"]


def test_a_system_that_fails_everywhere_falls(
    recorded: tuple[Finished, Path], begin: Begin
) -> None:
    _, file = recorded
    text = file.read_text("utf-8").replace("popularity:", f"{HERE}:Unfit:")
    file.write_text(text, "utf-8")
    found = held(done(begin("Unfit")), file)
    assert found == {
        (f"{HERE}:Unfit", "hit"): "fell",
        (f"{HERE}:Unfit", "coverage"): "no figure",
    }


def test_times_are_the_machine_s() -> None:
    names = ["ms", "p95 ms", "first list ms", "items", "NDCG@10"]
    assert [floors.is_time(name) for name in names] == [True, True, True, False, False]


def test_a_file_that_holds_no_floors_is_named(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    assert floors.read(file) == []
    for text in ("- task: x", "[", "just words"):
        file.write_text(text, "utf-8")
        with pytest.raises(ConfigError, match="holds no floors"):
            floors.read(file)


def test_the_floors_of_the_project_are_of_its_tasks() -> None:
    for own in floors.read(floors.shipped()):
        task = registry.get(own.task)
        assert set(own.systems) <= set(task.systems)
        better = {metric.name: metric.better for metric in task.metrics}
        for figures in own.systems.values():
            assert all(better[name] != "neither" for name in figures)
            assert not any(map(floors.is_time, figures))
