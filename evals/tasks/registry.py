"""The tasks by name, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from llmrec.evals.harness.contracts import Task
from llmrec.evals.tasks import own

from llmrec.errors import UsageError

HERE = "llmrec.evals.tasks"
NAMES = (
    "ratings",
    "ranking",
    "next-item",
    "queries",
    "likes",
    "tags",
    "conversation",
    "conversation-state",
    "constraints",
    "explanations",
    "injection",
    "efficiency",
)

TASKS: Mapping[str, tuple[str, str]] = {
    name: (f"{HERE}.{name.replace('-', '_')}", "TASK") for name in NAMES
} | {
    "ratings-100k": (f"{HERE}.ratings", "TASK100K"),
    "ranking-moment": (f"{HERE}.ranking", "TASK_MOMENT"),
    "tags-early": (f"{HERE}.tags", "TASK_EARLY"),
    "conversation-redial": (f"{HERE}.conversation", "TASK_REDIAL"),
    "conversation-seen": (f"{HERE}.conversation_state", "TASK_SEEN"),
    "conversation-later": (f"{HERE}.conversation_state", "TASK_LATER"),
    "conversation-fresh": (f"{HERE}.conversation_state", "TASK_FRESH"),
}
"""Module and attribute of each."""


def names() -> list[str]:
    """The tasks that are there, in the order of the table."""
    return [name for name, (module, _) in TASKS.items() if find_spec(module) is not None]


def get(name: str) -> Task:
    """The task of that name; `package.module:ATTRIBUTE` names one of the user's own, and
    `own:CATALOGUE:FILE` their labelled requests.

    Raises:
        UsageError: there is no such task.
    """
    if name.startswith(own.START):
        return own.task(name)
    if name not in names() and ":" not in name:
        known = ", ".join(names()) or "none"
        raise UsageError(
            f"There is no task {name!r}.",
            remedy=f"Known: {known}. One of your own is named package.module:ATTRIBUTE.",
        )
    module, attribute = TASKS.get(name) or tuple(name.split(":", 1))
    try:
        task = getattr(import_module(module), attribute)
    except (ModuleNotFoundError, AttributeError) as e:
        if ":" in name:
            raise UsageError(f"There is no task {name!r}: {e}") from e
        raise
    if not isinstance(task, Task):
        raise UsageError(f"{name} is a {type(task).__name__}, no Task.")
    return task
