"""Every system that a task names can be made, and every task holds to the contract."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from llmrec.evals.harness.contracts import Options
from llmrec.evals.systems import registry as systems
from llmrec.evals.tasks import registry as tasks

from llmrec.errors import UsageError


@pytest.mark.parametrize("name", tasks.names())
def test_a_task_names_systems_and_metrics_that_there_are(name: str) -> None:
    task = tasks.get(name)
    assert task.name == name
    assert all(map(systems.known, task.systems))
    assert set(task.costly) <= set(task.systems)
    metrics = [metric.name for metric in task.metrics]
    assert len(set(metrics)) == len(metrics)
    assert all((m.each is None) != (m.over is None) for m in task.metrics)
    for held in task.thresholds:
        assert held.metric in metrics
        assert {held.system, held.less or held.system} <= set(task.systems)


@pytest.mark.parametrize("name", systems.SYSTEMS)
def test_a_system_is_made_by_its_name(name: str) -> None:
    module, _ = systems.SYSTEMS[name]
    assert find_spec(module) is not None
    made = systems.make(name, None, Options(seed=3))
    assert made.name == name
    assert callable(made.fit)
    assert callable(made.answer)


@pytest.mark.parametrize("name", ["", "nonsense", "Chance"])
def test_an_unknown_system_is_named(name: str) -> None:
    with pytest.raises(UsageError, match="There is no system"):
        systems.make(name, None, Options())


def test_a_library_that_is_not_here_is_looked_for_in_the_environment_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "python"
    monkeypatch.setattr(systems, "BESIDE", beside)
    monkeypatch.setattr(systems, "NEEDS", {"als": "no_such_library", "chance": "json"})
    assert systems.interpreter("als") == sys.executable, "there is no such environment"
    beside.touch()
    assert systems.interpreter("als") == str(beside)
    assert systems.interpreter("chance") == sys.executable, "ours has what it needs"
    assert systems.interpreter("popularity") == sys.executable
