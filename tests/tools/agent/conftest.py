"""An agent whose model is scripted: it writes the plans that a test gives it."""

from __future__ import annotations

import json

import pytest
from doubles import script
from llmrec.tools.agent.act import act


def planner(*plans, answer=""):
    """A model that writes these plans in turn, the last one again and again."""
    left = [p if isinstance(p, str) else json.dumps(p, ensure_ascii=False) for p in plans]

    def plan(_):
        return left.pop(0) if len(left) > 1 else left[0]

    return script(
        agent_plan=plan,
        agent_answer=answer or (lambda _: "It is the best of all."),
    )


def steps(*said):
    return {"steps": list(said)}


def lamps(**more):
    return {"tool": "filter_items", "words": "lamp under $100", "sort": "lowest price", **more}


@pytest.fixture
def go(opener, toolbox):
    def go(request, *plans, answer="", **more):
        opener.llm = planner(*plans, answer=answer)
        return act(request, toolbox, **more)

    return go


def plans(outcome):
    """How often a plan was asked for."""
    return sum(c.prompt == "agent_plan" for c in outcome.calls)


def kinds(outcome):
    return [p.kind for p in outcome.problems]


def two(home):
    return home.items(home.ids)[:2]
