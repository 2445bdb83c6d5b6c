"""Run a checked plan: steps that wait for nothing run at once, references are resolved by code."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from llmrec.tools.agent.binding import bound, is_reference, parse
from llmrec.tools.agent.check import needed
from llmrec.tools.agent.outcome import Done
from llmrec.tools.agent.plan import Plan, Step
from llmrec.tools.registry import TOOLS, call
from llmrec.tools.toolbox import Toolbox

from llmrec.errors import ToolError

AT_ONCE = 4
MOST_ITEMS = {"compare": 5, "rate": 20, "rank": 100}
"""Of a tool's list of ids; what a reference has beyond is cut off."""


def run(plan: Plan, toolbox: Toolbox, stop: threading.Event | None = None) -> list[Done]:
    """What came of each step, in the plan's order. A step that failed stops what waits for it;
    after `stop` no step begins. What writes begins when all others are done."""
    done: dict[int, Done] = {}
    rest = list(plan.steps)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="step") as pool:
        while rest and not (stop and stop.is_set()):
            ready = _ready(rest, done)
            try:
                found = list(pool.map(partial(_run, done=done, toolbox=toolbox), ready))
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            done |= {d.id: d for d in found}
            rest = [s for s in rest if s.id not in done]
    return [done[s.id] for s in plan.steps if s.id in done]


def _ready(rest: Sequence[Step], done: dict[int, Done]) -> list[Step]:
    """Steps whose references are there; those that write one by one, at the end."""
    free = [s for s in rest if needed(s) <= set(done)]
    reading = [s for s in free if not TOOLS[s.tool].writes]
    return reading or free[:1]


def _run(step: Step, done: dict[int, Done], toolbox: Toolbox) -> Done:
    started = time.perf_counter()
    out = Done(id=step.id, tool=step.tool, arguments=step.arguments)
    try:
        out.arguments = resolved(step, done)
        out.result = call(step.tool, out.arguments, toolbox)
    except ToolError as e:
        out.error = e.to_dict()
    out.ms = (time.perf_counter() - started) * 1e3
    return out


def resolved(step: Step, done: dict[int, Done]) -> dict[str, Any]:
    """The arguments of a step with results in the place of references.

    Raises:
        ToolError: a step that is referred to failed, or has nothing there.
    """
    out: dict[str, Any] = {}
    for name, value in step.arguments.items():
        if isinstance(value, list):
            parts = [
                v for part in value for v in (_bound(part, done) if is_reference(part) else [part])
            ]
            out[name] = _cut(step.tool, name, parts)
        else:
            out[name] = _bound(value, done)[0] if is_reference(value) else value
    return out


def _cut(tool: str, name: str, parts: list[Any]) -> list[Any]:
    if name != "items":
        return parts
    once: list[Any] = [p for n, p in enumerate(parts) if p not in parts[:n]]
    return once[: MOST_ITEMS.get(tool)]


def _bound(text: str, done: dict[int, Done]) -> list[Any]:
    reference = parse(text)
    earlier = done[reference.step]
    if earlier.result is None:
        raise _nothing(f"Step {reference.step} failed, and this one needs what it finds.")
    found: list[Any] = bound(reference, earlier.result.data())
    if not found:
        raise _nothing(f"Step {reference.step} found nothing for {text}.")
    return found


def _nothing(message: str) -> ToolError:
    return ToolError("failed", message)
