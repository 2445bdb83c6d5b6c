"""Choose the settings of the baselines on the tuning part of each task's training data.

    python -m llmrec.evals.tune                      # all tasks, all systems; an hour or two
    python -m llmrec.evals.tune next-item --system sasrec

What was chosen goes to `systems/tuned.yaml`, which runs read, so that they train once. A system is
given the training data alone, in a process of its own; held-out labels are not even loaded there.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from llmrec.evals.harness.contracts import Options, Task, Training
from llmrec.evals.harness.training import write_training
from llmrec.evals.program import start
from llmrec.evals.systems import tuned
from llmrec.evals.systems.registry import interpreter
from llmrec.evals.systems.trained import digest
from llmrec.evals.systems.tuning import CHOSEN
from llmrec.evals.tasks.registry import get

TASKS = ("ratings", "ratings-100k", "ranking", "ranking-moment", "next-item")
LENSKIT = ("bias", "biased-mf", "item-knn", "ease", "slim", "als")
SYSTEMS = (*LENSKIT, "bpr", "sasrec", "two-tower")
HEAD = (
    "# Written by `python -m llmrec.evals.tune`: settings chosen on tuning data, not on a test.\n"
)

app = typer.Typer(add_completion=False)


@app.command()
def tune(
    tasks: Annotated[list[str] | None, typer.Argument(help="All that have baselines.")] = None,
    system: Annotated[list[str] | None, typer.Option(help="Only these.")] = None,
    out: Annotated[Path, typer.Option(help="Where what was chosen is kept.")] = tuned.FILE,
) -> None:
    """Tune baselines; an entry is replaced when it is tuned again."""
    made: dict[tuple[str, str], tuned.Entry] = {}
    for name in tasks or TASKS:
        task = get(name)
        training = task.load(Options()).training
        key = digest(training, None)
        for one in system or SYSTEMS:
            if one not in task.systems:
                continue
            before = made.get((one, key))  # two tasks may have one training part
            found = before | {"tasks": [name]} if before else entry(one, task, training)
            made[one, key] = found
            write(out, merged(tuned.read(out), found))
            typer.echo(f"{name} {one}: {found['chosen']}")


def entry(system: str, task: Task, training: Training) -> tuned.Entry:
    """What tuning chose for a system on a task's training data.

    Raises:
        CalledProcessError: the system's process failed; it says why on stderr.
    """
    with tempfile.TemporaryDirectory(prefix="llmrec-tune-") as tmp:
        write_training(training, Path(tmp))
        command = [interpreter(system), "-m", "llmrec.evals.systems.tuning", system, tmp]
        subprocess.run(command, check=True)
        chosen = json.loads((Path(tmp) / CHOSEN).read_text("utf-8"))
    key = digest(training, None)
    return {"system": system, "tasks": [task.name], "training": key, "chosen": chosen}


def merged(entries: list[tuned.Entry], found: tuned.Entry) -> list[tuned.Entry]:
    """With this one added. Two tasks over the same training data share an entry."""
    kept, tasks = [], set(found["tasks"])
    for one in entries:
        if one["system"] != found["system"]:
            kept.append(one)
        elif one["training"] == found["training"]:
            tasks |= set(one["tasks"])
        elif left := [task for task in one["tasks"] if task not in found["tasks"]]:
            kept.append(one | {"tasks": left})
    return sorted([*kept, found | {"tasks": sorted(tasks)}], key=_place)


def write(out: Path, entries: list[tuned.Entry]) -> None:
    text = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=100)
    out.write_text(HEAD + text, "utf-8")


def _place(one: tuned.Entry) -> tuple[Any, ...]:
    return SYSTEMS.index(one["system"]), one["tasks"]


if __name__ == "__main__":
    start(app)
