"""The tiny task of `harness_task`, its set in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from llmrec.evals.harness import runner
from llmrec.evals.harness.contracts import Options
from llmrec.evals.harness.runner import Run

from llmrec.settings import settings

from .harness_task import HERE, TASK, write_set

Begin = Callable[..., Run]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """LLMREC_DATA with the tiny set."""
    root = tmp_path / "sets"
    write_set(root, secret="hidden-in-the-labels")
    monkeypatch.setenv("LLMREC_DATA", str(root))
    settings.cache_clear()
    return root


@pytest.fixture
def begin(data: Path, tmp_path: Path) -> Begin:
    """Begins a run of the tiny task with systems of `harness_task`, or registered ones."""

    def start(
        *systems: str, limit: int | None = None, seconds: float = 20.0, at_once: int = 3
    ) -> Run:
        names = tuple(s if s[0].islower() else f"{HERE}:{s}" for s in systems)
        plan = runner.Plan(f"{HERE}:TASK", names, Options(limit), seconds, at_once)
        return runner.begin(TASK, plan, tmp_path / "runs")

    return start
