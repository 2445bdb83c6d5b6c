"""How `llmrec eval run` and `llmrec eval own` run tasks: which samples, which systems, the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from llmrec.cli.evaluate_show import show
from llmrec.errors import DiskFull, GateFailed, LLMRecError, ModelUnavailable

if TYPE_CHECKING:
    from llmrec.evals.harness.contracts import Options, Task
    from llmrec.evals.harness.report import Finished
    from llmrec.evals.harness.runner import Run

ALL = "all"

Systems = Annotated[
    list[str] | None, typer.Option("--system", "-s", help="Only these: a,b or given again.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="So many samples at most.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="A tenth of the samples that a model is asked for.")
]
Seed = Annotated[int, typer.Option(help="Draws the samples, and all else by chance.")]
Model = Annotated[bool, typer.Option("--model", help="Also the systems that ask a language model.")]
Timeout = Annotated[
    float, typer.Option(min=0.1, help="Seconds for an answer; five times that with a model.")
]
AtOnce = Annotated[int, typer.Option(min=1, help="Processes at once; 1 to measure time.")]


class Few(NamedTuple):
    """Which samples."""

    limit: int | None
    quick: bool
    seed: int

    def of(self, task: Task) -> Options:
        from llmrec.evals.harness.contracts import Options

        return Options(max(1, task.few // 10) if self.quick else self.limit, self.seed)


class How(NamedTuple):
    """How tasks are run."""

    systems: tuple[str, ...]
    model: bool
    timeout: float
    at_once: int
    go_on: bool
    runs: Path
    every: bool = False
    """All tasks: each one runs what it has of the systems named."""

    def of(self, task: Task) -> list[str]:
        return [one for one in self.systems if not self.every or one in task.systems]


def chosen(names: Sequence[str] | None, how: How) -> dict[str, Task]:
    """The tasks by what they are named.

    Raises:
        UsageError: no such task, or no such system of one.
        ModelUnavailable: a system asks a language model, and none runs.
    """
    from llmrec.evals.tasks import registry

    asked = registry.names() if how.every else dict.fromkeys(names or ())
    tasks = {name: registry.get(name) for name in asked}
    if how.every and how.systems:  # a task that has none of them has nothing to run
        tasks = {name: task for name, task in tasks.items() if how.of(task)}
    need_model(tasks.values(), how)
    return tasks


def need_model(tasks: Iterable[Task], how: How) -> None:
    """
    Raises:
        UsageError: no such system, or one that needs `--model`.
        ModelUnavailable: a system asks a language model, and none runs.
    """
    from llmrec.evals.harness.runner import choose
    from llmrec.llm import llm

    plans = [(task, choose(task, how.of(task), model=how.model)[0]) for task in tasks]
    costly = [name for task, systems in plans for name in systems if name in task.costly]
    if costly and llm() is None:
        raise ModelUnavailable(
            f"{costly[0]} asks a language model, and none runs here.",
            remedy="Start it with `llmrec model up`, or leave out --model.",
        )


def each(
    tasks: Mapping[str, Task], few: Few, how: How
) -> tuple[list[Finished], LLMRecError | None]:
    """See every task through; one that cannot be run spoils no other, and is told at the end."""
    finished, failed = [], dict[str, LLMRecError]()
    for name, task in tasks.items():
        try:
            finished.append(one_task(name, task, few, how))
        except DiskFull:
            raise
        except LLMRecError as e:
            failed[name] = e
            typer.echo(f"{name} was not run: {e.message}", err=True)
    if not failed:
        return finished, None
    first = next(iter(failed.values()))
    if len(failed) < len(tasks) or len(failed) > 1:
        first.message = f"Not run: {', '.join(failed)}. {first.message}"
    return finished, first


def one_task(name: str, task: Task, few: Few, how: How) -> Finished:
    """Run one task from its plan to its figures."""
    from llmrec.evals.harness import runner

    systems, left = runner.choose(task, how.of(task), model=how.model)
    if left:
        typer.echo(f"Without --model, not run: {', '.join(left)}.", err=True)
    if few.quick and not how.systems:
        systems, parts = whole_ones(task, systems)
        if parts:
            typer.echo(f"With --quick, not run: {', '.join(parts)}.", err=True)
    plan = runner.Plan(name, tuple(systems), few.of(task), how.timeout, how.at_once)
    return see_through(runner.begin(task, plan, how.runs, go_on=how.go_on))


def whole_ones(task: Task, systems: Sequence[str]) -> tuple[list[str], list[str]]:
    """The systems less those that are llmrec with the model in another form (a part left out,
    titles masked), and those: their answers would take most of a quick run's time."""
    from llmrec.evals.harness.worst import principal

    ours = [name for name in systems if name in task.costly and name.startswith("llmrec")]
    parts = [name for name in ours if name != principal(ours)]
    return [name for name in systems if name not in parts], parts


def see_through(run: Run) -> Finished:
    """See a run through; when it is cut off, say how to go on."""
    from llmrec.evals.harness import report
    from llmrec.evals.harness.progress import progress

    try:
        with progress() as told:
            run.go(told)
    except BaseException:
        go_on = f"llmrec eval run {run.header.source} --resume {run.folder}"
        typer.echo(f"Cut off; go on with: {go_on}", err=True)
        raise
    return report.finish(run.task, run.loaded, run.folder)


def hold(finished: Sequence[Finished]) -> None:
    """
    Raises:
        GateFailed: a threshold is not met, or a figure lies below its recorded floor.
    """
    from llmrec.evals.harness import floors
    from llmrec.evals.harness.tables import threshold

    recorded = floors.read(floors.shipped())
    held = [one for run in finished for one in floors.held(run, recorded)]
    fell = [one for one in held if one.state != "kept"]
    missed = [
        f"{one.task.name}: {threshold(t)}"
        for one in finished
        for t in one.figures["thresholds"]
        if t["met"] is False
    ]
    typer.echo(f"{len(held) - len(fell)} of {len(held)} recorded floors kept.", err=True)
    if fell:
        show([floors.table(fell)])
        missed += [f"{one.task}: {one.metric} of {one.system}" for one in fell]
    if missed:
        raise GateFailed(f"Not met: {'; '.join(missed)}.")
