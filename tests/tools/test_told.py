"""What a person reads of results, in English and Chinese."""

from __future__ import annotations

from typing import get_args

import pytest
from llmrec.tools.args import Kind
from llmrec.tools.results import Ranked, Recommended, Recorded
from llmrec.tools.told import told

from llmrec.wording.wording import Wording

TEXT = "smart speaker"
SPEAKER = {"field": "type", "op": "eq", "value": "smart speaker"}


@pytest.fixture(params=["en", "zh"])
def say(home, request):
    return Wording(home, request.param)


def test_a_sorted_list_says_how_many_there_are_and_how_they_stand(use, home):
    arguments = {"limits": [SPEAKER], "sort_by": "price", "k": 2}
    lines = told(use("filter_items", **arguments), Wording(home, "en"), arguments).splitlines()
    total = sum(home.item(i).attributes["type"] == "smart speaker" for i in home.ids)
    assert lines[0] == f"{total} in all (smart speaker), the first 2 by price:"
    assert [line[:3] for line in lines[1:]] == ["1. ", "2. "]
    assert all("$" in line for line in lines[1:])
    lines = told(use("filter_items", **arguments), Wording(home, "zh"), arguments).splitlines()
    assert lines[0] == f"共{total}个（智能音箱），按价格排在前2的："


def test_a_list_of_nothing_says_so(use, home):
    nothing = {"limits": [SPEAKER, {"field": "price", "op": "lt", "value": 1}]}
    said = told(use("filter_items", **nothing), Wording(home, "en"), nothing)
    assert said == "0 in all (smart speaker, under $1)."
    assert told(Ranked(items=[]), Wording(home, "zh")) == "没有找到。"
    near = use("recommend", text="a smart speaker under $1", k=2, explain=0)
    lines = told(near, Wording(home, "en")).splitlines()
    assert lines[:2] == ["Nothing was found.", "What comes nearest:"]
    assert "price < 1" in lines[2]
    assert told(Recommended(items=[]), Wording(home, "en")) == "Nothing was found."


def test_why_an_item_suits_has_its_quote(use, home, say):
    found = use("explain", item=home.ids[0], text=TEXT)
    said = told(found, say)
    assert home.item(home.ids[0]).title in said
    assert found.item.why.evidence[0].quote in said


def test_what_keeps_an_item_out_is_told_once(use, home):
    item = home.item(home.ids[0])
    limit = {"field": "price", "op": "lt", "value": 50}
    found = use("why_not", text="a smart speaker under $50", item=item.id, limits=[limit])
    (line,) = told(found, Wording(home, "en")).splitlines()
    assert line.startswith(f"{item.title} is out because of “under $50”")
    assert "不符合“价格低于$50”" in told(found, Wording(home, "zh"))


@pytest.mark.parametrize("reason", ["excluded", "unknown"])
def test_an_item_that_was_left_out_or_is_unknown(use, home, say, reason):
    item = home.ids[0] if reason == "excluded" else "nope"
    found = use("why_not", text=TEXT, item=item, exclude=[item])
    assert told(found, say) == say(reason, t=found.title)


@pytest.mark.parametrize("kind", ["", *get_args(Kind)])
def test_every_kind_of_event_has_a_word(home, say, kind):
    kept = Recorded(catalogue=home.name, user="anna", item=home.ids[0], kind=kind, new=True)
    said = told(kept, say)
    assert home.item(home.ids[0]).title in said
    assert "{" not in said


def test_tags_requests_and_catalogues_are_told(use, home, say):
    tags = use("tag", text="a smart speaker for the kitchen")
    assert say.value(tags.tags[0].field or "", tags.tags[0].tag) in told(tags, say)
    read = told(use("profile", text="a smart speaker under $150"), say)
    assert say.limit(use("profile", text="under $150").profile.hard[0]) in read
    assert str(home.size) in told(use("describe_catalog"), say)
