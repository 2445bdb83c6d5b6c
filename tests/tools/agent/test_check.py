"""What code puts right in a plan before it is run: limits, ids, order, repeats."""

from __future__ import annotations

from llmrec.tools.agent.outcome import ids_of

from .conftest import lamps, steps, two


def test_steps_follow_each_other_and_code_fills_in_limits_and_ids(go, home):
    other = two(home)[0]
    out = go(
        f"Compare the two cheapest lamps under $100 with the {other.title}",
        steps(lamps(k=2), {"tool": "compare", "items": ["$1", other.title]}),
    )
    assert out.status == "answered", out
    first, second = out.steps
    assert first.arguments["sort_by"] == "price" and first.arguments["k"] == 2
    fields = {c["field"] for c in first.arguments["limits"]}
    assert {"price", "type"} <= fields
    assert second.arguments["items"] == [*ids_of(first.result), other.id]
    assert [c.prompt for c in out.calls] == ["agent_plan", "agent_answer"]
    assert out.by == "code", "its sentence claims what nothing says"


def test_limits_that_the_model_forgets_are_kept(go, home):
    out = go("lamps that cost less than $60", steps({"tool": "recommend", "text": "a lamp"}))
    limits = out.steps[0].arguments["limits"]
    assert {"field": "price", "op": "lt", "value": 60.0} in limits
    assert out.repairs


def test_a_number_of_items_that_nobody_said_is_left_out(go, home):
    out = go("lamps", steps({"tool": "recommend", "text": "a lamp", "k": 17}))
    assert "k" not in out.steps[0].arguments


def test_a_list_that_means_its_own_step_by_mistake(go, home):
    """`$2` for the second item of step 1."""
    out = go("two lamps", steps(lamps(k=2), {"tool": "compare", "items": ["$1", "$2"]}))
    assert out.status == "answered"
    assert len(out.steps[1].arguments["items"]) == 2


def test_a_step_that_means_what_the_request_names(go, home):
    item = two(home)[0]
    out = go(
        f"How many stars would I give the {item.title}?",
        steps({"tool": "rate", "items": ["$1[0]"], "text": "calm"}),
    )
    assert out.steps[0].arguments["items"] == [item.id]


def test_a_kind_of_thing_in_the_place_of_an_item(go, home):
    out = go(
        "What is the cheapest lamp? I bought it, keep that",
        steps({"tool": "record_feedback", "item": "lamp", "kind": "purchase"}, lamps(k=1)),
    )
    assert [d.tool for d in out.steps] == ["filter_items", "record_feedback"]
    assert out.steps[1].arguments["item"] == ids_of(out.steps[0].result)[0]


def test_a_superlative_is_no_limit(go, home):
    out = go("评分最高的三个灯", steps(lamps(words="lamp", k=3)))
    assert {c["field"] for c in out.steps[0].arguments["limits"]} == {"type"}
    assert out.steps[0].arguments["sort_by"] == "rating"


def test_the_lowest_number_of_stars_is_one(go):
    out = go("最低4星的灯", steps(lamps(words="lamp", k=3)))
    assert {"field": "rating", "op": "ge", "value": 4.0} in out.steps[0].arguments["limits"]


def test_what_is_done_twice_is_done_once(go, home):
    out = go("two lamps", steps(lamps(k=2), lamps(k=2), {"tool": "compare", "items": ["$2"]}))
    assert [d.tool for d in out.steps] == ["filter_items", "compare"]
