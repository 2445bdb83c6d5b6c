"""Steps as they are run: together, one after the other, stopped."""

from __future__ import annotations

import threading

import pytest
from llmrec.tools.agent import run
from llmrec.tools.agent.outcome import ids_of

from .conftest import lamps, steps, two

LIKED = steps(lamps(k=1), {"tool": "record_feedback", "item": "$1[0]", "kind": "like"})


@pytest.fixture
def before_each_call(monkeypatch):
    """`before_each_call(do)`: `do()` is done before every tool is called."""

    def install(do):
        inner = run.call

        def call(name, arguments, toolbox):
            do()
            return inner(name, arguments, toolbox)

        monkeypatch.setattr(run, "call", call)

    return install


def test_steps_that_need_nothing_run_at_once(go, home, before_each_call):
    before_each_call(threading.Barrier(2, timeout=20).wait)
    a, b = two(home)
    out = go("Both", steps({"tool": "get_item", "item": a.id}, {"tool": "get_item", "item": b.id}))
    assert [d.error for d in out.steps] == [None, None]


def test_a_step_that_finds_nothing_stops_only_what_waits_for_it(go, home):
    item = two(home)[0]
    out = go(
        "and so on",
        steps(
            {"tool": "filter_items", "limits": [{"field": "price", "op": "lt", "value": 0}]},
            {"tool": "rate", "items": ["$1"], "text": "calm"},
            {"tool": "get_item", "item": item.id},
        ),
    )
    assert [d.error is None for d in out.steps] == [True, False, True]
    assert "found nothing" in out.steps[1].error["message"]


def test_a_stop_ends_it_between_steps(go, opener, before_each_call):
    stop = threading.Event()
    before_each_call(stop.set)
    out = go("I like 1 lamp, keep that", LIKED, stop=stop)
    assert out.status == "interrupted"
    assert [d.tool for d in out.steps] == ["filter_items"]
    assert not opener.people.of("smart-home", "anna")


def test_what_writes_begins_when_all_else_is_done(go, home, opener, before_each_call):
    stop = threading.Event()
    before_each_call(stop.set)
    first, other = two(home)
    write = {"tool": "record_feedback", "item": first.id, "kind": "like"}
    read = {"tool": "get_item", "item": other.id}
    out = go("I like it, keep that", steps(write, read), stop=stop)
    assert [d.tool for d in out.steps] == ["get_item"]
    assert not opener.people.of("smart-home", "anna")


def test_more_items_than_a_tool_takes_are_cut_off(go):
    all_ = {"tool": "filter_items", "words": "under $1000", "k": 12}
    out = go("compare 12 things under $1000", steps(all_, {"tool": "compare", "items": ["$1"]}))
    found, compared = out.steps
    assert len(ids_of(found.result)) == 12
    assert compared.error is None
    assert compared.arguments["items"] == ids_of(found.result)[:5]


def test_an_interrupt_writes_nothing_that_had_not_begun(go, opener, before_each_call):
    def interrupt():
        raise KeyboardInterrupt

    before_each_call(interrupt)
    with pytest.raises(KeyboardInterrupt):
        go("I like 1 lamp, keep that", LIKED)
    assert not opener.people.of("smart-home", "anna")
