"""What came of a request to the agent: always one of these, whatever went wrong."""

from __future__ import annotations

from typing import Any, Literal

from llmrec.tools.agent.plan import Plan, Problem
from llmrec.tools.results import Note, Result
from pydantic import BaseModel, ConfigDict, SerializeAsAny, field_serializer

from llmrec.types import Call

Status = Literal["answered", "declined", "invalid", "unavailable", "failed", "interrupted"]


class Done(BaseModel):
    """A step that was run, or that could not be."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    id: int
    tool: str
    arguments: dict[str, Any]
    """With every reference resolved."""
    result: SerializeAsAny[Result] | None = None
    error: dict[str, str] | None = None
    ms: float = 0.0

    @field_serializer("result")
    def _short(self, result: Result | None) -> dict[str, Any] | None:
        return None if result is None else result.data()


class Outcome(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    status: Status
    """declined: no tool does it. invalid: no plan that can be run. unavailable: no model answered.
    failed: every step failed. interrupted: stopped; what was done is there."""
    answer: str = ""
    by: Literal["model", "code"] = "code"
    plan: Plan | None = None
    repairs: list[str] = []
    """What code put right in the plan."""
    problems: list[Problem] = []
    """What was wrong with a plan that was not run."""
    steps: list[Done] = []
    fallbacks: list[Note] = []
    """What was done in another way than it should be, in a step or for the answer."""
    calls: list[Call] = []
    seconds: float = 0.0

    @property
    def last(self) -> Result | None:
        """The result of the last step that has one."""
        return next((d.result for d in reversed(self.steps) if d.result is not None), None)


def ids_of(result: Result | None) -> list[str]:
    """The items that a result is about, in its order."""
    data = {} if result is None else result.data()
    if "items" in data:
        return [row["id"] for row in data["items"]]
    one = data.get("item", data.get("id"))
    return [] if one is None else [one["id"] if isinstance(one, dict) else one]
