"""The written tasks of the agent, and whether a run of one did what it asks.

Nothing is judged by a model: expected items are computed from the catalogue, limits count by their
effect on it, and where items tie any of them will do.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Literal

import numpy as np
from llmrec.tools.args import Limit
from llmrec.tools.limits import constraints
from pydantic import BaseModel, ConfigDict

from llmrec.catalog.catalogue import Catalogue
from llmrec.errors import ToolError

Json = dict[str, Any]


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: str
    kind: Literal["single", "multi", "none"]
    """How many steps it takes; none: no tool does it."""
    catalogue: str
    language: str
    request: str
    user: str | None = None
    tools: list[list[str]]
    """Sequences of tools that are right."""
    args: list[Json]
    """By step, what its arguments must be."""
    outcome: Json
    held: bool
    """Left out of sight while prompts are written."""


class Ran(BaseModel):
    """A step of a run."""

    model_config = ConfigDict(extra="forbid")

    tool: str
    arguments: Json = {}
    result: Json | None = None
    error: str | None = None

    @property
    def ids(self) -> list[str]:
        data = self.result or {}
        if "items" in data:
            return [row["id"] for row in data["items"]]
        one = data.get("item", data.get("id"))
        return [] if one is None else [one["id"] if isinstance(one, dict) else one]


class Run(BaseModel):
    """One task as a system did it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    system: str
    status: str
    steps: list[Ran] = []
    answer: str = ""
    by: str = "code"
    problems: list[str] = []
    repairs: list[str] = []
    calls: int = 0
    tokens_in: int = 0
    """Without those that the server had kept."""
    tokens_out: int = 0
    seconds: float = 0.0


class Marks(BaseModel):
    valid: bool
    tools: bool
    arguments: bool
    solved: bool


def tasks() -> list[Task]:
    lines = resources.files("llmrec.evals").joinpath("agent_tasks.jsonl").read_text("utf-8")
    return [Task.model_validate_json(line) for line in lines.splitlines() if line]


def marks(task: Task, run: Run, catalogue: Catalogue) -> Marks:
    """What of a run is right."""
    done = [s for s in run.steps if s.error is None]
    valid = run.status not in ("invalid", "unavailable", "failed")
    right = [s.tool for s in done] in task.tools
    fits = right and all(
        _argument(name, wanted, step, catalogue)
        for step, check in zip(done, task.args, strict=False)
        for name, wanted in check.items()
    )
    return Marks(
        valid=valid, tools=right, arguments=fits, solved=_solved(task, run, done, catalogue)
    )


def _argument(name: str, wanted: Any, step: Ran, catalogue: Catalogue) -> bool:
    said = step.arguments
    match name:
        case "limits":
            return _same_effect(wanted, said.get("limits") or [], catalogue)
        case "sort":
            return bool(said.get("sort_by") == wanted)
        case "k":
            return bool(said.get("k") == wanted or len(step.ids) == wanted)
        case "items":
            return set(said.get("items") or []) == set(wanted)
        case "kind":
            kind = (step.result or {}).get("kind", said.get("kind"))
            return kind in wanted
    return bool(said.get(name) == wanted)


def _mask(limits: list[Json], catalogue: Catalogue) -> Any:
    return catalogue.mask(constraints([Limit(**c) for c in limits], catalogue))


def _same_effect(wanted: list[Json], said: list[Json], catalogue: Catalogue) -> bool:
    try:
        return bool(np.array_equal(_mask(wanted, catalogue), _mask(said, catalogue)))
    except (ToolError, ValueError):
        return False


def _solved(task: Task, run: Run, done: list[Ran], catalogue: Catalogue) -> bool:
    want = task.outcome
    if want.get("declined"):
        return run.status == "declined" and not done
    if not done or run.status != "answered":
        return False
    return all(_holds(name, value, want, done, catalogue) for name, value in want.items())


def _holds(name: str, value: Any, want: Json, done: list[Ran], catalogue: Catalogue) -> bool:
    last = done[-1]
    match name:
        case "ids":
            return set(last.ids) == set(value)
        case "any":
            return set(value) <= set(last.ids)
        case "count":
            return len(last.ids) == value
        case "top":
            return is_top(last.ids, value, catalogue)
        case "total":
            found = [s.result["total"] for s in done if s.result and "total" in s.result]
            return bool(found) and found[-1] == int(_mask(value, catalogue).sum())
        case "first_of":
            earlier = done[value].ids if value < len(done) - 1 else []
            return bool(earlier) and set(last.ids) == set(earlier[: want["n"]])
        case "recorded":
            kept = [s.result for s in done if s.tool == "record_feedback" and s.result]
            return any(k["item"] == value["item"] and k["kind"] in value["kind"] for k in kept)
        case "reason":
            return bool((last.result or {}).get("reason") == value)
        case "tool":
            return last.tool in ([value] if isinstance(value, str) else value)
    return name == "n"


def is_top(ids: list[str], spec: Json, catalogue: Catalogue) -> bool:
    """Whether these are the first `k` of what keeps to limits, in a sorting; ties may be broken
    either way."""
    mask = _mask(spec["where"], catalogue)
    kept = [i for i, keeps in zip(catalogue.ids, mask, strict=True) if keeps]
    field, k = spec["sort"], spec["k"]
    valued = {i.id: i.attributes[field] for i in catalogue.items(kept) if i.attributes.get(field)}
    valued |= {i.id: 0.0 for i in catalogue.items(kept) if i.attributes.get(field) == 0.0}
    if len(set(ids)) != k or not set(ids) <= set(valued):
        return False
    best = sorted(valued.values(), reverse=spec["descending"])[:k]
    return sorted(valued[i] for i in set(ids)) == sorted(best)


def as_line(run: Run) -> str:
    return json.dumps(run.model_dump(), ensure_ascii=False)
