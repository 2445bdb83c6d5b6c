"""Figures that must not fall: recorded in a file of the repository, held by `--gate`.

A figure falls when its whole interval lies on the wrong side of what was recorded. Times are not
recorded, for they are the machine's; neither are metrics without a better side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import yaml
from llmrec.evals.harness.contracts import Metric
from llmrec.evals.harness.tables import Table, interval, number
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from llmrec.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from llmrec.evals.harness.report import Finished

HEAD = """\
# Figures that `llmrec eval run --gate` holds: those of these runs, with 95% intervals.
# Made by `llmrec eval floors RUN...`; record them anew when a task's samples change.

"""
State = Literal["kept", "fell", "no figure"]


class Figure(BaseModel):
    """One figure as it was recorded."""

    model_config = ConfigDict(extra="forbid")

    value: float
    low: float | None
    high: float | None
    n: int


class Floors(BaseModel):
    """What was recorded of one task."""

    model_config = ConfigDict(extra="forbid")

    task: str
    version: str
    """Fingerprint of its samples: over others the figures are not compared."""
    systems: dict[str, dict[str, Figure]]


class Held(NamedTuple):
    """One recorded figure beside the run's."""

    task: str
    system: str
    metric: str
    floor: float
    figure: Mapping[str, Any]
    state: State


def shipped() -> Path:
    """The file of the repository."""
    return Path(str(files("llmrec.evals").joinpath("floors.yaml")))


def read(path: Path) -> list[Floors]:
    """What a file holds; nothing when it is not there.

    Raises:
        ConfigError: it cannot be read.
    """
    if not path.is_file():
        return []
    try:
        rows = yaml.safe_load(path.read_text("utf-8")) or []
        return TypeAdapter(list[Floors]).validate_python(rows)
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as e:
        words = str(e).splitlines()[0]
        raise ConfigError(f"{path} holds no floors: {words}", remedy="llmrec eval floors") from e


def record(runs: Sequence[Finished], path: Path, *, model: bool) -> int:
    """Write the figures of whole runs over those of the same tasks and systems.

    Args:
        model: also of systems that ask a language model.

    Returns:
        How many figures were recorded.

    Raises:
        UsageError: a run has part of the samples only, or answers are missing.
    """
    known = {floors.task: floors for floors in read(path)}
    count = 0
    for run in runs:
        _whole(run)
        new = _of(run, model=model)
        old = known.get(new.task)
        if old is not None and old.version == new.version:
            new.systems = old.systems | new.systems
        count += sum(map(len, _of(run, model=model).systems.values()))
        known[new.task] = new
    rows = [floors.model_dump() for floors in known.values()]
    text = yaml.safe_dump(
        rows, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None
    )
    short = path.with_name(path.name + ".part")
    short.write_text(HEAD + text, "utf-8")
    short.replace(path)
    return count


def _whole(run: Finished) -> None:
    limit = run.scored.log.header.limit
    if limit is not None:
        raise UsageError(
            f"{run.folder.name} has {limit} samples at most: floors are of whole runs."
        )
    for name, of in run.figures["systems"].items():
        if of["n"] < of["planned"]:
            raise UsageError(f"{run.folder.name} was cut off: {name} answered {of['n']} samples.")


def _of(run: Finished, *, model: bool) -> Floors:
    metrics = {metric.name for metric in _recorded(run.task.metrics)}
    systems = {
        name: {
            metric: Figure(**{key: figure[key] for key in ("value", "low", "high", "n")})
            for metric, figure in of["metrics"].items()
            if metric in metrics and figure["value"] is not None
        }
        for name, of in run.figures["systems"].items()
        if model or name not in run.task.costly
    }
    return Floors(
        task=run.task.name,
        version=run.figures["version"],
        systems={name: figures for name, figures in systems.items() if figures},
    )


def is_time(metric: str) -> bool:
    """Whether a metric is in milliseconds, which are the machine's."""
    return metric.rsplit(maxsplit=1)[-1] == "ms"


def _recorded(metrics: Sequence[Metric]) -> Iterator[Metric]:
    yield from (m for m in metrics if m.better != "neither" and not is_time(m.name))


def held(run: Finished, floors: Sequence[Floors]) -> list[Held]:
    """Every recorded figure of the run's systems; none when its samples are others, as with a
    limit.

    Raises:
        UsageError: the run is whole, and the floors were recorded over other samples.
    """
    (own,) = [one for one in floors if one.task == run.task.name] or [None]
    if own is None:
        return []
    if own.version != run.figures["version"]:
        if run.scored.log.header.limit is not None:
            return []
        raise UsageError(
            f"The floors of {own.task} were recorded over other samples "
            f"({own.version} then, {run.figures['version']} now).",
            remedy=f"Record them anew: llmrec eval floors {run.folder}",
        )
    return list(_compared(run, own))


def _compared(run: Finished, own: Floors) -> Iterator[Held]:
    metrics = {metric.name: metric for metric in run.task.metrics}
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    for system, of in run.figures["systems"].items():
        for name, floor in own.systems.get(system, {}).items():
            if name not in metrics:
                continue
            figure = of["metrics"].get(name) or nothing
            state = _state(figure, floor.value, metrics[name].better)
            yield Held(own.task, system, name, floor.value, figure, state)


def _state(figure: Mapping[str, Any], floor: float, better: str) -> State:
    if figure["value"] is None:
        return "no figure"
    fell = figure["low"] > floor if better == "lower" else figure["high"] < floor
    return "fell" if fell else "kept"


def table(missed: Sequence[Held]) -> Table:
    """Those that fell."""
    rows = [
        [h.task, h.system, h.metric, number(h.floor), number(h.figure["value"]), interval(h.figure)]
        for h in missed
    ]
    columns = ["Task", "System", "Metric", "Floor", "Figure", "95% interval"]
    return Table("Below their floors", columns, rows, words=3)
