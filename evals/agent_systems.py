"""The agents that do the tasks: the one that plans first, and LangChain's over the same tools."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from llmrec.evals.agent_truth import Ran, Run, Task
from llmrec.tools.agent.act import act
from llmrec.tools.toolbox import Toolbox

from llmrec.context import Context, open_context
from llmrec.errors import ToolError
from llmrec.llm import llm
from llmrec.store import SQLitePeople

System = Callable[[Task, Toolbox], Run]
MOST_TURNS = 8


class Fresh:
    """Opens contexts that keep events in a file of their own, with a model that answers anew."""

    def __init__(self, people: Path) -> None:
        self.people = SQLitePeople(people)
        self.llm = llm(cache=False)

    def __call__(self, catalogue: str | None = None, *, fast: bool = False) -> Context:
        context = open_context(catalogue, fast=True)
        return replace(context, people=self.people, llm=None if fast else self.llm)


def toolbox(task: Task, opener: Fresh) -> Toolbox:
    return Toolbox(catalogue=task.catalogue, user=task.user, opener=opener)


def plan_first(task: Task, tools: Toolbox) -> Run:
    out = act(task.request, tools)
    asked = out.calls
    return Run(
        id=task.id,
        system="plan",
        status=out.status,
        steps=[
            Ran(
                tool=d.tool,
                arguments=d.arguments,
                result=d.result.data() if d.result else None,
                error=d.error["message"] if d.error else None,
            )
            for d in out.steps
        ],
        answer=out.answer,
        by=out.by,
        problems=[str(p) for p in out.problems],
        repairs=out.repairs,
        calls=len(asked),
        tokens_in=sum(c.tokens_in - c.tokens_cached for c in asked),
        tokens_out=sum(c.tokens_out for c in asked),
        seconds=out.seconds,
    )


def langchain(task: Task, tools: Toolbox) -> Run:
    """LangChain's agent; an answer without any call is a refusal."""
    from llmrec.tools.agent.chain import chain

    agent = chain(replace(tools, fast=True))
    started = time.perf_counter()
    run = Run(id=task.id, system="langchain", status="answered", by="model")
    try:
        state = agent.invoke(
            {"messages": [{"role": "user", "content": task.request}]},
            {"recursion_limit": 2 * MOST_TURNS + 1},
        )
        _read(state["messages"], run)
    except ToolError as e:
        run.status, run.problems = "failed", [e.message]
    except Exception as e:  # whatever LangChain or the server raises ends this task alone
        run.status, run.problems = "invalid", [f"{type(e).__name__}: {str(e)[:200]}"]
    run.seconds = time.perf_counter() - started
    return run


def _read(messages: list[Any], run: Run) -> None:
    """Calls, results and tokens out of the messages."""
    asked: dict[str, Any] = {}
    for message in messages:
        if message.type == "ai":
            run.calls += 1
            run.answer = str(message.content)
            usage = message.usage_metadata or {}
            cached = (usage.get("input_token_details") or {}).get("cache_read", 0) or 0
            run.tokens_in += usage.get("input_tokens", 0) - cached
            run.tokens_out += usage.get("output_tokens", 0)
            asked |= {call["id"]: call for call in message.tool_calls}
        elif message.type == "tool":
            made = asked.get(message.tool_call_id, {})
            step = Ran(tool=message.name or "", arguments=made.get("args", {}))
            if message.artifact is not None:
                step.result = message.artifact.data()
            else:
                step.error = str(message.content)[:200]
            run.steps.append(step)
    if not any(s.error is None for s in run.steps):
        run.status = "failed" if run.steps else "declined"


SYSTEMS: dict[str, System] = {"plan": plan_first, "langchain": langchain}
