"""Settings of one system are compared: `python -m llmrec.evals.systems.tuning NAME FOLDER`.

The folder holds what the system may train on, as `harness.training` writes it. What was chosen is
written as JSON beside it, `chosen.json`. This runs with the interpreter of the system, and sees no
label.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from llmrec.evals.harness.contracts import Options, System, Training
from llmrec.evals.harness.training import read_training
from llmrec.evals.systems import validation
from llmrec.evals.systems.registry import make
from llmrec.evals.systems.tuned import Entry

CHOSEN = "chosen.json"
Setting = Mapping[str, Any]


@runtime_checkable
class Tunable(Protocol):
    """A system whose settings can be chosen on the tuning part."""

    def tune(self, training: Training) -> dict[str, Entry]:
        """By what is chosen for: the settings, what they reached, by what, out of how many."""


def best_order(
    build: Callable[[Setting], System], grid: Sequence[Setting], training: Training
) -> dict[str, Entry]:
    """Learn from `events` with every setting, and keep what orders the tuning lists best."""
    lists = validation.cases(training)
    early = Training(training.items, training.events)
    values = []
    for setting in grid:
        system = build(setting)
        system.fit(early)
        values.append(validation.ndcg(_ranks(system), lists))
        sys.stderr.write(f"{dict(setting)}: {values[-1]:.4f}\n")
    at = values.index(max(values))
    by = validation.in_words(lists)
    one = {"settings": dict(grid[at]), "reached": round(values[at], 6), "by": by}
    return {"order": one | {"tried": len(grid)}}


def _ranks(system: System) -> Callable[[validation.Case], list[str]]:
    return lambda case: [item.id for item in system.answer(case.request()).items]


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    system = make(name, None, Options())
    if not isinstance(system, Tunable):
        raise SystemExit(f"{name} has no settings to tune")
    chosen = system.tune(read_training(folder))
    (folder / CHOSEN).write_text(json.dumps(chosen), "utf-8")


if __name__ == "__main__":
    main()
