"""A plan as the model writes it: read, or refused and asked for once more."""

from __future__ import annotations

import json

import pytest
from llmrec.tools.agent.hints import Hints, hints
from llmrec.tools.agent.plan import MOST_STEPS, made
from llmrec.tools.agent.prompt import ask_plan, plan_schema
from llmrec.tools.registry import TOOLS

from llmrec.text import estimate_tokens, language

from .conftest import kinds, lamps, plans, steps


def test_a_plan_may_be_written_in_full():
    plan = made(steps({"id": "2", "tool": "rate", "arguments": {"items": ["$1"]}}))
    assert (plan.steps[0].id, plan.steps[0].arguments) == (2, {"items": ["$1"]})


RATE = {"tool": "rate", "text": "calm"}


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        ("{", "unreadable"),
        ("[]", "unreadable"),
        ("[" * 5_000, "unreadable"),
        ("x" * 30_000, "unreadable"),
        (json.dumps(steps(lamps(words="lamp " * 5_000))), "unreadable"),
        ({"steps": 3}, "unreadable"),
        ({"steps": [3]}, "unreadable"),
        ({"steps": [{"id": "one", "tool": "rate"}]}, "unreadable"),
        ({"steps": []}, "empty"),
        ({}, "unreadable"),
        (steps(*[lamps()] * 9), "too_many_steps"),
        (steps(*[{"tool": "tag"}] * 1_000), "too_many_steps"),
        (steps({"tool": "drop_table"}), "unknown_tool"),
        (steps({"tool": "推荐", "text": "灯"}), "unknown_tool"),
        (steps({"tool": ["rate"]}), "unknown_tool"),
        (steps({**RATE, "items": ["$1"]}), "loop"),
        (steps({**RATE, "items": ["$2"]}, {**RATE, "items": ["$1"]}), "loop"),
        (steps({**RATE, "items": ["$2"]}, lamps()), "forward_reference"),
        (steps({**RATE, "items": ["$7"]}), "bad_reference"),
        (steps(lamps(), {**RATE, "items": ["$1.__class__[x]"]}), "bad_reference"),
        (steps(lamps(id=1), {**RATE, "id": 1, "items": ["$1"]}), "bad_reference"),
        (steps({"tool": "rate", "items": 3}), "bad_arguments"),
        (steps({"tool": "rate", "items": []}), "bad_arguments"),
        (steps({"tool": "compare", "items": {"a": 1}}), "bad_arguments"),
        (steps({"tool": "recommend", "text": "x", "limits": "cheap"}), "bad_arguments"),
        (steps({"tool": "filter_items", "words": "blorp zzqx"}), "bad_arguments"),
        (steps({"tool": "get_item", "item": "No Such Thing At All"}), "unknown_item"),
    ],
    ids=lambda v: v if isinstance(v, str) and 1 < len(v) < 30 else None,
)
def test_a_bad_plan_is_told_and_nothing_is_called(go, home, plan, kind):
    out = go("do it", plan)
    assert out.status == "invalid"
    assert kind in kinds(out)
    assert out.answer and not out.steps
    assert plans(out) == 2, "one more try and no third"


def test_a_second_plan_may_be_better(go, home):
    out = go("lamps", steps({"tool": "nonsense"}), steps(lamps()))
    assert out.status == "answered" and plans(out) == 2


def test_a_title_of_several_items_is_asked_about(go, home):
    words = [i.title.split()[0] for i in home.items(home.ids)]
    maker = max(words, key=words.count)
    assert words.count(maker) > 1
    out = go("tell me of it", steps({"tool": "get_item", "item": maker}))
    assert out.status == "invalid" and kinds(out) == ["ambiguous_item"]
    assert plans(out) == 1, "no other plan would know better"


def test_the_prompt_is_short_and_names_every_tool(home):
    every = Hints(tuple(TOOLS), MOST_STEPS)
    ask = ask_plan("x" * 100, home, every)
    text = "\n".join(m["content"] for m in ask.messages())
    assert estimate_tokens(text) < 900
    assert all(f"{tool}(" in text for tool in TOOLS)
    forms = plan_schema(home, every)["properties"]["steps"]["items"]["anyOf"]
    assert {f["properties"]["tool"]["const"] for f in forms} == {*TOOLS, "decline"}


@pytest.mark.parametrize("most", [1, MOST_STEPS])
def test_a_plan_has_room_for_as_many_steps_as_the_words_speak_of(home, most):
    form = plan_schema(home, Hints(("recommend",), most))["properties"]["steps"]
    assert form["maxItems"] == most


@pytest.mark.parametrize(
    ("request_", "tools"),
    [
        ("the cheapest lamp", {"filter_items"}),
        ("推荐一款灯", {"recommend"}),
        ("search for lamps and compare them", {"search_items", "compare"}),
        ("una lámpara barata para leer de noche", set(TOOLS)),
    ],
)
def test_a_plan_has_the_tools_that_the_words_speak_of(request_, tools):
    assert set(hints(request_, language(request_), 0).tools) == tools


def test_where_no_word_speaks_of_a_tool_any_that_reads_may_be_taken():
    for titles in (0, 2):
        found = hints("Bread at Home, or Knife Skills?", "en", titles)
        assert found.most == 1 and not any(TOOLS[t].writes for t in found.tools)
        assert ("compare" in found.tools) == bool(titles)
