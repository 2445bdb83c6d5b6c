"""The written tasks of the agent, and how a run of one is marked."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from doubles import build, forget_indexes, rows_of
from llmrec.evals.agent import COSTS, MARKS, figures, parts, read
from llmrec.evals.agent_truth import Ran, Run, as_line, is_top, marks, tasks
from llmrec.tools.registry import TOOLS
from pages import ROOT, page, plain, table

TASKS = {t.id: t for t in tasks()}
PLUGS = [{"field": "type", "op": "eq", "value": "smart plug"}]


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agent")
    home = build(folder, "smart-home", rows_of("smart-home"))
    courses = build(folder, "courses", rows_of("courses"), schema_of="courses")
    yield {"smart-home": home, "courses": courses}
    forget_indexes(folder)


def ran(tool, ids=(), **more):
    result = {"items": [{"id": i} for i in ids]} | more.pop("result", {})
    return Ran(tool=tool, arguments=more, result=result)


def run_of(task, *steps, status="answered"):
    return Run(id=task, system="plan", status=status, steps=list(steps))


def test_there_are_sixty_of_all_kinds():
    assert Counter(t.kind for t in TASKS.values()) == {"single": 30, "multi": 20, "none": 10}
    assert Counter(t.language for t in TASKS.values()) == {"en": 40, "zh": 20}
    assert sum(t.held for t in TASKS.values()) == 20
    assert {tool for t in TASKS.values() for some in t.tools for tool in some} == set(TOOLS)


def test_what_they_ask_for_is_there(shops):
    for task in TASKS.values():
        shop = shops[task.catalogue]
        named = [i for a in task.args for k in ("items",) for i in a.get(k, [])]
        named += [a["item"] for a in task.args if "item" in a]
        named += [*task.outcome.get("ids", []), *task.outcome.get("any", [])]
        assert all(i in shop for i in named), task.id
        for check in task.args:
            assert set(check) <= {"limits", "sort", "k", "items", "item", "kind", "rating"}


def test_a_right_run_has_all_marks(shops):
    step = ran(
        "filter_items",
        ["SH-0061", "SH-0062", "SH-0069"],
        limits=PLUGS,
        sort_by="price",
        k=3,
        result={"total": 13},
    )
    given = marks(TASKS["s01"], run_of("s01", step), shops["smart-home"])
    assert all(given.model_dump().values())


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"sort_by": "rating"}, {"arguments"}),
        ({"limits": []}, {"arguments"}),
        ({"limits": [{"field": "no", "op": "eq", "value": 1}]}, {"arguments"}),
        ({"ids": ["SH-0061", "SH-0062"], "k": 3}, {"solved"}),
        ({"ids": ["SH-0061", "SH-0062", "SH-0070"]}, {"solved"}),
    ],
)
def test_what_is_wrong_is_marked(shops, more, wrong):
    right = {"limits": PLUGS, "sort_by": "price", "k": 3}
    ids = more.pop("ids", ["SH-0061", "SH-0062", "SH-0069"])
    step = ran("filter_items", ids, **right | more)
    given = marks(TASKS["s01"], run_of("s01", step), shops["smart-home"]).model_dump()
    assert {name for name, right in given.items() if not right} == wrong


def test_other_words_for_the_same_limit_are_right(shops):
    limits = [{"field": "type", "op": "in", "value": ["smart plug"]}]
    step = ran("filter_items", ["SH-0061", "SH-0062", "SH-0069"], limits=limits, sort_by="price")
    assert marks(TASKS["s01"], run_of("s01", step), shops["smart-home"]).arguments


def test_ties_may_be_broken_either_way(shops):
    spec = TASKS["s02"].outcome["top"]
    for other in ("SH-0027", "SH-0028"):
        assert is_top(["SH-0029", "SH-0022", other], spec, shops["smart-home"])
    assert not is_top(["SH-0029", "SH-0027", "SH-0028"], spec, shops["smart-home"])


def test_a_refusal_is_right_only_where_it_should_be(shops):
    shop = shops["smart-home"]
    assert marks(TASKS["n51"], run_of("n51", status="declined"), shop).solved
    assert not marks(TASKS["n51"], run_of("n51", ran("search_items", ["SH-0001"])), shop).solved
    assert not marks(TASKS["s01"], run_of("s01", status="declined"), shop).solved


def test_runs_are_resumed(tmp_path):
    path = tmp_path / "runs.jsonl"
    dead = run_of("s03", status="unavailable")
    path.write_text(
        as_line(run_of("s01")) + "\n" + as_line(dead) + "\n" + as_line(run_of("s02"))[:40], "utf-8"
    )
    assert set(read(path)) == {"s01"}


def test_figures_have_intervals(shops):
    runs = {"n51": run_of("n51", status="declined"), "n57": run_of("n57", status="answered")}
    given = {i: marks(TASKS[i], r, shops[TASKS[i].catalogue]) for i, r in runs.items()}
    found = figures(parts(tasks())["none"], runs, given)
    assert found["solved"]["mean"] == 0.5
    assert found["solved"]["low"] <= 0.5 <= found["solved"]["high"]
    assert figures([], runs, given) == {}


def test_the_page_has_the_figures_that_were_measured():
    told = json.loads((ROOT / "docs" / "agent.json").read_text("utf-8"))
    names = {"plans first": "plan", "create_agent": "langchain"}
    shares = {"valid plans", "right tools", "right arguments", "tasks solved"}
    keys = {title: key for key, title in (MARKS | COSTS).items()}
    below = page("tools.md").partition("agent.json](agent.json)")[2]
    rows = table(below, "figure")
    assert len(rows) == len(keys)
    for row in rows:
        title = row.pop("figure").removesuffix(", several at once")
        for head, cell in row.items():
            system, part, count = re.fullmatch(r"(.+), (.+) \((\d+)\)", plain(head)).groups()
            assert told[names[system]]["tasks"][part] == int(count)
            figure = told[names[system]]["figures"][part][keys[title]]
            form = "{:.0%} [{:.0%}, {:.0%}]" if title in shares else "{:.3g} [{:.3g}, {:.3g}]"
            assert cell == form.format(figure["mean"], figure["low"], figure["high"])
