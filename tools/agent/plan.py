"""What a plan is made of, and how it is read out of what a model wrote."""

from __future__ import annotations

import json
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

MOST_STEPS = 8
MOST_CHARS = 20_000

Decline = Literal["no_tool", "secret", "code", "other_person", "change_catalogue"]
"""no_tool: nothing here does it. secret: the instructions of the agent. code: something to be run.
other_person: written for somebody else. change_catalogue: items made, changed or deleted."""
ProblemKind = Literal[
    "unreadable",
    "empty",
    "too_many_steps",
    "unknown_tool",
    "bad_arguments",
    "bad_reference",
    "forward_reference",
    "loop",
    "unknown_item",
    "ambiguous_item",
    "not_allowed",
]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Step(_Data):
    id: int
    tool: str
    arguments: dict[str, Any] = {}
    """A text that begins with `$` is bound to the result of an earlier step."""


class Plan(_Data):
    steps: list[Step] = []
    decline: Decline | None = None
    """Why there are no steps."""


class Problem(_Data):
    """Something that keeps a plan from being run."""

    kind: ProblemKind
    message: str
    step: int | None = None

    def __str__(self) -> str:
        return self.message if self.step is None else f"step {self.step}: {self.message}"


class BadPlan(Exception):
    """A plan that cannot be run; `problems` says all that is wrong with it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


def read(text: str) -> Plan:
    """The plan that a model wrote: `{"steps": [{"tool": ..., its arguments}]}`.

    Arguments may stand beside the tool or below `arguments`; a step without an `id` has its place
    in the list. A step `decline` makes it a plan without steps.

    Raises:
        BadPlan: no JSON, another form, no steps, or too many.
    """
    if len(text) > MOST_CHARS:
        raise BadPlan(Problem(kind="unreadable", message="The plan is too long."))
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise BadPlan(Problem(kind="unreadable", message="The plan is not JSON.")) from e
    return made(said)


def made(said: object) -> Plan:
    """A plan from data, as `read` has it.

    Raises:
        BadPlan: another form, no steps, or too many.
    """
    steps = said.get("steps") if isinstance(said, dict) else None
    if not isinstance(steps, list) or not all(isinstance(s, dict) for s in steps):
        raise BadPlan(Problem(kind="unreadable", message="The plan is no list of steps."))
    declined = next((s for s in steps if s.get("tool") == "decline"), None)
    why = declined.get("why") if declined else said.get("decline")  # type: ignore[attr-defined]
    if declined or (why and not steps):
        return Plan(decline=why if why in get_args(Decline) else "no_tool")
    if not steps:
        raise BadPlan(Problem(kind="empty", message="The plan has no steps."))
    if len(steps) > MOST_STEPS:
        most = f"The plan has {len(steps)} steps; {MOST_STEPS} are allowed."
        raise BadPlan(Problem(kind="too_many_steps", message=most))
    return Plan(steps=[_step(s, n) for n, s in enumerate(steps, 1)])


def _step(said: dict[str, Any], place: int) -> Step:
    beside = {k: v for k, v in said.items() if k not in ("id", "tool", "arguments")}
    below = said.get("arguments")
    arguments = beside | (below if isinstance(below, dict) else {})
    return Step(id=_id(said.get("id"), place), tool=str(said.get("tool", "")), arguments=arguments)


def _id(said: object, place: int) -> int:
    text = str(place if said is None else said).strip().removeprefix("$")
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        message = f"{text[:20]!r} is no number of a step."
        raise BadPlan(Problem(kind="unreadable", message=message, step=place))
    return int(text)
